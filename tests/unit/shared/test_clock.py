"""Clocks: the simulated one stands still, moves forward only, and wakes everybody who waits."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from shared.clock import Clock, SimulatedClock, SystemClock, monotonic
from shared.identifiers import new_id

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_everybody_whose_time_has_come_is_woken_and_nobody_else() -> None:
    clock = SimulatedClock(NOON)
    woken: list[int] = []

    async def wait(hours: int) -> None:
        await clock.wait_until(NOON + hours * HOUR, at_most_seconds=60)
        woken.append(hours)

    tasks = [asyncio.create_task(wait(hours)) for hours in (1, 1, 2, 3)]
    await _until_idle()
    clock.advance_to(NOON + HOUR / 2)
    await _until_idle()
    assert woken == []
    clock.advance_to(NOON + 2 * HOUR)
    await asyncio.wait_for(asyncio.gather(*tasks[:3]), 5)
    assert sorted(woken) == [1, 1, 2]
    clock.advance_to(NOON + 3 * HOUR)
    await asyncio.wait_for(tasks[3], 5)


async def _until_idle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_due_already_is_not_waited_for() -> None:
    clock = SimulatedClock(NOON)
    await asyncio.wait_for(clock.wait_until(NOON, at_most_seconds=60), 5)
    await asyncio.wait_for(SystemClock().wait_until(NOON - 365 * 24 * HOUR, at_most_seconds=60), 5)


@pytest.mark.parametrize("clock", [SimulatedClock(NOON), SystemClock()])
@pytest.mark.parametrize("due_at", [None, datetime(2400, 1, 1, tzinfo=UTC)])
async def test_nobody_waits_longer_than_the_machine_s_seconds_allow(clock: Clock, due_at: datetime | None) -> None:
    begun = monotonic()
    await asyncio.wait_for(clock.wait_until(due_at, at_most_seconds=0.02), 5)
    assert monotonic() - begun >= 0.015


async def test_a_waiting_task_can_be_cancelled() -> None:
    clock = SimulatedClock(NOON)
    task = asyncio.create_task(clock.wait_until(None, at_most_seconds=60))
    await _until_idle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    clock.advance_to(NOON + HOUR)


def test_time_never_goes_back() -> None:
    clock = SimulatedClock(NOON)
    clock.advance_to(NOON - HOUR)
    assert clock.now() == NOON


def test_clocks_tell_utc() -> None:
    china = timezone(8 * HOUR)
    clock = SimulatedClock(NOON.astimezone(china))
    assert clock.now().tzinfo is UTC
    clock.advance_to((NOON + HOUR).astimezone(china))
    assert clock.now() == NOON + HOUR
    assert clock.now().tzinfo is UTC
    assert SystemClock().now().tzinfo is UTC


def test_new_ids_are_plain_uuids_of_version_7_and_never_the_same() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert {type(each) for each in ids} == {UUID}
    assert {each.version for each in ids} == {7}
    assert len(set(ids)) == len(ids)
