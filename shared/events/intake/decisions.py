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
    clause: str
    decided_at: datetime
