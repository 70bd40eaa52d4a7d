"""Money that goes back to a customer; above a limit a second person approves it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class RefundEvent(Event):
    """What all events of a refund have in common."""

    TOPIC = "billing.refunds"
    KEY = "refund_id"

    refund_id: UUID
    customer_id: UUID
    charge_id: UUID | None = None
    """What the money had been paid for, where we charged it."""
    repair_id: UUID | None = None
    """The item that was returned for its price (退货), if that is the reason."""
    ticket_id: UUID | None = None
    amount: Money


@dataclass(frozen=True, kw_only=True)
class RefundRequested(RefundEvent):
    """Somebody asks that money goes back."""

    TYPE = "aftersales.billing.RefundRequested.v1"
    FOR_PARTNERS = True

    number: str
    reason: str
    """`overpaid`, `reduced`, `not_done` or `goods_returned`."""
    needs_approval: bool
    clause: str
    requested_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundApproved(RefundEvent):
    """Another person than the one who asked agrees."""

    TYPE = "aftersales.billing.RefundApproved.v1"
    FOR_PARTNERS = True

    clause: str
    approved_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundRefused(RefundEvent):
    """The money does not go back."""

    TYPE = "aftersales.billing.RefundRefused.v1"
    FOR_PARTNERS = True

    reason: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(RefundEvent):
    """The money is with the customer again."""

    TYPE = "aftersales.billing.PaymentRefunded.v1"
    FOR_PARTNERS = True

    method: str
    clause: str
    refunded_at: datetime
