"""Two processes of one service that are asked for the same thing: both have read before either may write."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.actor import Role
from shared.database_session import open_connection
from shared.identifiers import new_id
from tests.builders.running_service import RunningService, running_service
from tests.integration.waiting import until

_BARRIER = "LOCK TABLE audit IN EXCLUSIVE MODE"
"""Reads pass; every work that changes something waits with its one statement, whichever other rows it writes."""
_AT_THE_BARRIER = "SELECT count(*) FROM pg_locks WHERE relation = 'audit'::regclass AND NOT granted"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One of those who ask at once."""

    path: str
    body: Any = None
    role: Role
    subject: object = None

    async def of(self, service: RunningService) -> int:
        """The status of the answer."""
        headers = service._headers(self.role, self.subject) | {"If-Match": "*", "Idempotency-Key": str(new_id())}
        return (await service.client.post(self.path, json=self.body, headers=headers)).status_code


async def at_once(service: RunningService, one: Asked, other: Asked) -> list[int]:
    """The statuses of both answers, the lower first; each process has loaded what the other is about to change."""
    async with _second_process(service) as beside, asyncio.TaskGroup() as asking, _barrier(service):
        answers = [asking.create_task(one.of(service)), asking.create_task(other.of(beside))]

        async def both_are_about_to_write() -> bool:
            return bool(await service.service.database.value(_AT_THE_BARRIER) == len(answers))

        await until(both_are_about_to_write)
    return sorted(answer.result() for answer in answers)


@asynccontextmanager
async def _second_process(service: RunningService) -> AsyncIterator[RunningService]:
    """Another process of the same service on the same database: it shares no queue and no memory with the first."""
    settings = service.service.settings
    folder, now = Path(settings.data_folder), service.clock.now()
    async with running_service(service.name, settings.database_url, folder, now) as beside:
        yield beside


@asynccontextmanager
async def _barrier(service: RunningService) -> AsyncIterator[None]:
    """Nobody writes before the block ends."""
    connection = await open_connection(service.service.settings.database_url)
    try:
        async with connection.transaction():
            await connection.execute(_BARRIER)
            yield
    finally:
        await connection.close()
