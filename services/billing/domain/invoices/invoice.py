"""An invoice 发票: asked for, issued, mailed or brought, voided, or taken back by a red-letter invoice (5.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.billing.domain.charges.charge import Charge
from services.billing.domain.identifiers import ChargeId, InvoiceId, TicketId
from services.billing.domain.invoices.tax_number import checked
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.refusals import (
    AlreadyInvoiced,
    NothingToInvoice,
    OtherDelivery,
    OtherMonth,
    TaxNumberMissing,
    TimeNotPossible,
)
from services.billing.domain.states import INVOICE_COUNTS, INVOICE_LIFE, ChargeState, InvoiceAction, InvoiceState
from shared.events.billing.invoices import (
    InvoiceCredited,
    InvoiceDelivered,
    InvoiceIssued,
    InvoiceMailed,
    InvoiceMailingOverdue,
    InvoiceRequested,
    InvoiceVoided,
)
from shared.events.contract import Event
from shared.money import Money
from shared.policy import business_day

Events = Sequence[Event]


class InvoiceKind(StrEnum):
    """Which invoice the tax office knows it as."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    """增值税专用发票: only for an organisation with a tax number."""


class Buyer(StrEnum):
    """For whom it is."""

    ORGANISATION = "organisation"
    PERSON = "person"


class Delivery(StrEnum):
    """How it reaches the customer."""

    BY_MAIL = "by_mail"
    BY_HAND = "by_hand"
    """The technician brings it and collects the money (5.6)."""


class VoidReason(StrEnum):
    """Why it does not count, or is taken back."""

    WRONG_TITLE = "wrong_title"
    WRONG_AMOUNT = "wrong_amount"
    NOT_WANTED = "not_wanted"
    WORK_REVISED = "work_revised"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class InvoiceFor:
    """What a new invoice is called, and what the customer wants on it."""

    id: UUID
    number: str
    kind: InvoiceKind
    buyer: Buyer
    title: str
    tax_number: str | None
    delivery: Delivery


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """What finance wrote on it."""

    invoice_number: str
    invoice_code: str | None
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """One invoice, or the red-letter one that takes it back."""

    id: InvoiceId
    number: str
    version: int = 0
    state: InvoiceState = InvoiceState.REQUESTED
    kind: InvoiceKind
    buyer: Buyer
    title: str | None
    """抬头; a person's name where a person is the buyer."""
    tax_number: str | None
    charge_id: ChargeId
    customer_id: UUID
    ticket_id: TicketId | None
    origin: str | None
    amount: Money
    """Of a red-letter invoice the negative of the other's."""
    delivery: Delivery
    credits_id: InvoiceId | None = None
    """The invoice that this red-letter one takes back."""
    invoice_number: str | None = None
    invoice_code: str | None = None
    requested_at: datetime
    issued_at: datetime | None = None
    booked_at: datetime | None = None
    """When it counts in the books, where the day of its issue was closed when that was recorded."""
    send_until: datetime | None = None
    send_timer_id: UUID | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    mailed_at: datetime | None = None
    delivered_at: datetime | None = None
    ended_because: VoidReason | None = None

    def issue(
        self, numbered: Numbered, charge: Charge, send_until: datetime, timer_id: UUID, policy: BillingPolicy
    ) -> tuple["Invoice", Events]:
        """Finance has issued it: it goes into the mail in time, or by hand with the money to collect (5.6).

        It is for what is asked for now: since it was wanted the supervisor may have taken something off.
        """
        state = INVOICE_LIFE.after(self.state, InvoiceAction.ISSUE)
        if charge.due <= Money.ZERO:
            raise NothingToInvoice("nothing is asked for any more", clause=policy.invoice.clause)
        if numbered.issued_at < self.requested_at:
            raise TimeNotPossible("it is issued after it was asked for", field="issued_at")
        invoice = replace(
            self,
            state=state,
            amount=charge.due,
            invoice_number=numbered.invoice_number,
            invoice_code=numbered.invoice_code,
            issued_at=numbered.issued_at,
            send_until=send_until,
            send_timer_id=timer_id,
        )
        told = InvoiceIssued(
            **self._keys,
            job_id=charge.job_id,
            repair_id=charge.repair_id,
            contract_id=charge.contract_id,
            technician_id=charge.technician_id,
            invoice_number=numbered.invoice_number,
            amount=invoice.amount,
            outstanding=charge.outstanding,
            delivery=self.delivery.value,
            send_until=send_until,
            clause=policy.invoice.clause,
            issued_at=numbered.issued_at,
        )
        return invoice, [told]

    def mail(self, carrier: str, tracking_number: str, at: datetime) -> tuple["Invoice", Events]:
        """It is in the mail; raises OtherDelivery for one that goes by hand."""
        state = INVOICE_LIFE.after(self.state, InvoiceAction.MAIL)
        if self.delivery is not Delivery.BY_MAIL:
            raise OtherDelivery("this one is brought by hand")
        invoice = replace(
            self, state=state, carrier=carrier, tracking_number=tracking_number, mailed_at=at, send_timer_id=None
        )
        return invoice, [InvoiceMailed(**self._keys, carrier=carrier, tracking_number=tracking_number, mailed_at=at)]

    def deliver(self, at: datetime) -> tuple["Invoice", Events]:
        """The customer has it; one for the mail is mailed first."""
        state = INVOICE_LIFE.after(self.state, InvoiceAction.DELIVER)
        if self.delivery is Delivery.BY_MAIL and self.state is not InvoiceState.MAILED:
            raise OtherDelivery("this one goes by mail: say first that it was mailed")
        invoice = replace(self, state=state, delivered_at=at, send_timer_id=None)
        return invoice, [InvoiceDelivered(**self._keys, delivery=self.delivery.value, delivered_at=at)]

    def void(self, reason: VoidReason, policy: BillingPolicy, at: datetime) -> tuple["Invoice", Events]:
        """It does not count: asked for in vain, or still in the house in the month of its issue: else OtherMonth."""
        state = INVOICE_LIFE.after(self.state, InvoiceAction.VOID)
        if self.credits_id is not None:
            raise OtherDelivery("a red-letter invoice is not taken back")
        rule = policy.invoice
        if self.issued_at is not None and rule.voided_only_in_month_of_issue:
            issued_on, today = business_day(self.issued_at), business_day(at)
            if (issued_on.year, issued_on.month) != (today.year, today.month):
                raise OtherMonth(f"issued on {issued_on}: a red-letter invoice takes it back", clause=rule.clause)
        invoice = replace(self, state=state, ended_because=reason, send_timer_id=None)
        return invoice, [InvoiceVoided(**self._keys, reason=reason.value, voided_at=at)]

    def credit(
        self, red_id: UUID, number: str, numbered: Numbered, reason: VoidReason
    ) -> tuple["Invoice", "Invoice", Events]:
        """A red-letter invoice takes it back in full: both together are exactly zero."""
        state = INVOICE_LIFE.after(self.state, InvoiceAction.CREDIT)
        if self.credits_id is not None:
            raise OtherDelivery("a red-letter invoice is not taken back")
        if self.issued_at is None or numbered.issued_at < self.issued_at:
            raise TimeNotPossible("it is taken back after it was issued", field="issued_at")
        red = replace(
            self,
            id=InvoiceId(red_id),
            number=number,
            version=0,
            state=INVOICE_LIFE.after(InvoiceState.REQUESTED, InvoiceAction.ISSUE),
            amount=-self.amount,
            credits_id=self.id,
            invoice_number=numbered.invoice_number,
            invoice_code=numbered.invoice_code,
            requested_at=numbered.issued_at,
            issued_at=numbered.issued_at,
            send_until=None,
            send_timer_id=None,
            carrier=None,
            tracking_number=None,
            mailed_at=None,
            delivered_at=None,
        )
        told = InvoiceCredited(
            **self._keys,
            credit_invoice_id=red.id,
            credit_number=numbered.invoice_number,
            amount=red.amount,
            reason=reason.value,
            credited_at=numbered.issued_at,
        )
        return replace(self, state=state, ended_because=reason, send_timer_id=None), red, [told]

    def mailing_overdue(self, timer_id: UUID, policy: BillingPolicy) -> Events:
        """It should have left the house by now; nothing when it has, or the timer is an old one."""
        if self.send_timer_id != timer_id or self.send_until is None:
            return []
        overdue = InvoiceMailingOverdue(
            **self._keys,
            invoice_number=self.invoice_number,
            delivery=self.delivery.value,
            clause=policy.invoice.clause,
            overdue_at=self.send_until,
        )
        return [overdue]

    @property
    def counts(self) -> bool:
        """Whether its charge has no need of another."""
        return self.state in INVOICE_COUNTS and self.credits_id is None

    @property
    def _keys(self) -> dict[str, Any]:
        ids = {"charge_id": self.charge_id, "customer_id": self.customer_id, "ticket_id": self.ticket_id}
        return {"invoice_id": self.id, **ids}


def ask_for_invoice(
    what: InvoiceFor, charge: Charge, policy: BillingPolicy, at: datetime
) -> tuple[Invoice, Charge, Events]:
    """The customer wants an invoice for a charge; it has one at most that counts.

    Raises AlreadyInvoiced, NothingToInvoice, TaxNumberMissing, TaxNumberWrong.
    """
    if charge.invoice_id is not None:
        raise AlreadyInvoiced(f"charge {charge.number} has one", field="charge_id")
    if charge.state is ChargeState.FIXED or charge.due <= Money.ZERO:
        raise NothingToInvoice("nothing is owed yet, or nothing at all", clause=policy.invoice.clause)
    if what.tax_number is None and (what.buyer is Buyer.ORGANISATION or what.kind is InvoiceKind.SPECIAL):
        raise TaxNumberMissing("name the tax number of the organisation", field="tax_number")
    invoice = Invoice(
        id=InvoiceId(what.id),
        number=what.number,
        kind=what.kind,
        buyer=what.buyer,
        title=what.title,
        tax_number=None if what.tax_number is None else checked(what.tax_number),
        charge_id=charge.id,
        customer_id=charge.customer_id,
        ticket_id=charge.ticket_id,
        origin=charge.origin,
        amount=charge.due,
        delivery=what.delivery,
        requested_at=at,
    )
    told = InvoiceRequested(
        invoice_id=invoice.id,
        charge_id=charge.id,
        customer_id=charge.customer_id,
        ticket_id=charge.ticket_id,
        amount=invoice.amount,
        delivery=what.delivery.value,
        clause=policy.invoice.clause,
        requested_at=at,
    )
    return invoice, replace(charge, invoice_id=invoice.id), [told]
