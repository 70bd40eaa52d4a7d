"""Lanes: the events of one thing of one source, which go one after the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.messaging.envelope import Envelope


def lane_of(envelope: Envelope) -> str:
    """The lane an event travels in."""
    return f"{envelope.source} {envelope.subject}"


class Lanes:
    """Which lanes have parked events, and who is at work in them; shared by a service's consumers and its retries."""

    def __init__(self) -> None:
        self.parked: set[str] = set()
        """Lanes in which this process knows something to be waiting: what comes next waits behind it."""
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def alone(self, lane: str) -> AsyncIterator[None]:
        """While something of this lane is handled, parked or taken out of parking."""
        lock, users = self._locks.get(lane, (None, 0))
        lock = lock or asyncio.Lock()
        self._locks[lane] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[lane]
            if users == 1:
                del self._locks[lane]
            else:
                self._locks[lane] = (lock, users - 1)
