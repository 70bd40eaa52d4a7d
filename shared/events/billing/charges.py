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
    """The job it is for, if it is for a job."""
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
    FOR_PARTNERS = True

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
    settled_at: datetime
