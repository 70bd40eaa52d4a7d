"""What can be asked about invoices."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from services.billing.domain.identifiers import ChargeId, InvoiceId
from services.billing.domain.invoices.capitals import in_capitals
from services.billing.domain.invoices.invoice import Buyer, Delivery, Invoice, InvoiceKind, VoidReason
from services.billing.domain.refusals import (
    AlreadyInvoiced,
    ChargeNotFound,
    InvoiceNumberUsed,
    NothingToInvoice,
    NotStaff,
    OtherDelivery,
    OtherMonth,
    TaxNumberMissing,
    TaxNumberWrong,
    TimeNotPossible,
)
from services.billing.domain.states import InvoiceState
from services.billing.queries import invoices as queries
from services.billing.queries.wanted import NEWEST_FIRST
from services.billing.routes.who_may import AT_THE_CUSTOMERS, CASH_READERS, COLLECTORS, FINANCE_ONLY, HISTORY_READERS
from services.billing.use_cases import invoices as use_cases
from services.billing.use_cases.sight import invoice_for, sight_of
from services.billing.work import Work
from shared.actor import Role
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="invoices")


class RequestInvoice(Body):
    """What the customer wants on his invoice, and how it reaches him."""

    EXAMPLE: ClassVar = {
        "charge_id": "01936b2e-0000-7000-8000-000000000003",
        "buyer": "organisation",
        "title": "重庆某某物业有限公司",
        "tax_number": "91110000600037341L",
        "delivery": "by_mail",
    }

    charge_id: UUID
    kind: InvoiceKind = InvoiceKind.ORDINARY
    buyer: Buyer
    title: ShortText
    tax_number: ShortText | None = None
    delivery: Delivery = Delivery.BY_MAIL


class IssueInvoice(Body):
    """What finance wrote on it; now, unless it is said when."""

    EXAMPLE: ClassVar = {"invoice_number": "26502000000012345678"}

    invoice_number: Code
    invoice_code: Code | None = None
    issued_at: Instant | None = None


class CreditInvoice(IssueInvoice):
    """The red-letter invoice, and why."""

    EXAMPLE: ClassVar = {"invoice_number": "26502000000012345699", "reason": "wrong_title"}

    reason: VoidReason


class MailInvoice(Body):
    """Who carries it, under which number."""

    EXAMPLE: ClassVar = {"carrier": "SF", "tracking_number": "SF1234567890"}

    carrier: Code
    tracking_number: Code


class VoidInvoice(Body):
    """Why it does not count."""

    EXAMPLE: ClassVar = {"reason": "wrong_title"}

    reason: VoidReason


class InvoiceFilter(Listing):
    """Which invoices."""

    state: InvoiceState | None = None
    delivery: Delivery | None = None
    charge_id: UUID | None = None
    customer_id: UUID | None = None
    send_before: Instant | None = None


class InvoiceView(View):
    """An invoice, or the red-letter one that takes it back."""

    id: UUID
    number: str
    version: int
    state: InvoiceState
    kind: InvoiceKind
    buyer: Buyer
    title: str | None
    tax_number: str | None
    charge_id: UUID
    customer_id: UUID
    ticket_id: UUID | None
    amount: Money
    amount_in_capitals: str = Field(description="大写, as on the paper.")
    delivery: Delivery
    credits_id: UUID | None = Field(description="The invoice that this red-letter one takes back.")
    invoice_number: str | None
    invoice_code: str | None
    requested_at: datetime
    issued_at: datetime | None
    send_until: datetime | None
    carrier: str | None
    tracking_number: str | None
    mailed_at: datetime | None
    delivered_at: datetime | None
    ended_because: VoidReason | None

    @classmethod
    def of(cls, invoice: Invoice) -> "InvoiceView":
        """What we show of an invoice."""
        values = {name: getattr(invoice, name) for name in cls.model_fields if name != "amount_in_capitals"}
        return cls(**values, amount_in_capitals=in_capitals(invoice.amount))


@routes.creates(
    "/invoices",
    InvoiceView,
    may=COLLECTORS,
    refuses=(AlreadyInvoiced, ChargeNotFound, NothingToInvoice, NotStaff, TaxNumberMissing, TaxNumberWrong),
)
async def request_invoice(order: Sent[RequestInvoice], door: Door[Work]) -> Answer:
    """Ask for an invoice for a charge, paid or not; it is mailed, or brought and the money collected then (5.6)."""
    sight = sight_of(door.actor, door.caller.sources)
    wanted = use_cases.InvoiceWanted(
        kind=order.kind,
        buyer=order.buyer,
        title=order.title,
        tax_number=order.tax_number,
        delivery=order.delivery,
    )
    return await door.change(
        lambda work: use_cases.request_invoice(ChargeId(order.charge_id), wanted, sight, work), show=InvoiceView.of
    )


@routes.moves_money(
    "/invoices/{invoice_id}/issue",
    InvoiceView,
    may=FINANCE_ONLY,
    refuses=(ActionNotAllowed, InvoiceNumberUsed, NothingToInvoice, TimeNotPossible),
)
async def issue_invoice(invoice_id: UUID, order: Sent[IssueInvoice], door: Door[Work]) -> Answer:
    """Issue it with its number; a due time to mail it begins, or somebody goes to bring it."""

    async def issue(work: Work) -> Invoice:
        numbered = use_cases.numbered(order.invoice_number, order.invoice_code, order.issued_at, work.now)
        return await use_cases.issue_invoice(InvoiceId(invoice_id), numbered, work)

    return await door.change(issue, show=InvoiceView.of)


@routes.commands(
    "/invoices/{invoice_id}/mailing", InvoiceView, may=(Role.SPECIALIST,), refuses=(ActionNotAllowed, OtherDelivery)
)
async def mail_invoice(invoice_id: UUID, order: Sent[MailInvoice], door: Door[Work]) -> Answer:
    """Record that it is in the mail, with its tracking number (5.6)."""
    return await door.change(
        lambda work: use_cases.mail_invoice(InvoiceId(invoice_id), order.carrier, order.tracking_number, work),
        show=InvoiceView.of,
    )


@routes.commands(
    "/invoices/{invoice_id}/delivery",
    InvoiceView,
    may=AT_THE_CUSTOMERS,
    refuses=(ActionNotAllowed, OtherDelivery, NotStaff),
)
async def deliver_invoice(invoice_id: UUID, door: Door[Work]) -> Answer:
    """Record that the customer has it."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.change(
        lambda work: use_cases.deliver_invoice(InvoiceId(invoice_id), sight, work), show=InvoiceView.of
    )


@routes.moves_money(
    "/invoices/{invoice_id}/void", InvoiceView, may=FINANCE_ONLY, refuses=(ActionNotAllowed, OtherDelivery, OtherMonth)
)
async def void_invoice(invoice_id: UUID, order: Sent[VoidInvoice], door: Door[Work]) -> Answer:
    """Void it while it is in the house, in the month of its issue; later it is credited."""
    return await door.change(
        lambda work: use_cases.void_invoice(InvoiceId(invoice_id), order.reason, work), show=InvoiceView.of
    )


@routes.moves_money(
    "/invoices/{invoice_id}/credit",
    InvoiceView,
    may=FINANCE_ONLY,
    refuses=(ActionNotAllowed, InvoiceNumberUsed, OtherDelivery, TimeNotPossible),
)
async def credit_invoice(invoice_id: UUID, order: Sent[CreditInvoice], door: Door[Work]) -> Answer:
    """Take it back in full by a red-letter invoice: both together are exactly zero."""

    async def credit(work: Work) -> Invoice:
        numbered = use_cases.numbered(order.invoice_number, order.invoice_code, order.issued_at, work.now)
        return await use_cases.credit_invoice(InvoiceId(invoice_id), numbered, order.reason, work)

    return await door.change(credit, show=InvoiceView.of)


@routes.lists("/invoices", InvoiceView, may=CASH_READERS, refuses=(NotStaff,))
async def list_invoices(wanted: Asked[InvoiceFilter], door: Door[Work]) -> Answer:
    """Invoices, newest first; those to be mailed by a time with `state=issued&send_before=`."""
    which = queries.InvoicesWanted(
        state=wanted.state,
        delivery=wanted.delivery,
        charge_id=wanted.charge_id,
        customer_id=wanted.customer_id,
        send_before=wanted.send_before,
        technician_id=sight_of(door.actor, door.caller.sources).technician_id,
    )
    return await door.page(
        wanted,
        lambda work: queries.invoices(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=InvoiceView.of,
        by=NEWEST_FIRST,
    )


@routes.shows("/invoices/{invoice_id}", InvoiceView, may=CASH_READERS, refuses=(NotStaff,))
async def show_invoice(invoice_id: UUID, door: Door[Work]) -> Answer:
    """One invoice."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.read(lambda work: invoice_for(InvoiceId(invoice_id), sight, work), show=InvoiceView.of)


@routes.lists("/invoices/{invoice_id}/history", AuditEntry, may=HISTORY_READERS)
async def show_invoice_history(invoice_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of an invoice."""
    return await history(door, wanted, lambda work: work.invoices.get(InvoiceId(invoice_id)))
