"""What a service does when time passes: one handler for each kind of timer it sets."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

W = TypeVar("W")


@dataclass(frozen=True, kw_only=True)
class FiredTimer:
    """A timer whose time has come; `due_at` is the time to record, however late it is noticed."""

    id: UUID
    """Also the id of the deadline it was set for; a handler whose deadline has changed since does nothing."""
    kind: str
    subject: str
    due_at: datetime


TimerHandler = Callable[[FiredTimer, W], Awaitable[None]]


class TimerDeclaredWrongly(TypeError):
    """Two handlers of one kind of timer; seen when `schedule.py` is imported."""


class Timers(Generic[W]):
    """The third door of a service, filled by the decorators of its `schedule.py`."""

    def __init__(self) -> None:
        self._handlers: dict[str, TimerHandler[W]] = {}

    def fires(self, kind: str) -> Callable[[TimerHandler[W]], TimerHandler[W]]:
        """Have the decorated function called once in effect for each timer of this kind, never before its time."""
        if kind in self._handlers:
            raise TimerDeclaredWrongly(f"two handlers of timers of kind {kind}")

        def register(handler: TimerHandler[W]) -> TimerHandler[W]:
            self._handlers[kind] = handler
            return handler

        return register

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind of timer this service knows what to do with."""
        return frozenset(self._handlers)

    def handler(self, kind: str) -> TimerHandler[W] | None:
        """What to do for a timer of this kind; None when nothing is declared."""
        return self._handlers.get(kind)
