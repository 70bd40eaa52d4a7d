"""What lies in the main store 总库 and in the bags of technicians, as counts that only movements change."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class StockEvent(Event):
    """What all events about one product or part have in common."""

    TOPIC = "repairs.stock"
    KEY = "product_id"

    product_id: UUID
    product: str
    """Its code, as parts are called on cards and quotes."""


@dataclass(frozen=True, kw_only=True)
class StockMoved(StockEvent):
    """Pieces went from one place to another, came in or were used up."""

    TYPE = "aftersales.repairs.StockMoved.v1"

    movement: str
    """`received`, `issued`, `used`, `returned`, `old_part`, `counted`, `exchanged_out` or `goods_returned`."""
    quantity: int
    """Pieces; negative where a count found fewer than there should be."""
    technician_id: UUID | None = None
    """In whose bag it came, or out of whose."""
    job_id: UUID | None = None
    """The visit on which it was used."""
    repair_id: UUID | None = None
    """The repair for which it was used or exchanged."""
    reason: str | None = None
    """A code: why a count differs."""
    in_store: int
    """What lies in the main store after it."""
    with_technicians: int
    """What all technicians carry after it."""
    old_in_store: int
    """Replaced pieces that lie in the store after it."""
    clause: str
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class StockLow(StockEvent):
    """The main store has less of it than it should: the warehouse orders."""

    TYPE = "aftersales.repairs.StockLow.v1"

    in_store: int
    least: int
    """What should be there at least."""
    clause: str
    low_at: datetime
