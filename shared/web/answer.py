"""What is sent back: views of things, finished bytes that no framework passes over again, and answers that go on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from starlette.types import Receive, Scope, Send

from shared.clock import monotonic
from shared.database import DatabaseAway
from shared.deadlines import Interval, Reckoning

Headers = tuple[tuple[bytes, bytes], ...]
JSON = b"application/json"
PROBLEM = b"application/problem+json"
STREAM = "text/event-stream"
LOOK_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
Look = Callable[[], Awaitable[bytes | None]]
"""What is to be sent now; None: nothing has changed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; it is also an ASGI application that sends itself."""

    status: int
    body: bytes
    headers: Headers = ()
    content_type: bytes = JSON

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        fixed = ((b"content-type", self.content_type), (b"content-length", b"%d" % len(self.body)))
        start: dict[str, Any] = {
            "type": "http.response.start",
            "status": self.status,
            "headers": [*fixed, *self.headers],
        }
        await send(start)
        await send({"type": "http.response.body", "body": self.body})


class View(BaseModel):
    """An answer's shape; a subclass has a class method `of(thing)` and may give an `EXAMPLE` for the document."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    EXAMPLE: ClassVar[dict[str, Any] | None] = None


def to_json(view: BaseModel) -> bytes:
    """The bytes of a view, without a detour over dictionaries."""
    shown: bytes = view.__pydantic_serializer__.to_json(view)
    return shown


class AliasedView(View):
    """A view that shows a field under its alias: `from` is no name in Python."""

    model_config = ConfigDict(serialize_by_alias=True)


class IntervalView(AliasedView):
    """A stretch of time, and why it counts or does not."""

    from_: datetime = Field(alias="from")
    until: datetime
    counted: bool
    reason: str

    @classmethod
    def of(cls, interval: Interval) -> "IntervalView":
        """One line of the explanation."""
        given = {"from": interval.from_, "until": interval.until, "counted": interval.counted}
        return cls.model_validate({**given, "reason": interval.reason})


class ReckoningView(AliasedView):
    """When something is due, and every stretch of the way there."""

    start: datetime
    due_at: datetime
    counted_seconds: int
    paused_seconds: int
    intervals: tuple[IntervalView, ...]
    calendar_note: str | None

    @classmethod
    def of(cls, reckoning: Reckoning) -> "ReckoningView":
        """What we show of a calculation."""
        return cls(
            start=reckoning.start,
            due_at=reckoning.due_at,
            counted_seconds=reckoning.counted_seconds,
            paused_seconds=reckoning.paused_seconds,
            intervals=tuple(IntervalView.of(each) for each in reckoning.intervals),
            calendar_note=reckoning.calendar_note,
        )


@dataclass(frozen=True, slots=True)
class StreamedAnswer(Answer):
    """Sends what each look brings until the reader goes away or the service stops."""

    look: Look | None = None
    stopping: asyncio.Event | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, piece by piece."""
        assert self.look is not None
        assert self.stopping is not None
        headers = [(b"content-type", STREAM.encode()), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            async for piece in pieces(self.look, self.stopping, gone):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)
        if not gone.done() or gone.cancelled():
            await send({"type": "http.response.body", "body": b""})


async def pieces(look: Look, stopping: asyncio.Event, gone: asyncio.Future[None]) -> AsyncIterator[bytes]:
    """Each change as an event, and a comment now and then so that nobody takes the connection for dead."""
    yield b"retry: 2000\n\n"
    sent_at = monotonic()
    while not stopping.is_set() and not gone.done():
        try:
            found = await look()
        except DatabaseAway:
            return  # the reader comes back by himself
        if found is not None:
            yield b"data: " + found + b"\n\n"
            sent_at = monotonic()
        elif monotonic() - sent_at > HEARTBEAT_SECONDS:
            yield b": still here\n\n"
            sent_at = monotonic()
        await asyncio.wait([gone], timeout=LOOK_SECONDS)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
