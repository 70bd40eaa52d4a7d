"""The service card 售后服务联系卡, from the decision to visit to the archive."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class CardEvent(Event):
    """What all events of a card have in common."""

    TOPIC = "dispatch.cards"
    KEY = "card_id"

    card_id: UUID
    job_id: UUID
    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class CardOpened(CardEvent):
    """A card was opened for a decided visit (5.3)."""

    TYPE = "aftersales.dispatch.CardOpened.v1"

    number: str
    category: str
    """`free` or `paid`."""
    clause: str
    """The case of chapter 2 by which it is free or paid."""
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class CardSigned(CardEvent):
    """The customer has signed what was done and what it costs."""

    TYPE = "aftersales.dispatch.CardSigned.v1"

    technician_id: UUID
    charge_id: UUID
    """The charge whose fixed amount stands on the card."""
    amount: Money
    content_sha256: str
    """Hash of the signed content with its signature; the person stands on the card only."""
    signed_at: datetime


@dataclass(frozen=True, kw_only=True)
class SignatureRefused(CardEvent):
    """The customer would not sign what was done; it is sealed with the reason and owed like a signed card."""

    TYPE = "aftersales.dispatch.SignatureRefused.v1"

    technician_id: UUID
    charge_id: UUID
    """The charge whose fixed amount stands on the card."""
    amount: Money
    reason: str
    """A code: `price`, `quality`, `absent`, `not_authorised` or another."""
    has_witness: bool
    """Whether somebody else saw it; who, stands on the card only."""
    content_sha256: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class CardAmended(CardEvent):
    """A correction stands beside the sealed content, which itself never changes."""

    TYPE = "aftersales.dispatch.CardAmended.v1"
    FOR_PARTNERS = True

    addendum: int
    """Counts from 1."""
    about: str
    """A code of what is corrected; the words stand on the card only."""
    addendum_sha256: str
    amended_at: datetime


@dataclass(frozen=True, kw_only=True)
class CardReturned(CardEvent):
    """The technician has handed the card to the specialist (5.12)."""

    TYPE = "aftersales.dispatch.CardReturned.v1"
    FOR_PARTNERS = True

    technician_id: UUID
    returned_at: datetime


@dataclass(frozen=True, kw_only=True)
class CardArchived(CardEvent):
    """The specialist has archived the card (5.4); it can no longer change."""

    TYPE = "aftersales.dispatch.CardArchived.v1"
    FOR_PARTNERS = True

    content_sha256: str
    archived_at: datetime
