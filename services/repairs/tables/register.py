"""How the register, batches and our copies of tickets and contacts are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from services.repairs.domain.copies import CustomerContacts, TicketCopy
from services.repairs.domain.entries import Outcome
from services.repairs.domain.factory import Batch
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import BatchState, Place, RepairState
from services.repairs.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal

_OPEN = "state NOT IN ('collected', 'reinstalled', 'exchanged', 'returned_for_refund', 'scrapped', 'lost')"
_BROUGHT_IN = f"item_id IS NULL AND place <> 'customer' AND {_OPEN}"
"""On one ticket a serial number stands once, whatever the thing is called; at home already it may fail again."""
_IN_THE_HOUSE = f"place IN ('desk', 'warehouse', 'factory') AND {_OPEN}"
"""Taken in and not over; what a technician has he has, and it is looked at when he hands it over."""


class RepairRow(Row, table=True):
    """One entry of the register 返修登记表."""

    __tablename__ = "repair"
    __table_args__ = (
        Index("repair_one_for_each_unit", "ticket_id", "serial", unique=True, postgresql_where=text(_BROUGHT_IN)),
        Index("repair_one_of_each_unit", "product_model", "serial", unique=True, postgresql_where=text(_IN_THE_HOUSE)),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: RepairState = one_of(RepairState, index=True)
    place: Place = one_of(Place)
    in_place_since: datetime = Field(index=True)
    movements: str = document()
    ticket_id: UUID = Field(index=True)
    customer_id: UUID = Field(index=True)
    origin: str
    item_id: UUID | None
    job_id: UUID | None
    slip_number: str | None
    with_technician: str | None = document()
    equipment_id: UUID | None
    product_model: str
    product_category: str | None
    serial: str | None = Field(index=True)
    new_serial: str | None = Field(index=True)
    accessories: str = document()
    condition: str | None = personal()
    photos: str = document()
    holds_data: bool
    data: str | None = document()
    reported_fault: str | None
    is_part_of_installation: bool
    responsible_id: UUID = Field(index=True)
    taken_in_at: datetime
    fee: str = document()
    test: str | None = document()
    retest: str | None = document()
    exclusions: str = document()
    quote: str | None = document()
    receipt: str | None = document()
    promise: str | None = document()
    ready_until: datetime | None = Field(index=True)
    is_promise_missed: bool
    delay: str | None = document()
    batch_id: UUID | None = Field(index=True)
    factory: str | None = document()
    parts: str = document()
    exchange: str | None = document()
    outcome: Outcome | None = one_of(Outcome)
    ready_at: datetime | None
    notification: str | None = document()
    unreached_at: datetime | None
    waiting: str | None = document()
    identity: str = document()
    charge: str | None = document()
    loan_id: UUID | None
    carried_by: UUID | None = Field(index=True)
    home_job_id: UUID | None
    ending: str | None = document()
    ended_at: datetime | None
    collected_at: datetime | None


class BatchRow(Row, table=True):
    """Items that go to one factory together."""

    __tablename__ = "batch"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: BatchState = one_of(BatchState, index=True)
    factory: str
    repair_ids: str = document()
    returned_ids: str = document()
    late_ids: str = document()
    lost_ids: str = document()
    opened_at: datetime
    carrier: str | None
    waybill: str | None
    sent_at: datetime | None


class TicketCopyRow(Row, table=True):
    """What we know of intake's ticket."""

    __tablename__ = "ticket_copy"

    id: UUID = Field(primary_key=True)
    version: int
    number: str
    customer_id: UUID
    equipment_id: UUID | None
    product_model: str | None
    product_category: str | None
    serial: str | None
    is_part_of_installation: bool
    origin: str
    reported_at: datetime
    is_cancelled: bool
    warranty: str | None = document()
    charge: str | None = document()


class CustomerContactsRow(Row, table=True):
    """Who speaks for a customer; ids only."""

    __tablename__ = "customer_contacts"

    id: UUID = Field(primary_key=True)
    version: int
    contact_ids: str = document()


REPAIR = RowMapping(RepairRow, Repair)
BATCH = RowMapping(BatchRow, Batch)
TICKET_COPY = RowMapping(TicketCopyRow, TicketCopy)
CUSTOMER_CONTACTS = RowMapping(CustomerContactsRow, CustomerContacts)
