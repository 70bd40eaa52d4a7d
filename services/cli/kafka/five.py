"""Everything on one machine as it is on many: PostgreSQL, Kafka, and each service in a process of its own."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import typer

from services.cli.api import token_for
from services.cli.embedded import embedded_databases
from services.cli.kafka.broker import broker_of
from services.cli.kafka.ports import port_of
from services.cli.kafka.supervisor import Program, Supervisor
from services.cli.kafka.topics import apply_all
from services.cli.registry import SERVICES
from shared.actor import Role
from shared.embedded_kafka.broker import BrokerDidNotStart
from shared.embedded_kafka.jars import JarsRefused
from shared.embedded_postgres import AlreadyRunning
from shared.migration import MigrationFailed
from shared.postgres_program import CannotStart
from shared.settings import KafkaSettings

LOOPBACK = "127.0.0.1"


async def run_five(folder: Path, port: int) -> int:
    """All of it until Ctrl-C; returns the exit code."""
    try:
        async with five_processes(folder, port) as five:
            _tell(five.bootstrap, folder, port)
            await five.until_interrupted()
    except AlreadyRunning as running:
        typer.echo(f"Aftersales runs already from {folder}, as process {running.owner}.", err=True)
        return 1
    except (JarsRefused, BrokerDidNotStart, CannotStart, MigrationFailed) as failure:
        typer.echo(str(failure), err=True)
        return 1
    return 0


class Five:
    """The five processes at work."""

    def __init__(self, bootstrap: str, running: asyncio.Task[None]) -> None:
        self.bootstrap = bootstrap
        """The address of their broker."""
        self._running = running

    async def until_interrupted(self) -> None:
        """Until Ctrl-C or SIGTERM."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._running.cancel)
        await asyncio.wait({self._running})


@asynccontextmanager
async def five_processes(folder: Path, port: int, *, jars: Path | None = None, **settings: str) -> AsyncIterator[Five]:
    """Five services at successive ports over a broker and a PostgreSQL of this folder; they end with the block.

    `settings` are environment variables for all five.
    Raises JarsRefused, BrokerDidNotStart, AlreadyRunning, CannotStart, and MigrationFailed.
    """
    broker = await broker_of(folder, jars)
    typer.echo("Starting Kafka and PostgreSQL, and bringing five databases to the newest shape …")
    is_ours = await broker.start()
    try:
        async with embedded_databases(folder) as urls:
            await apply_all(KafkaSettings(kafka_bootstrap_servers=broker.bootstrap))
            processes = programs(urls, folder, broker.bootstrap, port, **settings)
            running = asyncio.create_task(Supervisor(processes, folder / "logs").run())
            try:
                yield Five(broker.bootstrap, running)
            finally:
                running.cancel()
                await asyncio.wait({running})
            if not running.cancelled():
                running.result()
    finally:
        if is_ours:
            await broker.stop()
        else:
            typer.echo("Kafka ran before and goes on; it ends with: make kafka-down")


def programs(urls: Mapping[str, str], folder: Path, bootstrap: str, port: int, **settings: str) -> list[Program]:
    """A process for each service, at successive ports; small pools, because one PostgreSQL serves all."""
    shared = {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "DATA_FOLDER": str(folder.resolve()),
        "DATABASE_CONNECTIONS": "8",
        "LOG_LEVEL": "info",
        **settings,
    }
    return [
        Program(
            name,
            ("services.cli", "serve", name, "--port", str(port_of(name, port)), "--with-parent"),
            shared | {f"{name.upper()}_DATABASE_URL": urls[name]},
        )
        for name in SERVICES
    ]


def _tell(bootstrap: str, folder: Path, port: int) -> None:
    token = token_for(folder, Role.SPECIALIST)
    for name in SERVICES:
        typer.echo(f"  {name:<9} http://{LOOPBACK}:{port_of(name, port)}   log: {folder}/logs/{name}.log")
    typer.echo(f"\nKafka answers at {bootstrap}. Watch what happens to jobs:")
    typer.echo(f"  KAFKA_BOOTSTRAP_SERVERS={bootstrap} .venv/bin/aftersales topics watch dispatch.jobs")
    typer.echo(f'\nAsk intake:\n  curl -H "Authorization: Bearer {token}" http://{LOOPBACK}:{port}/tickets')
    typer.echo("\nCtrl-C ends everything.")
