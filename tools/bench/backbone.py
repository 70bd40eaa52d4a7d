"""Measures the backbone without a broker: numbering events, their way over a feed, and due timers."""

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from shared.clock import SystemClock, monotonic
from shared.events.intake.tickets import TicketAssessed
from shared.messaging.feeds.readers import LocalFeedReader
from shared.messaging.feeds.subscription import FeedSubscription
from shared.timers.timers import FiredTimer, Timers
from shared.timers.worker import TimerWorker
from tests.integration.sample_service import SampleService, SampleWork
from tools.bench.sample import Figures, fill_log, latency, sample_service

EVENTS = 100_000
THINGS = 10_000
TIMERS = 1_000_000
TIMERS_AT_ONCE = 100_000
CLAIMED = 20_000
FIRED = 10_000
_SET_TIMERS = """
    INSERT INTO timer (id, due_at, kind, subject, urgency)
    SELECT gen_random_uuid(), $1::timestamptz + n * interval '1 millisecond', 'bench', n::text, 1 + n % 9
    FROM generate_series(1, $2::integer) AS n
"""


async def measure_backbone(postgres: str, _postgres_pid: int, _folder: Path) -> Figures:
    """Rates from full tables, latencies one by one; durable writes throughout."""
    async with AsyncExitStack() as stack:
        intake = await sample_service(stack, postgres, "bench_feed_intake")
        dispatch = await sample_service(stack, postgres, "bench_feed_dispatch")
        subscription = FeedSubscription(
            LocalFeedReader(intake.feed),
            dispatch.database,
            consumer="dispatch",
            source="intake",
            types=(TicketAssessed.TYPE,),
            holder="bench",
        )
        return {
            "commit to effect": await latency(intake, dispatch, subscription),
            "sequencer": {"rows/s": EVENTS / await _seconds_to_number(dispatch)},
            "timers of 1,000,000": await _timers(dispatch),
        }


async def _seconds_to_number(service: SampleService) -> float:
    await fill_log(service, events=EVENTS, things=THINGS)
    began = monotonic()
    await service.sequence()
    return monotonic() - began


async def _timers(service: SampleService) -> dict[str, float]:
    """Claimed, and claimed, handled and removed, out of a million that are due."""
    clock = SystemClock()
    for number in range(TIMERS // TIMERS_AT_ONCE):
        due_from = clock.now() - timedelta(days=1, minutes=number)
        await service.database.execute(_SET_TIMERS, due_from, TIMERS_AT_ONCE)
    await service.database.execute("ANALYZE timer")
    timers = Timers[SampleWork]()

    @timers.fires("bench")
    async def nothing_more(_timer: FiredTimer, _work: SampleWork) -> None:
        """What remains is what every timer costs."""

    worker = TimerWorker(service.database, service.transactions, timers, clock, holder="bench")
    claimed_per_second = await _claims(service, worker)
    began = monotonic()
    while worker.fired < FIRED:
        await worker.fire_due()
    return {"claimed/s": claimed_per_second, "fired/s": worker.fired / (monotonic() - began)}


async def _claims(service: SampleService, worker: TimerWorker[SampleWork]) -> float:
    """What was claimed is removed between the claims, as firing would: the next claim must not step over it."""
    seconds, claimed = 0.0, 0
    while claimed < CLAIMED:
        began = monotonic()
        rows = await worker.claim()
        seconds += monotonic() - began
        claimed += len(rows)
        await service.database.execute("DELETE FROM timer WHERE id = ANY($1::uuid[])", [row["id"] for row in rows])
    return claimed / seconds
