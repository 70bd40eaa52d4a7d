"""The same calls, played in one process over feeds and in five processes over Kafka, come to the same end."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import pytest

from tests.builders.kafka_broker import free_neighbours
from tests.integration.waiting import until

CALLS = 12


@pytest.mark.timeout(600)
async def test_calls_come_to_the_same_end_embedded_and_over_kafka(tmp_path: Path) -> None:
    await interrupted_replay(tmp_path / "embedded")
    embedded = await replay(tmp_path / "embedded")
    over_kafka = await replay(tmp_path / "kafka", "--kafka")
    assert len(embedded) == CALLS
    assert {call["ticket"]["state"] for call in embedded} == {"closed"}
    assert sum(len(call.get("charges", ())) for call in embedded) > 0, "nothing was charged: little is compared"
    assert over_kafka == embedded


async def replay(folder: Path, *options: str) -> list[dict[str, dict[str, str]]]:
    """Play the first calls of the file into a system of its own; returns what became of each."""
    process = await start_replay(folder, *options)
    assert await process.wait() == 0
    return [json.loads(line) for line in (folder / "final-state.jsonl").read_text(encoding="utf-8").splitlines()]


async def interrupted_replay(folder: Path) -> None:
    """Begin to play them, and be told to end in the middle: nothing is left running."""
    process = await start_replay(folder)
    journal = folder / "replay.journal"

    async def is_in_the_middle() -> bool:
        return journal.exists() and journal.read_text(encoding="utf-8").count("\n") >= 2 * CALLS

    await until(is_in_the_middle, seconds=120)
    process.send_signal(signal.SIGTERM)
    assert await process.wait() != 0
    assert servers_left(folder) == []


def servers_left(folder: Path) -> list[Path]:
    """What a running PostgreSQL keeps in its folder."""
    return list(folder.rglob("postmaster.pid"))


async def start_replay(folder: Path, *options: str) -> asyncio.subprocess.Process:
    """The command, at ports of its own."""
    command = [sys.executable, "-m", "services.cli", "replay", "--most", str(CALLS), "--data", str(folder)]
    ports = ["--port", str(free_neighbours(5))]
    kafka_port = f"KAFKA_PORT={free_neighbours(2)}"
    return await asyncio.create_subprocess_exec("/usr/bin/env", kafka_port, *command, *ports, *options)
