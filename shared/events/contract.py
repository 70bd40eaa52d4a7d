"""What every event states: its type, its topic, its key and when it happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from inspect import get_annotations
from typing import Any, ClassVar, get_args

_NO_OFFSET = timedelta(0)


class EventDeclaredWrongly(TypeError):
    """A class of an event contradicts the contract; seen when its module is imported."""


def _annotations(declared: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in reversed(declared.__mro__):
        found |= get_annotations(each)
    return {name: kind for name, kind in found.items() if getattr(kind, "__origin__", kind) is not ClassVar}


@dataclass(frozen=True, kw_only=True)
class TimesInUtc:
    """An event, or a part of one that holds times: each of them is in UTC."""

    _TIMES: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        kinds = _annotations(cls).items()
        cls._TIMES = tuple(name for name, kind in kinds if kind is datetime or datetime in get_args(kind))

    def __post_init__(self) -> None:
        for name in self._TIMES:
            value = getattr(self, name)
            if value is not None and value.utcoffset() != _NO_OFFSET:
                raise ValueError(f"{type(self).__name__}.{name} is not in UTC: {value!r}")


@dataclass(frozen=True, kw_only=True)
class Event(TimesInUtc):
    """A fact, told once by the service that owns it.

    A class that gives no `TYPE` only collects the fields that its subclasses have in common.
    """

    TYPE: ClassVar[str]
    """`aftersales.<service>.<PastTense>.v<major>`."""
    TOPIC: ClassVar[str]
    """`<service>.<things>`; events of one topic stay in order for each key."""
    KEY: ClassVar[str]
    """The field with the id of the thing: partition key and subject."""
    WHEN: ClassVar[str]
    """The field with the time at which it happened; found by itself where only one required field ends in `_at`."""
    RESTRICTED: ClassVar[bool] = False
    """Carries personal data or free text: only our own services read it, and a tombstone erases it."""
    FOR_PARTNERS: ClassVar[bool] = False
    """Published although none of our own services listens."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True}

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if "TYPE" in cls.__dict__:
            _check_declaration(cls, _annotations(cls))

    def subject(self) -> str:
        """The id of the thing it is about, as text: the partition key."""
        return str(getattr(self, self.KEY))

    def happened_at(self) -> datetime:
        """The time at which it happened, in UTC; not the time at which we heard of it."""
        when: datetime = getattr(self, self.WHEN)
        return when


def name_of(event_class: type[Event]) -> str:
    """`TechnicianArrived` of `aftersales.dispatch.TechnicianArrived.v1`."""
    return event_class.TYPE.split(".")[2]


def owner_of(event_class: type[Event]) -> str:
    """The service that alone may announce it."""
    return event_class.TYPE.split(".")[1]


def major_version_of(event_class: type[Event]) -> int:
    """1 of `….v1`; another number is another event."""
    return int(event_class.TYPE.rpartition(".v")[2])


def _check_declaration(event_class: type[Event], annotations: dict[str, Any]) -> None:
    name = event_class.__name__
    product, owner, word, version = (*event_class.TYPE.split("."), "", "", "", "")[:4]
    if product != "aftersales" or word != name or not (version.startswith("v") and version[1:].isdigit()):
        raise EventDeclaredWrongly(f"{name}: the type is aftersales.<service>.{name}.v<number>, not {event_class.TYPE}")
    if event_class.__module__.startswith("shared.events.") and event_class.__module__.split(".")[2] != owner:
        raise EventDeclaredWrongly(f"{name}: declared in {event_class.__module__}, but its type says {owner} owns it")
    if event_class.TOPIC.partition(".")[0] != owner:
        raise EventDeclaredWrongly(f"{name}: topic {event_class.TOPIC} does not belong to {owner}")
    if event_class.KEY not in annotations:
        raise EventDeclaredWrongly(f"{name}: the key {event_class.KEY} is not a field")
    if "WHEN" not in event_class.__dict__:
        event_class.WHEN = _only_time(event_class, annotations)
    if event_class.WHEN not in annotations:
        raise EventDeclaredWrongly(f"{name}: the time {event_class.WHEN} is not a field")


def _only_time(event_class: type[Event], annotations: dict[str, Any]) -> str:
    times = [
        name
        for name, kind in annotations.items()
        if kind is datetime and name.endswith("_at") and not hasattr(event_class, name)
    ]
    if len(times) != 1:
        raise EventDeclaredWrongly(f"{event_class.__name__}: WHEN must say which of {times} is the time it happened")
    return times[0]
