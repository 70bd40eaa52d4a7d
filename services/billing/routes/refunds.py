"""What can be asked about money that goes back to customers."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.billing.domain.charges.payment import Outgoing, PaymentMethod
from services.billing.domain.charges.refund import Refund, RefundReason
from services.billing.domain.identifiers import ChargeId, RefundId
from services.billing.domain.refusals import (
    AmountNotPositive,
    ChargeNotFound,
    MoreThanOverpaid,
    NotStaff,
    ReferenceMissing,
    ReferenceUsed,
    SamePerson,
)
from services.billing.domain.states import RefundState
from services.billing.queries import charges as queries
from services.billing.queries.wanted import NEWEST_FIRST
from services.billing.routes.who_may import APPROVERS, COUNTER, FINANCE_ONLY, HISTORY_READERS, OFFICE
from services.billing.use_cases import refunds as use_cases
from services.billing.work import Work
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="refunds")


class AskRefund(Body):
    """How much of what was overpaid goes back, and why."""

    EXAMPLE: ClassVar = {
        "charge_id": "01936b2e-0000-7000-8000-000000000003",
        "amount": "48.00",
        "reason": "overpaid",
    }

    charge_id: UUID
    amount: Money
    reason: RefundReason


class NamePrice(Body):
    """The price on the proof of the returned goods."""

    EXAMPLE: ClassVar = {"amount": "680.00"}

    amount: Money


class RefuseRefund(Body):
    """Why the money does not go back."""

    EXAMPLE: ClassVar = {"reason": "not_proven"}

    reason: Code


class PayRefund(Body):
    """How the money goes back."""

    EXAMPLE: ClassVar = {"method": "transfer", "reference": "TT20261123-77"}

    method: PaymentMethod
    reference: Code | None = None


class RefundFilter(Listing):
    """Which refunds."""

    state: RefundState | None = None
    charge_id: UUID | None = None


class RefundView(View):
    """Money that is to go back, or is back."""

    id: UUID
    number: str
    version: int
    state: RefundState
    customer_id: UUID
    ticket_id: UUID | None
    charge_id: UUID | None
    repair_id: UUID | None
    reason: RefundReason
    amount: Money | None
    needs_approval: bool
    clause: str
    requested_by: str | None
    requested_at: datetime
    decided_by: str | None
    approved_by: str | None
    method: PaymentMethod | None
    reference: str | None
    refunded_at: datetime | None

    @classmethod
    def of(cls, refund: Refund) -> "RefundView":
        """What we show of a refund."""
        return cls(**{name: getattr(refund, name) for name in cls.model_fields})


@routes.creates(
    "/refunds",
    RefundView,
    may=COUNTER,
    refuses=(ActionNotAllowed, AmountNotPositive, ChargeNotFound, MoreThanOverpaid),
)
async def ask_for_refund(order: Sent[AskRefund], door: Door[Work]) -> Answer:
    """Ask that what was paid beyond what is owed goes back; above a limit another person approves."""
    return await door.change(
        lambda work: use_cases.ask_for_refund(ChargeId(order.charge_id), order.amount, order.reason, work),
        show=RefundView.of,
    )


@routes.moves_money(
    "/refunds/{refund_id}/price", RefundView, may=COUNTER, refuses=(ActionNotAllowed, AmountNotPositive)
)
async def name_price_of_goods(refund_id: UUID, order: Sent[NamePrice], door: Door[Work]) -> Answer:
    """Say what the proof says that the returned goods have cost (4.4)."""
    return await door.change(
        lambda work: use_cases.name_price(RefundId(refund_id), order.amount, work), show=RefundView.of
    )


@routes.moves_money("/refunds/{refund_id}/approval", RefundView, may=APPROVERS, refuses=(ActionNotAllowed, SamePerson))
async def approve_refund(refund_id: UUID, door: Door[Work]) -> Answer:
    """Agree to a refund above the limit; another person than who asked does."""
    return await door.change(lambda work: use_cases.approve_refund(RefundId(refund_id), work), show=RefundView.of)


@routes.moves_money("/refunds/{refund_id}/refusal", RefundView, may=APPROVERS, refuses=(ActionNotAllowed,))
async def refuse_refund(refund_id: UUID, order: Sent[RefuseRefund], door: Door[Work]) -> Answer:
    """Say that the money does not go back."""
    return await door.change(
        lambda work: use_cases.refuse_refund(RefundId(refund_id), order.reason, work), show=RefundView.of
    )


@routes.moves_money(
    "/refunds/{refund_id}/payment",
    RefundView,
    may=FINANCE_ONLY,
    refuses=(ActionNotAllowed, ReferenceMissing, ReferenceUsed, NotStaff),
)
async def pay_refund(refund_id: UUID, order: Sent[PayRefund], door: Door[Work]) -> Answer:
    """Give the money back."""
    outgoing = Outgoing(method=order.method, reference=order.reference)
    return await door.change(lambda work: use_cases.pay_refund(RefundId(refund_id), outgoing, work), show=RefundView.of)


@routes.lists("/refunds", RefundView, may=OFFICE)
async def list_refunds(wanted: Asked[RefundFilter], door: Door[Work]) -> Answer:
    """Refunds, newest first."""
    return await door.page(
        wanted,
        lambda work: queries.refunds(
            work.reader, wanted.state, wanted.charge_id, wanted.after(UUID), wanted.rows_to_read
        ),
        show=RefundView.of,
        by=NEWEST_FIRST,
    )


@routes.shows("/refunds/{refund_id}", RefundView, may=OFFICE)
async def show_refund(refund_id: UUID, door: Door[Work]) -> Answer:
    """One refund."""
    return await door.read(lambda work: work.refunds.get(RefundId(refund_id)), show=RefundView.of)


@routes.lists("/refunds/{refund_id}/history", AuditEntry, may=HISTORY_READERS)
async def show_refund_history(refund_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a refund."""
    return await history(door, wanted, lambda work: work.refunds.get(RefundId(refund_id)))
