"""Sample services for the tests of the backbone, each on a fresh database that is copied from a migrated one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from shared.database import open_connection, quoted, with_database
from tests.conftest import FreshDatabase
from tests.integration.sample_service import SampleService, create_tables, start_service

StartService = Callable[..., Awaitable[SampleService]]
_TEMPLATE = "aftersales_test_sample"


@pytest.fixture(scope="session")
async def sample_template(postgres: str) -> AsyncIterator[str]:
    """Name of a database with the tables of the sample service."""
    await _execute(postgres, f"DROP DATABASE IF EXISTS {_TEMPLATE}")
    await _execute(postgres, f"CREATE DATABASE {_TEMPLATE}")
    await create_tables(with_database(postgres, _TEMPLATE))
    yield _TEMPLATE
    await _execute(postgres, f"DROP DATABASE IF EXISTS {_TEMPLATE}")


@pytest.fixture
async def sample_url(postgres: str, sample_template: str, fresh_database: FreshDatabase) -> Callable[[], Awaitable[str]]:
    """Makes databases that have the tables of the sample service."""

    async def make() -> str:
        url = await fresh_database()
        name = url.rpartition("?")[0].rpartition("/")[2] if "?" in url else url.rpartition("/")[2]
        await _execute(postgres, f"DROP DATABASE {quoted(name)}")
        await _execute(postgres, f"CREATE DATABASE {quoted(name)} TEMPLATE {sample_template} STRATEGY wal_log")
        return url

    return make


@pytest.fixture
async def start(sample_url: Callable[[], Awaitable[str]]) -> AsyncIterator[StartService]:
    """Starts services: `await start()` on a database of its own, `await start(url, holder=…)` as a second process."""
    async with AsyncExitStack() as stack:

        async def begin(url: str | None = None, **options: Any) -> SampleService:
            return await start_service(stack, url or await sample_url(), **options)

        yield begin


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Any]:
    connection = await open_connection(url, statement_seconds=60)
    try:
        yield connection
    finally:
        await connection.close()


async def _execute(url: str, statement: str) -> None:
    async with _connection(url) as connection:
        await connection.execute(statement)
