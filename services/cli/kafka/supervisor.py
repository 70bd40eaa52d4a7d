"""Keeps processes running: started again when they end, stopped together, each with a log of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from shared.clock import monotonic

SHORTEST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
STEADY_SECONDS = 60.0
"""A process that ran this long is started again at once."""
STOP_SECONDS = 25.0
_LARGEST_LOG_BYTES = 10_000_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Program:
    """One process to keep running: a Python module with its arguments."""

    name: str
    arguments: Sequence[str]
    settings: Mapping[str, str]
    """Environment variables, beside those that we were started with."""

    @property
    def command(self) -> list[str]:
        """`env` adds the settings, so that nobody here reads the environment."""
        return ["/usr/bin/env", *(f"{name}={value}" for name, value in self.settings.items()), sys.executable, "-m",
                *self.arguments]  # fmt: skip


class Supervisor:
    """Runs programs until it is cancelled, and then ends them in order.

    Each one holds the reading end of a pipe as standard input: it sees the end of the supervisor, even of one that
    was killed, and ends too.
    """

    def __init__(self, programs: Sequence[Program], log_folder: Path) -> None:
        self._programs = programs
        self._log_folder = log_folder
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self.starts: dict[str, int] = {program.name: 0 for program in programs}

    def pid(self, name: str) -> int | None:
        """Process id of a program that runs."""
        process = self._processes.get(name)
        return process.pid if process is not None and process.returncode is None else None

    def log_of(self, name: str) -> Path:
        """Where a program writes."""
        return self._log_folder / f"{name}.log"

    async def run(self) -> None:
        """Keep all programs running until cancelled; when this returns, all have ended."""
        self._log_folder.mkdir(parents=True, exist_ok=True)
        try:
            async with asyncio.TaskGroup() as group:
                for program in self._programs:
                    group.create_task(self._keep_running(program))
        finally:
            await asyncio.shield(asyncio.gather(*(self._end(each) for each in self._processes.values())))

    async def _keep_running(self, program: Program) -> None:
        pause = SHORTEST_PAUSE_SECONDS
        while True:
            began = monotonic()
            process = await self._start(program)
            code = await process.wait()
            _log.warning("a process ended and is started again", process=program.name, code=code)
            if monotonic() - began > STEADY_SECONDS:
                pause = SHORTEST_PAUSE_SECONDS
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _start(self, program: Program) -> asyncio.subprocess.Process:
        path = self.log_of(program.name)
        if path.exists() and path.stat().st_size > _LARGEST_LOG_BYTES:
            path.replace(path.with_suffix(".log.old"))
        with path.open("ab") as log:
            # A session of its own: Ctrl-C reaches us alone, and we end the others in order.
            process = await asyncio.create_subprocess_exec(
                *program.command, stdin=asyncio.subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        self._processes[program.name] = process
        self.starts[program.name] += 1
        return process

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def end_with_parent() -> None:
    """In the process of a program: wait for the end of whoever started it, and then end this one in order."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    os.kill(os.getpid(), signal.SIGTERM)
