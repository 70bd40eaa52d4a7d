"""How the history of equipment, what others told about tickets, and what the law keeps are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from services.intake.domain.on_file.erasure import InvoiceHold
from services.intake.domain.on_file.history import EquipmentFact, FactKind, HeardEvent
from services.intake.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of


class EquipmentFactRow(Row, table=True):
    """One thing that happened to equipment."""

    __tablename__ = "equipment_fact"

    id: UUID = Field(primary_key=True)
    version: int
    equipment_id: UUID = Field(index=True)
    serial: str | None
    what: FactKind = one_of(FactKind)
    ticket_id: UUID | None
    job_id: UUID | None
    repair_id: UUID | None = Field(index=True)
    details: str = document()
    happened_at: datetime


class HeardEventRow(Row, table=True):
    """What another service told about a ticket."""

    __tablename__ = "heard_event"
    __table_args__ = (Index("heard_event_ticket_idx", "ticket_id", "happened_at", "id"),)

    id: UUID = Field(primary_key=True)
    version: int
    ticket_id: UUID
    type: str
    data: str = document()
    happened_at: datetime
    heard_at: datetime


class InvoiceHoldRow(Row, table=True):
    """An invoice that was issued."""

    __tablename__ = "invoice_hold"

    id: UUID = Field(primary_key=True)
    version: int
    customer_id: UUID = Field(index=True)
    ticket_id: UUID | None
    invoice_number: str
    issued_on: date


EQUIPMENT_FACT = RowMapping(EquipmentFactRow, EquipmentFact)
HEARD_EVENT = RowMapping(HeardEventRow, HeardEvent)
INVOICE_HOLD = RowMapping(InvoiceHoldRow, InvoiceHold)
