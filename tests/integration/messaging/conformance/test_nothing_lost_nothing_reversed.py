"""Whatever the interleaving of writers, a reader of the feed sees every committed event once, in order per thing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from random import Random

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis.errors import NoSuchExample

from shared.database import open_connection
from shared.messaging.feeds.readers import FeedReader, LocalFeedReader
from shared.messaging.sequencer import SEQUENCER_LEASE
from tests.integration.conftest import StartService
from tests.integration.messaging.conformance.schedules import SCHEDULES, WRITERS, Look, Seen, Step, Writers
from tests.integration.messaging.conformance.transports import Transport, look_at_feed
from tests.integration.sample_service import SampleService

Stage = Callable[[Look], Writers]


@pytest.fixture
async def intake(start: StartService) -> SampleService:
    return await start()


@pytest.fixture
async def stage(intake: SampleService) -> AsyncIterator[Stage]:
    """Writers with connections of their own; each call is a new story about new things."""
    async with AsyncExitStack() as stack:
        connections = []
        for _ in range(WRITERS):
            connections.append(await open_connection(intake.url))
            stack.push_async_callback(connections[-1].close)
        yield lambda look: Writers(connections, look)


async def by_the_serial(intake: SampleService) -> Look:
    """The naive reader: what has a higher serial than the highest that was seen."""
    highest = await intake.database.value("SELECT coalesce(max(seq), 0) FROM event")

    async def look() -> Seen:
        nonlocal highest
        sql = "SELECT seq, aggregate_id, aggregate_version FROM event WHERE seq > $1 ORDER BY seq"
        rows = await intake.database.rows(sql, highest)
        highest = rows[-1]["seq"] if rows else highest
        return [(row["aggregate_id"], row["aggregate_version"]) for row in rows]

    return look


async def numbered_by_ids(reader: FeedReader, intake: SampleService) -> Look:
    """The naive sequencer: new events get their positions in the order of their ids, which carry a time."""
    look_in_order = await look_at_feed(reader, intake)

    async def look() -> Seen:
        last = await intake.database.value("SELECT last FROM lease WHERE name = $1", SEQUENCER_LEASE) or 0
        done = await intake.database.execute(
            "UPDATE event SET position = n.position FROM (SELECT id, $1 + row_number() OVER (ORDER BY id) AS position "
            "FROM event WHERE position IS NULL) AS n WHERE event.id = n.id",
            last,
        )
        count = int(done.rpartition(" ")[2])
        await intake.database.execute("UPDATE lease SET last = last + $2 WHERE name = $1", SEQUENCER_LEASE, count)
        return await look_in_order()

    return look


async def test_every_committed_event_is_seen_once_and_in_order_per_thing(
    intake: SampleService, stage: Stage, transport: Transport
) -> None:
    look = await transport.look(intake)
    loop = asyncio.get_running_loop()

    async def holds(schedule: list[Step]) -> bool:
        return await stage(look).play(schedule)

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(schedule=SCHEDULES)
    def check(schedule: list[Step]) -> None:
        assert asyncio.run_coroutine_threadsafe(holds(schedule), loop).result(30)

    await asyncio.to_thread(check)


async def first_violation(stage: Stage, make_look: Callable[[], object]) -> list[Step]:
    """The smallest schedule in which the reader misses, doubles or reverses something."""
    loop = asyncio.get_running_loop()

    async def is_violated(schedule: list[Step]) -> bool:
        look = await make_look()  # type: ignore[misc]
        return not await stage(look).play(schedule)

    def search() -> list[Step]:
        return find(
            SCHEDULES,
            lambda schedule: asyncio.run_coroutine_threadsafe(is_violated(schedule), loop).result(30),
            settings=settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck)),
            random=Random(1),
        )

    return await asyncio.to_thread(search)


async def test_a_reader_by_serial_number_loses_events_and_this_suite_notices(
    intake: SampleService, stage: Stage
) -> None:
    found = await first_violation(stage, lambda: by_the_serial(intake))
    assert [step.action for step in found].count("write") == 2, "two writers suffice, the later one committing first"


async def test_a_sequencer_by_ids_reverses_events_and_this_suite_notices(intake: SampleService, stage: Stage) -> None:
    await intake.sequence()
    reader = LocalFeedReader(intake.feed)
    found = await first_violation(stage, lambda: numbered_by_ids(reader, intake))
    assert {step.writer < WRITERS // 2 for step in found if step.action == "write"} == {True, False}


async def test_the_search_for_violations_finds_none_in_ours(intake: SampleService, stage: Stage) -> None:
    reader = LocalFeedReader(intake.feed)
    with pytest.raises(NoSuchExample):
        await first_violation(stage, lambda: look_at_feed(reader, intake))
