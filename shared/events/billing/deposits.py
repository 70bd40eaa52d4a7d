"""Deposits for loaners: the customer's money, held apart until it goes back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class DepositEvent(Event):
    """What all events of a deposit have in common."""

    TOPIC = "billing.deposits"
    KEY = "deposit_id"

    deposit_id: UUID
    loan_id: UUID
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    repair_id: UUID | None = None
    """The repair during which the loaner is lent."""


@dataclass(frozen=True, kw_only=True)
class DepositTaken(DepositEvent):
    """The customer has left a deposit: the loaner may go out once it is approved (4.5)."""

    TYPE = "aftersales.billing.DepositTaken.v1"

    number: str
    amount: Money
    method: str
    received_by_id: UUID | None = None
    clause: str
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class DepositReleased(DepositEvent):
    """The deposit is to go back: the loaner is home, or was never approved."""

    TYPE = "aftersales.billing.DepositReleased.v1"
    FOR_PARTNERS = True

    amount: Money
    reason: str
    """`loaner_returned`, `loan_refused` or `loan_ended`."""
    clause: str
    released_at: datetime


@dataclass(frozen=True, kw_only=True)
class DepositReturned(DepositEvent):
    """The customer has his deposit back, all that was not kept of it."""

    TYPE = "aftersales.billing.DepositReturned.v1"

    amount: Money
    method: str
    clause: str
    returned_at: datetime


@dataclass(frozen=True, kw_only=True)
class DepositRetained(DepositEvent):
    """A part of the deposit, or all of it, is kept, with a reason."""

    TYPE = "aftersales.billing.DepositRetained.v1"

    amount: Money
    to_return: Money
    """What is still to go back."""
    reason: str
    """`damaged`, `accessories_missing`, `not_returned` or `offset_with_charge`."""
    clause: str
    retained_at: datetime
