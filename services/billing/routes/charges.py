"""What can be asked about charges and payments."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from services.billing.domain.case import Circumstances
from services.billing.domain.charges.charge import Charge, WriteOffRequest
from services.billing.domain.charges.payment import Incoming, Payment, PaymentMethod
from services.billing.domain.charges.receivable import WriteOffReason
from services.billing.domain.identifiers import ChargeId, PersonId
from services.billing.domain.prices.reduction import ReductionReason
from services.billing.domain.refusals import (
    AmountNotPositive,
    NotBelow,
    NotStaff,
    NotTheCollector,
    Overpaid,
    ReferenceMissing,
    ReferenceUsed,
    SamePerson,
    TimeNotPossible,
)
from services.billing.domain.states import ChargeState
from services.billing.queries import charges as queries
from services.billing.queries.wanted import NEWEST_FIRST, Wanted
from services.billing.routes.line_bodies import LineView, shown
from services.billing.routes.who_may import APPROVERS, COLLECTORS, FINANCE_ONLY, OFFICE, READERS, SUPERVISOR_ONLY
from services.billing.use_cases import receivables
from services.billing.use_cases.sight import charge_for, sight_of
from services.billing.work import Work
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="charges")


class ReceivePayment(Body):
    """Money that came in; `received_by` is the caller unless it is the technician of the job."""

    EXAMPLE: ClassVar = {"amount": "152.00", "method": "cash"}

    amount: Money
    method: PaymentMethod
    reference: Code | None = None
    received_by: UUID | None = None
    received_at: Instant | None = None


class ReduceCharge(Body):
    """How much less is asked for, and why."""

    EXAMPLE: ClassVar = {"reduction": "20.00", "reason": "our_fault"}

    reduction: Money
    reason: ReductionReason


class AskWriteOff(Body):
    """Why the money will not come."""

    EXAMPLE: ClassVar = {"reason": "insolvent"}

    reason: WriteOffReason


class ChargeFilter(Listing):
    """Which charges."""

    state: ChargeState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None
    customer_id: UUID | None = None
    due_before: Instant | None = None


class ChargeView(View):
    """A charge with what it rests on."""

    id: UUID
    number: str
    version: int
    state: ChargeState
    ticket_id: UUID | None
    job_id: UUID | None
    is_travel_alone: bool = Field(description="Travel to a cancelled job, entered afterwards: beside the job's bill.")
    repair_id: UUID | None
    contract_id: UUID | None
    contract_year: int | None
    customer_id: UUID
    technician_id: UUID | None
    quote_id: UUID | None
    invoice_id: UUID | None
    lines: tuple[LineView, ...]
    total: Money
    reduced: Money
    due: Money = Field(description="What is asked for: the lines less what the supervisor took off.")
    paid: Money
    outstanding: Money
    overpaid: Money
    refunding: Money
    refunded: Money
    written_off: Money
    write_off_request: WriteOffRequest | None
    circumstances: Circumstances | None = Field(description="The verdicts that the prices rest on.")
    policy_revision: str
    fixed_at: datetime
    raised_at: datetime | None
    pay_until: datetime | None
    settled_at: datetime | None
    reminders: int = Field(description="How often the customer was reminded, with the due time itself.")

    @classmethod
    def of(cls, charge: Charge) -> "ChargeView":
        """What we show of a charge."""
        values = {name: getattr(charge, name) for name in cls.model_fields if name != "lines"}
        return cls(**values, lines=shown(charge.lines))


class PaymentView(View):
    """A payment, as on the customer's receipt."""

    id: UUID
    number: str
    charge_id: UUID
    amount: Money
    method: PaymentMethod
    reference: str | None
    received_by: UUID | None
    received_at: datetime

    @classmethod
    def of(cls, payment: Payment) -> "PaymentView":
        """What we show of a payment."""
        values = {name: getattr(payment, name) for name in cls.model_fields if name != "received_by"}
        return cls(**values, received_by=payment.received_by_id)


class PaymentsView(View):
    """Everything that came in for a charge."""

    items: tuple[PaymentView, ...]


@routes.moves_money(
    "/charges/{charge_id}/payments",
    PaymentView,
    may=COLLECTORS,
    refuses=(
        ActionNotAllowed,
        AmountNotPositive,
        NotStaff,
        NotTheCollector,
        Overpaid,
        ReferenceMissing,
        ReferenceUsed,
        TimeNotPossible,
    ),
)
async def receive_payment(charge_id: UUID, order: Sent[ReceivePayment], door: Door[Work]) -> Answer:
    """Record that money came in, all of it or a part; cash is then in the hands of who took it (5.6)."""
    sight = sight_of(door.actor, door.caller.sources)

    async def receive(work: Work) -> Payment:
        incoming = Incoming(
            amount=order.amount,
            method=order.method,
            reference=order.reference,
            received_by_id=None if order.received_by is None else PersonId(order.received_by),
            received_at=order.received_at or work.now,
        )
        return await receivables.receive_payment(ChargeId(charge_id), incoming, sight, work)

    return await door.change(receive, show=PaymentView.of)


@routes.shows("/charges/{charge_id}/payments", PaymentsView, may=READERS, refuses=(NotStaff,))
async def list_payments(charge_id: UUID, door: Door[Work]) -> Answer:
    """Everything that came in for a charge, oldest first."""
    sight = sight_of(door.actor, door.caller.sources)

    async def of_charge(work: Work) -> list[Payment]:
        charge = await charge_for(ChargeId(charge_id), sight, work)
        return await work.payments.of_charge(charge.id)

    return await door.read(
        of_charge, show=lambda found: PaymentsView(items=tuple(PaymentView.of(payment) for payment in found))
    )


@routes.moves_money(
    "/charges/{charge_id}/reduction", ChargeView, may=SUPERVISOR_ONLY, refuses=(ActionNotAllowed, NotBelow)
)
async def reduce_charge(charge_id: UUID, order: Sent[ReduceCharge], door: Door[Work]) -> Answer:
    """Ask for less than was charged, with a reason (5.5); what was paid beyond is to go back."""
    return await door.change(
        lambda work: receivables.reduce_charge(ChargeId(charge_id), order.reduction, order.reason, work),
        show=ChargeView.of,
    )


@routes.moves_money("/charges/{charge_id}/write-off", ChargeView, may=FINANCE_ONLY, refuses=(ActionNotAllowed,))
async def ask_for_write_off(charge_id: UUID, order: Sent[AskWriteOff], door: Door[Work]) -> Answer:
    """Ask that the money is not asked for any more; another person decides."""
    return await door.change(
        lambda work: receivables.ask_for_write_off(ChargeId(charge_id), order.reason, work), show=ChargeView.of
    )


@routes.moves_money(
    "/charges/{charge_id}/write-off-approval", ChargeView, may=APPROVERS, refuses=(ActionNotAllowed, SamePerson)
)
async def approve_write_off(charge_id: UUID, door: Door[Work]) -> Answer:
    """Write it off; another person than who asked does."""
    return await door.change(lambda work: receivables.approve_write_off(ChargeId(charge_id), work), show=ChargeView.of)


@routes.commands("/charges/{charge_id}/write-off-refusal", ChargeView, may=APPROVERS, refuses=(ActionNotAllowed,))
async def refuse_write_off(charge_id: UUID, door: Door[Work]) -> Answer:
    """Go on asking for the money."""
    return await door.change(
        lambda work: receivables.refuse_to_write_off(ChargeId(charge_id), work), show=ChargeView.of
    )


@routes.lists("/charges", ChargeView, may=READERS, refuses=(NotStaff,))
async def list_charges(wanted: Asked[ChargeFilter], door: Door[Work]) -> Answer:
    """Charges, newest first; a technician sees those of his jobs, also where he is sent for the money or brings home
    the repair; a partner those of its sources.
    """
    sight = sight_of(door.actor, door.caller.sources)
    which = Wanted(
        state=wanted.state,
        ticket_id=wanted.ticket_id,
        job_id=wanted.job_id,
        repair_id=wanted.repair_id,
        customer_id=wanted.customer_id,
        due_before=wanted.due_before,
        technician_id=sight.technician_id,
        origins=sight.origins,
    )
    return await door.page(
        wanted,
        lambda work: queries.charges(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=ChargeView.of,
        by=NEWEST_FIRST,
    )


@routes.shows("/charges/{charge_id}", ChargeView, may=READERS, refuses=(NotStaff,))
async def show_charge(charge_id: UUID, door: Door[Work]) -> Answer:
    """One charge, with clause and reason of each line and the verdicts it rests on; a technician sees that of one of
    his jobs, also where he is sent for the money or brings home the repair.
    """
    sight = sight_of(door.actor, door.caller.sources)
    return await door.read(lambda work: charge_for(ChargeId(charge_id), sight, work), show=ChargeView.of)


@routes.lists("/charges/{charge_id}/history", AuditEntry, may=OFFICE)
async def show_charge_history(charge_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a charge."""
    return await history(door, wanted, lambda work: work.charges.get(ChargeId(charge_id)))
