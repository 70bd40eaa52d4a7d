"""Measures what `make up` takes of the machine's memory when nobody asks for anything."""

import asyncio
from pathlib import Path

from services.cli.api import open_api
from services.cli.registry import SERVICES
from tools.bench.sample import Figures
from tools.bench.servers import children_of, cpu_seconds, private_megabytes, resident_megabytes, server

PORT = 18_703
QUIET_CPU_SECONDS = 0.1
"""Of one processor within a second: what polling takes."""


async def measure_memory(_postgres: str, _postgres_pid: int, folder: Path) -> Figures:
    """Megabytes of the one process with five services, and of its PostgreSQL, with the story loaded."""
    data = folder / "up"
    async with server("services.cli", "up", "--port", str(PORT), "--data", str(data), port=PORT) as up:
        async with open_api(f"http://127.0.0.1:{PORT}", data) as api, asyncio.timeout(90):
            for service in SERVICES:
                await api.text(f"/{service}/readyz")
        await _until_quiet(up.pid)
        postgres = _postgres_of(data)
        return {
            "five services": {"MB resident": resident_megabytes(up.pid), "MB its own": private_megabytes(up.pid)},
            "PostgreSQL": {"MB its own": sum(private_megabytes(pid) for pid in (postgres, *children_of(postgres)))},
        }


async def _until_quiet(pid: int) -> None:
    """Wait until the sample is loaded and every event has been heard."""
    async with asyncio.timeout(90):
        used = cpu_seconds(pid)
        while True:
            await asyncio.sleep(1)
            before, used = used, cpu_seconds(pid)
            if used - before < QUIET_CPU_SECONDS:
                return


def _postgres_of(data: Path) -> int:
    found = next((data / "postgres").rglob("postmaster.pid"))
    return int(found.read_text(encoding="ascii").splitlines()[0])
