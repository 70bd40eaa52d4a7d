"""Messages to customers and to our own people: what became of them, never what they say or to which number."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class MessageEvent(Event):
    """What all events of a message have in common."""

    TOPIC = "followup.messages"
    KEY = "message_id"

    message_id: UUID
    occasion: str
    """Why: `ticket_received`, `appointment_agreed`, `technician_departed`, `item_ready`, `deadline_missed` …"""
    customer_id: UUID | None = None
    """The customer it goes to."""
    person_id: UUID | None = None
    """Or the member of staff."""
    ticket_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MessageSent(MessageEvent):
    """A provider has taken the message."""

    TYPE = "aftersales.followup.MessageSent.v1"
    FOR_PARTNERS = True

    tries: int
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageFailed(MessageEvent):
    """The message was not delivered and will not be tried again by itself."""

    TYPE = "aftersales.followup.MessageFailed.v1"
    FOR_PARTNERS = True

    reason: str
    """A code: `no_address`, `opted_out`, `refused_by_provider`, `out_of_tries` or `too_late`."""
    tries: int
    failed_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageAcknowledged(MessageEvent):
    """A member of staff has seen what he was told."""

    TYPE = "aftersales.followup.MessageAcknowledged.v1"
    FOR_PARTNERS = True

    acknowledged_at: datetime
