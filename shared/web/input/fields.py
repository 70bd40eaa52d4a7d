"""Types of fields that callers fill: bounded, without control characters, never silently changed.

Marks that only change how a text looks (right-to-left, zero-width) are kept as sent: they are stored and shown inert.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainValidator, StringConstraints, WithJsonSchema

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_LINE = r"^[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$")]
"""A number or reference made by a machine: letters, digits and `. _ : / -`."""
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_LINE)]
"""One line of up to 200 characters that does not begin with a space."""
LongText = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=_LINES)]
"""Up to 4,000 characters; new lines and tabs are allowed."""
Phone = Annotated[str, StringConstraints(min_length=5, max_length=30, pattern=r"^\+?[0-9]([ -]?[0-9]){4,19}$")]
"""A telephone number as dialled: digits, single spaces or hyphens between them, `+` in front."""
Count = Annotated[int, Field(ge=0, le=1_000_000)]
"""A number of things."""


def _instant(value: object) -> datetime:
    """A time with its offset, in UTC; a time without one could be anybody's."""
    if isinstance(value, str):
        if not _INSTANT.fullmatch(value):
            raise ValueError("must be a time with an offset, such as 2026-11-23T14:05:00+08:00")
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("must be a time with an offset, such as 2026-11-23T14:05:00+08:00")
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be between the years 2000 and 2100") from None
    if not EARLIEST <= moment < LATEST:
        raise ValueError("must be between the years 2000 and 2100")
    return moment


def _day(value: object) -> date:
    if isinstance(value, str):
        if not _DAY.fullmatch(value):
            raise ValueError("must be a date such as 2026-11-23")
        value = date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a date such as 2026-11-23")
    if not EARLIEST.date() <= value < LATEST.date():
        raise ValueError("must be between the years 2000 and 2100")
    return value


Instant = Annotated[
    datetime,
    PlainValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T14:05:00+08:00"]}),
]
"""A time with an offset between 2000 and 2100, given to the service in UTC."""
Day = Annotated[
    date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-23"]})
]
"""A date of the business zone between 2000 and 2100."""


def unbounded(schema: dict[str, Any]) -> list[str]:
    """The parts of a JSON schema that would let a caller send something of any size or any character."""
    definitions: dict[str, dict[str, Any]] = schema.get("$defs", {})
    found: list[str] = []
    for name, part in [("", schema), *definitions.items()]:
        _look(part, name, found)
    return found


def must_be_bounded(shape: type[BaseModel]) -> None:
    """Refuse, when a module is imported, a shape that would take anything; raises TypeError naming the fields."""
    wrong = unbounded(shape.model_json_schema())
    if wrong:
        raise TypeError(f"{shape.__name__} takes input without bounds: " + "; ".join(wrong))


def _look(part: dict[str, Any], path: str, found: list[str]) -> None:
    if part.keys() & {"enum", "const", "$ref"}:
        return
    wrong = _what_is_unbounded(part)
    if wrong:
        found.append(f"{path}: {wrong}")
    for name, child in part.get("properties", {}).items():
        _look(child, f"{path}.{name}".strip("."), found)
    for child in (*part.get("anyOf", ()), *part.get("oneOf", ()), *part.get("prefixItems", ())):
        _look(child, path, found)
    if isinstance(part.get("items"), dict):
        _look(part["items"], f"{path}[]", found)


def _what_is_unbounded(part: dict[str, Any]) -> str:
    kind = part.get("type")
    if kind == "string" and not part.keys() & {"pattern", "format"}:
        return "a text without a pattern (use ShortText, LongText or Code)"
    if kind in {"integer", "number"} and not _has_limits(part):
        return "a number without limits"
    if kind == "array" and "maxItems" not in part:
        return "a list without max_length"
    if kind == "object" and "properties" not in part and part.get("additionalProperties") is not False:
        return "an object that takes anything"
    return "" if part.keys() & {"type", "anyOf", "oneOf"} else "anything goes"


def _has_limits(part: dict[str, Any]) -> bool:
    return bool(part.keys() & {"minimum", "exclusiveMinimum"}) and bool(part.keys() & {"maximum", "exclusiveMaximum"})
