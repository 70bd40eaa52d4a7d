"""Starts and stops the embedded broker of a data folder."""

from pathlib import Path

import typer

from services.cli.kafka.topics import apply_all
from shared.embedded_kafka.broker import BrokerDidNotStart, EmbeddedKafka
from shared.embedded_kafka.broker_settings import BrokerSettings
from shared.embedded_kafka.installed import installed_broker
from shared.embedded_kafka.jars import JarsRefused
from shared.settings import KafkaSettings


async def broker_of(folder: Path, jars: Path | None = None) -> EmbeddedKafka:
    """The broker of a data folder, not yet started; its jars may lie elsewhere. Raises JarsRefused."""
    settings = KafkaSettings()
    wanted = BrokerSettings(folder / "kafka", settings.kafka_port, settings.kafka_port + 1)
    return await installed_broker(wanted, jars or folder / "jars", typer.echo, repository=settings.maven_repository)


async def start_broker(folder: Path) -> int:
    """Start it, or find it running, and create the topics; returns the exit code."""
    try:
        broker = await broker_of(folder)
        typer.echo("Starting Kafka …")
        is_new = await broker.start()
    except (JarsRefused, BrokerDidNotStart) as failure:
        typer.echo(str(failure), err=True)
        return 1
    code = await apply_all(KafkaSettings(kafka_bootstrap_servers=broker.bootstrap))
    typer.echo(
        f"Kafka {'answers' if is_new else 'answered already'} at {broker.bootstrap}. It ends with: make kafka-down"
    )
    return code


async def stop_broker(folder: Path) -> int:
    """Stop it; returns the exit code."""
    broker = EmbeddedKafka(BrokerSettings(folder / "kafka"), Path(), [])
    if broker.pid is None:
        typer.echo("No Kafka runs from this folder.")
        return 0
    await broker.stop()
    typer.echo("Kafka has ended.")
    return 0
