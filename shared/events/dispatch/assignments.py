"""Who takes a job, who does not, and what becomes of a job that nobody has taken by the evening."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.dispatch.jobs import JobEvent


@dataclass(frozen=True, kw_only=True)
class AssignmentAccepted(JobEvent):
    """The technician takes the job, by saying so or by beginning with it."""

    TYPE = "aftersales.dispatch.AssignmentAccepted.v1"
    FOR_PARTNERS = True

    technician_id: UUID
    offer_id: UUID
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class AssignmentRefused(JobEvent):
    """The technician does not take the job: it waits for another one, its clocks run on."""

    TYPE = "aftersales.dispatch.AssignmentRefused.v1"

    technician_id: UUID
    offer_id: UUID
    reason: str
    """A code: `busy`, `too_far`, `skill_missing`, `part_missing`, `unwell`, `conflict_of_interest` or `other`."""
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class AssignmentLapsed(JobEvent):
    """No answer came in time: the job waits for another one, its clocks run on.

    `AssignmentAccepted` of the same offer may follow: he took it in time, with a phone that was off line.
    """

    TYPE = "aftersales.dispatch.AssignmentLapsed.v1"
    FOR_PARTNERS = True

    technician_id: UUID
    offer_id: UUID
    lapsed_at: datetime
    """The time the answer was due, not when its absence was noticed."""


@dataclass(frozen=True, kw_only=True)
class JobCarriedOver(JobEvent):
    """Not dispatched by the evening cut-off, or reported after it: the supervisor ranks it for the next day (5.10)."""

    TYPE = "aftersales.dispatch.JobCarriedOver.v1"

    to_day: date
    times: int
    """How often it was carried over by now."""
    supervisor_id: UUID | None = None
    """Who ranks it; None where nobody holds the role."""
    clause: str
    carried_over_at: datetime
    """The time of the cut-off, not when it was noticed; later in the evening when the job came to wait."""


@dataclass(frozen=True, kw_only=True)
class DutyCalled(JobEvent):
    """A job of level 1 that nobody took by the evening cut-off, or that waits at night, goes to the person on duty."""

    TYPE = "aftersales.dispatch.DutyCalled.v1"

    person_id: UUID | None = None
    """Who is on duty; None where nobody is."""
    clause: str
    called_at: datetime
    """The time of the cut-off, not when it was noticed; at night when the job came to wait."""


@dataclass(frozen=True, kw_only=True)
class JobHeld(JobEvent):
    """Nobody goes on for the time being, for a reason."""

    TYPE = "aftersales.dispatch.JobHeld.v1"

    reason: str
    """A code, as `customer_away`, `site_not_ready`, `part_missing` or `nobody_free`."""
    pauses_clocks: bool
    """Only what lies with the customer or his site does."""
    until: datetime | None = None
    """Until when its clocks pause at the latest."""
    held_at: datetime


@dataclass(frozen=True, kw_only=True)
class JobResumed(JobEvent):
    """A job that was on hold goes on."""

    TYPE = "aftersales.dispatch.JobResumed.v1"
    FOR_PARTNERS = True

    resumed_at: datetime
