"""Keeps a service's background workers running: a crash is logged and the worker begins again, a stop is clean."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.clock import monotonic

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0
LONG_ENOUGH_SECONDS = 60.0
"""A worker that ran so long begins again without a growing pause."""
STOP_SECONDS = 10.0

_log = structlog.get_logger(__name__)


class Workers:
    """Named coroutines that run until they are stopped."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self.crashes = 0

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run a worker until `stop`; one that ends or raises is run again after a pause that grows to 30 s."""
        self._tasks.append(asyncio.create_task(self._keep_running(name, run), name=name))

    async def stop(self) -> None:
        """Cancel all and wait up to ten seconds for them to finish what they hold."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
            for task in late:
                _log.error("worker does not stop", worker=task.get_name())
        self._tasks.clear()

    async def _keep_running(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            began = monotonic()
            try:
                await run()
            except Exception as error:
                self.crashes += 1
                _log.error("worker crashed", worker=name, error=repr(error), exc_info=True)
            if monotonic() - began > LONG_ENOUGH_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
