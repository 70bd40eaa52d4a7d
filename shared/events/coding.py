"""Events as bytes: strict when writing, tolerant when reading."""

from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from shared.events.catalogue import UnknownEvent, event_type
from shared.events.contract import Event
from shared.money import Money

__all__ = ["EventNotReadable", "EventWrong", "UnknownEvent", "adapter", "decode", "encode"]


class EventWrong(ValueError):
    """An event that is about to be written does not keep its own contract."""


class EventNotReadable(ValueError):
    """The bytes are not an event of the type they claim."""


_ADAPTERS: dict[type[Event], TypeAdapter[Any]] = {}
_WRITING = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_UTC_Z


def adapter(event_class: type[Event]) -> TypeAdapter[Any]:
    """The validator of one class; built when it is first needed, because it takes a millisecond."""
    try:
        return _ADAPTERS[event_class]
    except KeyError:
        return _ADAPTERS.setdefault(event_class, TypeAdapter(event_class))


def encode(event: Event) -> bytes:
    """The event as JSON, checked against its own class.

    `EventWrong` if a field is missing, unknown or of a wrong type. orjson writes, because it takes a third of the
    time; it need not be trusted, because pydantic then reads what was written as strictly as a stranger's bytes.
    """
    try:
        data = orjson.dumps(event, default=_plain, option=_WRITING)
        adapter(type(event)).validator.validate_json(data, extra="forbid")
    except (ValueError, TypeError) as problem:
        raise EventWrong(f"{event.TYPE}: {_in_short(problem)}") from problem
    return data


def decode(type_name: str, data: bytes | str) -> Event:
    """The event in the bytes; fields we do not know are ignored.

    `UnknownEvent` for a type not declared here, `EventNotReadable` for bytes that are not such an event.
    """
    event_class = event_type(type_name)
    try:
        event: Event = adapter(event_class).validate_json(data)
    except ValidationError as problem:
        raise EventNotReadable(f"{type_name}: {_in_short(problem)}") from problem
    return event


def _plain(value: Any) -> object:
    """What orjson does not write by itself; `vars` raises TypeError for what is no dataclass either."""
    return str(value) if isinstance(value, Money) else vars(value)


def _in_short(problem: Exception) -> str:
    """Where it is wrong and how, without the values: they may be personal."""
    if not isinstance(problem, ValidationError):
        return str(problem)
    errors = problem.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, error['loc'])) or 'event'}: {error['msg']}" for error in errors[:3])
