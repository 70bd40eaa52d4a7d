"""What intake announces: customers, equipment, tickets and the verdicts on them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from shared.events.contract import Event


class TicketKind(StrEnum):
    """What the customer wants."""

    FAULT = "fault"
    CAMERA_MOVE = "camera_move"
    INSTALLATION = "installation"
    MAINTENANCE = "maintenance"
    QUESTION = "question"


class FaultLevel(IntEnum):
    """How bad a fault is, by 5.16; 1 is the worst."""

    SYSTEM_DOWN = 1
    MAIN_EQUIPMENT = 2
    ACCESSORY = 3
    NOT_A_FAULT = 4


class Region(StrEnum):
    """Where the site lies, for fees (3.6) and arrival times (5.11)."""

    MAIN_CITY = "main_city"
    SUBURB = "suburb"
    OUTSIDE = "outside"
    UNDETERMINED = "undetermined"


class ChargeCategory(StrEnum):
    """Free or paid, by chapter 2."""

    FREE = "free"
    PAID = "paid"
    DECLINED = "declined"


class CoverageVerdict(StrEnum):
    """Whether the warranty or a contract pays."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One verdict and the clause it rests on."""

    verdict: CoverageVerdict
    clause: str


@dataclass(frozen=True, kw_only=True)
class ItemVerdict:
    """What is covered for one piece of equipment; without an id, for what the customer described."""

    equipment_id: UUID | None = None
    product_model: str | None = None
    parts: Coverage
    labour: Coverage
    travel: Coverage
    covered_until: date | None = None
    """The last day of the cover, that day included."""
    exclusions: tuple[str, ...] = ()
    """Clauses of 4.6 that end the cover, for example `4.6.2`."""


@dataclass(frozen=True, kw_only=True)
class SiteAddress:
    """Where one site is, and who answers there."""

    site_id: UUID
    address: str
    division_code: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


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
    sites: tuple[SiteAddress, ...]
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class DescriptionRecorded(Event):
    """What was said about a ticket, in the caller's own words, and who said it.

    On erasure a tombstone follows: the same type and key without data. Who keeps a copy deletes it then.
    """

    TYPE = "aftersales.intake.DescriptionRecorded.v1"
    TOPIC = "intake.descriptions"
    KEY = "ticket_id"
    RESTRICTED = True

    ticket_id: UUID
    customer_id: UUID
    symptom: str
    reporter_name: str | None = None
    reporter_phone: str | None = None
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class EquipmentRegistered(Event):
    """A piece of equipment at a customer's is known to us."""

    TYPE = "aftersales.intake.EquipmentRegistered.v1"
    TOPIC = "intake.equipment"
    KEY = "equipment_id"
    FOR_PARTNERS = True

    equipment_id: UUID
    number: str
    customer_id: UUID
    site_id: UUID | None = None
    """None for a product that was sold over the counter."""
    product_model: str
    product_category: str
    """A code of the warranty table 4.1 and 4.2, for example `camera`."""
    serial: str | None = None
    is_part_of_installation: bool
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class TicketEvent(Event):
    """What all events of a ticket have in common."""

    TOPIC = "intake.tickets"
    KEY = "ticket_id"

    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketEvent):
    """A customer's report is accepted; the response clock runs from the report."""

    TYPE = "aftersales.intake.TicketOpened.v1"
    WHEN = "reported_at"

    number: str
    kind: TicketKind
    level: FaultLevel | None = None
    """None where the kind has no level: camera moves, installation, maintenance."""
    customer_id: UUID
    site_id: UUID | None = None
    equipment_id: UUID | None = None
    product_model: str | None = None
    product_category: str | None = None
    serial: str | None = None
    is_part_of_installation: bool = False
    """Whether the equipment hangs in a system we mounted, so that a visit puts it back."""
    symptom_code: str | None = None
    division_code: str | None = None
    """National code of the administrative division, for example `500103`."""
    district: str | None = None
    """Name of the district as the policy lists it; never a street."""
    region: Region
    channel: str
    """The published channel it came through (3.7)."""
    origin: str
    """Who sent it in: `hotline`, `counter` or `partner:<name>`; partners see their own."""
    policy_revision: str
    """In force when it was reported: the case is judged by it."""
    reported_at: datetime
    """When the customer reported it, not when we typed it."""
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class TicketAssessed(TicketEvent):
    """The supervisor has made the first assessment of the fault (5.2)."""

    TYPE = "aftersales.intake.TicketAssessed.v1"

    level: FaultLevel | None = None
    judgement: str
    """A code of what is probably the matter."""
    clause: str
    assessed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FaultLevelChanged(TicketEvent):
    """The level of a fault was raised or lowered; clocks are set anew."""

    TYPE = "aftersales.intake.FaultLevelChanged.v1"

    level: FaultLevel
    previous_level: FaultLevel | None = None
    reason: str
    clause: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class WarrantyDecided(TicketEvent):
    """What the warranty or a contract covers on this ticket; a later decision replaces an earlier one."""

    TYPE = "aftersales.intake.WarrantyDecided.v1"

    decision_number: int
    """Counts up per ticket, so that a late copy of an earlier decision is noticed."""
    items: tuple[ItemVerdict, ...]
    policy_revision: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChargeDecided(TicketEvent):
    """Whether the service is free or paid, and by which case; a later decision replaces an earlier one."""

    TYPE = "aftersales.intake.ChargeDecided.v1"

    decision_number: int
    """Counts up per ticket, so that a late copy of an earlier decision is noticed."""
    category: ChargeCategory
    clause: str
    """The case of chapter 2, for example `2.2.1`."""
    policy_revision: str
    decided_at: datetime
