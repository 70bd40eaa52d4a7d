"""Who works here (restricted), and who of them may be sent to customers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.contract import Event, TimesInUtc


@dataclass(frozen=True, kw_only=True)
class Period(TimesInUtc):
    """From when until when; the last instant no longer counts."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class StaffRecorded(Event):
    """Who a member of staff is, in full, each time anything of it changes; erased by a tombstone."""

    TYPE = "aftersales.dispatch.StaffRecorded.v1"
    TOPIC = "dispatch.staff"
    KEY = "person_id"
    RESTRICTED = True

    person_id: UUID
    number: str
    name: str
    phone: str | None = None
    role: str
    superior_id: UUID | None = None
    deputy_id: UUID | None = None
    is_active: bool
    absences: tuple[Period, ...] = ()
    """When he is not there, and his deputy acts."""
    duties: tuple[Period, ...] = ()
    """When he is on the duty roster."""
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class TechnicianRegistered(Event):
    """A member of staff may be sent to customers, once certified."""

    TYPE = "aftersales.dispatch.TechnicianRegistered.v1"
    TOPIC = "dispatch.technicians"
    KEY = "technician_id"
    FOR_PARTNERS = True

    technician_id: UUID
    """The person's id on `dispatch.staff`."""
    number: str
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class CertificateGranted(Event):
    """A technician is trained and certified for a kind of work (5.15)."""

    TYPE = "aftersales.dispatch.CertificateGranted.v1"
    TOPIC = "dispatch.technicians"
    KEY = "technician_id"
    FOR_PARTNERS = True

    technician_id: UUID
    certificate: str
    valid_until: date
    """The last day on which it counts."""
    clause: str
    granted_at: datetime


@dataclass(frozen=True, kw_only=True)
class CertificateExpired(Event):
    """The last day of a certificate is over and no newer one took its place (5.15)."""

    TYPE = "aftersales.dispatch.CertificateExpired.v1"
    TOPIC = "dispatch.technicians"
    KEY = "technician_id"
    WHEN = "expired_at"
    FOR_PARTNERS = True

    technician_id: UUID
    certificate: str
    valid_until: date
    """The last day on which it counted."""
    is_certified_still: bool
    """Whether another certificate lets him work on."""
    clause: str
    expired_at: datetime
    """The midnight after its last day, not when it was noticed."""
