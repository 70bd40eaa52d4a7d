"""Group commit: a bad work fails alone, rows are not shared, races are lost cleanly, unknown outcomes are settled."""

import asyncio
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from shared.database import ConnectionLost, DatabaseAway
from shared.identifiers import new_id
from shared.storage.changes import Changes, Occasion
from shared.storage.committer import AlreadyThere, Committer, LostRace
from shared.storage.shapes import shape
from shared.storage.things import Things
from tests.integration.conftest import StartService
from tests.integration.sample_service import SOMEBODY, SampleService, Ticket, Tickets

CHECKED = shape("checked", {"id": "uuid", "number": "integer"}, key=("id",))


@pytest.fixture
async def service(start: StartService) -> SampleService:
    service = await start()
    await service.database.execute("CREATE TABLE checked (id uuid PRIMARY KEY, number integer CHECK (number >= 0))")
    return service


def empty(service: SampleService) -> Changes:
    return Changes(Occasion(now=service.clock.now(), actor=SOMEBODY, action="test"))


def row(service: SampleService, number: int, row_id: UUID | None = None) -> Changes:
    changes = empty(service)
    changes.insert(CHECKED, (row_id or new_id(), number))
    return changes


async def loaded(service: SampleService, ticket_id: UUID) -> tuple[Changes, Things[Ticket], Ticket]:
    changes = empty(service)
    tickets = Tickets(service.database, changes)
    return changes, tickets, await tickets.get(ticket_id)


async def numbers(service: SampleService) -> list[int]:
    return [found["number"] for found in await service.database.rows("SELECT number FROM checked ORDER BY number")]


async def test_works_that_finish_together_share_a_statement(service: SampleService) -> None:
    await asyncio.gather(*(service.committer.commit(row(service, number)) for number in range(64)))
    assert await numbers(service) == list(range(64))
    assert service.committer.statements == 1


async def test_a_bad_work_among_64_good_ones_fails_alone(service: SampleService) -> None:
    works = [row(service, number) for number in range(32)] + [row(service, -1)]
    works += [row(service, number) for number in range(32, 64)]
    ends = await asyncio.gather(*(service.committer.commit(work) for work in works), return_exceptions=True)
    assert [type(end) for end in ends if end is not None] == [asyncpg.CheckViolationError]
    assert isinstance(ends[32], asyncpg.CheckViolationError)
    assert await numbers(service) == list(range(64))
    assert service.committer.statements <= 15


async def test_two_works_on_one_row_do_not_travel_together_and_the_later_one_loses(service: SampleService) -> None:
    ticket_id = new_id()
    await service.assess(ticket_id, "first")
    works = []
    for note in ("one", "two"):
        changes, tickets, ticket = await loaded(service, ticket_id)
        tickets.save(replace(ticket, note=note))
        works.append(changes)
    before = service.committer.statements
    ends = await asyncio.gather(*(service.committer.commit(work) for work in works), return_exceptions=True)
    assert ends[0] is None
    assert type(ends[1]) is LostRace
    assert service.committer.statements == before + 2, "one after the other, without a failure of the first"
    assert await service.database.value("SELECT note FROM ticket") == "one"


async def test_works_on_one_thing_all_succeed_one_after_the_other(service: SampleService) -> None:
    ticket_id = new_id()
    await asyncio.gather(*(service.assess(ticket_id, str(number)) for number in range(30)))
    assert await service.database.value("SELECT version FROM ticket") == 30


async def test_a_race_lost_to_another_process_starts_again_from_the_load(
    start: StartService, service: SampleService
) -> None:
    other = await start(service.url)
    ticket_id = new_id()
    await service.assess(ticket_id, "0")
    await asyncio.gather(*(one.assess(ticket_id, "x") for one in (service, other) for _ in range(20)))
    assert await service.database.value("SELECT version FROM ticket") == 41
    assert await service.database.value("SELECT count(*) FROM event") == 41, "one event for each version"


async def test_a_lost_race_writes_nothing_of_its_work(service: SampleService) -> None:
    ticket_id = new_id()
    await service.assess(ticket_id, "0")
    changes, tickets, ticket = await loaded(service, ticket_id)
    tickets.save(replace(ticket, note="stale"))
    changes.insert(CHECKED, (new_id(), 7))
    await service.assess(ticket_id, "1")
    with pytest.raises(LostRace):
        await service.committer.commit(changes)
    assert await numbers(service) == []


async def test_a_row_that_may_exist_once_is_named_when_it_is_there_already(service: SampleService) -> None:
    row_id = new_id()
    await service.committer.commit(row(service, 1, row_id))
    with pytest.raises(AlreadyThere) as found:
        await service.committer.commit(row(service, 2, row_id))
    assert found.value.constraint == "checked_pkey"


class DiesInTheCommit:
    """The real connection, whose server process ends before or after it has carried the statement out."""

    def __init__(self, service: SampleService, *, after: bool) -> None:
        self._service = service
        self._after = after
        self.deaths = 0

    async def execute(self, sql: str, *values: object) -> None:
        if self.deaths:
            await self._service.writer.execute(sql, *values)
            return
        self.deaths += 1
        if self._after:
            await self._service.writer.execute(sql, *values)
        await self._service.database.value(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        raise ConnectionLost("died in the commit")

    async def recover(self) -> None:
        await self._service.writer.recover()

    async def exists(self, table: str, key: dict[str, tuple[str, object]]) -> bool:
        return await self._service.writer.exists(table, key)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_connection_that_dies_in_the_commit_leaves_every_work_done_once(
    service: SampleService, moment: str
) -> None:
    writer = DiesInTheCommit(service, after=moment == "after")
    committer = Committer(writer)
    committer.start()
    tables: list[frozenset[str]] = []
    committer.on_commit.append(tables.append)
    await asyncio.gather(*(committer.commit(row(service, number)) for number in range(10)))
    await committer.stop()
    assert writer.deaths == 1
    assert await numbers(service) == list(range(10))
    assert {name for written in tables for name in written} == {"checked"}


async def test_a_lost_work_is_not_taken_for_done_because_somebody_else_added_the_same_thing(
    service: SampleService,
) -> None:
    ticket_id = new_id()
    await service.assess(ticket_id, "theirs")
    changes = empty(service)
    Tickets(service.database, changes).add(Ticket(ticket_id, "ours"))
    committer = Committer(DiesInTheCommit(service, after=False))
    committer.start()
    with pytest.raises(AlreadyThere):
        await committer.commit(changes)
    await committer.stop()


async def test_a_server_process_that_is_ended_under_load_loses_and_doubles_nothing(service: SampleService) -> None:
    killing = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'WITH s0%'
    """
    written: list[int] = []
    kills = 0

    async def write(number: int) -> None:
        while True:
            try:
                await service.committer.commit(row(service, number))
            except DatabaseAway:
                continue  # said to be unknown or not written: looked up below
            written.append(number)
            return

    async def kill() -> None:
        nonlocal kills
        while len(written) < 900:
            await asyncio.sleep(0.005)
            kills += await service.database.value(killing)

    async with asyncio.timeout(60):
        await asyncio.gather(kill(), *(write(number) for number in range(1000)))
    assert kills > 0
    assert sorted(written) == await numbers(service) == list(range(1000))


class Recording:
    """Passes on to the real connection and remembers the arrays of each statement."""

    def __init__(self, service: SampleService) -> None:
        self._service = service
        self.arrays: list[tuple[object, ...]] = []

    async def execute(self, sql: str, *values: object) -> None:
        self.arrays.append(values)
        await self._service.writer.execute(sql, *values)

    async def recover(self) -> None:
        await self._service.writer.recover()

    async def exists(self, table: str, key: dict[str, tuple[str, object]]) -> bool:
        return await self._service.writer.exists(table, key)


async def test_rows_changed_in_place_travel_sorted_so_that_two_writers_cannot_deadlock(service: SampleService) -> None:
    tickets = sorted(new_id() for _ in range(40))
    await asyncio.gather(*(service.assess(ticket, "0") for ticket in tickets))
    writer = Recording(service)
    committer = Committer(writer)
    works = []
    for ticket_id in reversed(tickets):
        changes, things, ticket = await loaded(service, ticket_id)
        changes.put(things.mapping.table, ticket_id, (ticket_id, "1", 2), expected_version=ticket.version)
        works.append(changes)
    committer.start()
    await asyncio.gather(*(committer.commit(work) for work in works))
    await committer.stop()
    [(ids, *_)] = writer.arrays
    assert ids == tickets


async def test_updates_of_many_rows_by_two_processes_all_succeed(start: StartService, service: SampleService) -> None:
    other = await start(service.url)
    tickets = [new_id() for _ in range(40)]
    await asyncio.gather(*(service.assess(ticket, "0") for ticket in tickets))
    await asyncio.gather(
        *(service.assess(ticket, "a") for ticket in tickets),
        *(other.assess(ticket, "b") for ticket in reversed(tickets)),
    )
    assert await service.database.value("SELECT min(version) FROM ticket") == 3


async def test_an_event_without_a_change_of_its_thing_is_refused(service: SampleService) -> None:
    changes = empty(service)
    tickets = Tickets(service.database, changes)
    event_of = tickets.add(Ticket(new_id(), "x"))
    with pytest.raises(ValueError, match="without being changed"):
        changes.announce([], aggregate_id=new_id(), version=event_of.version)


async def test_stopping_writes_what_was_given_and_refuses_what_comes_later(service: SampleService) -> None:
    given = [asyncio.create_task(service.committer.commit(row(service, number))) for number in range(100)]
    await asyncio.sleep(0)
    await service.committer.stop()
    await asyncio.gather(*given)
    with pytest.raises(DatabaseAway):
        await service.committer.commit(row(service, 100))
    assert await numbers(service) == list(range(100))


async def test_a_cancelled_caller_leaves_all_or_nothing(service: SampleService) -> None:
    ticket_id = new_id()

    async def one(number: int) -> None:
        await service.assess(ticket_id if number % 2 else new_id(), str(number))

    tasks = [asyncio.create_task(one(number)) for number in range(200)]
    for number, task in enumerate(tasks):
        if number % 3 == 0:
            await asyncio.sleep(0)
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await service.committer.stop()
    versions = await service.database.value("SELECT sum(version) FROM ticket")
    assert await service.database.value("SELECT count(*) FROM event") == versions
    assert await service.database.value("SELECT count(*) FROM audit") == versions
