"""Events as bytes: strict when writing, tolerant when reading."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from shared.events.catalogue import UnknownEvent, event_type
from shared.events.contract import Event

__all__ = ["EventNotReadable", "EventWrong", "UnknownEvent", "adapter", "decode", "encode"]


class EventWrong(ValueError):
    """An event that is about to be written does not keep its own contract."""


class EventNotReadable(ValueError):
    """The bytes are not an event of the type they claim."""


_ADAPTERS: dict[type[Event], TypeAdapter[Any]] = {}


def adapter(event_class: type[Event]) -> TypeAdapter[Any]:
    """The validator of one class; built when it is first needed, because it takes a millisecond."""
    try:
        return _ADAPTERS[event_class]
    except KeyError:
        return _ADAPTERS.setdefault(event_class, TypeAdapter(event_class))


def encode(event: Event) -> bytes:
    """The event as JSON, checked against its own class.

    `EventWrong` if a field is missing, unknown or of a wrong type.
    """
    validator = adapter(type(event))
    try:
        data = validator.dump_json(event, warnings="none")
        validator.validate_json(data, extra="forbid")
    except ValueError as problem:
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


def _in_short(problem: ValueError) -> str:
    """Where it is wrong and how, without the values: they may be personal."""
    if not isinstance(problem, ValidationError):
        return str(problem)
    errors = problem.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, error['loc'])) or 'event'}: {error['msg']}" for error in errors[:3])
