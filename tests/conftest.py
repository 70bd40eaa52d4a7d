"""PostgreSQL and Kafka for the tests that ask for them: one of each in a session, a fresh database each."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from pydantic_settings import BaseSettings

from shared.database import open_connection, quoted, with_database
from shared.embedded_postgres import EmbeddedPostgres
from shared.migration import run_migrations
from shared.storage.plumbing import FIRST_MIGRATION
from tests.builders.kafka_broker import docker_answers, docker_broker, embedded_broker

FreshDatabase = Callable[..., Awaitable[str]]
TemplateDatabase = Callable[[str], Awaitable[str]]
PLUMBING = "plumbing"
"""Instead of a service's name: the tables that every service has, and no others."""
_numbers = count(1)

# How fast a machine draws examples says nothing about ours: only what is false fails, and new examples are looked for.
property_settings.register_profile(
    "aftersales", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
property_settings.load_profile("aftersales")


class TestSettings(BaseSettings):
    """Where the tests find what they need."""

    __test__ = False

    test_database_url: str | None = None
    """A superuser's URL of a PostgreSQL to use instead of an embedded one; databases `aftersales_test_*` are ours."""
    kafka_bootstrap_servers: str | None = None
    """A cluster to use instead of one in Docker or an embedded one; topics that begin with `test-` are ours."""


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


@pytest.fixture(scope="session")
async def kafka(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Bootstrap address of a real broker, started only if somebody asks."""
    given = TestSettings().kafka_bootstrap_servers
    async with AsyncExitStack() as stack:
        if given is not None:
            yield given
        elif await docker_answers():
            yield await stack.enter_async_context(docker_broker())
        else:
            folder = tmp_path_factory.mktemp("kafka")
            yield (await stack.enter_async_context(embedded_broker(folder))).bootstrap


@pytest.fixture(scope="session")
async def template_database(postgres: str) -> AsyncIterator[TemplateDatabase]:
    """Names a database with a service's tables (or PLUMBING), migrated once in a session, to be copied."""
    made: dict[str, str] = {}

    async def make(service: str) -> str:
        if service not in made:
            made[service] = await _create(postgres, f"template_{service}")
            url = with_database(postgres, made[service])
            if service == PLUMBING:
                for statement in FIRST_MIGRATION:
                    await _execute(url, statement)
            else:
                await run_migrations(service, url)
        return made[service]

    yield make
    for name in made.values():
        await _drop(postgres, name)


@pytest.fixture
async def fresh_database(postgres: str, template_database: TemplateDatabase) -> AsyncIterator[FreshDatabase]:
    """Makes databases, dropped after the test: `url = await fresh_database()`, or `fresh_database("dispatch")`."""
    made: list[str] = []

    async def make(service: str | None = None) -> str:
        template = None if service is None else await template_database(service)
        made.append(await _create(postgres, str(next(_numbers)), template))
        return with_database(postgres, made[-1])

    yield make
    for name in made:
        await _drop(postgres, name)


async def _create(server: str, ending: str, template: str | None = None) -> str:
    # The process id, because two sessions may share a server that was given to them.
    name = f"aftersales_test_{os.getpid()}_{ending}"
    await _drop(server, name)
    source = "" if template is None else f" TEMPLATE {quoted(template)} STRATEGY wal_log"
    await _execute(server, f"CREATE DATABASE {quoted(name)}{source}")
    return name


async def _drop(server: str, name: str) -> None:
    await _execute(server, f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


async def _execute(url: str, statement: str) -> None:
    connection = await open_connection(url, statement_seconds=60)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
