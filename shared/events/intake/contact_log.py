"""What came in at the desk, ticket or not: the contact register 来电来访登记表."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.events.contract import Event


class ContactOutcome(StrEnum):
    """What became of a call, a letter or a visit; nothing that came in stays without one."""

    OPEN = "open"
    TICKET_OPENED = "ticket_opened"
    JOINED_TICKET = "joined_ticket"
    CONSULTATION = "consultation"
    RELAYED_REFUSED = "relayed_refused"
    COMPLAINT = "complaint"
    ANSWERED = "answered"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, kw_only=True)
class ContactLogEvent(Event):
    """What all events of a contact have in common."""

    TOPIC = "intake.contacts-log"
    KEY = "contact_id"

    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactLogged(ContactLogEvent):
    """A call, a letter, a mail or a visit stands in the register with its outcome (8.2); told again when it changes."""

    TYPE = "aftersales.intake.ContactLogged.v1"
    WHEN = "reported_at"
    FOR_PARTNERS = True

    number: str
    channel: str
    """The published channel it came through (3.7)."""
    relation: str
    """What the caller is to the customer; `relayed` who only passes something on."""
    outcome: ContactOutcome
    customer_id: UUID | None = None
    """None while the customer is not known: none is made up."""
    ticket_id: UUID | None = None
    complaint_id: UUID | None = None
    origin: str
    """Who sent it in: `hotline`, `counter` or `partner:<name>`; partners see their own."""
    reported_at: datetime
    """When it came in, not when we typed it."""
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class RelayedRequestRefused(ContactLogEvent):
    """What was passed on by others was answered with the published channels: no job, no clock (3.7)."""

    TYPE = "aftersales.intake.RelayedRequestRefused.v1"
    FOR_PARTNERS = True

    reason: str
    """A code of why it does not count."""
    channel: str
    clause: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsultationRouted(ContactLogEvent):
    """A question went to the department that must answer it (3.8)."""

    TYPE = "aftersales.intake.ConsultationRouted.v1"
    FOR_PARTNERS = True

    department: str
    """A code of the department."""
    owner_id: UUID | None = None
    """The member of staff who has to answer; None while only the department is known."""
    answer_until: datetime
    clause: str
    routed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsultationAnswered(ContactLogEvent):
    """The department has answered a question that was routed to it (3.8)."""

    TYPE = "aftersales.intake.ConsultationAnswered.v1"
    FOR_PARTNERS = True

    department: str
    was_in_time: bool
    clause: str
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsultationOverdue(ContactLogEvent):
    """A question that was routed to a department is not answered in time (3.8)."""

    TYPE = "aftersales.intake.ConsultationOverdue.v1"
    FOR_PARTNERS = True

    department: str
    owner_id: UUID | None = None
    clause: str
    overdue_at: datetime
    """The time the answer was due, not when it was noticed."""
