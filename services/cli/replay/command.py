"""`aftersales replay`: a system of its own with a simulated clock, a file of calls, and a table at the end."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import typer
from httpx import TransportError

from services.cli.api import Api, ApiRefused
from services.cli.replay.actions import Stuck
from services.cli.replay.calls import SAMPLE, CallFileWrong, RealCall, read_calls
from services.cli.replay.final_state import final_state, write_final_state
from services.cli.replay.journal import Journal
from services.cli.replay.run import Progress, Replay
from services.cli.replay.simulated_time import NeverAtRest, SimulatedTime
from services.cli.replay.summary import all_handled, summary
from services.cli.replay.town import settle_town
from shared.clock import monotonic
from shared.embedded_kafka.broker import BrokerDidNotStart
from shared.embedded_kafka.jars import JarsRefused
from shared.embedded_postgres import AlreadyRunning

FINAL_STATE = "final-state.jsonl"
_PREFIX = "R"

OpenSystem = Callable[[], AbstractAsyncContextManager[Api]]


async def run_replay(file: Path | None, most: int | None, folder: Path, open_system: OpenSystem) -> int:
    """Play the file, or what an interrupted run left of it; returns the exit code."""
    try:
        calls = read_calls(file or SAMPLE, most)
    except (CallFileWrong, OSError) as wrong:
        typer.echo(f"{file}: {wrong}", err=True)
        return 1
    journal = Journal(folder / "replay.journal")
    stopping = _stopped_by_signals()
    try:
        async with open_system() as api:
            await _play(calls, journal, api, folder, stopping)
    except asyncio.CancelledError:
        typer.echo("\nStopped. Run it again to go on from here.", err=True)
        return 1
    except AlreadyRunning as running:
        typer.echo(f"A replay runs already from {folder}, as process {running.owner}.", err=True)
        return 1
    except (JarsRefused, BrokerDidNotStart) as failure:
        typer.echo(str(failure), err=True)
        return 1
    except (Stuck, NeverAtRest, ApiRefused, TransportError) as stopped:
        typer.echo(f"\n{stopped}\nRun it again to go on from here.", err=True)
        return 1
    finally:
        journal.close()
    return 0


def _stopped_by_signals() -> asyncio.Event:
    """Have Ctrl-C and SIGTERM end this task and set the event: a cancellation may get lost in a client library."""
    stopping, task, loop = asyncio.Event(), asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None

    def stop() -> None:
        if not stopping.is_set():
            stopping.set()
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    return stopping


async def _play(calls: Sequence[RealCall], journal: Journal, api: Api, folder: Path, stopping: asyncio.Event) -> None:
    began = monotonic()
    if journal.has_begun:
        typer.echo("Waiting until everything that was begun is handled …")
        await all_handled(api)
    time = SimulatedTime(api)
    await time.come_to(calls[0].reported_at)
    typer.echo("Settling customers, cameras and technicians …")
    town = await settle_town(api, _PREFIX)
    await Replay(api, journal, time, tell=_tell, stopping=stopping).play(calls, town, _PREFIX)
    took = monotonic() - began
    typer.echo()
    await all_handled(api)
    for line in await summary(api):
        typer.echo(line)
    digest = write_final_state(await final_state(api), folder / FINAL_STATE)
    typer.echo(f"\n{len(calls)} calls in {took:.0f} s. Final state: {folder / FINAL_STATE}, SHA-256 {digest}")


def _tell(progress: Progress) -> None:
    share = progress.done / progress.steps
    rate = progress.done / max(progress.seconds, 0.001)
    typer.echo(f"\r{progress.day}  {progress.done:>7} of {progress.steps} steps  {share:5.1%}  {rate:6.0f}/s", nl=False)
