"""The command `aftersales`: `python -m services.cli --help` prints what it can do."""

from asyncio import Runner
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import uvloop

from services.cli.kafka.commands import kafka, topics
from shared.actor import Role
from shared.telemetry import LogFormat, configure_logging

T = TypeVar("T")
DATA_FOLDER = Path("data")
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(kafka, name="kafka")
app.add_typer(topics, name="topics")
Folder = Annotated[Path, typer.Option("--data", help="Folder with everything that this machine keeps.")]
Url = Annotated[str, typer.Option("--url", help="Where the system answers.")]


@app.callback()
def prepare(
    log_format: Annotated[LogFormat, typer.Option(envvar="LOG_FORMAT", help="How log lines look.")] = LogFormat.CONSOLE,
    log_level: Annotated[str, typer.Option(envvar="LOG_LEVEL", help="debug, info, warning or error")] = "warning",
) -> None:
    """The after-sales service system: five services, and programs that look into them."""
    configure_logging(log_format, level=log_level)


def _run(job: Coroutine[Any, Any, T]) -> T:
    """On uvloop, which costs half of what the standard loop does."""
    with Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(job)


def _ask(url: str, job: Coroutine[Any, Any, object]) -> None:
    """Run what asks a system that is up; says in a sentence why it cannot."""
    from httpx import TransportError

    from services.cli.api import ApiRefused

    try:
        _run(job)
    except TransportError:
        typer.echo(f"Nobody answers at {url}. Start it with: make up", err=True)
        raise typer.Exit(1) from None
    except ApiRefused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port on the loopback address.")] = 8080,
    data: Folder = DATA_FOLDER,
    *,
    story: Annotated[bool, typer.Option(help="Load the story into empty databases.")] = True,
) -> None:
    """Run all five services in this process, with a PostgreSQL of their own."""
    from services.cli.running import run_embedded

    raise typer.Exit(_run(run_embedded(data, port, with_story=story)))


@app.command()
def serve(
    service: Annotated[str, typer.Argument(help="intake, dispatch, billing, repairs or followup")],
    port: int = 8080,
    host: str = "127.0.0.1",
    *,
    under: Annotated[str, typer.Option(help="The address at which a gateway shows this service: /dispatch")] = "",
    with_parent: Annotated[bool, typer.Option("--with-parent", help="End when standard input does.")] = False,
) -> None:
    """Run one service, on the database that its settings name."""
    from services.cli.running import run_one

    raise typer.Exit(_run(run_one(service, host, port, under=under, with_parent=with_parent)))


@app.command()
def migrate(service: Annotated[str, typer.Argument(help="Which service's database.")]) -> None:
    """Bring a service's database to the newest shape."""
    from services.cli.registry import settings_of
    from shared.migration import run_migrations

    _run(run_migrations(service, settings_of(service).database_url))


@app.command()
def prepare_all() -> None:
    """Create the five databases where they are missing, migrate each, and apply the topics."""
    from services.cli.preparing import prepare_all as prepare_everything

    raise typer.Exit(_run(prepare_everything()))


@app.command()
def token(
    role: Annotated[Role, typer.Option(help="What the bearer may do.")],
    subject: Annotated[str | None, typer.Option(help="Who the bearer is; staff by id.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="For a partner: whose tickets it sees.")] = None,
    data: Folder = DATA_FOLDER,
) -> None:
    """Print a token for local use."""
    from services.cli.api import token_for

    typer.echo(token_for(data, role, subject, tuple(source or ())))


@app.command()
def follow(
    ticket: Annotated[str, typer.Argument(help="Number or id of a ticket.")],
    url: Url = "http://127.0.0.1:8080",
    data: Folder = DATA_FOLDER,
) -> None:
    """Print all that happened to one ticket, across the five services."""
    from services.cli.api import open_api
    from services.cli.follow import follow as lines_of

    async def print_lines() -> None:
        async with open_api(url, data) as api:
            for line in await lines_of(ticket, api):
                typer.echo(line)

    _ask(url, print_lines())


@app.command()
def demo(url: Url = "http://127.0.0.1:8080", data: Folder = DATA_FOLDER) -> None:
    """Play the story against a running system: one ticket's whole life, and three others."""
    from services.cli.api import open_api
    from services.cli.story.play import play_story
    from shared.clock import SystemClock

    async def play() -> None:
        async with open_api(url, data) as api:
            ticket = await play_story(api, SystemClock().now, typer.echo)
            typer.echo(f"Look at it: make follow ticket={ticket['number']}")

    _ask(url, play())


@app.command()
def replay(
    file: Annotated[Path | None, typer.Argument(help="Calls as CSV; without one, the sample of March 2016.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Only so many calls.")] = None,
    port: Annotated[int, typer.Option(help="Port on the loopback address, or the first of five.")] = 8090,
    data: Annotated[Path | None, typer.Option(help="Folder of its own: data/replay, or data/replay-kafka.")] = None,
    *,
    kafka: Annotated[bool, typer.Option("--kafka", help="Five processes over a real broker, instead of one.")] = False,
) -> None:
    """Send real calls as tickets through the public API, with a simulated clock; Ctrl-C, and again to go on.

    What became of each call is written down in a form in which two runs, embedded and over Kafka, can be compared.
    """
    from services.cli.replay.command import run_replay
    from services.cli.replay.systems import embedded, over_kafka

    folder = data or DATA_FOLDER / ("replay-kafka" if kafka else "replay")
    system = partial(over_kafka, folder, port, DATA_FOLDER / "jars") if kafka else partial(embedded, folder, port)
    raise typer.Exit(_run(run_replay(file, most, folder, system)))


@app.command()
def down(data: Folder = DATA_FOLDER) -> None:
    """Stop what `up` started from this folder, and wait until it has ended."""
    from services.cli.stopping import stop_owner

    raise typer.Exit(stop_owner(data / "postgres" / "owner.lock"))


@app.command()
def psql(
    service: Annotated[str, typer.Argument(help="Whose database.")],
    data: Folder = DATA_FOLDER,
) -> None:
    """Open SQL on the database of a running embedded service."""
    from services.cli.sql import open_sql

    raise typer.Exit(open_sql(service, data))


if __name__ == "__main__":
    app()
