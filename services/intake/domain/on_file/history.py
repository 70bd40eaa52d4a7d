"""What happened to one piece of equipment, and to each unit that ever hung in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class FactKind(StrEnum):
    """What happened to it."""

    REGISTERED = "registered"
    PROOF_SHOWN = "proof_shown"
    OWNER_CHANGED = "owner_changed"
    REPORTED = "reported"
    """A ticket was opened about it."""
    VISITED = "visited"
    PART_REPLACED = "part_replaced"
    BROUGHT_BACK = "brought_back"
    IN_REPAIR = "in_repair"
    BACK_FROM_FACTORY = "back_from_factory"
    COLLECTED = "collected"
    REINSTALLED = "reinstalled"
    """A mounted unit went home by a visit."""
    SWAPPED = "swapped"
    """Another unit hangs there now: `serial` is the new one."""
    RETURNED = "returned"
    """The customer got his money back (4.4)."""


KEPT_IN_ITS_OWN_ROW = frozenset({FactKind.REGISTERED, FactKind.REPORTED})
"""Equipment and tickets tell these themselves: they are not written twice."""


@dataclass(frozen=True, kw_only=True)
class EquipmentFact:
    """One thing that happened; never changed. Codes and ids only, nothing personal."""

    id: UUID
    version: int = 0
    equipment_id: UUID
    serial: str | None
    """Of the unit that it happened to."""
    what: FactKind
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None
    details: Mapping[str, str]
    happened_at: datetime


@dataclass(frozen=True, kw_only=True)
class HeardEvent:
    """What another service told about a ticket, as it was told; for the ticket's timeline."""

    id: UUID
    version: int = 0
    ticket_id: UUID
    type: str
    data: Mapping[str, object]
    happened_at: datetime
    heard_at: datetime
