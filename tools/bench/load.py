"""A plain HTTP/1.1 client that costs little itself: keep-alive, prepared bytes, one request at a time for each."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from shared.clock import monotonic
from shared.identifiers import new_id


@dataclass(frozen=True)
class Measured:
    """What a load of requests showed; times in seconds."""

    requests: int
    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """The latency that this share of the requests stayed below, in milliseconds."""
        return sorted(self.latencies)[min(len(self.latencies) - 1, int(len(self.latencies) * share))] * 1000


@dataclass(frozen=True)
class Target:
    """Where the requests go and how each looks; `body` is asked for every request."""

    port: int
    path: str
    headers: dict[str, str]
    body: Callable[[int], bytes]


async def load(target: Target, *, requests: int, connections: int) -> Measured:
    """Send so many requests over so many connections. Raises RuntimeError when one is not answered with 2xx."""
    numbers = count()
    latencies: list[float] = []
    began = monotonic()

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
        try:
            while (number := next(numbers)) < requests:
                sent_at = monotonic()
                await _exchange(reader, writer, _request(target, number))
                latencies.append(monotonic() - sent_at)
        finally:
            writer.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(one_connection())
    return Measured(requests, monotonic() - began, tuple(latencies))


def _request(target: Target, number: int) -> bytes:
    body = target.body(number)
    headers = {"Host": "127.0.0.1", "Content-Type": "application/json", **target.headers}
    headers["Idempotency-Key"] = f"bench-{new_id()}"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {target.path} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    start = lower.index(b"content-length:") + len(b"content-length:")
    body = await reader.readexactly(int(lower[start : lower.index(b"\r", start)]))
    if not head.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(f"{head[:40]!r} {body[:300]!r}")
