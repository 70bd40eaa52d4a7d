"""What can be asked about charges and payments."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from services.billing import queries
from services.billing.domain.case import Circumstances
from services.billing.domain.charges.charge import Charge, Incoming, Payment, PaymentMethod
from services.billing.domain.identifiers import ChargeId, PersonId
from services.billing.domain.refusals import (
    AmountNotPositive,
    NotStaff,
    NotTheCollector,
    Overpaid,
    ReferenceMissing,
    TimeNotPossible,
)
from services.billing.domain.states import ChargeState
from services.billing.routes.line_bodies import LineView, shown
from services.billing.routes.who_may import COLLECTORS, OFFICE, READERS
from services.billing.use_cases import charges as use_cases
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


class ChargeFilter(Listing):
    """Which charges."""

    state: ChargeState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None


class ChargeView(View):
    """A charge with what it rests on."""

    id: UUID
    number: str
    version: int
    state: ChargeState
    ticket_id: UUID
    job_id: UUID
    customer_id: UUID
    technician_id: UUID | None
    quote_id: UUID | None
    lines: tuple[LineView, ...]
    total: Money
    paid: Money
    outstanding: Money
    circumstances: Circumstances = Field(description="The verdicts that the prices rest on.")
    policy_revision: str
    fixed_at: datetime
    raised_at: datetime | None
    pay_until: datetime | None
    settled_at: datetime | None

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
        return await use_cases.receive_payment(ChargeId(charge_id), incoming, sight, work)

    return await door.change(receive, show=PaymentView.of)


@routes.shows("/charges/{charge_id}/payments", PaymentsView, may=READERS, refuses=(NotStaff,))
async def list_payments(charge_id: UUID, door: Door[Work]) -> Answer:
    """Everything that came in for a charge, oldest first."""
    sight = sight_of(door.actor, door.caller.sources)

    async def payments(work: Work) -> list[Payment]:
        charge = await charge_for(ChargeId(charge_id), sight, work)
        return await work.payments.of_charge(charge.id)

    return await door.read(
        payments, show=lambda found: PaymentsView(items=tuple(PaymentView.of(payment) for payment in found))
    )


@routes.lists("/charges", ChargeView, may=READERS, refuses=(NotStaff,))
async def list_charges(wanted: Asked[ChargeFilter], door: Door[Work]) -> Answer:
    """Charges, newest first; a technician sees those of his jobs, a partner those of its sources."""
    sight = sight_of(door.actor, door.caller.sources)
    which = queries.Wanted(
        state=wanted.state,
        ticket_id=wanted.ticket_id,
        job_id=wanted.job_id,
        technician_id=sight.technician_id,
        origins=sight.origins,
    )
    return await door.page(
        wanted,
        lambda work: queries.charges(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=ChargeView.of,
        by=queries.NEWEST_FIRST,
    )


@routes.shows("/charges/{charge_id}", ChargeView, may=READERS, refuses=(NotStaff,))
async def show_charge(charge_id: UUID, door: Door[Work]) -> Answer:
    """One charge, with clause and reason of each line and the verdicts it rests on."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.read(lambda work: charge_for(ChargeId(charge_id), sight, work), show=ChargeView.of)


@routes.lists("/charges/{charge_id}/history", AuditEntry, may=OFFICE)
async def show_charge_history(charge_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a charge."""
    return await history(door, wanted, lambda work: work.charges.get(ChargeId(charge_id)))
