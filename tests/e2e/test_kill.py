"""The running process is killed in the middle of a replay and started again: what was acknowledged is there, once."""

import asyncio
import os
import signal
import socket
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from services.cli.api import open_api
from services.cli.registry import SERVICES
from services.cli.replay.summary import all_handled
from services.cli.running import embedded_server
from shared.actor import Role
from shared.clock import monotonic

CALLS = 40
KILLS = 3


@pytest.mark.timeout(300)
async def test_after_kill_9_in_a_replay_every_acknowledged_ticket_is_there_once_with_all_its_effects(
    tmp_path: Path,
) -> None:
    folder, port = tmp_path / "data", free_port()
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        acknowledged |= await _replay_and_kill(folder, port, after_lines=60 * (kill + 1))
    assert acknowledged, "it was killed before anything was acknowledged: the test would show nothing"

    assert await _replay(folder, port) == 0

    async with embedded_server(folder, port, clock="simulated"), open_api(f"http://127.0.0.1:{port}", folder) as api:
        await all_handled(api)
        tickets = (await api.get("/intake/tickets", role=Role.AUDITOR, limit=200))["items"]
        references = Counter(ticket["external_reference"] for ticket in tickets)
        assert len(references) == CALLS
        assert set(references.values()) == {1}
        assert acknowledged <= {reference.removeprefix("R") for reference in references}
        assert {ticket["state"] for ticket in tickets} == {"closed"}
        jobs = (await api.get("/dispatch/jobs", role=Role.AUDITOR, limit=200))["items"]
        assert Counter(job["ticket_id"] for job in jobs) == {ticket["id"]: 1 for ticket in tickets}
        for service in SERVICES:
            assert not (await api.get(f"/{service}/parked"))["items"]


async def _replay_and_kill(folder: Path, port: int, *, after_lines: int) -> set[str]:
    """Let a replay run until its journal has so many lines, then kill it; returns the calls it had reported."""
    journal = folder / "replay.journal"
    process = await _start(folder, port)
    until = monotonic() + 90
    while len(_lines(journal)) < after_lines and process.returncode is None and monotonic() < until:
        await asyncio.sleep(0.01)
    if process.returncode is None:
        os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    return {line.split()[0] for line in _lines(journal) if line.endswith(" report")}


async def _replay(folder: Path, port: int) -> Any:
    process = await _start(folder, port)
    await process.wait()
    return process.returncode


async def _start(folder: Path, port: int) -> asyncio.subprocess.Process:
    options = ["--most", str(CALLS), "--port", str(port), "--data", str(folder)]
    command = [sys.executable, "-m", "services.cli", "replay", *options]
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)


def _lines(journal: Path) -> list[str]:
    return journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
