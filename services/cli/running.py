"""Starts and stops servers: all five services embedded, or one alone."""

import asyncio
import socket
from pathlib import Path

import typer
import uvicorn
from starlette.types import ASGIApp

from services.cli.api import open_api
from services.cli.embedded import embedded_app, embedded_databases, embedded_settings
from services.cli.registry import app_of, settings_of
from shared.embedded_postgres import AlreadyRunning
from shared.migration import MigrationFailed, run_migrations
from shared.postgres_program import CannotStart

LOOPBACK = "127.0.0.1"
STOP_SECONDS = 20


async def run_embedded(folder: Path, port: int, *, with_story: bool) -> int:
    """Everything in this process until Ctrl-C; returns the exit code."""
    if _is_taken(port):
        typer.echo(f"Port {port} is taken: something answers there already. Choose another with --port.", err=True)
        return 1
    typer.echo("Starting PostgreSQL and bringing five databases to the newest shape …")
    try:
        async with embedded_databases(folder) as urls:
            server = _server(embedded_app(embedded_settings(urls, folder)), LOOPBACK, port)
            telling = asyncio.create_task(_tell(server, folder, port, with_story=with_story))
            await server.serve()
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
    except AlreadyRunning as running:
        typer.echo(f"Aftersales runs already from {folder}, as process {running.owner}.", err=True)
        return 1
    except (CannotStart, MigrationFailed) as failure:
        typer.echo(str(failure), err=True)
        return 1
    return 0


async def run_one(service: str, host: str, port: int) -> int:
    """One service until it is told to stop; returns the exit code."""
    settings = settings_of(service)
    try:
        await run_migrations(service, settings.database_url)
    except MigrationFailed as failure:
        typer.echo(str(failure), err=True)
        return 1
    await _server(app_of(service, settings), host, port).serve()
    return 0


async def _tell(server: uvicorn.Server, folder: Path, port: int, *, with_story: bool) -> None:
    """What a newcomer needs to know, once everything answers."""
    while not server.started:
        await asyncio.sleep(0.05)
    url = f"http://{LOOPBACK}:{port}"
    async with open_api(url, folder) as api:
        typer.echo(f"Aftersales answers at {url}")
        del api, with_story


def _server(app: ASGIApp, host: str, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        lifespan="on",
    )
    return uvicorn.Server(config)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
