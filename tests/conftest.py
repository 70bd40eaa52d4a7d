"""PostgreSQL for the tests that ask for it: one server in a session, a fresh database each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from pydantic_settings import BaseSettings

from shared.database import open_connection, quoted, with_database
from shared.embedded_postgres import EmbeddedPostgres

FreshDatabase = Callable[..., Awaitable[str]]
_numbers = count(1)


class TestSettings(BaseSettings):
    """Where the tests find what they need."""

    __test__ = False

    test_database_url: str | None = None
    """A superuser's URL of a PostgreSQL to use instead of an embedded one; databases `aftersales_test_*` are ours."""


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """URL of a server, started only if somebody asks."""
    given = TestSettings().test_database_url
    if given is not None:
        yield given
        return
    folder: Path = tmp_path_factory.mktemp("postgres")
    server = EmbeddedPostgres(folder, durability="tests")
    yield await server.start()
    await server.stop()


@pytest.fixture
async def fresh_database(postgres: str) -> AsyncIterator[FreshDatabase]:
    """Makes empty databases, dropped after the test: `url = await fresh_database()`."""
    made: list[str] = []

    async def make() -> str:
        name = f"aftersales_test_{next(_numbers)}"
        made.append(name)
        await _execute(postgres, f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
        await _execute(postgres, f"CREATE DATABASE {quoted(name)}")
        return with_database(postgres, name)

    yield make
    for name in made:
        with suppress(asyncpg.InvalidCatalogNameError):
            await _execute(postgres, f"DROP DATABASE {quoted(name)} WITH (FORCE)")


async def _execute(url: str, statement: str) -> None:
    connection = await open_connection(url, statement_seconds=60)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
