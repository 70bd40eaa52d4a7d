"""The service clocks of a job: when something must have happened, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.dispatch.jobs import JobEvent


@dataclass(frozen=True, kw_only=True)
class DeadlineEvent(JobEvent):
    """What all events of a deadline have in common."""

    deadline_id: UUID
    clock: str
    """Which promise: `response`, `arrival_by_level`, `arrival_by_region`, `appointment`, `card_return` or others."""
    clause: str
    """The clause that promises it."""
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadlineSet(DeadlineEvent):
    """A clock runs."""

    TYPE = "aftersales.dispatch.DeadlineSet.v1"
    WHEN = "set_at"
    FOR_PARTNERS = True

    counted_from: datetime
    warn_at: datetime
    is_the_promise: bool
    """Whether this one counts as the promise to the customer, where several clocks run for the same thing."""
    policy_revision: str
    set_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(DeadlineEvent):
    """The same clock is due at another time, for a reason."""

    TYPE = "aftersales.dispatch.DeadlineMoved.v1"
    WHEN = "moved_at"
    FOR_PARTNERS = True

    previous_due_at: datetime
    reason: str
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadlineWarned(DeadlineEvent):
    """So much of the time is gone that somebody must look."""

    TYPE = "aftersales.dispatch.DeadlineWarned.v1"
    WHEN = "warned_at"

    person_id: UUID | None = None
    """The member of staff to tell; None while nobody is responsible yet."""
    warned_at: datetime
    """The time the warning was due, not when it was noticed."""


@dataclass(frozen=True, kw_only=True)
class DeadlineMet(DeadlineEvent):
    """It happened in time; the last minute still counts."""

    TYPE = "aftersales.dispatch.DeadlineMet.v1"
    WHEN = "met_at"
    FOR_PARTNERS = True

    met_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadlineMissed(DeadlineEvent):
    """The due time has passed without it."""

    TYPE = "aftersales.dispatch.DeadlineMissed.v1"
    WHEN = "due_at"

    person_id: UUID | None = None
    """The member of staff to tell; None while nobody is responsible yet."""
    was_decided_too_late: bool = False
    """The clock was past when the visit was decided: it counts against the decision, not the technician."""
    was_customer_unreachable: bool = False
    """Enough attempts on enough numbers were made: it is counted apart."""


@dataclass(frozen=True, kw_only=True)
class DeadlineJudgedAnew(DeadlineEvent):
    """What was told of a missed deadline is corrected: calls that became known late show how it was missed."""

    TYPE = "aftersales.dispatch.DeadlineJudgedAnew.v1"
    WHEN = "judged_at"
    FOR_PARTNERS = True

    was_customer_unreachable: bool
    """Enough attempts on enough numbers were made in time: it is counted apart."""
    judged_at: datetime


@dataclass(frozen=True, kw_only=True)
class EscalationRaised(DeadlineEvent):
    """A missed deadline goes one step up the ladder."""

    TYPE = "aftersales.dispatch.EscalationRaised.v1"
    WHEN = "raised_at"

    step: int
    """Counts from 1."""
    role: str
    person_id: UUID | None = None
    """Who is told; None where nobody holds the role."""
    raised_at: datetime
    """The time the step was due, not when it was noticed."""


@dataclass(frozen=True, kw_only=True)
class DeadlinePaused(DeadlineEvent):
    """The clock does not count for a while, for a reason on the customer's side; `due_at` is what follows from it."""

    TYPE = "aftersales.dispatch.DeadlinePaused.v1"
    WHEN = "paused_at"
    FOR_PARTNERS = True

    reason: str
    until: datetime
    """At the latest; it counts again from then on."""
    paused_at: datetime


@dataclass(frozen=True, kw_only=True)
class EscalationAcknowledged(DeadlineEvent):
    """Somebody who was told of a warning, a breach or a step of the ladder has taken note."""

    TYPE = "aftersales.dispatch.EscalationAcknowledged.v1"
    WHEN = "acknowledged_at"
    FOR_PARTNERS = True

    kind: str
    """`warning`, `breach` or `escalation`."""
    step: int
    """The step of the ladder, counted from 1; 0 for a warning and a breach."""
    person_id: UUID
    acknowledged_at: datetime
