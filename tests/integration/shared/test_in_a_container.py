"""What containers need of a service: to be looked at, to know its address behind a gateway, to be prepared."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.cli.preparing import prepare_all
from services.cli.registry import SERVICES
from services.cli.running import Server
from shared.database import open_connection, quoted, with_database
from tests.builders.kafka_broker import free_ports

ROOT = Path(__file__).resolve().parents[3]


async def _ready(port: int) -> int:
    process = await asyncio.create_subprocess_exec(
        ROOT / "deploy" / "ready.sh", str(port), stderr=asyncio.subprocess.PIPE
    )
    await process.communicate()
    assert process.returncode is not None
    return process.returncode


async def _readyz(request: Request) -> Response:
    return PlainTextResponse(request.url.path, status_code=request.app.state.answer)


@asynccontextmanager
async def _serving(under: str = "") -> AsyncIterator[tuple[Starlette, int]]:
    [port] = free_ports(1)
    app = Starlette(routes=[Route("/readyz", _readyz)])
    app.state.answer = 200
    server = Server(app, "127.0.0.1", port, asyncio.Event(), under=under)
    await server.start()
    try:
        yield app, port
    finally:
        await server.stop()


async def test_the_probe_sees_ready_not_ready_and_gone() -> None:
    async with _serving() as (app, port):
        assert await _ready(port) == 0
        app.state.answer = 503
        assert await _ready(port) != 0

    assert await _ready(port) != 0


async def test_behind_a_gateway_a_service_knows_the_address_that_its_caller_sees() -> None:
    async with _serving("/dispatch") as (_, port), httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/readyz")

        assert answer.text == "/dispatch/readyz"
        assert await _ready(port) == 0


async def test_preparing_creates_and_migrates_five_databases_and_may_be_repeated(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {service: f"aftersales_test_prepared_{service}" for service in SERVICES}
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    for service, name in names.items():
        monkeypatch.setenv(f"{service.upper()}_DATABASE_URL", with_database(postgres, name))
    try:
        assert await prepare_all() == 0
        assert await prepare_all() == 0
        assert [await _is_migrated(with_database(postgres, name)) for name in names.values()] == [True] * 5
    finally:
        server = await open_connection(postgres)
        for name in names.values():
            await server.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
        await server.close()


async def test_preparing_says_what_is_wrong_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [nobody] = free_ports(1)
    for service in SERVICES:
        monkeypatch.setenv(f"{service.upper()}_DATABASE_URL", f"postgresql://nobody@127.0.0.1:{nobody}/none")

    assert await prepare_all() == 1
    assert capsys.readouterr().err


async def _is_migrated(url: str) -> bool:
    connection = await open_connection(url)
    try:
        return bool(await connection.fetchval("SELECT to_regclass('event') IS NOT NULL"))
    finally:
        await connection.close()
