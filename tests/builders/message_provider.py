"""A provider of messages on the loopback address, as `apprise` speaks to one by `json://`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson


class Sink:
    """A provider on the loopback address that keeps what it is sent, or refuses it."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.refusals_left = 0
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request of one connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        length = int(fields["content-length"])
        self.requests.append((head.split(" ")[1], orjson.loads(await reader.readexactly(length))))
        status = 503 if self.refusals_left > 0 else self.status
        self.refusals_left -= 1
        writer.write(b"HTTP/1.1 %d x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def provider() -> AsyncIterator[Sink]:
    """A provider that listens until the test is over."""
    sink = Sink()
    server = await asyncio.start_server(sink.answer, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    async with server:
        yield sink
