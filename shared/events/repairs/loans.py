"""A loaner 代用机: a unit lent while the customer's own is away (4.5)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class LoanEvent(Event):
    """What all events of a loan have in common."""

    TOPIC = "repairs.loans"
    KEY = "loan_id"

    loan_id: UUID
    ticket_id: UUID
    customer_id: UUID
    repair_id: UUID
    """The item that the loaner stands in for; it cannot be closed while the loaner is out."""
    loaner_id: UUID
    """The unit."""


@dataclass(frozen=True, kw_only=True)
class LoanRequested(LoanEvent):
    """A loaner is asked for: the deposit is due, then two persons approve."""

    TYPE = "aftersales.repairs.LoanRequested.v1"

    number: str
    reason: str
    """`promise_missed`, `promise_cannot_be_kept` or `managers_reason`."""
    deposit: Money
    """What the customer leaves; billing takes it."""
    handover: str
    """`counter` or `visit`."""
    requested_by: str
    """Subject of whoever asked; he approves nothing."""
    clause: str
    requested_at: datetime


@dataclass(frozen=True, kw_only=True)
class LoanApproved(LoanEvent):
    """One of the two persons has approved (4.5)."""

    TYPE = "aftersales.repairs.LoanApproved.v1"

    step: str
    """`manager`, then `logistics_director`."""
    approved_by: str
    is_final: bool
    """Whether it was the last approval: the loaner may go out."""
    handover: str
    """`counter` or `visit`: then, after the last approval, somebody brings it."""
    clause: str
    approved_at: datetime


@dataclass(frozen=True, kw_only=True)
class LoanRefused(LoanEvent):
    """The loan is not approved, or not wanted any more: the deposit goes back."""

    TYPE = "aftersales.repairs.LoanRefused.v1"

    step: str
    """`manager`, `logistics_director`, `customer` where he withdrew, or `repair` where that is over."""
    reason: str
    """A code."""
    deposit: Money
    is_deposit_taken: bool
    deposit_id: UUID | None = None
    clause: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class LoanerIssued(LoanEvent):
    """The customer has the loaner, and it is due back."""

    TYPE = "aftersales.repairs.LoanerIssued.v1"

    handover: str
    """`counter` or `visit`."""
    technician_id: UUID | None = None
    """Who brought it, where somebody did."""
    due_until: datetime
    clause: str
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class LoanReminded(LoanEvent):
    """The loaner is due in some days: the customer is reminded."""

    TYPE = "aftersales.repairs.LoanReminded.v1"

    due_until: datetime
    clause: str
    reminded_at: datetime


@dataclass(frozen=True, kw_only=True)
class LoanOverdue(LoanEvent):
    """The loaner was not brought back in time."""

    TYPE = "aftersales.repairs.LoanOverdue.v1"

    clause: str
    overdue_at: datetime
    """When it was due, not when it was noticed."""


@dataclass(frozen=True, kw_only=True)
class LoanerReturned(LoanEvent):
    """The loaner is back: the deposit is settled by its condition."""

    TYPE = "aftersales.repairs.LoanerReturned.v1"

    condition: str
    """`good`, `damaged`, `incomplete` or `lost`."""
    deposit: Money
    deposit_id: UUID | None = None
    clause: str
    returned_at: datetime


@dataclass(frozen=True, kw_only=True)
class LoanClosed(LoanEvent):
    """The loaner is back and the deposit settled."""

    TYPE = "aftersales.repairs.LoanClosed.v1"
    FOR_PARTNERS = True

    clause: str
    closed_at: datetime
