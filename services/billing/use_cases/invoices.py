"""Invoices: asked for, issued, mailed or brought, voided, taken back."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.billing.domain.identifiers import ChargeId, InvoiceId
from services.billing.domain.invoices.invoice import (
    Buyer,
    Delivery,
    Invoice,
    InvoiceFor,
    InvoiceKind,
    Numbered,
    VoidReason,
    ask_for_invoice,
)
from services.billing.domain.refusals import InvoiceNumberUsed, TimeNotPossible
from services.billing.use_cases.cases import booked_at, policy_for, working_days
from services.billing.use_cases.sight import Sight, charge_for, invoice_for
from services.billing.work import Work

SEND_DUE = "invoice_send_due"


@dataclass(frozen=True, kw_only=True)
class InvoiceWanted:
    """What the customer wants on his invoice."""

    kind: InvoiceKind
    buyer: Buyer
    title: str
    tax_number: str | None
    delivery: Delivery


async def request_invoice(charge_id: ChargeId, wanted: InvoiceWanted, sight: Sight, work: Work) -> Invoice:
    """The customer wants an invoice for what he owes or has paid."""
    charge = await charge_for(charge_id, sight, work)
    policy = await policy_for(charge.ticket_id, work)
    what = InvoiceFor(
        id=work.new_id(),
        number=await work.number("FP"),
        kind=wanted.kind,
        buyer=wanted.buyer,
        title=wanted.title,
        tax_number=wanted.tax_number,
        delivery=wanted.delivery,
    )
    invoice, charge, events = ask_for_invoice(what, charge, policy, work.now)
    work.charges.save(charge, origin=charge.origin)
    return work.invoices.add(invoice, events, origin=invoice.origin)


async def issue_invoice(invoice_id: InvoiceId, numbered: Numbered, work: Work) -> Invoice:
    """Finance has issued it: it is mailed in time, or brought and the money collected."""
    invoice = await work.invoices.get(invoice_id)
    charge = await work.charges.get(invoice.charge_id)
    policy = await policy_for(charge.ticket_id, work)
    await _check(numbered, work)
    days = policy.invoice.mailed_within_working_days
    send_until = working_days(policy).end_of_work_day(numbered.issued_at, days=days)
    issued, events = invoice.issue(numbered, charge, send_until, work.new_id(), policy)
    issued = replace(issued, booked_at=await booked_at(numbered.issued_at, work))
    if issued.send_timer_id is not None:
        work.set_timer(issued.send_timer_id, due_at=send_until, kind=SEND_DUE, subject=issued.id)
    return work.invoices.save(issued, events, origin=issued.origin)


async def mail_invoice(invoice_id: InvoiceId, carrier: str, tracking_number: str, work: Work) -> Invoice:
    """The specialist has mailed it."""
    invoice = await work.invoices.get(invoice_id)
    await _forget_timer(invoice, work)
    return work.invoices.save(*invoice.mail(carrier, tracking_number, work.now), origin=invoice.origin)


async def deliver_invoice(invoice_id: InvoiceId, sight: Sight, work: Work) -> Invoice:
    """The customer has it."""
    invoice = await invoice_for(invoice_id, sight, work)
    await _forget_timer(invoice, work)
    return work.invoices.save(*invoice.deliver(work.now), origin=invoice.origin)


async def void_invoice(invoice_id: InvoiceId, reason: VoidReason, work: Work) -> Invoice:
    """It does not count; its charge may have another."""
    invoice = await work.invoices.get(invoice_id)
    policy = await policy_for(invoice.ticket_id, work)
    voided, events = invoice.void(reason, policy, work.now)
    await _forget_timer(invoice, work)
    await _free_charge(invoice, work)
    return work.invoices.save(voided, events, origin=invoice.origin)


async def credit_invoice(invoice_id: InvoiceId, numbered: Numbered, reason: VoidReason, work: Work) -> Invoice:
    """A red-letter invoice takes it back in full; returns the one that was taken back."""
    invoice = await work.invoices.get(invoice_id)
    await _check(numbered, work)
    credited, red, events = invoice.credit(work.new_id(), await work.number("FP"), numbered, reason)
    await _forget_timer(invoice, work)
    await _free_charge(invoice, work)
    work.invoices.add(replace(red, booked_at=await booked_at(numbered.issued_at, work)))
    return work.invoices.save(credited, events, origin=invoice.origin)


async def tell_not_sent(invoice_id: InvoiceId, timer_id: UUID, work: Work) -> None:
    """It should have left the house by now."""
    invoice = await work.invoices.find(invoice_id)
    if invoice is not None and (events := invoice.mailing_overdue(timer_id, work.policy)):
        work.invoices.save(replace(invoice, send_timer_id=None), events, origin=invoice.origin)


async def forget_buyer(customer_id: UUID, work: Work) -> None:
    """The customer's data was erased: an invoice keeps its number and amount, and names no person any more."""
    for invoice in await work.invoices.of_person(customer_id):
        work.invoices.save(replace(invoice, title=None, tax_number=None), origin=invoice.origin)


async def _check(numbered: Numbered, work: Work) -> None:
    if numbered.issued_at > work.now:
        raise TimeNotPossible("an invoice is not issued in the future", field="issued_at")
    if await work.invoices.has_number(numbered.invoice_number, numbered.invoice_code):
        raise InvoiceNumberUsed("another invoice has this number", field="invoice_number")


async def _forget_timer(invoice: Invoice, work: Work) -> None:
    if invoice.send_timer_id is not None:
        await work.drop_timer(invoice.send_timer_id)


async def _free_charge(invoice: Invoice, work: Work) -> None:
    charge = await work.charges.get(invoice.charge_id)
    if charge.invoice_id == invoice.id:
        work.charges.save(replace(charge, invoice_id=None), origin=charge.origin)


def numbered(invoice_number: str, invoice_code: str | None, issued_at: datetime | None, now: datetime) -> Numbered:
    """What finance wrote on it; issued now, unless it is said when."""
    return Numbered(invoice_number=invoice_number, invoice_code=invoice_code, issued_at=issued_at or now)
