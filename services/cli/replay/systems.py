"""The two systems that a replay can play on, each of its own and with a simulated clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from services.cli.api import LIMITS, Api, open_api
from services.cli.kafka.five import five_processes
from services.cli.kafka.ports import AtTheirPorts, until_all_answer
from services.cli.running import LOOPBACK, embedded_server

PAUSES_SECONDS = (0.1, 0.4, 1.6, 5.0)


class Patient(httpx.AsyncBaseTransport):
    """Asks again where a service was just starting, ending or too busy to answer: each POST carries a key."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.TransportError when nobody answers for seconds."""
        for pause in PAUSES_SECONDS:
            try:
                response = await self._inner.handle_async_request(request)
            except httpx.TransportError:
                pass
            else:
                if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    return response
                await response.aclose()
            await asyncio.sleep(pause)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close connections."""
        await self._inner.aclose()


@asynccontextmanager
async def embedded(folder: Path, port: int) -> AsyncIterator[Api]:
    """All five in this process, reading each other's feeds. Raises as `embedded_server`."""
    async with (
        embedded_server(folder, port, clock="simulated"),
        open_api(f"http://{LOOPBACK}:{port}", folder, Patient(httpx.AsyncHTTPTransport(limits=LIMITS))) as api,
    ):
        yield api


@asynccontextmanager
async def over_kafka(folder: Path, port: int, jars: Path) -> AsyncIterator[Api]:
    """Five processes over a real broker. Raises as `five_processes`, and TimeoutError."""
    async with (
        five_processes(folder, port, jars=jars, CLOCK="simulated"),
        open_api("http://five", folder, Patient(AtTheirPorts(LOOPBACK, port))) as api,
    ):
        await until_all_answer(api)
        yield api
