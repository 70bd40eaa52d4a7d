"""What a service does when another service tells it something: one handler for each event it listens to."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar, cast

from shared.events.contract import Event, owner_of

W = TypeVar("W")
E = TypeVar("E", bound=Event)
EventHandler = Callable[[Any, W], Awaitable[None]]
Forgetter = Callable[[str, W], Awaitable[None]]


class ListenerDeclaredWrongly(TypeError):
    """Two handlers of one event, or a handler of an own event; seen when `events.py` is imported."""


class Listeners(Generic[W]):
    """The second door of a service, filled by the decorators of its `events.py`.

    `first` is called with every event before its own handler and in the same work: for what is to be done with all of
    them, such as keeping a timeline.
    """

    def __init__(self, service: str, *, first: EventHandler[W] | None = None) -> None:
        self.service = service
        self._first = first
        self._handlers: dict[str, EventHandler[W]] = {}
        self._forgetters: dict[str, Forgetter[W]] = {}
        self._classes: dict[str, type[Event]] = {}

    def listens_to(
        self, event_class: type[E], *, even_own: bool = False
    ) -> Callable[[Callable[[E, W], Awaitable[None]]], Callable[[E, W], Awaitable[None]]]:
        """Have the decorated function called once in effect for each event of this class.

        A service hears its own events only when it says so with `even_own`: nearly always a method call is meant.
        """
        if event_class.TYPE in self._handlers:
            raise ListenerDeclaredWrongly(f"{self.service} has two handlers of {event_class.TYPE}")
        if owner_of(event_class) == self.service and not even_own:
            raise ListenerDeclaredWrongly(f"{self.service} owns {event_class.TYPE}: call the use case instead")

        def register(handler: Callable[[E, W], Awaitable[None]]) -> Callable[[E, W], Awaitable[None]]:
            self._handlers[event_class.TYPE] = self._after_first(cast(EventHandler[W], handler))
            self._classes[event_class.TYPE] = event_class
            return handler

        return register

    def _after_first(self, handler: EventHandler[W]) -> EventHandler[W]:
        first = self._first
        if first is None:
            return handler

        async def both(event: Any, work: W) -> None:
            await first(event, work)
            await handler(event, work)

        return both

    def forgets(self, event_class: type[Event]) -> Callable[[Forgetter[W]], Forgetter[W]]:
        """Have the decorated function called with the key (as text) of a thing whose owner has erased it.

        Needed beside `listens_to` for restricted events, whose data a tombstone takes back.
        """
        if event_class.TYPE in self._forgetters:
            raise ListenerDeclaredWrongly(f"{self.service} forgets {event_class.TYPE} twice")

        def register(forgetter: Forgetter[W]) -> Forgetter[W]:
            self._forgetters[event_class.TYPE] = forgetter
            return forgetter

        return register

    @property
    def event_classes(self) -> Mapping[str, type[Event]]:
        """Every event this service listens to, by its type."""
        return self._classes

    @property
    def sources(self) -> frozenset[str]:
        """The services whose events it listens to."""
        return frozenset(owner_of(event_class) for event_class in self._classes.values())

    def types_from(self, source: str) -> tuple[str, ...]:
        """The types it listens to of one service, sorted."""
        return tuple(sorted(name for name, event_class in self._classes.items() if owner_of(event_class) == source))

    def handler(self, event_type: str) -> EventHandler[W] | None:
        """What to call for an event of this type; None when the service does not listen to it."""
        return self._handlers.get(event_type)

    def forgetter(self, event_type: str) -> Forgetter[W] | None:
        """What to call for a tombstone of this type; None when nothing is declared."""
        return self._forgetters.get(event_type)
