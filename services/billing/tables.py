"""How billing's things are stored; rows never leave the repository and the queries."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from services.billing.domain.case import Case, CustomerContacts, JobCopy
from services.billing.domain.charges.charge import Charge, Payment, PaymentMethod
from services.billing.domain.custody.cash import CashAccount, Remittance
from services.billing.domain.custody.ledger import Account, Entry, Movement
from services.billing.domain.prices.price_list import PriceList
from services.billing.domain.quote import Quote
from services.billing.domain.states import ChargeState, QuoteState, RemittanceState
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketKind
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, row_registry, yuan


class Row(SQLModel, registry=row_registry()):
    """What billing stores."""


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
    quotes_issued: int


class JobCopyRow(Row, table=True):
    """Dispatch's job as far as prices rest on it."""

    __tablename__ = "job_copy"

    id: UUID = Field(primary_key=True)
    version: int
    ticket_id: UUID = Field(index=True)
    technician_id: UUID | None = Field(index=True)
    has_arrived: bool
    is_diagnosed: bool
    findings: str = document()
    was_told_visit_fee: bool
    was_told_travel_rule: bool
    is_over: bool


class CustomerCopyRow(Row, table=True):
    """Who may consent for a customer; ids only."""

    __tablename__ = "customer_copy"

    id: UUID = Field(primary_key=True)
    version: int
    contacts: str = document()


class PriceListRow(Row, table=True):
    """A published price list."""

    __tablename__ = "price_list"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    effective_from: date = Field(index=True)
    prices: str = document()
    policy_revision: str
    published_at: datetime


class QuoteRow(Row, table=True):
    """One version of the quote for a job."""

    __tablename__ = "quote"
    __table_args__ = (UniqueConstraint("job_id", "quote_version"),)

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: QuoteState = one_of(QuoteState)
    ticket_id: UUID = Field(index=True)
    job_id: UUID
    customer_id: UUID
    origin: str
    quote_version: int
    lines: str = document()
    total: Decimal = yuan()
    circumstances: str = document()
    clause: str
    policy_revision: str
    issued_at: datetime
    valid_until: datetime
    deadline_id: UUID
    consent: str | None = document()
    ended_because: str | None


class ChargeRow(Row, table=True):
    """The bill of one job."""

    __tablename__ = "charge"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: ChargeState = one_of(ChargeState, index=True)
    ticket_id: UUID = Field(index=True)
    job_id: UUID = Field(unique=True)
    customer_id: UUID
    technician_id: UUID | None = Field(index=True)
    origin: str
    quote_id: UUID | None
    lines: str = document()
    total: Decimal = yuan()
    paid: Decimal = yuan()
    circumstances: str = document()
    policy_revision: str
    fixed_at: datetime
    raised_at: datetime | None
    pay_until: datetime | None
    settled_at: datetime | None


class PaymentRow(Row, table=True):
    """Money that came in for a charge."""

    __tablename__ = "payment"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    charge_id: UUID = Field(index=True)
    ticket_id: UUID
    amount: Decimal = yuan()
    travel: Decimal = yuan()
    method: PaymentMethod = one_of(PaymentMethod)
    reference: str | None
    received_by_id: UUID | None
    received_at: datetime


class CashAccountRow(Row, table=True):
    """What one person holds in cash."""

    __tablename__ = "cash_account"

    id: UUID = Field(primary_key=True)
    version: int
    carried: Decimal = yuan()
    holdings: str = document()


class CashEntryRow(Row, table=True):
    """One side of a movement of cash; the whole table sums to zero."""

    __tablename__ = "cash_entry"

    id: UUID = Field(primary_key=True)
    version: int
    movement_id: UUID = Field(index=True)
    movement: Movement = one_of(Movement)
    person_id: UUID = Field(index=True)
    account: Account = one_of(Account)
    amount: Decimal = yuan()
    charge_id: UUID | None
    remittance_id: UUID | None
    moved_at: datetime


class RemittanceRow(Row, table=True):
    """Cash that was handed to finance in one go."""

    __tablename__ = "remittance"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: RemittanceState = one_of(RemittanceState, index=True)
    person_id: UUID = Field(index=True)
    amount: Decimal = yuan()
    charge_ids: str = document()
    handed_in_at: datetime
    counted: Decimal | None = yuan()
    counted_at: datetime | None


METADATA = Row.metadata

TICKET_COPY = RowMapping(TicketCopyRow, Case)
JOB_COPY = RowMapping(JobCopyRow, JobCopy)
CUSTOMER_COPY = RowMapping(CustomerCopyRow, CustomerContacts)
PRICE_LIST = RowMapping(PriceListRow, PriceList)
QUOTE = RowMapping(QuoteRow, Quote)
CHARGE = RowMapping(ChargeRow, Charge)
PAYMENT = RowMapping(PaymentRow, Payment)
CASH_ACCOUNT = RowMapping(CashAccountRow, CashAccount)
CASH_ENTRY = RowMapping(CashEntryRow, Entry)
REMITTANCE = RowMapping(RemittanceRow, Remittance)
