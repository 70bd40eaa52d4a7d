"""How loaner units and loans are stored."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from services.repairs.domain.lending.life import LoanerState, LoanState
from services.repairs.domain.lending.loan import Handover, Loan, LoanReason
from services.repairs.domain.lending.loaner import Condition, Loaner
from services.repairs.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, yuan


class LoanerRow(Row, table=True):
    """One unit."""

    __tablename__ = "loaner"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: LoanerState = one_of(LoanerState, index=True)
    product_model: str
    serial: str = Field(unique=True)
    accessories: str = document()
    deposit: Decimal = yuan()
    loan_id: UUID | None


class LoanRow(Row, table=True):
    """One loan; one repair has one at a time."""

    __tablename__ = "loan"
    __table_args__ = (
        Index(
            "loan_one_for_each_repair",
            "repair_id",
            unique=True,
            postgresql_where=text("state NOT IN ('refused', 'returned', 'closed')"),
        ),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: LoanState = one_of(LoanState, index=True)
    loaner_id: UUID = Field(index=True)
    repair_id: UUID = Field(index=True)
    ticket_id: UUID = Field(index=True)
    customer_id: UUID
    origin: str
    reason: LoanReason = one_of(LoanReason)
    handover: Handover = one_of(Handover)
    deposit_wanted: Decimal = yuan()
    requested_by: str
    requested_at: datetime
    deposit: str | None = document()
    agreement: str | None = document()
    approvals: str = document()
    refusal_reason: str | None
    technician_id: UUID | None = Field(index=True)
    issued_at: datetime | None
    due_until: datetime | None = Field(index=True)
    deadline_id: UUID | None
    reminder_id: UUID | None
    remind_at: datetime | None
    is_reminded: bool
    is_overdue: bool
    returned_at: datetime | None
    condition: Condition | None = one_of(Condition)


LOANER = RowMapping(LoanerRow, Loaner)
LOAN = RowMapping(LoanRow, Loan)
