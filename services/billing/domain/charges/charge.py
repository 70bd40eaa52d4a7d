"""A charge: what a customer owes for one job, repair or year of a contract, from the fixed amount to the last yuan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.billing.domain.case import Circumstances
from services.billing.domain.charges.payment import Incoming, Payment, PaymentMethod
from services.billing.domain.identifiers import (
    ChargeId,
    ContractId,
    InvoiceId,
    JobId,
    PaymentId,
    PersonId,
    QuoteId,
    RepairId,
    TicketId,
)
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.lines import Line, travel_in
from services.billing.domain.refusals import (
    MoreThanOverpaid,
    NotBelow,
    Overpaid,
    SignedAmountDiffers,
    TimeNotPossible,
)
from services.billing.domain.states import CHARGE_LIFE, ChargeAction, ChargeState
from shared.events.billing.charges import (
    ChargeRaised,
    ChargeReduced,
    ChargeSettled,
    ContractCharged,
    ContractChargeSettled,
    ContractPaymentReceived,
    PaymentReceived,
)
from shared.events.contract import Event
from shared.money import Money

Events = Sequence[Event]


@dataclass(frozen=True, kw_only=True)
class WriteOffRequest:
    """Somebody asks that nobody asks for the money any more."""

    reason: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Charge:
    """The bill of one card, repair or year of a contract."""

    id: ChargeId
    number: str
    version: int = 0
    state: ChargeState = ChargeState.FIXED
    ticket_id: TicketId | None = None
    job_id: JobId | None = None
    is_travel_alone: bool = False
    """Travel to a job that was cancelled on the way, entered afterwards: a bill beside that of the job (3.6)."""
    repair_id: RepairId | None = None
    contract_id: ContractId | None = None
    contract_year: int | None = None
    """Counts the years of the contract from 1."""
    customer_id: UUID
    technician_id: PersonId | None = None
    """Who did the work, may collect, and owns the travel money."""
    origin: str | None = None
    quote_id: QuoteId | None = None
    lines: tuple[Line, ...]
    total: Money
    reduced: Money = Money.ZERO
    """What the supervisor asks less than the lines come to."""
    paid: Money = Money.ZERO
    refunding: Money = Money.ZERO
    """What is to go back and is not there yet."""
    refunded: Money = Money.ZERO
    written_off: Money = Money.ZERO
    circumstances: Circumstances | None = None
    policy_revision: str
    fixed_at: datetime
    raised_at: datetime | None = None
    booked_at: datetime | None = None
    """When it counts in the books, where the day of its signature was closed when that was heard of."""
    pay_until: datetime | None = None
    settled_at: datetime | None = None
    reminders: int = 0
    reminder_id: UUID | None = None
    """The timer of the next reminder."""
    write_off_request: WriteOffRequest | None = None
    written_off_at: datetime | None = None
    invoice_id: InvoiceId | None = None
    """The invoice that counts; a charge has one at most."""

    @property
    def due(self) -> Money:
        """What is asked for: the lines less what the supervisor took off."""
        return self.total - self.reduced

    @property
    def outstanding(self) -> Money:
        """What is still to be paid."""
        return max(Money.ZERO, self.due - self.written_off - (self.paid - self.refunded))

    @property
    def payable(self) -> Money:
        """What a customer may still bring: also what nobody asks for any more."""
        return self.outstanding + self.written_off

    @property
    def overpaid(self) -> Money:
        """What came in beyond what is asked for, and is not on its way back."""
        return max(Money.ZERO, self.paid - self.refunded - self.refunding - self.due)

    def raise_it(
        self, signed: Money, signed_at: datetime, reminder_id: UUID, policy: BillingPolicy
    ) -> tuple["Charge", Events]:
        """The amount is owed from now on. Nothing owed is settled at once."""
        if signed != self.total:
            raise SignedAmountDiffers(
                "the card was signed with another amount", facts={"signed": str(signed), "fixed": str(self.total)}
            )
        state = CHARGE_LIFE.after(self.state, ChargeAction.RAISE)
        pay_until = signed_at + timedelta(days=policy.receivable.due_days)
        charge = replace(self, state=state, raised_at=signed_at, pay_until=pay_until)
        raised = charge._raised(pay_until, signed_at)
        if charge.outstanding:
            return replace(charge, reminder_id=reminder_id), [raised]
        charge, settled = charge._settle(signed_at)
        return charge, [raised, *settled]

    def pay(
        self, payment_id: UUID, number: str, incoming: Incoming, *, now: datetime
    ) -> tuple["Charge", Payment, Events]:
        """Money has come in, all of it or a part; of what was written off it recovers so much.

        A transfer that is too much is a fact, and the rest is to go back; of cash nobody takes too much: Overpaid.
        """
        state = CHARGE_LIFE.after(self.state, ChargeAction.PAY)
        self._check(incoming, now)
        recovered = min(incoming.amount, self.written_off)
        charge = replace(
            self,
            state=state,
            paid=self.paid + incoming.amount,
            written_off=self.written_off - recovered,
            write_off_request=None if state is ChargeState.OWED else self.write_off_request,
        )
        payment = Payment(
            id=PaymentId(payment_id),
            number=number,
            charge_id=self.id,
            ticket_id=self.ticket_id,
            amount=incoming.amount,
            travel=charge.travel_paid - self.travel_paid,
            method=incoming.method,
            reference=incoming.reference,
            received_by_id=incoming.received_by_id,
            received_at=incoming.received_at,
        )
        received = charge._received(payment, recovered)
        if charge.payable or charge.state is ChargeState.SETTLED:
            return charge, payment, [received]
        charge, settled = charge._settle(payment.received_at)
        return charge, payment, [received, *settled]

    def reduce(self, reduction: Money, clause: str, at: datetime) -> tuple["Charge", Events]:
        """The supervisor asks for less; what was paid beyond is to go back. Raises NotBelow."""
        state = CHARGE_LIFE.after(self.state, ChargeAction.REDUCE)
        if not Money.ZERO < reduction <= self.due:
            raise NotBelow(f"{self.due} is asked for", clause=clause, field="reduction", facts={"due": str(self.due)})
        charge = replace(self, state=state, reduced=self.reduced + reduction)
        not_paid = max(Money.ZERO, charge.due - (charge.paid - charge.refunded))
        charge = replace(charge, written_off=min(charge.written_off, not_paid))
        told = ChargeReduced(
            **charge.keys,
            customer_id=self.customer_id,
            number=self.number,
            reduction=reduction,
            total=charge.due,
            outstanding=charge.outstanding,
            clause=clause,
            reduced_at=at,
        )
        if charge.payable or charge.state is ChargeState.SETTLED:
            return charge, [told]
        charge, settled = charge._settle(at)
        return charge, [told, *settled]

    def promise_back(self, amount: Money) -> "Charge":
        """So much of what was overpaid is to go back; raises MoreThanOverpaid."""
        state = CHARGE_LIFE.after(self.state, ChargeAction.GIVE_BACK)
        if amount > self.overpaid:
            raise MoreThanOverpaid(
                f"{self.overpaid} was paid beyond what is owed",
                field="amount",
                facts={"overpaid": str(self.overpaid)},
            )
        return replace(self, state=state, refunding=self.refunding + amount)

    def keep_after_all(self, amount: Money) -> "Charge":
        """The refund was refused: the money stays where it is, overpaid."""
        state = CHARGE_LIFE.after(self.state, ChargeAction.GIVE_BACK)
        return replace(self, state=state, refunding=self.refunding - amount)

    def gave_back(self, amount: Money) -> "Charge":
        """The money is with the customer again."""
        state = CHARGE_LIFE.after(self.state, ChargeAction.GIVE_BACK)
        return replace(self, state=state, refunding=self.refunding - amount, refunded=self.refunded + amount)

    def own_travel(self, payment: Payment) -> Money:
        """The travel money in cash is the collector's own only when he did the work and paid for the travel."""
        is_in_his_hands = payment.method is PaymentMethod.CASH and payment.received_by_id == self.technician_id
        return payment.travel if is_in_his_hands else Money.ZERO

    def travel_owed(self, payment: Payment) -> Money:
        """The travel money in a payment that others have, and owe to who paid for the travel (reading of 3.6)."""
        return Money.ZERO if self.technician_id is None else payment.travel - self.own_travel(payment)

    @property
    def travel_paid(self) -> Money:
        """The company's lines are paid first, travel with what comes beyond them; what is overpaid is nobody's."""
        travel = min(travel_in(self.lines), self.due)
        return max(Money.ZERO, min(self.paid, self.due) - (self.due - travel))

    @property
    def keys(self) -> dict[str, Any]:
        """The ids that its events name: the bill of a job is one alone, and travel entered afterwards is beside it."""
        ids = {name: getattr(self, name) for name in ("ticket_id", "job_id", "repair_id")}
        if self.is_travel_alone:
            ids["job_id"] = None
        return {"charge_id": self.id, **ids} | ({} if self.contract_id is None else {"contract_id": self.contract_id})

    @property
    def _of_contract(self) -> dict[str, Any]:
        return {**self.keys, "customer_id": self.customer_id, "number": self.number}

    def _raised(self, pay_until: datetime, at: datetime) -> Event:
        if self.contract_year is not None:
            year: dict[str, Any] = {"year": self.contract_year, "clause": self.lines[0].clause}
            return ContractCharged(**self._of_contract, **year, total=self.total, pay_until=pay_until, charged_at=at)
        about: dict[str, Any] = {"number": self.number, "customer_id": self.customer_id}
        return ChargeRaised(**self.keys, **about, total=self.total, pay_until=pay_until, raised_at=at)

    def _received(self, payment: Payment, recovered: Money) -> Event:
        facts: dict[str, Any] = {
            "payment_id": payment.id,
            "amount": payment.amount,
            "outstanding": self.outstanding,
            "overpaid": self.overpaid or None,
            "recovered": recovered or None,
            "method": payment.method.value,
            "received_by_id": payment.received_by_id,
            "received_at": payment.received_at,
        }
        if self.contract_id is not None:
            return ContractPaymentReceived(**self._of_contract, **facts)
        return PaymentReceived(**self.keys, customer_id=self.customer_id, **facts)

    def _settle(self, at: datetime) -> tuple["Charge", Events]:
        state = CHARGE_LIFE.after(self.state, ChargeAction.SETTLE)
        charge = replace(self, state=state, settled_at=at, write_off_request=None)
        if self.contract_id is not None:
            return charge, [ContractChargeSettled(**self._of_contract, total=self.due, settled_at=at)]
        return charge, [ChargeSettled(**self.keys, customer_id=self.customer_id, total=self.due, settled_at=at)]

    def _check(self, incoming: Incoming, now: datetime) -> None:
        incoming.check()
        if incoming.method is PaymentMethod.CASH and incoming.amount > self.payable:
            raise Overpaid(f"only {self.payable} is owed", field="amount", facts={"outstanding": str(self.payable)})
        if incoming.received_at > now or (self.raised_at is not None and incoming.received_at < self.raised_at):
            raise TimeNotPossible("money comes in after the card is signed, and not in the future", field="received_at")
