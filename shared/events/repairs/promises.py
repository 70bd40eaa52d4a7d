"""What was promised about an item and did not or may not hold, and what still waits for its customer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.repairs.items import RepairEvent


@dataclass(frozen=True, kw_only=True)
class PromiseAtRisk(RepairEvent):
    """An item is promised for tomorrow and not ready: whoever answers for it and the supervisor look at it (5.8)."""

    TYPE = "aftersales.repairs.PromiseAtRisk.v1"

    responsible_id: UUID
    """Who answers for it; beside him the supervisor is told."""
    way: str
    """`counter`, `own_bench` or `factory`."""
    state: str
    """Where the repair stands."""
    ready_until: datetime
    clause: str
    at_risk_at: datetime


@dataclass(frozen=True, kw_only=True)
class DelayExplained(RepairEvent):
    """The cause of a late repair is known; the customer is told it (4.5)."""

    TYPE = "aftersales.repairs.DelayExplained.v1"
    FOR_PARTNERS = True

    cause: str
    """A code: `part_not_available`, `factory_late` and others."""
    responsible_id: UUID
    clause: str
    explained_at: datetime


@dataclass(frozen=True, kw_only=True)
class HandoverMissed(RepairEvent):
    """A technician still has an item that he should have handed to the specialist (5.7)."""

    TYPE = "aftersales.repairs.HandoverMissed.v1"

    technician_id: UUID
    clause: str
    missed_at: datetime
    """The time by which it should have been handed over."""


@dataclass(frozen=True, kw_only=True)
class UncollectedItemReminded(RepairEvent):
    """An item has waited so long for its customer that he is reminded (6.4)."""

    TYPE = "aftersales.repairs.UncollectedItemReminded.v1"

    reminder: int
    """Counts from 1."""
    days_waiting: int
    is_stored_from_now: bool
    """Whether it may go into the storage of the warehouse from now on."""
    responsible_id: UUID
    """Who tells the customer."""
    clause: str
    reminded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ItemStored(RepairEvent):
    """An item that nobody collects lies in the storage of the warehouse."""

    TYPE = "aftersales.repairs.ItemStored.v1"
    FOR_PARTNERS = True

    clause: str
    stored_at: datetime
