"""A charge: what a customer owes for one job, from the fixed amount to the last yuan paid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.billing.domain.case import Circumstances
from services.billing.domain.identifiers import ChargeId, JobId, PaymentId, PersonId, QuoteId, TicketId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.lines import Line, sum_of, travel_in
from services.billing.domain.refusals import (
    AmountNotPositive,
    Overpaid,
    ReferenceMissing,
    SignedAmountDiffers,
    TimeNotPossible,
)
from services.billing.domain.states import CHARGE_LIFE, ChargeAction, ChargeState
from shared.events.billing.charges import AmountFixed, ChargeRaised, ChargeSettled, PaymentReceived
from shared.events.contract import Event
from shared.money import Money

Events = Sequence[Event]


class PaymentMethod(StrEnum):
    """How money comes in."""

    CASH = "cash"
    TRANSFER = "transfer"
    WECHAT = "wechat"
    ALIPAY = "alipay"


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that came in for a charge; its number stands on the customer's receipt."""

    id: PaymentId
    number: str
    version: int = 0
    charge_id: ChargeId
    ticket_id: TicketId
    amount: Money
    travel: Money
    """The part of it that belongs to the technician who paid for the travel."""
    method: PaymentMethod
    reference: str | None
    received_by_id: PersonId | None
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A payment as it is reported."""

    amount: Money
    method: PaymentMethod
    reference: str | None
    received_by_id: PersonId | None
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Charge:
    """The bill of one card."""

    id: ChargeId
    number: str
    version: int = 0
    state: ChargeState = ChargeState.FIXED
    ticket_id: TicketId
    job_id: JobId
    customer_id: UUID
    technician_id: PersonId | None
    """Who did the work, may collect, and owns the travel money."""
    origin: str
    quote_id: QuoteId | None
    lines: tuple[Line, ...]
    total: Money
    paid: Money = Money.ZERO
    circumstances: Circumstances
    policy_revision: str
    fixed_at: datetime
    raised_at: datetime | None = None
    pay_until: datetime | None = None
    settled_at: datetime | None = None

    @property
    def outstanding(self) -> Money:
        """What is still to be paid."""
        return self.total - self.paid

    def raise_it(self, signed: Money, signed_at: datetime, policy: BillingPolicy) -> tuple["Charge", Events]:
        """The card is signed: the amount is owed. Nothing owed is settled at once."""
        if signed != self.total:
            raise SignedAmountDiffers(
                "the card was signed with another amount", facts={"signed": str(signed), "fixed": str(self.total)}
            )
        state = CHARGE_LIFE.after(self.state, ChargeAction.RAISE)
        pay_until = signed_at + timedelta(days=policy.receivable.due_days)
        charge = replace(self, state=state, raised_at=signed_at, pay_until=pay_until)
        raised = ChargeRaised(
            **self._keys(),
            number=self.number,
            customer_id=self.customer_id,
            total=self.total,
            pay_until=pay_until,
            raised_at=signed_at,
        )
        if self.total:
            return charge, [raised]
        charge, settled = charge._settle(signed_at)
        return charge, [raised, *settled]

    def pay(
        self, payment_id: UUID, number: str, incoming: Incoming, *, now: datetime
    ) -> tuple["Charge", Payment, Events]:
        """Money has come in, all of it or a part; raises Overpaid above what is owed."""
        state = CHARGE_LIFE.after(self.state, ChargeAction.PAY)
        self._check(incoming, now)
        paid = self.paid + incoming.amount
        payment = Payment(
            id=PaymentId(payment_id),
            number=number,
            charge_id=self.id,
            ticket_id=self.ticket_id,
            amount=incoming.amount,
            travel=self._travel_until(paid) - self._travel_until(self.paid),
            method=incoming.method,
            reference=incoming.reference,
            received_by_id=incoming.received_by_id,
            received_at=incoming.received_at,
        )
        charge = replace(self, state=state, paid=paid)
        received = PaymentReceived(
            **self._keys(),
            payment_id=payment.id,
            amount=payment.amount,
            outstanding=charge.outstanding,
            method=payment.method.value,
            received_by_id=payment.received_by_id,
            received_at=payment.received_at,
        )
        if charge.outstanding:
            return charge, payment, [received]
        charge, settled = charge._settle(payment.received_at)
        return charge, payment, [received, *settled]

    def own_travel(self, payment: Payment) -> Money:
        """The travel money in a payment is the collector's own only when he did the work and paid for the travel."""
        return payment.travel if payment.received_by_id == self.technician_id else Money.ZERO

    def _settle(self, at: datetime) -> tuple["Charge", Events]:
        settled = ChargeSettled(**self._keys(), total=self.total, settled_at=at)
        state = CHARGE_LIFE.after(self.state, ChargeAction.SETTLE)
        return replace(self, state=state, settled_at=at), [settled]

    def _travel_until(self, paid: Money) -> Money:
        """The company's lines are paid first, travel with what comes beyond them."""
        return max(Money.ZERO, paid - (self.total - travel_in(self.lines)))

    def _check(self, incoming: Incoming, now: datetime) -> None:
        if incoming.amount <= Money.ZERO:
            raise AmountNotPositive("a payment is more than nothing", field="amount")
        if incoming.amount > self.outstanding:
            raise Overpaid(
                f"only {self.outstanding} is owed", field="amount", facts={"outstanding": str(self.outstanding)}
            )
        if incoming.method is not PaymentMethod.CASH and not incoming.reference:
            raise ReferenceMissing(f"{incoming.method} has a reference", field="reference")
        if incoming.received_at > now or (self.raised_at is not None and incoming.received_at < self.raised_at):
            raise TimeNotPossible("money comes in after the card is signed, and not in the future", field="received_at")

    def _keys(self) -> dict[str, Any]:
        return {"charge_id": self.id, "ticket_id": self.ticket_id, "job_id": self.job_id}


@dataclass(frozen=True, kw_only=True)
class ChargeFor:
    """What a new charge is called and whom it is for."""

    id: UUID
    number: str
    ticket_id: TicketId
    job_id: JobId
    customer_id: UUID
    technician_id: PersonId | None
    origin: str
    quote_id: QuoteId | None


def fix_amount(
    what: ChargeFor, lines: tuple[Line, ...], circumstances: Circumstances, policy: BillingPolicy, fixed_at: datetime
) -> tuple[Charge, Events]:
    """The amount goes on the card, which may now be signed; free lines stand there at nothing with their clause."""
    charge = Charge(
        id=ChargeId(what.id),
        number=what.number,
        ticket_id=what.ticket_id,
        job_id=what.job_id,
        customer_id=what.customer_id,
        technician_id=what.technician_id,
        origin=what.origin,
        quote_id=what.quote_id,
        lines=lines,
        total=sum_of(lines),
        circumstances=circumstances,
        policy_revision=policy.revision.number,
        fixed_at=fixed_at,
    )
    fixed = AmountFixed(
        charge_id=charge.id,
        ticket_id=charge.ticket_id,
        job_id=charge.job_id,
        quote_id=charge.quote_id,
        lines=tuple(line.told for line in lines),
        total=charge.total,
        policy_revision=charge.policy_revision,
        fixed_at=fixed_at,
    )
    return charge, [fixed]
