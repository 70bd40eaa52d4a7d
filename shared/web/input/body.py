"""JSON bodies: `order: Sent[OpenTicket]` in a route is its body, read strictly and refused by name of the field."""

import json
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.types import Receive

from shared.web.input.fields import must_be_bounded
from shared.web.problems import InputWrong, TooLarge, WrongContentType, input_wrong

LARGEST_BODY_BYTES = 1024 * 1024
B = TypeVar("B", bound="Body")


class Body(BaseModel):
    """A JSON body: unknown fields, other types, NaN and infinity are refused. Give it an `EXAMPLE` for the document."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)
    EXAMPLE: ClassVar[dict[str, Any] | None] = None
    LARGEST_BYTES: ClassVar[int] = LARGEST_BODY_BYTES


@dataclass(frozen=True)
class SentMark:
    """Marks the parameter of a route that is its body."""


Sent = Annotated[B, SentMark()]
"""The body of the request as this shape."""


class BodyReader(Generic[B]):
    """Reads one shape of body; made once for each route.

    Raises TypeError when a field of the shape has no bounds.
    """

    def __init__(self, shape: type[B]) -> None:
        must_be_bounded(shape)
        self.largest_bytes = shape.LARGEST_BYTES
        self._validator = shape.__pydantic_validator__

    def parse(self, raw: bytes) -> B:
        """The body; raises InputWrong naming the fields. Nesting above 200 is refused by the parser."""
        try:
            body: B = self._validator.validate_json(raw)
        except ValidationError as error:
            raise input_wrong("body", error) from None
        # After the validation, which has bounded the depth: the standard parser would recurse without end.
        _REPEATED.decode(raw.decode())
        return body


async def read_body(headers: dict[bytes, bytes], receive: Receive, largest_bytes: int) -> bytes:
    """The raw bytes of a JSON body; raises TooLarge before more than the bound was read, and WrongContentType."""
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != b"application/json":
        raise WrongContentType("send the body as application/json")
    return await read_bytes(headers, receive, largest_bytes)


async def read_bytes(headers: dict[bytes, bytes], receive: Receive, largest_bytes: int) -> bytes:
    """The raw bytes of a body, bounded; empty when the caller went away before its end."""
    announced = headers.get(b"content-length", b"0")
    if not announced.isdigit() or int(announced[:12]) > largest_bytes:
        raise TooLarge(f"the body may have {largest_bytes} bytes")
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False) and len(body) <= largest_bytes:
        return body if message["type"] == "http.request" else b""
    return await _read_the_rest(body, receive, largest_bytes)


async def _read_the_rest(body: bytes, receive: Receive, largest_bytes: int) -> bytes:
    parts, size = [body], len(body)
    more = True
    while more:
        if size > largest_bytes:
            raise TooLarge(f"the body may have {largest_bytes} bytes")
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
    if size > largest_bytes:
        raise TooLarge(f"the body may have {largest_bytes} bytes")
    return b"".join(parts)


def _refuse_repeated(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        names = [name for name, _ in members]
        repeated = next(name for name in names if names.count(name) > 1)
        raise InputWrong("the body is not as described", [(repeated, "may be given once")])
    return found


_REPEATED = json.JSONDecoder(object_pairs_hook=_refuse_repeated)
