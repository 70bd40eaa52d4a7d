"""Keeps a service's background jobs running: restarted when they fail, stopped together."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog

from shared.clock import monotonic
from shared.database import DatabaseAway

SHORTEST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 60.0
"""A job that ran this long begins with short pauses again."""

_log = structlog.get_logger(__name__)


class Workers:
    """Named jobs that run until `stop`; a job is a function whose coroutine never ends by itself."""

    def __init__(self) -> None:
        self._jobs: dict[str, Callable[[], Awaitable[None]]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.restarts: dict[str, int] = {}

    def add(self, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Have a job run from `start` on. Raises ValueError when the name is taken."""
        if name in self._jobs:
            raise ValueError(f"two jobs are called {name}")
        self._jobs[name] = job
        self.restarts[name] = 0

    def start(self) -> None:
        """Begin all jobs."""
        self._tasks = [asyncio.create_task(self._keep_running(name), name=name) for name in self._jobs]

    async def stop(self) -> None:
        """Cancel all jobs and wait until they have ended; they let go of their leases and places."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _keep_running(self, name: str) -> None:
        pause = SHORTEST_PAUSE_SECONDS
        while True:
            began = monotonic()
            try:
                await self._jobs[name]()
                _log.error("worker ended by itself", worker=name)
            except Exception as error:  # noqa: BLE001 - the job is started again; nothing is swallowed, it is logged
                self._tell(name, error)
            self.restarts[name] += 1
            pause = SHORTEST_PAUSE_SECONDS if monotonic() - began > STEADY_SECONDS else pause
            await asyncio.sleep(random.uniform(0.5, 1.0) * pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _tell(self, name: str, error: Exception) -> None:
        away = error.subgroup(DatabaseAway) if isinstance(error, ExceptionGroup) else error
        if isinstance(away, DatabaseAway | ExceptionGroup):
            _log.warning("worker waits for the database", worker=name, reason=str(error))
        else:
            _log.error("worker failed and is started again", worker=name, exc_info=error)
