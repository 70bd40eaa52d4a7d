"""Wakes those who wait for news of this process; whoever waits polls as well, because other processes ring no bell."""

import asyncio


class Bell:
    """Can be rung by anybody, heard by many, and never missed by somebody who counted before he looked."""

    def __init__(self) -> None:
        self.rung = 0
        """How often it rang: take it before looking for news, and give it to `wait`."""
        self._next = asyncio.Event()

    def ring(self) -> None:
        """Wake everybody who waits."""
        self.rung += 1
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, heard: int, *, at_most_seconds: float) -> bool:
        """Return as soon as it has rung more than `heard` times, or when the time is up; says whether it rang."""
        if self.rung > heard:
            return True
        try:
            async with asyncio.timeout(at_most_seconds):
                await self._next.wait()
        except TimeoutError:
            return False
        return True
