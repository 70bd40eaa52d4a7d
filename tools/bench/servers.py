"""A server in a process of its own, and how much CPU it and PostgreSQL have used."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from os import sysconf
from pathlib import Path
from tempfile import TemporaryFile

_TICK_SECONDS = 1 / sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    pid: int
    port: int


@asynccontextmanager
async def server(*arguments: str, port: int, settings: Mapping[str, str] | None = None) -> AsyncIterator[Running]:
    """`python -m <arguments>` with these settings in its environment; it must listen on the port within 90 s."""
    environment = [f"{name}={value}" for name, value in (settings or {}).items()]
    command = ["env", *environment, sys.executable, "-m", *arguments]
    with TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
        try:
            async with asyncio.timeout(90):
                while not await _answers(port):
                    if process.returncode is not None:
                        log.seek(0)
                        said = log.read()[-2000:].decode(errors="replace")
                        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}: {said}")
                    await asyncio.sleep(0.05)
            yield Running(process.pid, port)
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


def cpu_seconds(pid: int, *, with_children: bool = False) -> float:
    """CPU time of a process so far; `with_children`: and of those that live below it (PostgreSQL's backends)."""
    pids = [pid, *_children(pid)] if with_children else [pid]
    return sum(_ticks(each) for each in pids) * _TICK_SECONDS


def resident_megabytes(pid: int) -> float:
    """Memory of a process that is in the machine's, what it shares with others included."""
    return _megabytes(pid, "Rss")


def private_megabytes(pid: int) -> float:
    """Memory of a process that is its own: what it would give back if it ended."""
    return _megabytes(pid, "Private_")


def _megabytes(pid: int, beginning: str) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(beginning)) / 1024


def children_of(pid: int) -> list[int]:
    """Every process below this one."""
    return _children(pid)


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(stat.parent.name)
            found += [child, *_children(child)]
    return found


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
