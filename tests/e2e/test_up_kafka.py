"""`make up-kafka`: five processes over a real broker; they are started again when they die, and end together."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from services.cli.api import Api
from services.cli.kafka.broker import stop_broker
from services.cli.kafka.ports import AtTheirPorts, port_of
from services.cli.registry import SERVICES
from services.cli.story.play import play_story
from shared.actor import Role
from shared.clock import SystemClock
from shared.embedded_kafka.broker_settings import LOOPBACK
from tests.builders.kafka_broker import JARS, free_neighbours
from tests.integration.waiting import until


class Five:
    """The command at work, seen from outside."""

    def __init__(self, client: httpx.AsyncClient, folder: Path, process: asyncio.subprocess.Process) -> None:
        self._client = client
        self.api = Api(client, folder)
        self.process = process

    async def until_ready(self, *, are: bool = True) -> None:
        """Until all five answer, or none."""

        async def answers(service: str) -> bool:
            try:
                return (await self._client.get(f"/{service}/readyz")).status_code == 200
            except httpx.HTTPError:
                return False

        async def all_or_none() -> bool:
            found = await asyncio.gather(*(answers(service) for service in SERVICES))
            return all(found) if are else not any(found)

        await until(all_or_none, seconds=90)


@asynccontextmanager
async def five_processes(folder: Path, port: int, kafka_port: int) -> AsyncIterator[Five]:
    """The command until Ctrl-C, after which nobody answers."""
    command = [sys.executable, "-m", "services.cli", "kafka", "five", "--data", str(folder), "--port", str(port)]
    process = await asyncio.create_subprocess_exec("/usr/bin/env", f"KAFKA_PORT={kafka_port}", *command)
    async with httpx.AsyncClient(base_url="http://five", transport=AtTheirPorts(LOOPBACK, port), timeout=30) as client:
        five = Five(client, folder, process)
        try:
            await five.until_ready()
            yield five
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
            await process.wait()
        await five.until_ready(are=False)


def pid_of(service: str, port: int) -> int:
    """The process that serves at a port, as the machine knows it."""
    wanted = f"services.cli\0serve\0{service}\0--port\0{port}".encode()
    found = [path for path in Path("/proc").glob("[0-9]*/cmdline") if wanted in _read(path)]
    return int(found[0].parent.name)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    """With the jars in it; whatever a test leaves behind, its broker ends."""
    (tmp_path / "jars").symlink_to(JARS)
    yield tmp_path
    assert await stop_broker(tmp_path) == 0


@pytest.mark.timeout(300)
async def test_five_processes_live_a_story_over_kafka_survive_kills_and_end_together(folder: Path) -> None:
    port, kafka_port = free_neighbours(5), free_neighbours(2)
    async with five_processes(folder, port, kafka_port) as five:
        ticket = await play_story(five.api, SystemClock().now, print)
        os.kill(pid_of("billing", port_of("billing", port)), signal.SIGKILL)
        await five.until_ready()
        five.process.kill()  # of the supervisor itself: nobody is left to end the others
        await five.process.wait()
    async with five_processes(folder, port, kafka_port) as five:
        shown = await five.api.get(f"/intake/tickets/{ticket['id']}", role=Role.SPECIALIST)
        assert shown["number"] == ticket["number"]
    assert five.process.returncode == 0
