"""What the root address answers a browser: what runs, where to read on, and the last events as they happen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from html import escape
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from services.cli.registry import SERVICES
from shared.messaging.envelope import Envelope
from shared.messaging.feed import Feed, FeedQuery
from shared.service import Runtime

_WAIT_SECONDS: Final = 1.0
_LAST_EVENTS: Final = 20
_HEARTBEAT: Final = b": still here\n\n"
_OWNS: Final = {
    "intake": "customers, equipment, tickets, the verdicts free or paid and in warranty or not",
    "dispatch": "technicians, jobs, service clocks, appointments, service cards",
    "billing": "tariff, quotes and consent, charges, payments, cash in people's hands",
    "repairs": "the repair register, receipts, factory batches",
    "followup": "contracts and every call to a customer",
}
_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Aftersales</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
  table {{ border-collapse: collapse }} td, th {{ padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }}
  #events td {{ font-size: 14px }} code {{ background: #f2f2f2; padding: 0 .2rem }}
</style>
<h1>Aftersales</h1>
<p>A service department at work. Five services run in this process, each with a database of its own.</p>
<table><tr><th>service</th><th>owns</th><th>read</th></tr>{services}</table>
<p>Every address but these needs a token: <code>make token role=specialist</code>.</p>
<h2>The last events</h2>
<table id="events"><thead><tr><th>time</th><th>event</th><th>about</th></tr></thead><tbody></tbody></table>
<script>
  const body = document.querySelector('#events tbody');
  new EventSource('happening').onmessage = message => {{
    const event = JSON.parse(message.data);
    const row = body.insertRow(0);
    for (const text of [event.time, event.type, event.subject]) row.insertCell().textContent = text;
    while (body.rows.length > 50) body.deleteRow(-1);
  }};
</script>
</html>
"""


async def front_page(_request: Request) -> Response:
    """A plain page that needs nothing from elsewhere."""
    rows = "".join(
        f"<tr><td>{name}</td><td>{escape(_OWNS[name])}</td><td>"
        f'<a href="{name}/openapi.json">OpenAPI</a> · <a href="{name}/asyncapi.json">AsyncAPI</a> · '
        f'<a href="{name}/policy">policy</a></td></tr>'
        for name in SERVICES
    )
    return HTMLResponse(_PAGE.format(services=rows))


def happening(runtime: Runtime) -> Callable[[Request], Awaitable[Response]]:
    """The unrestricted events of all services as they happen, for the page; they carry nothing personal."""

    async def stream(request: Request) -> Response:
        return StreamingResponse(_merged(request, runtime), media_type="text/event-stream")

    return stream


async def _merged(request: Request, runtime: Runtime) -> AsyncIterator[bytes]:
    queue: asyncio.Queue[Envelope] = asyncio.Queue(maxsize=1000)
    readers = [asyncio.create_task(_follow(feed, queue)) for feed in runtime.feeds.values()]
    try:
        while not runtime.stopping.is_set() and not await request.is_disconnected():
            try:
                envelope = await asyncio.wait_for(queue.get(), _WAIT_SECONDS)
            except TimeoutError:
                yield _HEARTBEAT
                continue
            shown = {"time": envelope.time, "type": envelope.type, "subject": envelope.subject}
            yield b"data: " + orjson.dumps(shown) + b"\n\n"
    finally:
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


async def _follow(feed: Feed, queue: asyncio.Queue[Envelope]) -> None:
    """The last few events, then every new one."""
    oldest, latest = await feed.start(), await feed.latest()
    place = replace(latest, position=max(oldest.position, latest.position - _LAST_EVENTS))
    while True:
        page = await feed.page(place, limit=_LAST_EVENTS, query=FeedQuery(), wait_seconds=_WAIT_SECONDS)
        for envelope in page.envelopes:
            await queue.put(envelope)
        place = page.next
