"""Sample services for the tests of the backbone, each on a fresh database unless told otherwise."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.builders.running_service import RunningService, running_service
from tests.conftest import PLUMBING, FreshDatabase
from tests.integration.sample_service import SampleService, create_tables, start_service

StartRunning = Callable[..., Awaitable[RunningService]]
StartService = Callable[..., Awaitable[SampleService]]


@pytest.fixture
async def start(fresh_database: FreshDatabase) -> AsyncIterator[StartService]:
    """`await start()` gives a service on a database of its own, `await start(url, holder="b")` a second process."""
    async with AsyncExitStack() as stack:

        async def begin(url: str | None = None, **options: Any) -> SampleService:
            if url is None:
                url = await fresh_database(PLUMBING)
                await create_tables(url)
            return await start_service(stack, url, **options)

        yield begin


@pytest.fixture
async def running(
    fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[StartRunning]:
    """Starts real services: `dispatch = await running("dispatch")`, each on a database of its own, one key for all."""
    folder = tmp_path_factory.mktemp("keys")
    async with AsyncExitStack() as stack:

        async def begin(name: str, **options: Any) -> RunningService:
            return await stack.enter_async_context(running_service(name, await fresh_database(name), folder, **options))

        yield begin
