"""Items that go to the factory together."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class BatchSent(Event):
    """The warehouse has sent a batch to the factory (6.3)."""

    TYPE = "aftersales.repairs.BatchSent.v1"
    TOPIC = "repairs.batches"
    KEY = "batch_id"
    FOR_PARTNERS = True

    batch_id: UUID
    number: str
    factory: str
    """Code of the factory."""
    repair_ids: tuple[UUID, ...]
    clause: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class BatchReturned(Event):
    """Every item of a batch is back from the factory."""

    TYPE = "aftersales.repairs.BatchReturned.v1"
    TOPIC = "repairs.batches"
    KEY = "batch_id"
    FOR_PARTNERS = True

    batch_id: UUID
    number: str
    factory: str
    repair_ids: tuple[UUID, ...]
    clause: str
    returned_at: datetime


@dataclass(frozen=True, kw_only=True)
class FactoryPromiseMissed(Event):
    """The factory has not sent an item back by the time it was expected."""

    TYPE = "aftersales.repairs.FactoryPromiseMissed.v1"
    TOPIC = "repairs.batches"
    KEY = "batch_id"

    batch_id: UUID
    factory: str
    repair_id: UUID
    ticket_id: UUID
    clause: str
    missed_at: datetime
    """The expected time itself, not when it was noticed."""
