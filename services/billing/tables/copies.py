"""What billing keeps of other services' things."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from services.billing.domain.case import Case, CustomerContacts, JobCopy, RepairCopy
from services.billing.domain.charges.contract import ContractCopy
from services.billing.tables.rows import Row, added
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketKind
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, yuan


class TicketCopyRow(Row, table=True):
    """Intake's ticket as far as prices rest on it."""

    __tablename__ = "ticket_copy"

    id: UUID = Field(primary_key=True)
    version: int
    number: str
    kind: TicketKind = one_of(TicketKind)
    customer_id: UUID
    origin: str
    region: Region = one_of(Region)
    is_part_of_installation: bool
    reported_at: datetime
    category: ChargeCategory | None = one_of(ChargeCategory)
    charge_clause: str | None
    charge_decision: int
    items: str = document()
    warranty_decision: int
    is_cancelled: bool
    is_repeat_of_paid_repair: bool = Field(sa_column_kwargs=added("false"))
    quotes_issued: int
    amounts_fixed: int = Field(sa_column_kwargs=added("0"))


class JobCopyRow(Row, table=True):
    """Dispatch's job as far as prices rest on it."""

    __tablename__ = "job_copy"
    __table_args__ = (
        Index("job_copy_errand", "technician_id", "occasion_id", postgresql_where=text("occasion_id IS NOT NULL")),
    )

    id: UUID = Field(primary_key=True)
    version: int
    ticket_id: UUID = Field(index=True)
    occasion_id: UUID | None
    is_occasion_unknown: bool = Field(sa_column_kwargs=added("false"))
    technician_id: UUID | None = Field(index=True)
    has_departed: bool = Field(sa_column_kwargs=added("false"))
    has_arrived: bool
    is_diagnosed: bool
    findings: str = document()
    was_told_visit_fee: bool
    was_told_travel_rule: bool
    is_over: bool
    is_cancelled: bool = Field(sa_column_kwargs=added("false"))


class CustomerCopyRow(Row, table=True):
    """Who may consent for a customer; ids only."""

    __tablename__ = "customer_copy"

    id: UUID = Field(primary_key=True)
    version: int
    contacts: str = document()


class RepairCopyRow(Row, table=True):
    """An item in the register of repairs as far as prices rest on it."""

    __tablename__ = "repair_copy"

    id: UUID = Field(primary_key=True)
    version: int
    ticket_id: UUID = Field(index=True)
    customer_id: UUID
    equipment_id: UUID | None
    fault: str | None
    is_over: bool


class ContractCopyRow(Row, table=True):
    """A maintenance contract as far as it is charged."""

    __tablename__ = "contract_copy"

    id: UUID = Field(primary_key=True)
    version: int
    number: str
    customer_id: UUID
    starts_on: date
    ends_on: date
    device_points: int
    yearly_price: Decimal = yuan()
    terms: str = document(sa_column_kwargs=added("'[]'::jsonb"))
    years_charged: int
    next_year_id: UUID | None
    is_over: bool


TICKET_COPY = RowMapping(TicketCopyRow, Case)
JOB_COPY = RowMapping(JobCopyRow, JobCopy)
REPAIR_COPY = RowMapping(RepairCopyRow, RepairCopy)
CONTRACT_COPY = RowMapping(ContractCopyRow, ContractCopy)
CUSTOMER_COPY = RowMapping(CustomerCopyRow, CustomerContacts)
