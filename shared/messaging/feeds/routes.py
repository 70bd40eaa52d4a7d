"""`GET /events`: the feed of a service over HTTP, as pages with a long poll or as a stream (Server-Sent Events)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Request
from pydantic import Field, StringConstraints
from starlette.responses import Response, StreamingResponse

from shared.actor import Role
from shared.clock import monotonic
from shared.database import DatabaseAway
from shared.messaging.envelope import BATCH, to_structured_json
from shared.messaging.feed import LONGEST_WAIT_SECONDS, Feed, FeedGone, FeedPage, FeedQuery
from shared.messaging.feeds.cursor import Cursor, CursorMalformed
from shared.messaging.feeds.readers import NEXT_CURSOR
from shared.web.auth import Caller, NotYours, may
from shared.web.document.operations import PROBLEM_REFERENCE, query_parameters, refusals, secured
from shared.web.input.query import Filter, FilterReader
from shared.web.problems import InputWrong, NotAuthenticated, Overloaded, problem

READERS = (Role.SERVICE, Role.OPERATOR, Role.AUDITOR, Role.PARTNER)
STREAM = "text/event-stream"
HEARTBEAT_SECONDS = 15.0
_SLICE_SECONDS = 1.0
"""How long a wait may be before it looks whether the service is stopping."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[\x21-\x7e]+$")]


class EventFilter(Filter):
    """Which events, from where, and how long to wait for the first."""

    cursor: Text | None = Field(None, description="From `Next-Cursor`; absent: from the oldest; `latest`: only news.")
    limit: int = Field(100, ge=1, le=1000)
    wait: float = Field(0.0, ge=0, le=LONGEST_WAIT_SECONDS, description="Seconds to wait when there is nothing yet.")
    types: Text | None = Field(None, description="Types separated by commas.")
    subject: Text | None = Field(None, description="Only about this thing, or belonging to this ticket.")


def feed_router(feed: Feed, stopping: asyncio.Event) -> APIRouter:
    """The route of one service's feed; streams and waits end within a second of `stopping`."""
    router = APIRouter(tags=["events"])
    reader = FilterReader(EventFilter)

    @router.get(
        "/events",
        operation_id="read_events",
        response_class=Response,
        responses=_RESPONSES,
        openapi_extra=_OPERATION,
    )
    async def read_events(request: Request, caller: Annotated[Caller, Depends(may(*READERS))]) -> Response:
        """Events of this service, in the order of its feed."""
        wanted = reader.parse(request.scope["query_string"])
        query = _query(caller, wanted)
        as_stream = STREAM in request.headers.get("accept", "")
        try:
            after = await _place(request, wanted, feed)
            page = await _page(feed, stopping, after, wanted, query, 0.0 if as_stream else wanted.wait)
        except FeedGone as gone:
            return _gone(gone)
        if as_stream:
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            stream = _stream(feed, stopping, page, wanted, query)
            return StreamingResponse(stream, media_type=STREAM, headers=headers)
        return _batch(request, page)

    return router


async def _place(request: Request, wanted: EventFilter, feed: Feed) -> Cursor | None:
    """Where to begin; a reconnecting stream says it in Last-Event-ID."""
    text = request.headers.get("last-event-id") or wanted.cursor
    if text is None:
        return None
    return await feed.latest() if text == "latest" else Cursor.parse(text)


def _query(caller: Caller, wanted: EventFilter) -> FeedQuery:
    """What the caller may see: our own services all, partners what came from their sources."""
    types = None if wanted.types is None else tuple(wanted.types.split(","))
    if Role.SERVICE in caller.roles:
        return FeedQuery(types=types, subject=wanted.subject, with_restricted=True)
    if caller.roles & {Role.OPERATOR, Role.AUDITOR}:
        return FeedQuery(types=types, subject=wanted.subject)
    return FeedQuery(types=types, subject=wanted.subject, origins=tuple(sorted(caller.sources)))


async def _page(
    feed: Feed, stopping: asyncio.Event, after: Cursor | None, wanted: EventFilter, query: FeedQuery, seconds: float
) -> FeedPage:
    until = monotonic() + seconds
    while True:
        left = max(0.0, until - monotonic())
        page = await feed.page(after, limit=wanted.limit, query=query, wait_seconds=min(left, _SLICE_SECONDS))
        if page.envelopes or stopping.is_set() or monotonic() >= until:
            return page
        after = page.next


def _batch(request: Request, page: FeedPage) -> Response:
    body = b"[" + b",".join(to_structured_json(envelope) for envelope in page.envelopes) + b"]"
    parameters = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    following = f"{request.url.path}?{urlencode([*parameters, ('cursor', str(page.next))])}"
    headers = {NEXT_CURSOR: str(page.next), "Link": f'<{following}>; rel="next"', "Cache-Control": "no-store"}
    return Response(body, media_type=BATCH, headers=headers)


async def _stream(
    feed: Feed, stopping: asyncio.Event, page: FeedPage, wanted: EventFilter, query: FeedQuery
) -> AsyncIterator[bytes]:
    """Each event with its cursor as id; a lone id now and then keeps the connection and the place alive."""
    heard_at = monotonic()
    yield b"retry: 2000\n\n"
    while not stopping.is_set():
        for envelope in page.envelopes:
            cursor = Cursor(page.next.epoch, envelope.sequence or 0)
            head = f"id: {cursor}\nevent: {envelope.type}\ndata: ".encode()
            yield head + to_structured_json(envelope) + b"\n\n"
        if page.envelopes or monotonic() - heard_at > HEARTBEAT_SECONDS:
            heard_at = monotonic()
            yield f"id: {page.next}\n\n".encode()
        try:
            page = await feed.page(page.next, limit=wanted.limit, query=query, wait_seconds=_SLICE_SECONDS)
        except (FeedGone, DatabaseAway):
            return  # the reader comes back with its Last-Event-ID and is told


def _gone(gone: FeedGone) -> Response:
    answer = problem(410, "cursor_gone", str(gone))
    headers = {} if gone.restart is None else {NEXT_CURSOR: str(gone.restart)}
    document = orjson.loads(answer.body)
    if gone.restart is not None:
        link = f"?{urlencode({'cursor': str(gone.restart)})}"
        headers["Link"] = f'<{link}>; rel="restart"'
        document["restart"] = str(gone.restart)
    return Response(orjson.dumps(document), 410, headers, answer.content_type.decode())


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events in the order of the feed.",
        "content": {
            BATCH: {"schema": {"type": "array", "items": {"type": "object"}}},
            STREAM: {"schema": {"type": "string"}},
        },
        "headers": {NEXT_CURSOR: {"description": "The place behind this page.", "schema": {"type": "string"}}},
    },
    410: {
        "description": "`cursor_gone`: what lies behind the cursor is no longer there; `restart` is the oldest place.",
        "content": {"application/problem+json": {"schema": PROBLEM_REFERENCE}},
    },
    **refusals(InputWrong, CursorMalformed, NotAuthenticated, NotYours, Overloaded),
}
_OPERATION: dict[str, Any] = {
    **secured(role.value for role in READERS),
    "parameters": query_parameters(EventFilter),
}
