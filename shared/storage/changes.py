"""Everything one work wants to write, collected until it is flushed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.actor import Actor
from shared.errors import Refused
from shared.events.coding import encode
from shared.events.contract import Event
from shared.identifiers import new_id
from shared.storage.plumbing import AUDIT, EVENT, TIMER
from shared.storage.shapes import TableShape
from shared.storage.statements import Row, Step, StepKind

LARGEST_EVENT_BYTES = 256 * 1024


class EventTooLarge(Refused):
    """The event would not fit through the broker."""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Why something is written: who did what, when, and within which trace."""

    now: datetime
    actor: Actor
    action: str
    traceparent: str | None = None


@dataclass
class _Pending:
    kind: StepKind
    table: TableShape
    row: Row
    expected_version: int = 0


@dataclass
class Changes:
    """The rows, events and timers of one work; nothing reaches the database before the flush."""

    occasion: Occasion
    reason: str | None = None
    """Why the person did it, where a reason is asked; kept in the audit trail."""
    loaded: dict[tuple[str, object], Any] = field(default_factory=dict)
    """The newest state of each thing that was loaded, added or saved: what a second look in this work sees."""
    versions: dict[object, int] = field(default_factory=dict)
    """The version at which each thing was loaded, by id: what If-Match is compared with."""
    _pending: dict[tuple[str, object], _Pending] = field(default_factory=dict)
    _plain: list[tuple[Step, Row]] = field(default_factory=list)

    def insert(self, table: TableShape, row: Row) -> None:
        """Write a row that has no version."""
        self._plain.append((Step("insert", table), row))

    def delete(self, table: TableShape, key: Row) -> None:
        """Remove a row that must be there: the whole work fails when it is not."""
        self._plain.append((Step("delete", table), key))

    def put(self, table: TableShape, key: object, row: Row, *, expected_version: int) -> None:
        """Write a versioned row; expected version 0 means that it is new. Later calls in one work replace earlier."""
        before = self._pending.get((table.name, key))
        if before is not None:
            before.row = row
        else:
            kind: StepKind = "update" if expected_version else "insert"
            self._pending[table.name, key] = _Pending(kind, table, row, expected_version)

    def announce(
        self, events: Iterable[Event], *, aggregate_id: object, version: int, origin: str | None = None
    ) -> None:
        """Store events beside the change of the thing they are about.

        Raises ValueError when an event is keyed by another thing or its thing is not changed in this work, and
        EventTooLarge above 256 KiB. Only the version check of the change keeps events of one thing in order.
        """
        if not any(key == aggregate_id for _, key in self._pending):
            raise ValueError(f"{aggregate_id} announces something without being changed")
        for ordinal, event in enumerate(events):
            if str(getattr(event, event.KEY)) != str(aggregate_id):
                raise ValueError(f"{type(event).__name__} is not about {aggregate_id}: its key is {event.KEY}")
            self._announce_one(event, str(aggregate_id), version, ordinal, origin)

    def audit(self, thing: str, thing_id: object, *, version: int, before: str | None, after: str) -> None:
        """Note in the audit trail what of a thing was changed (as JSON), by whom and when; `reason` says why."""
        occasion = self.occasion
        row = (
            new_id(),
            occasion.now,
            occasion.actor.role.value,
            occasion.actor.subject,
            occasion.action,
            thing,
            str(thing_id),
            version,
            before,
            after,
            self.reason,
            occasion.traceparent,
        )
        self.insert(AUDIT, row)

    def set_timer(self, timer_id: UUID, *, due_at: datetime, kind: str, subject: object, urgency: int = 5) -> None:
        """Have `kind` fire for `subject` at `due_at`; urgency 1 goes before 9 when many are due at once."""
        self._plain.append((Step("insert", TIMER), (timer_id, due_at, kind, str(subject), urgency)))

    def touched(self) -> set[tuple[str, object]]:
        """The rows that are changed in place: two works that share one never travel in the same statement."""
        rows = {key for key, pending in self._pending.items() if pending.kind == "update"}
        return rows | {(step.table.name, row) for step, row in self._plain if step.kind == "delete"}

    def steps(self) -> Iterable[tuple[Step, Row]]:
        """Every row with what is to be done to it, in the order in which it was asked."""
        for pending in self._pending.values():
            if pending.kind == "update":
                yield Step("update", pending.table), (*pending.row, pending.expected_version)
            else:
                yield Step("insert", pending.table), pending.row
        yield from self._plain

    def witness(self) -> tuple[TableShape, Row] | None:
        """A row whose presence later tells whether this work was committed; None when it inserts nothing.

        One with an id that only this work knows where there is one: a thing, or an answer, of the same key may be
        somebody else's.
        """
        inserted = [(step.table, row) for step, row in self.steps() if step.kind == "insert"]
        if not inserted:
            return None
        table, row = min(inserted, key=lambda pair: pair[0] not in (AUDIT, EVENT))
        return table, tuple(row[table.index(column)] for column in table.key)

    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self._pending and not self._plain

    def _announce_one(self, event: Event, aggregate_id: str, version: int, ordinal: int, origin: str | None) -> None:
        data = encode(event)
        if len(data) > LARGEST_EVENT_BYTES:
            raise EventTooLarge(f"{type(event).__name__} has {len(data)} bytes, {LARGEST_EVENT_BYTES} are allowed")
        occasion = self.occasion
        row = (
            new_id(),
            occasion.now,
            event.happened_at(),
            event.TYPE,
            event.TOPIC,
            aggregate_id,
            version,
            ordinal,
            getattr(event, "ticket_id", None),
            origin,
            occasion.actor.role.value,
            occasion.actor.subject,
            occasion.traceparent,
            data.decode(),
        )
        self._plain.append((Step("insert", EVENT), row))
