"""How staff behave (chapter 7): violations, and the disciplinary cases that they lead to."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class ViolationEvent(Event):
    """What all events of a violation have in common."""

    TOPIC = "dispatch.violations"
    KEY = "violation_id"

    violation_id: UUID
    person_id: UUID
    """The member of staff whom it is about."""
    clause: str
    """7.1 to 7.6."""


@dataclass(frozen=True, kw_only=True)
class ViolationSuspected(ViolationEvent):
    """Something points to a violation; it counts only when a person confirms it."""

    TYPE = "aftersales.dispatch.ViolationSuspected.v1"
    FOR_PARTNERS = True

    source: str
    """`remittance_overdue`, `call_back` or another."""
    suspected_at: datetime


@dataclass(frozen=True, kw_only=True)
class ViolationRecorded(ViolationEvent):
    """A person recorded or confirmed a violation with evidence."""

    TYPE = "aftersales.dispatch.ViolationRecorded.v1"
    FOR_PARTNERS = True

    counts: bool
    """Whether it counts towards a disciplinary case: 7.2, 7.3 and 7.5 do."""
    happened_on: date
    recorded_by_id: UUID | None = None
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ViolationAnswered(ViolationEvent):
    """The person has said his side of it."""

    TYPE = "aftersales.dispatch.ViolationAnswered.v1"
    FOR_PARTNERS = True

    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class ViolationWithdrawn(ViolationEvent):
    """It no longer counts."""

    TYPE = "aftersales.dispatch.ViolationWithdrawn.v1"
    FOR_PARTNERS = True

    reason: str
    withdrawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """What all events of a disciplinary case have in common."""

    TOPIC = "dispatch.cases"
    KEY = "case_id"

    case_id: UUID
    person_id: UUID
    clause: str


@dataclass(frozen=True, kw_only=True)
class DisciplinaryCaseOpened(CaseEvent):
    """So many violations within the window lead to a case (7.7); the manager decides how serious it is."""

    TYPE = "aftersales.dispatch.DisciplinaryCaseOpened.v1"
    FOR_PARTNERS = True

    number: str
    violation_ids: tuple[UUID, ...]
    policy_revision: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class DisciplinaryCaseDecided(CaseEvent):
    """The case is over."""

    TYPE = "aftersales.dispatch.DisciplinaryCaseDecided.v1"
    FOR_PARTNERS = True

    outcome: str
    """`warning`, `dismissal`, `no_measure`, or `lifted` when a withdrawn violation took its ground away."""
    decided_at: datetime
