"""Who the customers are and what they said: the restricted streams of intake."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class SiteAddress:
    """Where one site is, and who answers there."""

    site_id: UUID
    address: str
    division_code: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    latitude: float | None = None
    """Where it lies, in degrees, where that is known: a check-in at the site is compared with it."""
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class ContactPerson:
    """Somebody who speaks for the customer."""

    contact_id: UUID
    name: str
    phones: tuple[str, ...]
    may_consent: bool
    """Only a listed contact who may consent to money can accept a quote (reading of 3.7)."""
    is_preferred: bool = False


@dataclass(frozen=True, kw_only=True)
class ContactRecorded(Event):
    """How to reach a customer, in full, each time anything of it changes.

    On erasure a tombstone follows: the same type and key without data. Who keeps a copy deletes it then.
    """

    TYPE = "aftersales.intake.ContactRecorded.v1"
    TOPIC = "intake.contacts"
    KEY = "customer_id"
    RESTRICTED = True

    customer_id: UUID
    name: str
    phones: tuple[str, ...]
    """In the order in which they are tried."""
    contacts: tuple[ContactPerson, ...] = ()
    sites: tuple[SiteAddress, ...]
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class DescriptionRecorded(Event):
    """What was said about a ticket, a contact or a complaint, in the caller's own words, and who said it.

    On erasure a tombstone follows: the same type and key without data. Who keeps a copy deletes it then.
    """

    TYPE = "aftersales.intake.DescriptionRecorded.v1"
    TOPIC = "intake.descriptions"
    KEY = "ticket_id"
    RESTRICTED = True

    ticket_id: UUID
    """What the words are about: a ticket, else the contact or complaint that `about` says."""
    about: str = "ticket"
    """`ticket`, `contact` or `complaint`."""
    customer_id: UUID
    """Of a complaint whose customer is not known, or wants to stay unknown: its entry of the contact register."""
    symptom: str
    reporter_name: str | None = None
    reporter_phone: str | None = None
    recorded_at: datetime
