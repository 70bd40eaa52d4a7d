"""Partitions are made ahead and dropped in time, the audit trail is sealed, and figures tell what is behind."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from shared.clock import SimulatedClock
from shared.database import open_connection
from shared.identifiers import new_id
from shared.lease import LeaseLost
from shared.messaging.feed import FeedGone
from shared.messaging.feeds.cursor import Cursor
from shared.messaging.upkeep.audit_seal import AuditSealer, chained, verify_audit
from shared.messaging.upkeep.partitions import Janitor, Retention
from shared.messaging.upkeep.readings import readings
from tests.integration.conftest import StartService
from tests.integration.sample_service import SampleService

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(START)


@pytest.fixture
async def service(start: StartService, clock: SimulatedClock) -> SampleService:
    return await start(clock=clock)


def janitor(service: SampleService, **days: int) -> Janitor:
    return Janitor(service.database, service.clock, Retention(**days))


async def partitions(service: SampleService, table: str) -> list[str]:
    sql = "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::text::regclass ORDER BY 1"
    return [row["name"] for row in await service.database.rows(sql, table)]


async def test_events_go_to_the_day_they_were_recorded_on_by_the_services_clock(
    service: SampleService, clock: SimulatedClock
) -> None:
    await janitor(service).tidy()
    await service.assess(new_id(), "x")
    clock.advance_to(START + 3 * DAY)
    await service.assess(new_id(), "y")
    assert await service.database.value("SELECT count(*) FROM event_20260302") == 1
    assert await service.database.value("SELECT count(*) FROM event_20260305") == 1
    assert await service.database.value("SELECT count(*) FROM event_default") == 0


async def test_tidying_twice_and_at_once_changes_nothing(service: SampleService) -> None:
    await janitor(service).tidy()
    before = await partitions(service, "event"), await partitions(service, "inbox")
    await janitor(service).tidy()
    assert (await partitions(service, "event"), await partitions(service, "inbox")) == before
    assert len(before[0]) == len(before[1]) == 10, "yesterday, today, seven days, and the rest"


async def test_rows_that_came_before_their_partition_stay_readable(service: SampleService) -> None:
    await service.assess(new_id(), "early")
    await janitor(service).tidy()
    assert "event_20260302" not in await partitions(service, "event")
    await service.sequence()
    assert len((await service.feed.page(None)).envelopes) == 1


async def test_an_old_day_is_announced_then_dropped_and_old_cursors_are_gone(
    service: SampleService, clock: SimulatedClock
) -> None:
    await janitor(service).tidy()
    await service.assess(new_id(), "old")
    await service.sequence()
    beginning = await service.feed.start()
    clock.advance_to(START + 40 * DAY)
    await janitor(service, event_days=30).tidy()
    await service.assess(new_id(), "new")
    await service.sequence()
    assert "event_20260302" in await partitions(service, "event"), "a page may be reading it"
    await janitor(service, event_days=30).tidy()
    assert "event_20260302" not in await partitions(service, "event")
    with pytest.raises(FeedGone):
        await service.feed.page(beginning)
    assert [envelope.sequence for envelope in (await service.feed.page(None)).envelopes] == [2]
    assert (await service.feed.page(Cursor(beginning.epoch, 1))).next.position == 2


async def test_events_that_have_no_position_yet_are_never_dropped(
    service: SampleService, clock: SimulatedClock
) -> None:
    await janitor(service).tidy()
    await service.assess(new_id(), "unsequenced")
    clock.advance_to(START + 40 * DAY)
    for _ in range(2):
        await janitor(service, event_days=30).tidy()
    assert await service.database.value("SELECT count(*) FROM event") == 1


async def test_remembered_answers_are_purged_when_they_are_old(service: SampleService, clock: SimulatedClock) -> None:
    insert = "INSERT INTO idempotency VALUES ('c', 'o', $1, 'f', 200, '{}', '', '', $2)"
    await service.database.execute(insert, "old", START - 8 * DAY)
    await service.database.execute(insert, "young", START - 6 * DAY)
    await janitor(service).tidy()
    assert [row["key"] for row in await service.database.rows("SELECT key FROM idempotency")] == ["young"]


@pytest.fixture
async def sealed(service: SampleService) -> SampleService:
    for number in range(5):
        await service.assess(new_id(), str(number))
    await service.sequence()
    sealer = AuditSealer(service.database, service.sequencer.lease)
    assert await sealer.seal(service.sequencer.lease.epoch or 0) == 5
    return service


async def tamper(service: SampleService, sql: str) -> None:
    """As somebody could who may do everything in the database."""
    connection = await open_connection(service.url)
    await connection.execute("ALTER TABLE audit DISABLE TRIGGER ALL")
    await connection.execute(sql)
    await connection.close()


async def test_a_sealed_trail_is_whole(sealed: SampleService) -> None:
    verdict = await verify_audit(sealed.database)
    assert (verdict.sealed, verdict.unsealed, verdict.first_wrong) == (5, 0, None)
    await sealed.assess(new_id(), "young")
    assert (await verify_audit(sealed.database)).unsealed == 1


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("UPDATE audit SET actor_id = 'x' WHERE seq = 3", "(seal 3) was changed"),
        ("UPDATE audit SET after = '{}' WHERE seq = 5", "(seal 5) was changed"),
        ("DELETE FROM audit WHERE seq = 2", "(seal 2) is missing"),
        ("DELETE FROM audit_seal WHERE number = 4", "seal 4 is missing"),
        ("UPDATE audit_seal SET hash = '' WHERE number = 1", "(seal 1) was changed"),
    ],
)
async def test_a_changed_or_missing_entry_is_named(sealed: SampleService, sql: str, wrong: str) -> None:
    await tamper(sealed, sql)
    found = (await verify_audit(sealed.database)).first_wrong
    assert found is not None
    assert found.endswith(wrong)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM audit_seal WHERE number > 3",
        "TRUNCATE audit_seal",
        (
            "INSERT INTO audit (seq, id, at, actor_role, actor_id, action, thing, thing_id, version) "
            "VALUES (2, gen_random_uuid(), now(), 'r', 'a', 'slipped in', 't', 'i', 1)"
        ),
    ],
)
async def test_an_entry_that_has_lost_its_seal_or_never_had_one_is_named(sealed: SampleService, sql: str) -> None:
    floor = "INSERT INTO lease (name, last) VALUES ('audit', 5)"  # the sealer's, ten seconds later
    await sealed.database.execute(floor)
    assert (await verify_audit(sealed.database)).first_wrong is None
    await tamper(sealed, sql)
    found = (await verify_audit(sealed.database)).first_wrong
    assert found is not None
    assert found.endswith("has no seal")


async def test_an_entry_that_was_changed_with_its_seal_breaks_the_chain_behind_it(sealed: SampleService) -> None:
    await tamper(sealed, "UPDATE audit SET actor_id = 'x' WHERE seq = 3")
    entry = await sealed.database.row("SELECT * FROM audit WHERE seq = 3")
    previous = await sealed.database.value("SELECT hash FROM audit_seal WHERE number = 2")
    assert entry is not None
    forged = chained(previous, entry)
    await tamper(sealed, f"UPDATE audit_seal SET hash = '\\x{forged.hex()}' WHERE number = 3")
    found = (await verify_audit(sealed.database)).first_wrong
    assert found is not None
    assert found.endswith("(seal 4) was changed")


async def test_the_trail_itself_refuses_changes(sealed: SampleService) -> None:
    for sql in ("UPDATE audit SET reason_hash = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await sealed.database.execute(sql)


async def test_an_entry_that_commits_late_is_sealed_behind_the_others(service: SampleService) -> None:
    await service.sequence()
    epoch = service.sequencer.lease.epoch or 0
    sealer = AuditSealer(service.database, service.sequencer.lease)
    late = await open_connection(service.url)
    transaction = late.transaction()
    await transaction.start()
    await late.execute(
        "INSERT INTO audit (id, at, actor_role, actor_id, action, thing, thing_id, version) "
        "VALUES ($1, now(), 'r', 'a', 'late', 't', 'i', 1)",
        new_id(),
    )
    await service.assess(new_id(), "in time")
    assert [await sealer.seal(epoch) for _ in range(3)] == [1, 0, 0]
    await transaction.commit()
    await late.close()
    assert await sealer.seal(epoch) == 1
    verdict = await verify_audit(service.database)
    assert (verdict.sealed, verdict.first_wrong) == (2, None)


async def test_a_sealer_without_the_lease_writes_nothing(sealed: SampleService) -> None:
    await sealed.assess(new_id(), "x")
    with pytest.raises(LeaseLost):
        await AuditSealer(sealed.database, sealed.sequencer.lease).seal(77)
    assert (await verify_audit(sealed.database)).unsealed == 1


async def test_the_figures_show_what_is_behind(service: SampleService, clock: SimulatedClock) -> None:
    await service.sequence()
    calm = await readings(service.database, clock)
    assert calm["unsequenced_age_seconds"] == calm["timer_lateness_seconds"] == calm["parked_events"] == 0
    await service.assess(new_id(), "x")
    await service.database.execute("INSERT INTO timer VALUES ($1, $2, 'k', 's', 5)", new_id(), START)
    clock.advance_to(START + timedelta(seconds=90))
    busy = await readings(service.database, clock)
    assert (busy["unsequenced_age_seconds"], busy["timer_lateness_seconds"]) == (90, 90)
    assert busy['lease_held{lease="sequencer"}'] == 1
    await service.sequence()
    assert (await readings(service.database, clock))["feed_position"] == 1
