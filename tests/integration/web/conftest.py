"""The notes service on a fresh database, and callers with tokens."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.actor import Role
from shared.clock import Clock, SystemClock
from shared.database import open_connection
from shared.settings import ServiceSettings
from shared.web.keys.signing import TokenFor, issue_token, public_pem, signing_key
from shared.web.service_app import web_app
from tests.conftest import PLUMBING, FreshDatabase
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
        settings = ServiceSettings(database_url="unused", data_folder=str(folder))
        key = signing_key(folder, settings.environment)
        wanted = TokenFor(subject=subject, roles=roles or (Role.SPECIALIST,), **changed)
        now = SystemClock().now()
        return "Bearer " + issue_token(key, wanted, issuer="aftersales", audience="aftersales", now=now)

    return make


@pytest.fixture
async def notes_database(fresh_database: FreshDatabase) -> str:
    """URL of a database with the tables of the notes service."""
    url = await fresh_database(PLUMBING)
    connection = await open_connection(url)
    await connection.execute(CREATE_TABLE)
    await connection.close()
    return url


@pytest.fixture
async def start(notes_database: str, folder: Path, token: Token) -> AsyncIterator[Start]:
    """Starts an instance of the service on the test's database; several share it."""
    running: list[Any] = []
    public = public_pem(signing_key(folder, ServiceSettings(database_url="unused").environment))

    async def begin(clock: Clock | None = None, **changed: Any) -> httpx.AsyncClient:
        settings = ServiceSettings(database_url=notes_database).model_copy(
            update={"auth_public_key": public, **changed}
        )
        app = web_app(NotesService(settings, clock))
        life = app.router.lifespan_context(app)
        await life.__aenter__()
        transport = httpx.ASGITransport(app)
        headers = {"Authorization": token()}
        client = httpx.AsyncClient(transport=transport, base_url="http://notes", headers=headers)
        running.extend((client, life))
        return client

    yield begin
    for one in reversed(running):
        await one.__aexit__(None, None, None)


@pytest.fixture
async def notes(start: Start) -> httpx.AsyncClient:
    """A specialist at the notes service."""
    return await start()
