"""A server that is told to end does so at once, however many streams are open."""

import asyncio
from pathlib import Path

import httpx

from services.cli.api import token_for
from services.cli.embedded import embedded_app, embedded_settings
from services.cli.running import Server
from shared.actor import Role
from shared.clock import monotonic
from shared.messaging.feeds.routes import STREAM
from tests.builders.kafka_broker import free_ports
from tests.conftest import FreshDatabase

STREAMS = 20
SOON_SECONDS = 5.0


async def test_open_streams_end_whole_and_soon_when_the_server_stops(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    app = embedded_app(embedded_settings({"intake": await fresh_database("intake")}, tmp_path))
    [port] = free_ports(1)
    server = Server(app, "127.0.0.1", port, app.state.runtime.stopping)
    await server.start()
    headers = {"Authorization": f"Bearer {token_for(tmp_path, Role.AUDITOR)}", "Accept": STREAM}
    base = f"http://127.0.0.1:{port}"
    begun: list[str] = []
    all_begun = asyncio.Event()

    async def read(client: httpx.AsyncClient, path: str) -> None:
        """Raises an error of httpx's when the stream is cut instead of ended."""
        async with client.stream("GET", path) as response:
            assert response.status_code == 200
            async for _ in response.aiter_raw():
                begun.append(path)
                if begun.count("/intake/events") >= STREAMS and "/happening" in begun:
                    all_begun.set()

    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as client:
        paths = ["/intake/events"] * STREAMS + ["/happening"]
        readers = [asyncio.create_task(read(client, path)) for path in paths]
        async with asyncio.timeout(15):
            await all_begun.wait()
        told_at = monotonic()
        await server.stop()
        assert monotonic() - told_at < SOON_SECONDS
        await asyncio.gather(*readers)
