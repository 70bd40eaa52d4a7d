"""Everything one work wants to write, collected until it is flushed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.actor import Actor
from shared.errors import Refused
from shared.events.coding import encode
from shared.events.contract import Event
from shared.identifiers import new_id
from shared.storage.erasing import ERASED_ROWS, salted
from shared.storage.plumbing import AUDIT, AUDIT_REASON, EVENT, TIMER
from shared.storage.shapes import TableShape
from shared.storage.statements import Row, Step, StepKind, step

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


@dataclass(kw_only=True)
class _Told:
    event_class: type[Event]
    happened_at: datetime
    version: int
    ordinal: int = 0
    ticket_id: object = None
    origin: str | None = None
    data: str | None = None
    """None is a tombstone."""


@dataclass(frozen=True)
class Mark:
    """How much a work had collected at some moment."""

    pending: dict[tuple[str, object], _Pending]
    plain: int
    loaded: dict[tuple[str, object], Any]


@dataclass
class Changes:
    """The rows, events and timers of one work; nothing reaches the database before the flush."""

    occasion: Occasion
    reason: str | None = None
    """Why the person did it, where a reason is asked; the audit trail keeps its hash, and the words beside it."""
    loaded: dict[tuple[str, object], Any] = field(default_factory=dict)
    """The newest state of each thing that was loaded, added or saved: what a second look in this work sees."""
    versions: dict[object, int] = field(default_factory=dict)
    """The version at which each thing was loaded, by id: what If-Match is compared with."""
    _pending: dict[tuple[str, object], _Pending] = field(default_factory=dict)
    _plain: list[tuple[Step, Row]] = field(default_factory=list)

    def insert(self, table: TableShape, row: Row) -> None:
        """Write a row that has no version."""
        self._plain.append((step("insert", table), row))

    def delete(self, table: TableShape, key: Row) -> None:
        """Remove a row that must be there: the whole work fails when it is not."""
        self._plain.append((step("delete", table), key))

    def put(self, table: TableShape, key: object, row: Row, *, expected_version: int) -> None:
        """Write a versioned row; expected version 0 means that it is new. Later calls in one work replace earlier."""
        before = self._pending.get((table.name, key))
        if before is not None:
            before.table, before.row = table, row
        else:
            kind: StepKind = "update" if expected_version else "insert"
            self._pending[table.name, key] = _Pending(kind, table, row, expected_version)

    def writes(self, table: TableShape, key: object) -> bool:
        """Whether this work writes that row already: then every column of it has to be given again."""
        return (table.name, key) in self._pending

    def announce(
        self, events: Iterable[Event], *, aggregate_id: object, version: int, origin: str | None = None
    ) -> None:
        """Store events beside the change of the thing they are about.

        Raises ValueError when an event is keyed by another thing or its thing is not changed in this work, and
        EventTooLarge above 256 KiB. Only the version check of the change keeps events of one thing in order.
        """
        if not any(key == aggregate_id for _, key in self._pending):
            raise ValueError(f"{aggregate_id} announces something without being changed")
        subject = str(aggregate_id)
        for ordinal, event in enumerate(events):
            key = getattr(event, event.KEY)
            if key != aggregate_id and str(key) != subject:
                raise ValueError(f"{type(event).__name__} is not about {aggregate_id}: its key is {event.KEY}")
            self._announce_one(event, subject, version, ordinal, origin)

    def erase_told(self, event_class: type[Event], subject: object, *, version: int) -> None:
        """Take back all that was told of a subject on a restricted stream, and tell it by a tombstone.

        What was told before becomes tombstones too, so that a reader from the start learns nothing. Raises ValueError
        when the stream is not restricted or the subject is not changed in this work.
        """
        if not event_class.RESTRICTED or not any(key == subject for _, key in self._pending):
            raise ValueError(f"{event_class.__name__} of {subject} cannot be taken back in this work")
        self._plain.append((step("erase", ERASED_ROWS[EVENT.name]), (str(subject),)))
        tombstone = _Told(
            event_class=event_class,
            happened_at=self.occasion.now,
            version=version,
            ticket_id=subject if event_class.KEY == "ticket_id" else None,
        )
        self._tell(str(subject), tombstone)

    def erase_words(self, subject: object) -> None:
        """Take what was answered about a customer or a ticket out of memory, and the reasons out of the trail."""
        for name in ("idempotency", "audit_reason"):
            self._plain.append((step("erase", ERASED_ROWS[name]), (str(subject),)))

    def audit(
        self, thing: str, thing_id: object, *, version: int, before: str | None, after: str, about: str = ""
    ) -> None:
        """Note in the audit trail what of a thing was changed (as JSON), by whom and when; `reason` says why.

        `about`: the ids by which an erasure finds the reason, as `shared.storage.erasing.about` gives them.
        """
        occasion = self.occasion
        audit_id, reason_hash = new_id(), None
        if self.reason is not None:
            salt, reason_hash = salted(self.reason)
            self.insert(AUDIT_REASON, (audit_id, about or str(thing_id), salt, self.reason))
        row = (
            audit_id,
            occasion.now,
            occasion.actor.role,
            occasion.actor.subject,
            occasion.action,
            thing,
            str(thing_id),
            version,
            before,
            after,
            reason_hash,
            occasion.traceparent,
        )
        self.insert(AUDIT, row)

    def set_timer(self, timer_id: UUID, *, due_at: datetime, kind: str, subject: object, urgency: int = 5) -> None:
        """Have `kind` fire for `subject` at `due_at`; urgency 1 goes before 9 when many are due at once."""
        self._plain.append((step("insert", TIMER), (timer_id, due_at, kind, str(subject), urgency)))

    def sets_timer(self, timer_id: UUID) -> bool:
        """Whether this work sets the timer with this id."""
        return any(step.kind == "insert" and step.table is TIMER and row[0] == timer_id for step, row in self._plain)

    def mark(self) -> "Mark":
        """The place to which `back_to` returns."""
        return Mark({key: replace(one) for key, one in self._pending.items()}, len(self._plain), dict(self.loaded))

    def back_to(self, mark: "Mark") -> None:
        """Drop what was collected since a mark: for one part of a work that is refused while the rest goes on."""
        self._pending, self.loaded = mark.pending, mark.loaded
        del self._plain[mark.plain :]

    def touched(self) -> set[tuple[str, object]]:
        """The rows that are changed in place: two works that share one never travel in the same statement."""
        rows = {key for key, pending in self._pending.items() if pending.kind == "update"}
        return rows | {(done.table.name, row) for done, row in self._plain if done.kind == "delete"}

    def steps(self) -> Iterable[tuple[Step, Row]]:
        """Every row with what is to be done to it, in the order in which it was asked."""
        for pending in self._pending.values():
            if pending.kind == "update":
                yield step("update", pending.table), (*pending.row, pending.expected_version)
            else:
                yield step("insert", pending.table), pending.row
        yield from self._plain

    def witness(self) -> tuple[TableShape, Row] | None:
        """A row whose presence later tells whether this work was committed; None when it inserts nothing.

        One with an id that only this work knows where there is one: a thing, or an answer, of the same key may be
        somebody else's.
        """
        inserted = [(done.table, row) for done, row in self.steps() if done.kind == "insert"]
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
        told = _Told(
            event_class=type(event),
            happened_at=event.happened_at(),
            version=version,
            ordinal=ordinal,
            ticket_id=getattr(event, "ticket_id", None),
            origin=origin,
            data=data.decode(),
        )
        self._tell(aggregate_id, told)

    def _tell(self, subject: str, told: "_Told") -> None:
        occasion = self.occasion
        row = (
            new_id(),
            occasion.now,
            told.happened_at,
            told.event_class.TYPE,
            told.event_class.TOPIC,
            subject,
            told.version,
            told.ordinal,
            told.ticket_id,
            told.origin,
            occasion.actor.role,
            occasion.actor.subject,
            occasion.traceparent,
            told.data,
        )
        self._plain.append((step("insert", EVENT), row))
