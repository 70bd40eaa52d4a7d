"""How a repair ends otherwise than by collecting the customer's own item; exactly one event ends a repair.

They are RepairCollected, ItemExchanged, GoodsReturned and, for every other way, RepairEnded.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.repairs.items import PartBuiltIn, RepairEvent
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class ItemExchanged(RepairEvent):
    """The customer has another unit in place of his own, and the repair is over (4.4, 6.1)."""

    TYPE = "aftersales.repairs.ItemExchanged.v1"

    item_id: UUID | None = None
    """The brought-back item; None when the customer brought it himself."""
    equipment_id: UUID | None = None
    old_serial: str | None = None
    new_serial: str
    product_model: str
    """Of the new unit."""
    ground: str
    """`within_standard`: the customer's choice; `in_warranty`: the specialist's decision; `other`: a supervisor's."""
    cover_rule: str
    """`anew`: the new unit's cover starts with `cover_from`; `continues`: it goes on with the old unit's."""
    cover_from: date
    """The first day of the new unit's cover."""
    handed_over_by: str
    """`collection` or `visit`."""
    clause: str
    exchanged_at: datetime


@dataclass(frozen=True, kw_only=True)
class GoodsReturned(RepairEvent):
    """The goods are back in stock, the customer gets his money back, and the repair is over (4.4)."""

    TYPE = "aftersales.repairs.GoodsReturned.v1"

    item_id: UUID | None = None
    """The brought-back item; None when the customer brought it himself."""
    equipment_id: UUID | None = None
    proof_id: UUID | None = None
    """The proof of purchase whose price is refunded; None where intake named none: it is found by the equipment."""
    price: Money | None = None
    """The price on it, where it is known: that goes back to the customer; None: somebody reads it from the proof."""
    serial: str | None = None
    product_model: str
    ground: str
    """`within_standard`: the customer's choice; `other`: a supervisor's decision."""
    decided_by: str | None = None
    """Subject of who took them back: another person approves a large refund."""
    clause: str
    returned_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairEnded(RepairEvent):
    """A repair is over in a way that has no event of its own."""

    TYPE = "aftersales.repairs.RepairEnded.v1"

    way: str
    """`reinstalled` by a visit, `scrapped` with the customer's consent, or `lost`."""
    outcome: str | None = None
    """As in RepairReady."""
    item_id: UUID | None = None
    """The brought-back item; None when the customer brought it himself."""
    equipment_id: UUID | None = None
    job_id: UUID | None = None
    """The visit that put it back."""
    old_serial: str | None = None
    new_serial: str | None = None
    """Where the unit that was put back is another one."""
    cover_rule: str | None = None
    """As in ItemExchanged, where the unit is another one."""
    parts: tuple[PartBuiltIn, ...] = ()
    """As in RepairReady; an item that is thrown away may never have been ready."""
    factory_cost: Money | None = None
    """As in RepairReady."""
    lost_by: str | None = None
    """In whose hands it was lost: `technician`, `desk`, `warehouse`, `factory` or `carrier`."""
    clause: str
    ended_at: datetime
