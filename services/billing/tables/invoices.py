"""Invoices and closings."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from services.billing.domain.closing.figures import Closing, Span
from services.billing.domain.invoices.invoice import Buyer, Delivery, Invoice, InvoiceKind, VoidReason
from services.billing.domain.states import InvoiceState
from services.billing.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal, yuan


class InvoiceRow(Row, table=True):
    """An invoice, or the red-letter one that takes it back."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("invoice_number", "invoice_code"),
        Index("invoice_alone_key", "invoice_number", unique=True, postgresql_where=text("invoice_code IS NULL")),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: InvoiceState = one_of(InvoiceState, index=True)
    kind: InvoiceKind = one_of(InvoiceKind)
    buyer: Buyer = one_of(Buyer)
    title: str | None = personal()
    tax_number: str | None = personal()
    charge_id: UUID = Field(index=True)
    customer_id: UUID = Field(index=True)
    ticket_id: UUID | None
    origin: str | None
    amount: Decimal = yuan()
    delivery: Delivery = one_of(Delivery)
    credits_id: UUID | None
    invoice_number: str | None
    invoice_code: str | None
    requested_at: datetime
    issued_at: datetime | None = Field(index=True)
    booked_at: datetime | None = Field(index=True)
    send_until: datetime | None
    send_timer_id: UUID | None
    carrier: str | None
    tracking_number: str | None
    mailed_at: datetime | None
    delivered_at: datetime | None
    ended_because: VoidReason | None = one_of(VoidReason)


class ClosingRow(Row, table=True):
    """What a day or month came to, as finance closed it."""

    __tablename__ = "closing"
    __table_args__ = (UniqueConstraint("span", "first_day"),)

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    span: Span = one_of(Span)
    first_day: date
    last_day: date
    figures: str = document()
    disagreements: str = document()
    closed_by: str
    closed_at: datetime


INVOICE = RowMapping(InvoiceRow, Invoice)
CLOSING = RowMapping(ClosingRow, Closing)
