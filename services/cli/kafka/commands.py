"""What `aftersales kafka …` and `aftersales topics …` can do."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

kafka = typer.Typer(no_args_is_help=True, help="The embedded broker.")
topics = typer.Typer(no_args_is_help=True, help="The topics on the cluster.")
Folder = Annotated[Path, typer.Option("--data", help="Folder with everything that this machine keeps.")]
DATA_FOLDER = Path("data")


@kafka.command()
def up(data: Folder = DATA_FOLDER) -> None:
    """Start a real Kafka on this machine, with all topics; it goes on until `kafka down`."""
    from services.cli.kafka.broker import start_broker

    raise typer.Exit(asyncio.run(start_broker(data)))


@kafka.command()
def down(data: Folder = DATA_FOLDER) -> None:
    """Stop the broker of this folder, and no other."""
    from services.cli.kafka.broker import stop_broker

    raise typer.Exit(asyncio.run(stop_broker(data)))


@kafka.command()
def five(
    port: Annotated[int, typer.Option(help="Port of the first of the five services.")] = 8081,
    data: Folder = DATA_FOLDER,
) -> None:
    """Run PostgreSQL, Kafka and five service processes over them, until Ctrl-C."""
    from services.cli.kafka.five import run_five

    raise typer.Exit(asyncio.run(run_five(data, port)))


@topics.command()
def apply() -> None:
    """Create the topics that are missing on KAFKA_BOOTSTRAP_SERVERS, as the contracts want them."""
    from services.cli.kafka.topics import apply_all

    raise typer.Exit(asyncio.run(apply_all()))


@topics.command()
def watch(topic: Annotated[str, typer.Argument(help="Such as dispatch.jobs")]) -> None:
    """Print a topic's events from the oldest on, and then as they come, until Ctrl-C."""
    from services.cli.kafka.topics import watch_topic

    raise typer.Exit(asyncio.run(watch_topic(topic, typer.echo)))


@topics.command()
def access(
    partner: Annotated[str | None, typer.Option(help="An account; without one, the five services.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="For a partner: what it may read.")] = None,
) -> None:
    """Print who may read and write what, as arguments of Kafka's kafka-acls.sh, one call on each line."""
    from services.cli.kafka.topics import print_grants

    raise typer.Exit(print_grants(partner, tuple(topic or ()), typer.echo))
