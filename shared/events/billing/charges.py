"""What a customer owes for one card or repair, and what was paid of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.billing.quotes import PricedLine
from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class ChargeEvent(Event):
    """What all events of a charge have in common."""

    TOPIC = "billing.charges"
    KEY = "charge_id"

    charge_id: UUID
    ticket_id: UUID
    job_id: UUID | None = None
    """The job it is the bill of; travel that is entered after a cancellation is beside it, and names none."""
    repair_id: UUID | None = None
    """The repair it is for, if it is for a repair."""


@dataclass(frozen=True, kw_only=True)
class AmountFixed(ChargeEvent):
    """The work is priced: this amount goes on the card, and the card may be signed. A free service has 0.00."""

    TYPE = "aftersales.billing.AmountFixed.v1"

    quote_id: UUID | None = None
    lines: tuple[PricedLine, ...]
    total: Money
    policy_revision: str
    fixed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChargeRaised(ChargeEvent):
    """The customer owes this amount from now on."""

    TYPE = "aftersales.billing.ChargeRaised.v1"

    number: str
    customer_id: UUID
    total: Money
    pay_until: datetime
    raised_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(ChargeEvent):
    """Money has come in for a charge."""

    TYPE = "aftersales.billing.PaymentReceived.v1"
    FOR_PARTNERS = True

    payment_id: UUID
    amount: Money
    outstanding: Money
    """What is still owed after it."""
    overpaid: Money | None = None
    """What came in beyond what was owed: it is to go back."""
    recovered: Money | None = None
    """What of it had been written off before."""
    customer_id: UUID | None = None
    method: str
    """`cash` or another way of paying."""
    received_by_id: UUID | None = None
    """The member of staff who took it, where a person did."""
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChargeSettled(ChargeEvent):
    """Nothing is owed any more."""

    TYPE = "aftersales.billing.ChargeSettled.v1"

    total: Money
    customer_id: UUID | None = None
    settled_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReceivableEvent(Event):
    """What is told of any charge alike, be it for a visit, a repair or a year of a contract."""

    TOPIC = "billing.charges"
    KEY = "charge_id"

    charge_id: UUID
    customer_id: UUID
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None
    contract_id: UUID | None = None
    number: str


@dataclass(frozen=True, kw_only=True)
class ChargeOverdue(ReceivableEvent):
    """The customer has not paid in time, and is reminded."""

    TYPE = "aftersales.billing.ChargeOverdue.v1"

    outstanding: Money
    reminder: int
    """0 when the due time has just passed, then 1, 2, 3 for each reminder."""
    days_late: int
    technician_id: UUID | None = None
    """Who did the work, if somebody did."""
    clause: str
    overdue_at: datetime
    """The time itself, not when it was noticed."""


@dataclass(frozen=True, kw_only=True)
class ChargeReduced(ReceivableEvent):
    """The supervisor asks for less than the tariff, with a reason (5.5)."""

    TYPE = "aftersales.billing.ChargeReduced.v1"
    FOR_PARTNERS = True

    reduction: Money
    total: Money
    """What the charge comes to after it."""
    outstanding: Money
    clause: str
    reduced_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChargeWrittenOff(ReceivableEvent):
    """What is still owed will not be asked for any more; somebody asked for it and another person approved."""

    TYPE = "aftersales.billing.ChargeWrittenOff.v1"

    amount: Money
    clause: str
    written_off_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContractCharged(ReceivableEvent):
    """A year of a maintenance contract is owed (3.4)."""

    TYPE = "aftersales.billing.ContractCharged.v1"
    FOR_PARTNERS = True

    year: int
    """Counts the years of the contract from 1."""
    total: Money
    pay_until: datetime
    clause: str
    charged_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContractPaymentReceived(ReceivableEvent):
    """Money has come in for a year of a contract."""

    TYPE = "aftersales.billing.ContractPaymentReceived.v1"
    FOR_PARTNERS = True

    payment_id: UUID
    amount: Money
    outstanding: Money
    overpaid: Money | None = None
    recovered: Money | None = None
    """What of it had been written off before."""
    method: str
    received_by_id: UUID | None = None
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContractChargeSettled(ReceivableEvent):
    """Nothing is owed any more for a year of a contract."""

    TYPE = "aftersales.billing.ContractChargeSettled.v1"

    total: Money
    settled_at: datetime
