"""The notes service on a fresh database, and callers with tokens."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.actor import Role
from shared.clock import Clock, SystemClock
from shared.database import open_connection, with_database
from shared.settings import Environment, ServiceSettings
from shared.web.keys.signing import TokenFor, issue_token, public_pem, signing_key
from shared.web.service_app import web_app
from tests.conftest import PLUMBING, FreshDatabase, TemplateDatabase
from tests.integration.web.notes_service import CREATE_TABLE, NotesService

Token = Callable[..., str]
Start = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the signing key is."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def token(folder: Path) -> Token:
    """Makes the value of an Authorization header."""

    def make(*roles: Role, subject: str = "staff-1", **changed: Any) -> str:
        key = signing_key(folder, Environment.DEVELOPMENT)
        wanted = TokenFor(subject=subject, roles=roles or (Role.SPECIALIST,), **changed)
        now = SystemClock().now()
        return "Bearer " + issue_token(key, wanted, issuer="aftersales", audience="aftersales", now=now)

    return make


@pytest.fixture
async def start(fresh_database: FreshDatabase, folder: Path, token: Token) -> AsyncIterator[Start]:
    """Starts an instance of the service on the test's database; several share it."""
    url = await fresh_database(PLUMBING)
    await prepare(url)
    async with AsyncExitStack() as running:

        async def begin(clock: Clock | None = None, **changed: Any) -> httpx.AsyncClient:
            return await running.enter_async_context(instance(url, folder, token(), clock, changed))

        yield begin


@pytest.fixture
async def notes(start: Start) -> httpx.AsyncClient:
    """A specialist at the notes service."""
    return await start()


@pytest.fixture(scope="module")
async def untouched_notes(
    postgres: str, template_database: TemplateDatabase, folder: Path, token: Token
) -> AsyncIterator[httpx.AsyncClient]:
    """A specialist at a notes service that many tests share, because none of them stores anything."""
    connection = await open_connection(postgres)
    name = f"aftersales_test_untouched_{os.getpid()}"
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {await template_database(PLUMBING)}")
    await prepare(with_database(postgres, name))
    async with instance(with_database(postgres, name), folder, token(), None, {}) as client:
        yield client
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


async def prepare(url: str) -> None:
    """Add the table of the notes service."""
    connection = await open_connection(url)
    await connection.execute(CREATE_TABLE)
    await connection.close()


@asynccontextmanager
async def instance(
    url: str, folder: Path, authorization: str, clock: Clock | None, changed: dict[str, Any]
) -> AsyncIterator[httpx.AsyncClient]:
    """One running instance, and a client of it."""
    public = public_pem(signing_key(folder, Environment.DEVELOPMENT))
    settings = ServiceSettings(database_url=url).model_copy(update={"auth_public_key": public, **changed})
    app = web_app(NotesService(settings, clock))
    headers = {"Authorization": authorization}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notes", headers=headers) as client,
    ):
        yield client
