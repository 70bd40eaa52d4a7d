"""What intake decides about a ticket: in warranty or not, free or paid, visit or not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.events.intake.tickets import FaultLevel, Region, TicketEvent, TicketKind


class ChargeCategory(StrEnum):
    """Free or paid, by chapter 2."""

    FREE = "free"
    PAID = "paid"
    DECLINED = "declined"
    UNDETERMINED = "undetermined"
    """Not enough is known; the specialist decides, at the latest with the visit (5.3)."""


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
class PartPeriod:
    """A part of a product with a period of its own (4.3)."""

    part: str
    """A code of the warranty table, for example `bracket`."""
    covered_until: date
    """The last day, that day included."""
    clause: str
    verdict: CoverageVerdict | None = None
    """Whether this part was covered on the day of the report."""


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
    product_category: str | None = None
    serial: str | None = None
    return_until: date | None = None
    """The last day on which the customer may return it for a performance fault (4.4)."""
    exchange_until: date | None = None
    """The last day on which the customer may have it exchanged for a performance fault (4.4)."""
    part_periods: tuple[PartPeriod, ...] = ()
    """Parts whose period differs from the product's, to be told to the customer (4.3)."""
    is_disputed: bool = False
    """Whether the customer disputes an exclusion: the supervisor decides."""
    is_supported_by_maker: bool | None = None
    """Whether the maker still supports the faulty part, which is then replaced at cost (4.4); None: not asked yet."""


@dataclass(frozen=True, kw_only=True)
class ItemCharge:
    """Free or paid for one piece of equipment of a ticket; parts are priced per item."""

    equipment_id: UUID | None = None
    category: ChargeCategory
    clause: str


@dataclass(frozen=True, kw_only=True)
class WarrantyDecided(TicketEvent):
    """What the warranty or a contract covers on this ticket; a later decision replaces an earlier one."""

    TYPE = "aftersales.intake.WarrantyDecided.v1"

    decision_number: int
    """Counts up per ticket, so that a late copy of an earlier decision is noticed."""
    items: tuple[ItemVerdict, ...]
    cause: str = "report"
    """What made it necessary: `report`, `place_changed`, `exclusion_found`, `ruling`, `new_facts` or `person`."""
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
    items: tuple[ItemCharge, ...] = ()
    """Item by item; the category above is that of the visit: one free item makes it free."""
    visit_fee_waiver: str | None = None
    """Why no visit fee is due although it is paid: `second_trip` or `fault_after_paid_repair`."""
    cause: str = "report"
    """What made it necessary, as for the warranty."""
    policy_revision: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class VisitDecided(TicketEvent):
    """A visit is needed (5.3): arrival clocks start, a card is opened."""

    TYPE = "aftersales.intake.VisitDecided.v1"

    kind: TicketKind
    level: FaultLevel | None = None
    region: Region
    category: ChargeCategory
    charge_clause: str
    """The case of chapter 2 by which it is free or paid."""
    visit_fee_waiver: str | None = None
    """Why no visit fee is due although it is paid: `second_trip` or `fault_after_paid_repair`."""
    clause: str
    decided_at: datetime
