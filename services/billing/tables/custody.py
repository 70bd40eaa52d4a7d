"""Money in people's hands: their cash, the ledger, remittances and deposits."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Field

from services.billing.domain.charges.payment import PaymentMethod
from services.billing.domain.custody.cash import CashAccount
from services.billing.domain.custody.deposit import Deposit, ReleaseReason, RetentionReason
from services.billing.domain.custody.ledger import Account, Entry, Movement
from services.billing.domain.custody.remittance import Remittance
from services.billing.domain.states import DepositState, RemittanceState
from services.billing.tables.rows import NOTHING, Row, added
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, yuan


class CashAccountRow(Row, table=True):
    """What one person holds in cash."""

    __tablename__ = "cash_account"

    id: UUID = Field(primary_key=True)
    version: int
    carried: Decimal = yuan()
    holdings: str = document()
    travel_owed: Decimal = yuan(sa_column_kwargs=NOTHING)


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
    charge_id: UUID | None = Field(index=True)
    remittance_id: UUID | None
    deposit_id: UUID | None
    refund_id: UUID | None
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
    deposit_ids: str = document(sa_column_kwargs=added("'[]'::jsonb"))
    handed_in_at: datetime
    counted: Decimal | None = yuan()
    counted_at: datetime | None
    explanation: str | None = document()


class DepositRow(Row, table=True):
    """A deposit for a loaner."""

    __tablename__ = "deposit"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: DepositState = one_of(DepositState, index=True)
    loan_id: UUID = Field(unique=True)
    repair_id: UUID | None
    ticket_id: UUID | None
    customer_id: UUID
    origin: str | None
    amount: Decimal = yuan()
    clause: str
    due_at: datetime
    method: PaymentMethod | None = one_of(PaymentMethod)
    reference: str | None
    received_by_id: UUID | None
    taken_at: datetime | None
    booked_at: datetime | None = Field(index=True)
    released_because: ReleaseReason | None = one_of(ReleaseReason)
    retained: Decimal = yuan()
    retained_because: RetentionReason | None = one_of(RetentionReason)
    returned: Decimal = yuan()
    returned_at: datetime | None
    return_method: PaymentMethod | None = one_of(PaymentMethod)
    return_reference: str | None


CASH_ACCOUNT = RowMapping(CashAccountRow, CashAccount)
CASH_ENTRY = RowMapping(CashEntryRow, Entry)
REMITTANCE = RowMapping(RemittanceRow, Remittance)
DEPOSIT = RowMapping(DepositRow, Deposit)
