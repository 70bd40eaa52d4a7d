"""Everything on one machine as it is on many: PostgreSQL, Kafka, and each service in a process of its own."""

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path

import typer

from services.cli.api import token_for
from services.cli.embedded import embedded_databases
from services.cli.kafka.broker import broker_of
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
        broker = await broker_of(folder)
        typer.echo("Starting Kafka and PostgreSQL, and bringing five databases to the newest shape …")
        is_ours = await broker.start()
        try:
            async with embedded_databases(folder) as urls:
                await apply_all(KafkaSettings(kafka_bootstrap_servers=broker.bootstrap))
                supervisor = Supervisor(programs(urls, folder, broker.bootstrap, port), folder / "logs")
                _tell(broker.bootstrap, folder, port)
                await _until_interrupted(supervisor)
        finally:
            if is_ours:
                await broker.stop()
            else:
                typer.echo("Kafka ran before and goes on; it ends with: make kafka-down")
    except AlreadyRunning as running:
        typer.echo(f"Aftersales runs already from {folder}, as process {running.owner}.", err=True)
        return 1
    except (JarsRefused, BrokerDidNotStart, CannotStart, MigrationFailed) as failure:
        typer.echo(str(failure), err=True)
        return 1
    return 0


def programs(urls: Mapping[str, str], folder: Path, bootstrap: str, port: int) -> list[Program]:
    """A process for each service, at successive ports; small pools, because one PostgreSQL serves all."""
    ports = {name: port + number for number, name in enumerate(SERVICES)}
    shared = {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "DATA_FOLDER": str(folder.resolve()),
        "DATABASE_CONNECTIONS": "8",
        "LOG_LEVEL": "info",
    }
    return [
        Program(
            name,
            ("services.cli", "serve", name, "--port", str(ports[name]), "--with-parent"),
            shared | {f"{name.upper()}_DATABASE_URL": urls[name]},
        )
        for name in SERVICES
    ]


async def _until_interrupted(supervisor: Supervisor) -> None:
    running = asyncio.create_task(supervisor.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, running.cancel)
    await asyncio.wait({running})
    if not running.cancelled():
        running.result()


def _tell(bootstrap: str, folder: Path, port: int) -> None:
    token = token_for(folder, Role.SPECIALIST)
    for number, name in enumerate(SERVICES):
        typer.echo(f"  {name:<9} http://{LOOPBACK}:{port + number}   log: {folder}/logs/{name}.log")
    typer.echo(f"\nKafka answers at {bootstrap}. Watch what happens to jobs:")
    typer.echo(f"  KAFKA_BOOTSTRAP_SERVERS={bootstrap} .venv/bin/aftersales topics watch dispatch.jobs")
    typer.echo(f'\nAsk intake:\n  curl -H "Authorization: Bearer {token}" http://{LOOPBACK}:{port}/tickets')
    typer.echo("\nCtrl-C ends everything.")
