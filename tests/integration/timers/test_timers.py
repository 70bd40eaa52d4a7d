"""Timers: never early, each once, the most urgent and oldest first, never lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared.clock import SimulatedClock, monotonic
from shared.database import ConnectionLost
from shared.identifiers import new_id
from shared.timers.timers import FiredTimer, TimerDeclaredWrongly, Timers
from shared.timers.worker import TimerWorker
from tests.integration.conftest import StartService
from tests.integration.sample_service import EFFECT, SOMEBODY, SampleService, SampleWork
from tests.integration.waiting import running, until

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def timers() -> Timers[SampleWork]:
    found = Timers[SampleWork]()

    @found.fires("note")
    async def note(timer: FiredTimer, work: SampleWork) -> None:
        work.changes.insert(EFFECT, (timer.id, f"{timer.subject} {timer.due_at:%H:%M}", None))

    return found


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(START)


@pytest.fixture
async def service(start: StartService, clock: SimulatedClock) -> SampleService:
    return await start(clock=clock)


def worker(
    service: SampleService, declared: Timers[SampleWork] | None = None, holder: str = "a"
) -> TimerWorker[SampleWork]:
    made = TimerWorker(service.database, service.transactions, declared or timers(), service.clock, holder=holder)
    service.committer.on_commit.append(made.on_commit)
    return made


async def set_timer(
    service: SampleService, *, minutes: float, subject: str = "s", kind: str = "note", urgency: int = 5
) -> UUID:
    timer_id = new_id()

    async def use_case(work: SampleWork) -> None:
        due_at = START + timedelta(minutes=minutes)
        work.set_timer(timer_id, due_at=due_at, kind=kind, subject=subject, urgency=urgency)

    await service.transactions.run(use_case, actor=SOMEBODY, action="set")
    return timer_id


async def notes(service: SampleService) -> list[str]:
    return [judgement for _, judgement in await service.effects()]


async def test_a_timer_fires_when_its_time_has_come_and_not_before(
    service: SampleService, clock: SimulatedClock
) -> None:
    await set_timer(service, minutes=10)
    at_work = worker(service)
    clock.advance_to(START + timedelta(minutes=10) - timedelta(microseconds=1))
    assert await at_work.fire_due() == 0
    clock.advance_to(START + timedelta(minutes=10))
    assert await at_work.fire_due() == 1
    assert await notes(service) == ["s 08:10"]
    assert await at_work.fire_due() == 0, "once"


async def test_the_worker_wakes_when_the_clock_reaches_a_timer_and_when_a_timer_is_set(
    service: SampleService, clock: SimulatedClock
) -> None:
    await set_timer(service, minutes=5, subject="later")

    async def fired(count: int) -> None:
        async def enough() -> bool:
            return len(await notes(service)) == count

        await until(enough, seconds=0.9)

    async with running(worker(service).run()):
        await set_timer(service, minutes=0, subject="now")
        await fired(1)
        clock.advance_to(START + timedelta(minutes=5))
        await fired(2)
    assert await notes(service) == ["now 08:00", "later 08:05"]


async def test_the_most_urgent_go_first_then_the_oldest(
    service: SampleService, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.timers.worker.BATCH", 2)
    for minutes, urgency in ((3, 5), (1, 5), (2, 1), (4, 1), (0, 9)):
        await set_timer(service, minutes=minutes, urgency=urgency, subject=f"urgency {urgency}")
    clock.advance_to(START + timedelta(hours=1))
    at_work = worker(service)
    for expected in (2, 4, 5):
        await at_work.fire_due()
        assert len(await notes(service)) == expected
    assert [note[-5:] for note in await notes(service)] == ["08:02", "08:04", "08:01", "08:03", "08:00"]


async def test_timers_of_one_subject_fire_in_the_order_of_their_times(
    service: SampleService, clock: SimulatedClock
) -> None:
    for minutes in (30, 10, 20):
        await set_timer(service, minutes=minutes, urgency=9 - minutes // 10)
    clock.advance_to(START + timedelta(hours=72))
    await worker(service).fire_due()
    assert await notes(service) == ["s 08:10", "s 08:20", "s 08:30"]


async def test_two_processes_fire_each_timer_once(
    start: StartService, service: SampleService, clock: SimulatedClock
) -> None:
    other = await start(service.url, clock=clock)
    for number in range(300):
        await set_timer(service, minutes=1, subject=str(number))
    clock.advance_to(START + timedelta(minutes=1))
    await asyncio.gather(worker(service).fire_due(), worker(other, holder="b").fire_due())
    assert len(await notes(service)) == len(set(await notes(service))) == 300


async def test_a_claim_whose_holder_was_paused_has_no_second_effect(
    start: StartService, service: SampleService, clock: SimulatedClock
) -> None:
    await set_timer(service, minutes=0)
    other = worker(await start(service.url, clock=clock), holder="b")
    declared = Timers[SampleWork]()

    @declared.fires("note")
    async def paused(timer: FiredTimer, work: SampleWork) -> None:
        await service.database.execute("UPDATE timer SET claimed_until = '-infinity'")
        await other.fire_due()
        work.changes.insert(EFFECT, (timer.id, "twice", None))

    await worker(service, declared).fire_due()
    assert await notes(service) == ["s 08:00"]


async def test_a_timer_that_was_dropped_while_it_fires_does_nothing(service: SampleService) -> None:
    timer_id = await set_timer(service, minutes=0, kind="note")
    declared = Timers[SampleWork]()

    @declared.fires("note")
    async def answered_meanwhile(timer: FiredTimer, work: SampleWork) -> None:
        await service.database.execute("DELETE FROM timer WHERE id = $1", timer.id)
        work.changes.insert(EFFECT, (timer.id, "breach", None))

    at_work = worker(service, declared)
    assert await at_work.fire_due() == 1
    assert at_work.fired == 1, "it is not a failure"
    assert await notes(service) == []
    assert await service.database.value("SELECT 1 FROM timer WHERE id = $1", timer_id) is None


async def test_a_timer_whose_handler_fails_is_kept_and_tried_again(service: SampleService) -> None:
    await set_timer(service, minutes=0, kind="fragile", subject="bad")
    await set_timer(service, minutes=0, subject="good")
    declared, fails = timers(), True

    @declared.fires("fragile")
    async def fragile(timer: FiredTimer, work: SampleWork) -> None:
        if fails:
            raise ZeroDivisionError
        work.changes.insert(EFFECT, (timer.id, "at last", None))

    at_work = worker(service, declared)
    await at_work.fire_due()
    assert await notes(service) == ["good 08:00"]
    assert await service.database.value("SELECT tries FROM timer") == 1
    assert await at_work.fire_due() == 0, "after a pause"
    await service.database.execute("UPDATE timer SET claimed_until = clock_timestamp()")
    fails = False
    await at_work.fire_due()
    assert await notes(service) == ["good 08:00", "at last"]


async def test_the_claim_of_a_long_handler_is_kept_and_that_of_a_killed_process_soon_free(
    start: StartService, service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.timers.worker.CLAIM_SECONDS", 1.5)
    monkeypatch.setattr("shared.timers.worker.RENEWAL_SECONDS", 0.1)
    timer_id = await set_timer(service, minutes=0, kind="long")
    declared, begun, enough = timers(), asyncio.Event(), asyncio.Event()

    @declared.fires("long")
    async def long(timer: FiredTimer, work: SampleWork) -> None:
        begun.set()
        await enough.wait()

    other = worker(await start(service.url, clock=service.clock), holder="b")
    async with running(worker(service, declared).run()):
        await begun.wait()
        claimed_at = monotonic()

        async def runs_longer_than_the_claim() -> bool:
            assert await other.fire_due() == 0, "somebody is at work on it"
            return monotonic() - claimed_at > 2.5

        await until(runs_longer_than_the_claim)
        enough.set()

        async def is_done() -> bool:
            return not await service.database.value("SELECT 1 FROM timer WHERE id = $1", timer_id)

        await until(is_done)
    killed = "UPDATE timer SET claimed_by = 'killed', claimed_until = clock_timestamp() + make_interval(secs => 0.5)"
    await set_timer(service, minutes=0)
    await service.database.execute(killed)
    await until(other.fire_due, seconds=5)
    assert await notes(service) == ["s 08:00"]


async def test_a_timer_whose_questions_break_the_connection_is_tried_after_a_pause_and_holds_up_no_other(
    service: SampleService,
) -> None:
    await set_timer(service, minutes=0, kind="slow", subject="bad")
    await set_timer(service, minutes=0, subject="good")
    declared = timers()

    @declared.fires("slow")
    async def slow(timer: FiredTimer, work: SampleWork) -> None:
        raise ConnectionLost("no answer in time")

    assert await worker(service, declared).fire_due() == 2
    assert await notes(service) == ["good 08:00"]
    assert await service.database.value("SELECT tries FROM timer") == 1


async def test_a_timer_of_a_kind_nobody_knows_is_kept(service: SampleService) -> None:
    await set_timer(service, minutes=0, kind="of a newer version")
    await worker(service).fire_due()
    assert await service.database.value("SELECT tries FROM timer") == 1


async def test_a_worker_that_stops_gives_its_claims_back(service: SampleService) -> None:
    await set_timer(service, minutes=0, kind="endless")
    declared, begun = timers(), asyncio.Event()

    @declared.fires("endless")
    async def endless(timer: FiredTimer, work: SampleWork) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with running(worker(service, declared).run()):
        await begun.wait()
    assert await service.database.value("SELECT count(*) FROM timer WHERE claimed_by IS NULL") == 1


def test_two_handlers_of_one_kind_are_refused() -> None:
    declared = timers()
    with pytest.raises(TimerDeclaredWrongly):
        declared.fires("note")
