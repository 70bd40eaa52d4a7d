"""What repairs keep of a ticket and of a customer, so that they need not ask while they answer."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType
from uuid import UUID

from services.repairs.domain.refusals import ContactNotListed
from shared.events.intake.decisions import ChargeCategory, ItemVerdict

TicketId = NewType("TicketId", UUID)


@dataclass(frozen=True, kw_only=True)
class WarrantyCopy:
    """The newest warranty decision of a ticket."""

    decision_number: int
    items: tuple[ItemVerdict, ...]
    policy_revision: str

    def of(self, equipment_id: UUID | None) -> ItemVerdict | None:
        """The verdict on one piece of equipment; where only one thing was judged, on that."""
        matching = [item for item in self.items if item.equipment_id == equipment_id and equipment_id is not None]
        if not matching and len(self.items) == 1:
            return self.items[0]
        return matching[0] if matching else None


@dataclass(frozen=True, kw_only=True)
class ChargeCopy:
    """The newest decision whether the service is free or paid."""

    decision_number: int
    category: ChargeCategory
    case: str
    """The case of chapter 2."""


@dataclass(frozen=True, kw_only=True)
class TicketCopy:
    """The ticket as far as its items need it."""

    id: TicketId
    version: int = 0
    number: str
    customer_id: UUID
    equipment_id: UUID | None
    product_model: str | None
    product_category: str | None = None
    serial: str | None
    is_part_of_installation: bool
    origin: str
    reported_at: datetime
    is_cancelled: bool = False
    warranty: WarrantyCopy | None = None
    charge: ChargeCopy | None = None

    def judged(self, warranty: WarrantyCopy) -> "TicketCopy":
        """A late copy of an earlier decision changes nothing."""
        is_newer = self.warranty is None or warranty.decision_number > self.warranty.decision_number
        return replace(self, warranty=warranty) if is_newer else self

    def charged(self, charge: ChargeCopy) -> "TicketCopy":
        """A late copy of an earlier decision changes nothing."""
        is_newer = self.charge is None or charge.decision_number > self.charge.decision_number
        return replace(self, charge=charge) if is_newer else self

    def cancel(self) -> "TicketCopy":
        """Nothing is repaired any more."""
        return replace(self, is_cancelled=True)


@dataclass(frozen=True, kw_only=True)
class CustomerContacts:
    """Who speaks for a customer: ids only, and gone after an erasure."""

    id: UUID
    version: int = 0
    contact_ids: tuple[UUID, ...] = ()


def must_be_listed(contact_id: UUID | None, contacts: CustomerContacts | None, clause: str) -> None:
    """Only somebody on file speaks for a customer (reading of 3.7). Raises ContactNotListed."""
    if contacts is None or contact_id not in contacts.contact_ids:
        raise ContactNotListed("the customer has no such contact on file", clause=clause, field="contact_id")
