"""Charges, payments and refunds."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from services.billing.domain.charges.adjustment import Adjustment, AdjustmentKind
from services.billing.domain.charges.charge import Charge
from services.billing.domain.charges.payment import Payment, PaymentMethod, Transfer, Way
from services.billing.domain.charges.refund import Refund, RefundReason
from services.billing.domain.states import ChargeState, RefundState
from services.billing.tables.rows import NOTHING, Row, added
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, yuan


class ChargeRow(Row, table=True):
    """The bill of one job, repair or year of a contract."""

    __tablename__ = "charge"
    __table_args__ = (
        UniqueConstraint("contract_id", "contract_year"),
        UniqueConstraint("job_id", "is_travel_alone"),
        Index("charge_of_technician", "technician_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: ChargeState = one_of(ChargeState, index=True)
    ticket_id: UUID | None = Field(index=True)
    job_id: UUID | None
    is_travel_alone: bool = Field(sa_column_kwargs=added("false"))
    repair_id: UUID | None = Field(unique=True)
    contract_id: UUID | None
    contract_year: int | None
    customer_id: UUID = Field(index=True)
    technician_id: UUID | None
    origin: str | None
    quote_id: UUID | None
    lines: str = document()
    total: Decimal = yuan()
    reduced: Decimal = yuan(sa_column_kwargs=NOTHING)
    paid: Decimal = yuan()
    refunding: Decimal = yuan(sa_column_kwargs=NOTHING)
    refunded: Decimal = yuan(sa_column_kwargs=NOTHING)
    written_off: Decimal = yuan(sa_column_kwargs=NOTHING)
    circumstances: str | None = document()
    policy_revision: str
    fixed_at: datetime = Field(index=True)
    raised_at: datetime | None
    booked_at: datetime | None = Field(index=True)
    pay_until: datetime | None = Field(index=True)
    settled_at: datetime | None
    reminders: int = Field(sa_column_kwargs=added("0"))
    reminder_id: UUID | None
    write_off_request: str | None = document()
    written_off_at: datetime | None
    invoice_id: UUID | None


class PaymentRow(Row, table=True):
    """Money that came in for a charge."""

    __tablename__ = "payment"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    charge_id: UUID = Field(index=True)
    ticket_id: UUID | None
    amount: Decimal = yuan()
    travel: Decimal = yuan()
    method: PaymentMethod = one_of(PaymentMethod)
    reference: str | None
    received_by_id: UUID | None
    received_at: datetime = Field(index=True)
    booked_at: datetime | None = Field(index=True)


class TransferRow(Row, table=True):
    """A transfer by its reference, whatever it is for."""

    __tablename__ = "transfer"
    __table_args__ = (UniqueConstraint("way", "method", "reference"),)

    id: UUID = Field(primary_key=True)
    version: int
    way: Way = one_of(Way)
    method: PaymentMethod = one_of(PaymentMethod)
    reference: str


class AdjustmentRow(Row, table=True):
    """So much less is expected of a charge."""

    __tablename__ = "adjustment"

    id: UUID = Field(primary_key=True)
    version: int
    charge_id: UUID = Field(index=True)
    kind: AdjustmentKind = one_of(AdjustmentKind)
    amount: Decimal = yuan()
    made_at: datetime = Field(index=True)


class RefundRow(Row, table=True):
    """Money that is to go back, or is back."""

    __tablename__ = "refund"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: RefundState = one_of(RefundState, index=True)
    customer_id: UUID
    origin: str | None
    ticket_id: UUID | None
    charge_id: UUID | None = Field(index=True)
    repair_id: UUID | None = Field(unique=True)
    reason: RefundReason = one_of(RefundReason)
    amount: Decimal | None = yuan()
    needs_approval: bool
    clause: str
    requested_by: str | None
    decided_by: str | None
    requested_at: datetime
    approved_by: str | None
    method: PaymentMethod | None = one_of(PaymentMethod)
    reference: str | None
    paid_by_id: UUID | None
    refunded_at: datetime | None


CHARGE = RowMapping(ChargeRow, Charge)
PAYMENT = RowMapping(PaymentRow, Payment)
TRANSFER = RowMapping(TransferRow, Transfer)
ADJUSTMENT = RowMapping(AdjustmentRow, Adjustment)
REFUND = RowMapping(RefundRow, Refund)
