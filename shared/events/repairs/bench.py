"""What the bench finds about an item beside its fault."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.repairs.items import RepairEvent


@dataclass(frozen=True, kw_only=True)
class ExclusionFound(RepairEvent):
    """The opened item shows what ends its cover (4.6): intake judges anew, chargeable work waits for consent."""

    TYPE = "aftersales.repairs.ExclusionFound.v1"

    exclusion: str
    """The clause of 4.6, for example `4.6.2`."""
    equipment_id: UUID | None = None
    product_model: str
    serial: str | None = None
    evidence_sha256: tuple[str, ...]
    """Hashes of the photos that show it."""
    found_by: str
    """Subject of whoever found it."""
    is_disputed: bool = False
    """Whether the customer disputes it: then the supervisor decides."""
    clause: str
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairRefused(RepairEvent):
    """The customer does not want the repair: the item goes back to him as it is (6.5)."""

    TYPE = "aftersales.repairs.RepairRefused.v1"

    reason: str
    """A code: `price`, `no_result_promised`, `time` and others."""
    clause: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExchangeDecided(RepairEvent):
    """The item is exchanged instead of repaired; the warehouse makes it (6.1)."""

    TYPE = "aftersales.repairs.ExchangeDecided.v1"
    FOR_PARTNERS = True

    ground: str
    """`within_standard`, `in_warranty` or `other`."""
    clause: str
    decided_at: datetime
