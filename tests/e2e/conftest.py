"""The whole system for a journey: five services in this process, on databases of their own, with a simulated clock."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from services.cli.api import Api
from services.cli.embedded import embedded_app, embedded_settings
from services.cli.registry import SERVICES
from tests.conftest import FreshDatabase
from tests.integration.waiting import running

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 09:00 in Chongqing."""


class Town:
    """A system at work: its public API, and its clock."""

    def __init__(self, api: Api, now: datetime, urls: Mapping[str, str]) -> None:
        self.api = api
        self.urls = urls
        """Of each service's database, for those who look behind the doors."""
        self._now = now

    def now(self) -> datetime:
        """What the simulated clock shows."""
        return self._now

    @asynccontextmanager
    async def ticking(self) -> AsyncIterator[None]:
        """Time passes by itself, a second in every fiftieth of a second."""

        async def tick() -> None:
            while True:
                await self.pass_time_to(self._now + timedelta(seconds=1))
                await asyncio.sleep(0.02)

        async with running(tick()):
            yield

    async def pass_time_to(self, instant: datetime) -> None:
        """Tell the clock the time; due timers fire."""
        await self.api.put("/intake/clock", {"now": instant.isoformat()})
        self._now = instant


@pytest.fixture
async def town(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Town]:
    """The five services, empty."""
    urls = {name: await fresh_database(name) for name in SERVICES}
    async with town_of(urls, tmp_path) as town:
        yield town


@asynccontextmanager
async def town_of(urls: dict[str, str], folder: Path, **settings: str) -> AsyncIterator[Town]:
    """The five services on these databases, with further settings for all."""
    app = embedded_app(embedded_settings(urls, folder, clock="simulated", **settings))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=30) as client:
            town = Town(Api(client, folder), START, urls)
            await town.pass_time_to(START)
            yield town
