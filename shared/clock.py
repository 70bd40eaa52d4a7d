"""The only place that asks the machine what time it is."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and lets a task wait for it."""

    def now(self) -> datetime:
        """The present instant, in UTC."""

    async def wait_until(self, due_at: datetime | None, *, at_most_seconds: float) -> None:
        """Return when the clock shows `due_at`, or after `at_most_seconds` of the machine's time if that is sooner."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)

    async def wait_until(self, due_at: datetime | None, *, at_most_seconds: float) -> None:
        """Sleep until `due_at` or for `at_most_seconds`, whichever ends first."""
        seconds = at_most_seconds
        if due_at is not None:
            seconds = min(seconds, max(0.0, (due_at - self.now()).total_seconds()))
        await asyncio.sleep(seconds)


class SimulatedClock:
    """A clock that stands still until it is told the time: for tests and for replaying a month in minutes."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The instant it was last told, in UTC."""
        return self._now

    def advance_to(self, instant: datetime) -> None:
        """Move forward and wake whoever waits; an instant that is not later changes nothing."""
        if instant > self._now:
            self._now = instant.astimezone(UTC)
            self._moved.set()
            self._moved = asyncio.Event()

    async def wait_until(self, due_at: datetime | None, *, at_most_seconds: float) -> None:
        """Return once the simulated time reached `due_at`, or after `at_most_seconds` of the machine's time."""
        until = monotonic() + at_most_seconds
        while due_at is None or self._now < due_at:
            left = until - monotonic()
            if left <= 0:
                return
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return


def monotonic() -> float:
    """Seconds for measuring how long something took; says nothing about the time of day."""
    return time.monotonic()
