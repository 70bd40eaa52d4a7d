"""What runs in the background beside the three doors: started with the service, again when it fails, ended with it."""

import asyncio
from dataclasses import replace
from typing import Any

from shared.application import Service
from shared.service import Runtime
from shared.storage.transactions import Transactions
from tests.builders.running_service import RunningService


class _Job:
    """Fails at its first start, and then runs until it is cancelled."""

    def __init__(self) -> None:
        self.starts = 0
        self.runs = asyncio.Event()
        self.is_cancelled = False

    async def __call__(self, _transactions: Transactions[Any]) -> None:
        self.starts += 1
        if self.starts == 1:
            raise ConnectionError("the provider is away")
        self.runs.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.is_cancelled = True
            raise


async def test_a_job_that_fails_is_started_again_and_ends_with_its_service(followup: RunningService) -> None:
    job = _Job()
    parts = replace(followup.service.parts, jobs={"probe": job})
    service = Service(parts, followup.service.settings, Runtime(clock=followup.clock))
    await service.start()
    try:
        async with asyncio.timeout(60):
            await job.runs.wait()
    finally:
        await service.stop()
    assert (job.starts, job.is_cancelled) == (2, True)
