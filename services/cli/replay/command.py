"""`aftersales replay`: a system of its own with a simulated clock, a file of calls, and a table at the end."""

from pathlib import Path

import typer

from services.cli.api import ApiRefused, open_api
from services.cli.replay.actions import Stuck
from services.cli.replay.calls import SAMPLE, CallFileWrong, read_calls
from services.cli.replay.journal import Journal
from services.cli.replay.run import Progress, Replay
from services.cli.replay.summary import all_handled, summary
from services.cli.replay.town import settle_town
from services.cli.running import LOOPBACK, embedded_server
from shared.clock import monotonic
from shared.embedded_postgres import AlreadyRunning

_PREFIX = "R"


async def run_replay(file: Path | None, most: int | None, port: int, folder: Path) -> int:
    """Play the file, or what an interrupted run left of it; returns the exit code."""
    try:
        calls = read_calls(file or SAMPLE, most)
    except (CallFileWrong, OSError) as wrong:
        typer.echo(f"{file}: {wrong}", err=True)
        return 1
    began = monotonic()
    journal = Journal(folder / "replay.journal")
    try:
        async with (
            embedded_server(folder, port, clock="simulated"),
            open_api(f"http://{LOOPBACK}:{port}", folder) as api,
        ):
            await api.put("/intake/clock", {"now": calls[0].reported_at.isoformat()})
            typer.echo("Settling customers, cameras and technicians …")
            town = await settle_town(api, _PREFIX)
            await Replay(api, journal, clocks=("intake",), tell=_tell).play(calls, town, _PREFIX)
            typer.echo()
            await all_handled(api)
            for line in await summary(api):
                typer.echo(line)
            typer.echo(f"\n{len(calls)} calls in {monotonic() - began:.0f} s")
    except AlreadyRunning as running:
        typer.echo(f"A replay runs already from {folder}, as process {running.owner}.", err=True)
        return 1
    except (Stuck, ApiRefused) as stopped:
        typer.echo(f"\n{stopped}\nRun it again to go on from here.", err=True)
        return 1
    finally:
        journal.close()
    return 0


def _tell(progress: Progress) -> None:
    share = progress.done / progress.steps
    rate = progress.done / max(progress.seconds, 0.001)
    typer.echo(f"\r{progress.day}  {progress.done:>7} of {progress.steps} steps  {share:5.1%}  {rate:6.0f}/s", nl=False)
