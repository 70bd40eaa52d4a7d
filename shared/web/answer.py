"""What is sent back: views of things, and finished bytes that no framework passes over again."""

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from starlette.types import Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]
JSON = b"application/json"
PROBLEM = b"application/problem+json"


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
