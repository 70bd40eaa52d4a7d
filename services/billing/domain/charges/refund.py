"""A refund: money that goes back to a customer, above a limit with a second person's approval."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.billing.domain.charges.payment import PaymentMethod
from services.billing.domain.identifiers import ChargeId, PersonId, RefundId, RepairId, TicketId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.refusals import AmountNotPositive, ReferenceMissing, SamePerson
from services.billing.domain.states import REFUND_LIFE, RefundAction, RefundState
from shared.events.billing.refunds import PaymentRefunded, RefundApproved, RefundRefused, RefundRequested
from shared.events.contract import Event
from shared.money import Money

Events = Sequence[Event]


class RefundReason(StrEnum):
    """Why money goes back."""

    OVERPAID = "overpaid"
    REDUCED = "reduced"
    NOT_DONE = "not_done"
    GOODS_RETURNED = "goods_returned"


@dataclass(frozen=True, kw_only=True)
class RefundFor:
    """What a new refund is called, and for what it is."""

    id: UUID
    number: str
    customer_id: UUID
    reason: RefundReason
    decided_by: str | None = None
    origin: str | None = None
    ticket_id: TicketId | None = None
    charge_id: ChargeId | None = None
    repair_id: RepairId | None = None


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money that is to go back, or is back."""

    id: RefundId
    number: str
    version: int = 0
    state: RefundState = RefundState.PRICE_OPEN
    customer_id: UUID
    origin: str | None
    ticket_id: TicketId | None
    charge_id: ChargeId | None
    repair_id: RepairId | None
    """The item that was returned for its price (退货)."""
    reason: RefundReason
    amount: Money | None = None
    """None until somebody has read the price on the proof."""
    needs_approval: bool = False
    clause: str
    requested_by: str | None = None
    decided_by: str | None = None
    """Who took the goods back, where that is what the money goes back for."""
    requested_at: datetime
    approved_by: str | None = None
    method: PaymentMethod | None = None
    reference: str | None = None
    paid_by_id: PersonId | None = None
    refunded_at: datetime | None = None

    def name_price(
        self, amount: Money, before: Money, asked_by: str, policy: BillingPolicy, at: datetime
    ) -> tuple["Refund", Events]:
        """So much goes back; with what went back `before`, the limit says whether a second person must agree."""
        if amount <= Money.ZERO:
            raise AmountNotPositive("more than nothing goes back", field="amount")
        needs_approval = before + amount > policy.refund.second_approval_above_yuan
        state = REFUND_LIFE.after(self.state, RefundAction.NAME_PRICE)
        refund = replace(self, state=state, amount=amount, needs_approval=needs_approval, requested_by=asked_by)
        if not needs_approval:
            refund = replace(refund, state=REFUND_LIFE.after(state, RefundAction.APPROVE))
        told = RefundRequested(
            **refund._keys,
            number=self.number,
            reason=self.reason.value,
            needs_approval=needs_approval,
            clause=self.clause,
            requested_at=at,
        )
        return refund, [told]

    def approve(self, by: str, policy: BillingPolicy, at: datetime) -> tuple["Refund", Events]:
        """Another person than the one who asked agrees; raises SamePerson."""
        state = REFUND_LIFE.after(self.state, RefundAction.APPROVE)
        if by in (self.requested_by, self.decided_by):
            raise SamePerson("another person than who asked or decided approves it", clause=policy.refund.clause)
        refund = replace(self, state=state, approved_by=by)
        return refund, [RefundApproved(**refund._keys, clause=policy.refund.clause, approved_at=at)]

    def refuse(self, reason: str, at: datetime) -> tuple["Refund", Events]:
        """The money does not go back."""
        refund = replace(self, state=REFUND_LIFE.after(self.state, RefundAction.REFUSE))
        if self.amount is None:
            return refund, []
        return refund, [RefundRefused(**refund._keys, reason=reason, refused_at=at)]

    def pay(self, method: PaymentMethod, reference: str | None, by: PersonId, at: datetime) -> tuple["Refund", Events]:
        """The money is with the customer again."""
        state = REFUND_LIFE.after(self.state, RefundAction.PAY)
        if method is not PaymentMethod.CASH and not reference:
            raise ReferenceMissing(f"{method} has a reference", field="reference")
        refund = replace(self, state=state, method=method, reference=reference, paid_by_id=by, refunded_at=at)
        told = PaymentRefunded(**refund._keys, method=method.value, clause=self.clause, refunded_at=at)
        return refund, [told]

    @property
    def sum_back(self) -> Money:
        """What goes back; raises ValueError while nobody knows."""
        if self.amount is None:
            raise ValueError(f"refund {self.number} has no price yet")
        return self.amount

    @property
    def _keys(self) -> dict[str, Any]:
        ids = {name: getattr(self, name) for name in ("customer_id", "charge_id", "repair_id", "ticket_id")}
        return {"refund_id": self.id, "amount": self.sum_back, **ids}


def ask(what: RefundFor, clause: str, at: datetime) -> Refund:
    """Money is to go back; how much is said next."""
    return Refund(
        id=RefundId(what.id),
        number=what.number,
        customer_id=what.customer_id,
        origin=what.origin,
        ticket_id=what.ticket_id,
        charge_id=what.charge_id,
        repair_id=what.repair_id,
        reason=what.reason,
        decided_by=what.decided_by,
        clause=clause,
        requested_at=at,
    )
