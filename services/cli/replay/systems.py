"""The two systems that a replay can play on, each of its own and with a simulated clock."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services.cli.api import Api, open_api
from services.cli.kafka.five import five_processes
from services.cli.kafka.ports import AtTheirPorts, until_all_answer
from services.cli.registry import SERVICES
from services.cli.running import LOOPBACK, embedded_server


@dataclass(frozen=True)
class System:
    """Five services at work."""

    api: Api
    clocks: Sequence[str]
    """The services that must be told the time: in one process they share a clock."""


@asynccontextmanager
async def embedded(folder: Path, port: int) -> AsyncIterator[System]:
    """All five in this process, reading each other's feeds. Raises as `embedded_server`."""
    async with (
        embedded_server(folder, port, clock="simulated"),
        open_api(f"http://{LOOPBACK}:{port}", folder) as api,
    ):
        yield System(api, ("intake",))


@asynccontextmanager
async def over_kafka(folder: Path, port: int, jars: Path) -> AsyncIterator[System]:
    """Five processes over a real broker. Raises as `five_processes`, and TimeoutError."""
    async with (
        five_processes(folder, port, jars=jars, CLOCK="simulated"),
        open_api("http://five", folder, AtTheirPorts(LOOPBACK, port)) as api,
    ):
        await until_all_answer(api)
        yield System(api, SERVICES)
