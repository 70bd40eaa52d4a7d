"""Gives the events of one source to the handlers of one service: in order per thing, side by side across things."""

import asyncio
from collections import defaultdict, deque
from typing import Any, Generic, TypeVar

import structlog

from shared.clock import SystemClock
from shared.database import Database, DatabaseAway
from shared.messaging import inbox
from shared.messaging.handling import Handling
from shared.messaging.parking.lanes import Lanes, lane_of
from shared.messaging.parking.parked import BEHIND, Failure, ParkedEvents
from shared.messaging.transport import Delivery, SourceGone, Subscription, TransportAway
from shared.storage.work import SharedWork

MOST_IN_FLIGHT = 1_000
LARGEST_TAKE = 500
LONGEST_TAKE_SECONDS = 5.0
PAUSE_WHILE_AWAY_SECONDS = 1.0
PAUSE_WHEN_GONE_SECONDS = 30.0
DRAIN_SECONDS = 5.0

W = TypeVar("W", bound=SharedWork[Any])
_log = structlog.get_logger(__name__)


class Consumer(Generic[W]):
    """Consumes one subscription until cancelled; `gone` tells operators that the source no longer has our place."""

    def __init__(
        self,
        subscription: Subscription,
        handling: Handling[W],
        database: Database,
        lanes: Lanes,
        *,
        concurrency: int = 64,
    ) -> None:
        self._subscription = subscription
        self._handling = handling
        self._database = database
        self._parked = ParkedEvents(database, handling.consumer)
        self._lanes = lanes
        self._queues: dict[str, deque[Delivery]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(concurrency)
        self._in_flight = 0
        self._less = asyncio.Event()
        self._failed: BaseException | None = None
        self.handled = 0
        self.gone: str | None = None
        self.lag_seconds = 0.0
        """How long ago the oldest event that was taken last had been recorded; 0 when there was nothing to take."""

    async def run(self) -> None:
        """Take and handle; on cancellation what is at work gets five seconds to end."""
        try:
            while self._failed is None:
                await self._take()
            raise self._failed
        finally:
            await self._drain()

    async def readings(self) -> dict[str, float]:
        """Figures of this consumer for operators. Raises TransportAway."""
        label = f'{{source="{self._subscription.source}"}}'
        return {
            f"consumer_lag_seconds{label}": self.lag_seconds,
            f"consumer_handled_events{label}": float(self.handled),
            f"consumer_is_gone{label}": float(self.gone is not None),
            **await self._subscription.readings(),
        }

    async def _take(self) -> None:
        while self._in_flight >= MOST_IN_FLIGHT and self._failed is None:
            self._less.clear()
            await self._less.wait()
        try:
            deliveries = await self._subscription.take(LARGEST_TAKE, LONGEST_TAKE_SECONDS)
            self.gone = None
            self.lag_seconds = max((_age(delivery) for delivery in deliveries), default=0.0)
            await self._accept(deliveries)
        except (TransportAway, DatabaseAway) as away:
            _log.warning("waiting for a source", source=self._subscription.source, reason=str(away))
            await asyncio.sleep(PAUSE_WHILE_AWAY_SECONDS)
        except SourceGone as gone:
            self.gone = str(gone)
            _log.error("events may be lost: an operator must restart this source", reason=self.gone)
            await asyncio.sleep(PAUSE_WHEN_GONE_SECONDS)

    async def _accept(self, deliveries: list[Delivery]) -> None:
        """Drop what was handled before, and put the rest into its lanes."""
        if not deliveries:
            return
        known = await self._look_up(deliveries)
        for delivery in deliveries:
            if delivery.envelope.id in known:
                continue
            lane = lane_of(delivery.envelope)
            is_idle = lane not in self._queues
            self._queues[lane].append(delivery)
            self._in_flight += 1
            if is_idle:
                task = asyncio.create_task(self._work_on(lane))
                self._tasks.add(task)
                task.add_done_callback(self._lane_ended)
        await self._report([delivery for delivery in deliveries if delivery.envelope.id in known])

    async def _look_up(self, deliveries: list[Delivery]) -> set[object]:
        """Ids handled before; also learns which lanes are parked, unless we are at work on them and know better."""
        while True:
            idle = {lane_of(delivery.envelope) for delivery in deliveries} - self._queues.keys()
            try:
                ids = [delivery.envelope.id for delivery in deliveries]
                known = await inbox.known(self._database, self._handling.consumer, ids)
                parked = await self._parked.lanes(idle)
            except DatabaseAway as away:
                # What was taken is not handed out again before a restart: keep it and try on.
                _log.warning("waiting for the database", consumer=self._handling.consumer, reason=str(away))
                await asyncio.sleep(PAUSE_WHILE_AWAY_SECONDS)
                continue
            self._lanes.parked -= idle
            self._lanes.parked |= parked
            return set(known)

    async def _work_on(self, lane: str) -> None:
        queue = self._queues[lane]
        while queue:
            delivery = queue[0]
            async with self._lanes.alone(lane), self._room:
                await self._settle(lane, delivery)
            queue.popleft()
            self._in_flight -= 1
            self._less.set()
            await self._report([delivery])
        del self._queues[lane]

    def _lane_ended(self, task: asyncio.Task[None]) -> None:
        """A lane that breaks takes the consumer with it, which is then started again from its last place."""
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failed = task.exception()
            self._less.set()

    async def _settle(self, lane: str, delivery: Delivery) -> None:
        is_erased = delivery.envelope.data is None
        if is_erased:
            # What was erased must not wait, with its words, for an operator; nor the erasure behind anything else.
            await self._parked.forget(lane, delivery.envelope.type)
        if lane in self._lanes.parked and not is_erased:
            failure: Failure | None = Failure(code=BEHIND, cause="an earlier event of the same thing waits", tries=0)
        else:
            failure = await self._handling.handle(delivery.envelope)
        if failure is None:
            self.handled += 1
            return
        self._lanes.parked.add(lane)
        while True:
            try:
                await self._parked.park(lane, delivery.envelope, failure)
            except DatabaseAway:
                await asyncio.sleep(PAUSE_WHILE_AWAY_SECONDS)
            else:
                break
        if failure.code != BEHIND:
            event = delivery.envelope
            _log.warning(
                "event parked", type=event.type, event_id=str(event.id), code=failure.code, tries=failure.tries
            )

    async def _report(self, deliveries: list[Delivery]) -> None:
        try:
            await self._subscription.done(deliveries)
        except DatabaseAway as away:
            _log.warning("place not written down", source=self._subscription.source, reason=str(away))

    async def _drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._queues.clear()
        self._in_flight, self._failed = 0, None
        try:
            await self._subscription.close()
        except DatabaseAway:
            _log.warning("place not written down", source=self._subscription.source)


def _age(delivery: Delivery) -> float:
    """By the machine's time, which ids are made with: a simulated clock says nothing about delay."""
    return max(0.0, (SystemClock().now() - inbox.recorded_at(delivery.envelope.id)).total_seconds())
