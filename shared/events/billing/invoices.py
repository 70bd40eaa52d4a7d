"""Invoices 发票 and what becomes of them; title and tax number stay with billing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class InvoiceEvent(Event):
    """What all events of an invoice have in common."""

    TOPIC = "billing.invoices"
    KEY = "invoice_id"

    invoice_id: UUID
    charge_id: UUID
    customer_id: UUID
    ticket_id: UUID | None = None
    """None for the yearly price of a contract."""


@dataclass(frozen=True, kw_only=True)
class InvoiceRequested(InvoiceEvent):
    """A customer wants an invoice; finance issues it."""

    TYPE = "aftersales.billing.InvoiceRequested.v1"
    FOR_PARTNERS = True

    amount: Money
    delivery: str
    """`by_mail`, or `by_hand`: the technician brings it and collects the money then (5.6)."""
    clause: str
    requested_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(InvoiceEvent):
    """Finance has issued the invoice: it is to be mailed, or brought and the money collected (5.6)."""

    TYPE = "aftersales.billing.InvoiceIssued.v1"

    job_id: UUID | None = None
    """The visit that it is for, if it is for one: who collects goes where that one went."""
    repair_id: UUID | None = None
    contract_id: UUID | None = None
    technician_id: UUID | None = None
    """Who did the work, if somebody did."""
    invoice_number: str
    amount: Money
    outstanding: Money
    """What is still to be paid of the charge: what is collected when it goes by hand."""
    delivery: str
    """`by_mail`: the specialist mails it by `send_until`; `by_hand`: somebody goes and collects the money."""
    send_until: datetime
    """Until when it is in the mail, or on its way by hand."""
    clause: str
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvoiceMailed(InvoiceEvent):
    """The invoice is in the mail."""

    TYPE = "aftersales.billing.InvoiceMailed.v1"

    carrier: str
    tracking_number: str
    mailed_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvoiceDelivered(InvoiceEvent):
    """The customer has the invoice, by mail or by hand."""

    TYPE = "aftersales.billing.InvoiceDelivered.v1"
    FOR_PARTNERS = True

    delivery: str
    """`by_mail` or `by_hand`."""
    delivered_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvoiceMailingOverdue(InvoiceEvent):
    """An issued invoice has not left the house by its time."""

    TYPE = "aftersales.billing.InvoiceMailingOverdue.v1"

    invoice_number: str | None = None
    """As finance has issued it."""
    delivery: str
    clause: str
    overdue_at: datetime
    """The time by which it should have left."""


@dataclass(frozen=True, kw_only=True)
class InvoiceVoided(InvoiceEvent):
    """The invoice does not count; nothing of it is mailed or brought."""

    TYPE = "aftersales.billing.InvoiceVoided.v1"

    reason: str
    voided_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvoiceCredited(InvoiceEvent):
    """A red-letter invoice 红字发票 takes the whole invoice back: both together are exactly zero."""

    TYPE = "aftersales.billing.InvoiceCredited.v1"

    credit_invoice_id: UUID
    credit_number: str
    amount: Money
    """Of the red-letter invoice: the negative of the other's."""
    reason: str
    credited_at: datetime
