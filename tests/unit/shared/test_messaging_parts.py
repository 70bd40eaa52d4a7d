"""The parts of the backbone that need no database: watermarks, bells, listeners, lanes."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import SystemClock
from shared.events.intake.contacts import DescriptionRecorded
from shared.events.intake.tickets import TicketAssessed
from shared.identifiers import new_id
from shared.messaging.bell import Bell
from shared.messaging.feeds.watermark import Watermark
from shared.messaging.inbox import recorded_at
from shared.messaging.parking.lanes import Lanes
from shared.messaging.subscriptions import ListenerDeclaredWrongly, Listeners
from shared.messaging.workers import Workers


@given(st.permutations(range(1, 9)), st.integers(0, 8))
def test_the_watermark_never_passes_what_is_not_done(order: list[int], done_count: int) -> None:
    mark = Watermark(0)
    for position in range(1, 9):
        mark.taken(position)
    mark.passed(10)
    for position in order[:done_count]:
        mark.done(position)
    missing = set(range(1, 9)) - set(order[:done_count])
    assert mark.safe == (min(missing) - 1 if missing else 10)
    assert mark.outstanding == len(missing)


def test_the_watermark_passes_what_was_filtered_out_when_nothing_is_outstanding() -> None:
    mark = Watermark(5)
    mark.passed(9)
    assert mark.safe == 9
    mark.taken(10)
    mark.passed(20)
    assert mark.safe == 9
    mark.done(10)
    assert mark.safe == 20


async def test_a_bell_that_rang_before_the_wait_is_not_missed() -> None:
    bell = Bell()
    heard = bell.rung
    bell.ring()
    assert await bell.wait(heard, at_most_seconds=0)
    assert not await bell.wait(bell.rung, at_most_seconds=0.01)


def test_two_handlers_of_one_event_and_a_handler_of_an_own_event_are_refused() -> None:
    listeners = Listeners[object]("dispatch")

    async def handler(event: TicketAssessed, work: object) -> None: ...

    listeners.listens_to(TicketAssessed)(handler)
    with pytest.raises(ListenerDeclaredWrongly, match="two handlers"):
        listeners.listens_to(TicketAssessed)
    with pytest.raises(ListenerDeclaredWrongly, match="owns"):
        Listeners[object]("intake").listens_to(TicketAssessed)
    Listeners[object]("intake").listens_to(TicketAssessed, even_own=True)
    assert listeners.types_from("intake") == (TicketAssessed.TYPE,)
    assert listeners.sources == {"intake"}
    assert listeners.handler("aftersales.intake.TicketOpened.v1") is None


def test_one_way_to_forget_is_declared_for_each_event() -> None:
    listeners = Listeners[object]("dispatch")

    async def forget(subject: str, work: object) -> None: ...

    listeners.forgets(DescriptionRecorded)(forget)
    assert listeners.forgetter(DescriptionRecorded.TYPE) is forget
    with pytest.raises(ListenerDeclaredWrongly):
        listeners.forgets(DescriptionRecorded)


async def test_whoever_works_in_a_lane_is_alone_in_it() -> None:
    lanes, inside, most = Lanes(), 0, 0

    async def work() -> None:
        nonlocal inside, most
        async with lanes.alone("one"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(work() for _ in range(20)))
    assert most == 1


def test_the_time_of_recording_is_read_from_the_id() -> None:
    before = SystemClock().now()
    assert abs((recorded_at(new_id()) - before).total_seconds()) < 5
    assert recorded_at(new_id()).tzinfo is UTC
    assert recorded_at(new_id()) > datetime(2020, 1, 1, tzinfo=UTC)


async def test_a_worker_that_fails_is_started_again_and_the_others_go_on() -> None:
    workers, calls, steady = Workers(), 0, asyncio.Event()

    async def fragile() -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise RuntimeError("as planned")
        await asyncio.Event().wait()

    async def calm() -> None:
        steady.set()
        await asyncio.Event().wait()

    workers.add("fragile", fragile)
    workers.add("calm", calm)
    with pytest.raises(ValueError, match="two jobs"):
        workers.add("calm", calm)
    workers.start()
    async with asyncio.timeout(5):
        while calls < 3:
            await asyncio.sleep(0.01)
    assert workers.restarts == {"fragile": 2, "calm": 0}
    assert steady.is_set()
    await workers.stop()
