"""What follow-up keeps of other services' things, so that it need not ask while it answers."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NewType
from uuid import UUID

from shared.money import Money

TicketId = NewType("TicketId", UUID)


@dataclass(frozen=True, kw_only=True)
class ItemAway:
    """An item of the customer's that is not back yet; known by the slip, by the register, or by both."""

    item_id: UUID | None = None
    repair_id: UUID | None = None

    def is_the_same(self, other: "ItemAway") -> bool:
        """The same item, where either id says so."""
        same_item = self.item_id is not None and self.item_id == other.item_id
        return same_item or (self.repair_id is not None and self.repair_id == other.repair_id)


@dataclass(frozen=True, kw_only=True)
class TicketCopy:
    """The ticket as a caller must know it."""

    id: TicketId
    version: int = 0
    number: str
    customer_id: UUID
    site_id: UUID | None = None
    kind: str = ""
    origin: str
    reported_at: datetime
    is_cancelled: bool = False
    category: str | None = None
    """Free or paid, as decided last."""
    category_clause: str | None = None
    decision_number: int = 0
    technician_id: UUID | None = None
    """Who is or was sent last."""
    items_away: tuple[ItemAway, ...] = ()

    def cancel(self) -> "TicketCopy":
        """No call is owed any more."""
        return replace(self, is_cancelled=True)

    def item_leaves(self, item: ItemAway) -> "TicketCopy":
        """An item is taken along or in, or gets its entry in the register."""
        known = [each for each in self.items_away if each.is_the_same(item)]
        others = tuple(each for each in self.items_away if not each.is_the_same(item))
        merged = item if not known else replace(known[0], repair_id=item.repair_id or known[0].repair_id)
        return replace(self, items_away=(*others, merged))

    def item_is_back(self, item: ItemAway) -> "TicketCopy":
        """An item is with the customer again, or never comes back."""
        return replace(self, items_away=tuple(each for each in self.items_away if not each.is_the_same(item)))


@dataclass(frozen=True, kw_only=True)
class CustomerSite:
    """One site of a customer and who answers there; personal."""

    site_id: UUID
    address: str
    contact_phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerCopy:
    """Whom to call; personal, and gone after an erasure."""

    id: UUID
    version: int = 0
    name: str
    phones: tuple[str, ...]
    sites: tuple[CustomerSite, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TicketWords:
    """What was said about a ticket and by whom, in the caller's words; personal, and gone after an erasure."""

    id: TicketId
    version: int = 0
    symptom: str
    reporter_name: str | None = None
    reporter_phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class PersonCopy:
    """A member of staff, his superior and his deputy; personal, and gone after an erasure."""

    id: UUID
    version: int = 0
    name: str
    phone: str | None = None
    role: str = ""
    superior_id: UUID | None = None
    deputy_id: UUID | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class ServiceCopy:
    """A visit (by its job) or a repair as a caller must know it: the card, who did it, what it cost."""

    id: UUID
    version: int = 0
    ticket_id: UUID | None = None
    purpose: str | None = None
    technician_id: UUID | None = None
    card_id: UUID | None = None
    card_number: str | None = None
    charge_id: UUID | None = None
    amount: Money | None = None


@dataclass(frozen=True, kw_only=True)
class LastVisit:
    """Who was last at a site, or at a customer's where no site is named."""

    id: UUID
    """Of the site, or of the customer."""
    version: int = 0
    technician_id: UUID
    visited_at: datetime


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """What billing asks for a device point a year (3.4), from a day on."""

    id: UUID
    version: int = 0
    number: str
    effective_from: date
    point_year: Money
    clause: str
