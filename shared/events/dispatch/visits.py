"""What happens at the site beside arrival, diagnosis and completion."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.dispatch.jobs import JobEvent, PartUsed


@dataclass(frozen=True, kw_only=True)
class PartsUsed(JobEvent):
    """Parts were built in from what the technician carries; each fact is told once, before or with the completion."""

    TYPE = "aftersales.dispatch.PartsUsed.v1"

    technician_id: UUID
    parts: tuple[PartUsed, ...]
    used_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentInQuestion(JobEvent):
    """The fault level changed after the customer had wished a later visit: he must be asked again."""

    TYPE = "aftersales.dispatch.AppointmentInQuestion.v1"
    WHEN = "level_changed_at"
    FOR_PARTNERS = True

    level: int
    """The fault level now, 1 is the worst."""
    window_from: datetime
    window_until: datetime
    clause: str
    level_changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class NobodyAtHome(JobEvent):
    """The technician came and nobody let him in: his arrival counts, the customer broke the appointment."""

    TYPE = "aftersales.dispatch.NobodyAtHome.v1"
    WHEN = "left_at"

    technician_id: UUID
    arrived_at: datetime
    calls: int
    """Calls that were tried from the door."""
    evidence_sha256: tuple[str, ...] = ()
    """Hashes of the photos that show it; there are photos, call attempts or both."""
    is_next_trip_free: bool
    """Whether the policy lets the customer off the second trip."""
    clause: str
    left_at: datetime


@dataclass(frozen=True, kw_only=True)
class JobInterrupted(JobEvent):
    """The work could not be finished on this visit: the same job is continued by a follow-up visit."""

    TYPE = "aftersales.dispatch.JobInterrupted.v1"
    WHEN = "interrupted_at"

    technician_id: UUID
    reason: str
    """`no_access`, `part_missing`, `waits_for_customer` or another code."""
    missing_parts: tuple[str, ...] = ()
    """Codes of the parts that the follow-up visit needs."""
    minutes_on_site: int
    interrupted_at: datetime
