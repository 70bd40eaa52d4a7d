"""Starts and stops servers: all five services embedded, or one alone."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import typer
import uvicorn
from starlette.types import ASGIApp

from services.cli.embedded import embedded_app, embedded_databases, embedded_settings
from services.cli.kafka.supervisor import end_with_parent
from services.cli.newcomer import tell_newcomer
from services.cli.registry import app_of, settings_of
from shared.application import clock_of
from shared.embedded_postgres import AlreadyRunning
from shared.migration import MigrationFailed, run_migrations
from shared.postgres_program import CannotStart
from shared.service import Runtime

LOOPBACK = "127.0.0.1"
STOP_SECONDS = 20
KEEP_ALIVE_SECONDS = 180
"""Longer than gateways and clients keep idle connections: who asks must be the one who closes, or a request is lost."""
_POLL_SECONDS = 0.02


class CannotServe(Exception):
    """The server did not come up."""


async def run_embedded(folder: Path, port: int, *, with_story: bool) -> int:
    """Everything in this process until Ctrl-C; returns the exit code."""
    typer.echo("Starting PostgreSQL and bringing five databases to the newest shape …")
    try:
        async with embedded_server(folder, port) as server:
            telling = asyncio.create_task(tell_newcomer(f"http://{LOOPBACK}:{port}", folder, with_story=with_story))
            await server.ended_by_signal()
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
    except AlreadyRunning as running:
        typer.echo(f"Aftersales runs already from {folder}, as process {running.owner}.", err=True)
        return 1
    except (CannotStart, MigrationFailed, CannotServe) as failure:
        typer.echo(str(failure), err=True)
        return 1
    return 0


@asynccontextmanager
async def embedded_server(folder: Path, port: int, **settings: str) -> AsyncIterator["Server"]:
    """All five services, answering at the port; they end with the block.

    Raises AlreadyRunning, CannotStart, MigrationFailed, and CannotServe when the port is taken.
    """
    async with embedded_databases(folder) as urls:
        if _is_taken(port):
            raise CannotServe(f"Port {port} is taken: something answers there already. Choose another with --port.")
        app = embedded_app(embedded_settings(urls, folder, **settings))
        server = Server(app, LOOPBACK, port, app.state.runtime.stopping)
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


class _QuietUvicorn(uvicorn.Server):
    """Leaves signals to us: uvicorn raises them again after a clean end, which looks like a failure.

    Tells open streams to end before it waits for them: they would use up all the time there is, and then be cut.
    """

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new requests, finish what was begun, then end the application."""
        self._stopping.set()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing to capture."""
        yield


class Server:
    """A uvicorn that says when it has started and when it has ended; sets `stopping` when it begins to end."""

    def __init__(self, app: ASGIApp, host: str, port: int, stopping: asyncio.Event, *, under: str = "") -> None:
        """`under` is the address at which a gateway shows the application; the gateway takes it off each request."""
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            root_path=under,
            loop="uvloop",
            http="httptools",
            log_level="warning",
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=STOP_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        self._uvicorn = _QuietUvicorn(config, stopping)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Answer requests; raises CannotServe when it does not come up."""
        self._task = asyncio.create_task(self._uvicorn.serve())
        while not self._uvicorn.started:
            if self._task.done():
                raise CannotServe("the server ended while it was starting; its reason stands above")
            await asyncio.sleep(_POLL_SECONDS)

    async def ended_by_signal(self) -> None:
        """Serve until Ctrl-C or SIGTERM, then finish what was begun; a second Ctrl-C waits for nothing."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._uvicorn.handle_exit, number, None)
        if self._task is not None:
            await self._task

    async def stop(self) -> None:
        """Finish what was begun, then end."""
        self._uvicorn.should_exit = True
        if self._task is not None:
            await self._task


async def run_one(service: str, host: str, port: int, *, under: str = "", with_parent: bool = False) -> int:
    """One service until it is told to stop; returns the exit code."""
    settings = settings_of(service)
    try:
        await run_migrations(service, settings.database_url)
    except MigrationFailed as failure:
        typer.echo(str(failure), err=True)
        return 1
    runtime = Runtime(clock=clock_of(settings))
    server = Server(app_of(service, settings, runtime), host, port, runtime.stopping, under=under)
    await server.start()
    watching = asyncio.create_task(end_with_parent()) if with_parent else None
    await server.ended_by_signal()
    if watching is not None:
        watching.cancel()
    return 0


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
