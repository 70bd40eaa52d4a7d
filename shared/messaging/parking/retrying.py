"""Tries parked events again when their pause is over, and lets those behind them follow in order."""

import asyncio
from typing import Any, Generic, TypeVar

import structlog

from shared.database import Database
from shared.lease import Lease
from shared.messaging.bell import Bell
from shared.messaging.handling import Handling
from shared.messaging.parking.lanes import Lanes
from shared.messaging.parking.parked import ParkedEvents
from shared.storage.work import SharedWork

POLL_SECONDS = 0.25
CONCURRENCY = 16

W = TypeVar("W", bound=SharedWork[Any])
_log = structlog.get_logger(__name__)


class Retrying(Generic[W]):
    """One process of a service does this at a time; ring `asked` when an operator wants something tried now."""

    def __init__(self, database: Database, handling: Handling[W], lanes: Lanes, *, holder: str) -> None:
        self._lease = Lease(database, f"retry {handling.consumer}", holder)
        self._handling = handling
        self._parked = ParkedEvents(database, handling.consumer)
        self._lanes = lanes
        self.asked = Bell()

    async def run(self) -> None:
        """Work until cancelled, whenever the lease is ours."""
        await self._lease.lead(self._retry_on)

    async def retry_due(self) -> int:
        """Try every lane whose first event is due; returns how many there were."""
        due = await self._parked.due_lanes()
        room = asyncio.Semaphore(CONCURRENCY)

        async def drain(lane: str) -> None:
            async with room:
                await self.drain(lane)

        async with asyncio.TaskGroup() as group:
            for lane in due:
                group.create_task(drain(lane))
        return len(due)

    async def drain(self, lane: str) -> None:
        """Handle what waits in a lane, in order, up to the first that must still wait."""
        while True:
            async with self._lanes.alone(lane):
                found = await self._parked.head(lane)
                if found is None:
                    self._lanes.parked.discard(lane)
                    return
                event, is_due = found
                if not is_due:
                    return
                failure = await self._handling.handle(event.envelope, tries_before=event.tries, quick_tries=1)
                if failure is not None:
                    await self._parked.failed_again(event.number, failure)
                    _log.warning("parked event failed again", type=event.type, number=event.number, code=failure.code)
                    return
                await self._parked.remove(event.number)

    async def _retry_on(self, _epoch: int) -> None:
        while True:
            heard = self.asked.rung
            if not await self.retry_due():
                await self.asked.wait(heard, at_most_seconds=POLL_SECONDS)
