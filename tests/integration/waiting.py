"""Waiting for a condition with a deadline, and running something beside a test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from shared.clock import monotonic


async def until(condition: Callable[[], Awaitable[object]], *, seconds: float = 15.0) -> None:
    """Return as soon as the condition holds; fails after `seconds`."""
    end = monotonic() + seconds
    while not await condition():
        assert monotonic() < end, "it did not come true in time"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def running(*jobs: Coroutine[Any, Any, None]) -> AsyncIterator[list["asyncio.Task[None]"]]:
    """Run jobs beside the block and stop them at its end; one that fails before fails the test."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield tasks
    finally:
        ended = [task for task in tasks if task.done() and not task.cancelled()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in ended:
            task.result()
