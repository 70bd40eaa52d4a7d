"""Complaints as they come in; followup sees them through."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.events.contract import Event


class ComplaintSubject(StrEnum):
    """What a complaint is about."""

    PERSON = "person"
    MATTER = "matter"


@dataclass(frozen=True, kw_only=True)
class ComplaintReceived(Event):
    """A customer complains (8.1): the case and its ladder start; what he said travels on `intake.descriptions`."""

    TYPE = "aftersales.intake.ComplaintReceived.v1"
    TOPIC = "intake.complaints"
    KEY = "complaint_id"
    WHEN = "reported_at"

    complaint_id: UUID
    number: str
    contact_id: UUID | None = None
    """The entry of the contact register through which it came."""
    customer_id: UUID | None = None
    """None where the customer is not known or does not want to be."""
    site_id: UUID | None = None
    about: ComplaintSubject
    person_id: UUID | None = None
    """The member of staff it is about, who never handles or reads it; None where nobody is named."""
    matter: str | None = None
    """A code of what it is about, for example `late_arrival`."""
    is_urgent: bool
    """Urgent ones are reported upwards at once (8.2)."""
    is_anonymous: bool = False
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    card_id: UUID | None = None
    charge_id: UUID | None = None
    repair_id: UUID | None = None
    channel: str
    """The published channel it came through (3.7)."""
    origin: str
    """Who sent it in: `hotline`, `counter` or `partner:<name>`; partners see their own."""
    wanted_level: str | None = None
    """The level of the ladder that the customer asks for, where he skips some (8.3)."""
    clause: str
    policy_revision: str
    reported_at: datetime
    """When the customer complained, not when we typed it."""
    recorded_at: datetime
