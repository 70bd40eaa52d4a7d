"""Lists in pages: bounded, with a cursor that is opaque to callers and stays right while things are added."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar, cast

import orjson
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from shared.web.answer import to_json
from shared.web.input.fields import Day, Instant
from shared.web.input.query import Filter
from shared.web.problems import InputWrong

T = TypeVar("T")

_LARGEST = 2**63
_BOUNDED: dict[Any, Any] = {
    int: Annotated[int, Field(ge=-_LARGEST, lt=_LARGEST)],
    str: Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")],
    datetime: Instant,
    date: Day,
}
"""A cursor comes back from a caller: what it holds must be what the database can take."""
_ADAPTERS: dict[tuple[Any, ...], TypeAdapter[Any]] = {}


class Page(BaseModel, Generic[T]):
    """A part of a list, and the cursor that asks for the part behind it."""

    items: list[T]
    next: str | None = Field(None, description="Send it as `cursor` to go on; null when this is the end.")


class Listing(Filter):
    """What every list can be asked: how many, and from where. Filters of a list extend it."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, StringConstraints(max_length=500, pattern=r"^[A-Za-z0-9_-]+$")] | None = None

    def after(self, *kinds: type[Any]) -> tuple[Any, ...] | None:
        """The sort values of the last thing of the page before, read as these types; None for the first page.

        Raises InputWrong when the cursor is not one we gave out for this list.
        """
        if self.cursor is None:
            return None
        adapter = _ADAPTERS.get(kinds)
        if adapter is None:
            adapter = _ADAPTERS[kinds] = TypeAdapter(_tuple_of(kinds))
        try:
            found: tuple[Any, ...] = adapter.validate_json(base64.urlsafe_b64decode(self.cursor + "=="), strict=True)
        except (ValidationError, binascii.Error):
            raise InputWrong("the cursor is not one of this list", [("cursor", "take it from `next`")]) from None
        return found

    @property
    def rows_to_read(self) -> int:
        """One more than is shown, to know whether there is a next page."""
        return self.limit + 1


def page_bytes(wanted: Listing, rows: Sequence[T], show: Callable[[T], BaseModel], by: Sequence[str]) -> bytes:
    """A page as JSON; `by` names the sort values (columns of a record, or fields of a thing), the last one unique."""
    shown = rows[: wanted.limit]
    following = b"null"
    if len(rows) > wanted.limit:
        following = orjson.dumps(cursor_of([_value(shown[-1], column) for column in by]))
    items = b",".join(to_json(show(row)) for row in shown)
    return b'{"items":[' + items + b'],"next":' + following + b"}"


def cursor_of(values: Sequence[object]) -> str:
    """The cursor that asks for what comes behind these sort values."""
    return base64.urlsafe_b64encode(orjson.dumps(values, default=str)).decode().rstrip("=")


def _tuple_of(kinds: tuple[type[Any], ...]) -> Any:
    return tuple.__class_getitem__(tuple(_BOUNDED.get(kind, kind) for kind in kinds))


def _value(row: object, column: str) -> object:
    # A record of asyncpg's is not registered as a Mapping, though it is one; a thing may well have `keys` of its own.
    return cast(Mapping[str, object], row)[column] if hasattr(row, "__getitem__") else getattr(row, column)
