"""Five services at five ports, reached as one address."""

import asyncio

import httpx

from services.cli.api import LIMITS, Api, ApiRefused
from services.cli.registry import SERVICES

_LOOK_AGAIN_SECONDS = 0.2


def port_of(service: str, first: int) -> int:
    """Where a service answers when the five are at successive ports."""
    return first + SERVICES.index(service)


class AtTheirPorts(httpx.AsyncBaseTransport):
    """Sends `/intake/…` to the port of intake: for clients on this machine, in place of a gateway."""

    def __init__(self, host: str, first: int) -> None:
        self._host = host
        self._first = first
        self._inner = httpx.AsyncHTTPTransport(limits=LIMITS)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the service that the path begins with."""
        _, service, rest = request.url.raw_path.split(b"/", 2)
        port = port_of(service.decode(), self._first)
        url = request.url.copy_with(host=self._host, port=port, raw_path=b"/" + rest)
        # Another request, because whoever gets no answer may send this one again.
        forwarded = httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
        return await self._inner.handle_async_request(forwarded)

    async def aclose(self) -> None:
        """Close connections."""
        await self._inner.aclose()


async def until_all_answer(api: Api, *, patience_seconds: float = 90.0) -> None:
    """Wait until each of the five says that it is ready. Raises TimeoutError."""
    async with asyncio.timeout(patience_seconds):
        for service in SERVICES:
            while not await _answers(api, service):
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)


async def _answers(api: Api, service: str) -> bool:
    try:
        await api.text(f"/{service}/readyz")
    except (httpx.HTTPError, ApiRefused):
        return False
    return True
