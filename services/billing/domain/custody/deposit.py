"""A deposit for a loaner: taken, held apart, returned, or kept in part with a reason (4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.billing.domain.charges.payment import Incoming, PaymentMethod
from services.billing.domain.custody.ledger import Account, Moved, Movement
from services.billing.domain.identifiers import DepositId, PersonId, RepairId, TicketId
from services.billing.domain.refusals import AmountNotPositive, MoreThanHeld, ReferenceMissing, TimeNotPossible
from services.billing.domain.states import DEPOSIT_LIFE, DepositAction, DepositState
from shared.events.billing.deposits import DepositReleased, DepositRetained, DepositReturned, DepositTaken
from shared.events.contract import Event
from shared.money import Money

Events = Sequence[Event]


class ReleaseReason(StrEnum):
    """Why it is to go back."""

    LOANER_RETURNED = "loaner_returned"
    LOAN_REFUSED = "loan_refused"


class RetentionReason(StrEnum):
    """Why a part is kept."""

    DAMAGED = "damaged"
    ACCESSORIES_MISSING = "accessories_missing"
    NOT_RETURNED = "not_returned"


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """A customer's money that the company holds while he has a loaner."""

    id: DepositId
    number: str
    version: int = 0
    state: DepositState = DepositState.DUE
    loan_id: UUID
    repair_id: RepairId | None
    ticket_id: TicketId | None
    customer_id: UUID
    origin: str | None
    amount: Money
    clause: str
    due_at: datetime
    method: PaymentMethod | None = None
    reference: str | None = None
    received_by_id: PersonId | None = None
    taken_at: datetime | None = None
    booked_at: datetime | None = None
    """When it counts in the books, where the day on which it was taken was closed when that was recorded."""
    released_because: ReleaseReason | None = None
    retained: Money = Money.ZERO
    retained_because: RetentionReason | None = None
    returned: Money = Money.ZERO
    returned_at: datetime | None = None
    return_method: PaymentMethod | None = None
    return_reference: str | None = None

    @property
    def to_return(self) -> Money:
        """What of it is still the customer's."""
        return self.amount - self.retained - self.returned

    def take(self, incoming: Incoming, *, now: datetime) -> tuple["Deposit", Events]:
        """The customer leaves it, in one sum: the loaner may go out once it is approved."""
        state = DEPOSIT_LIFE.after(self.state, DepositAction.TAKE)
        incoming.check()
        if incoming.amount != self.amount:
            raise MoreThanHeld(f"the deposit is {self.amount}", clause=self.clause, field="amount")
        if not self.due_at <= incoming.received_at <= now:
            raise TimeNotPossible(
                "it is left after the loaner was asked for, and not in the future", field="received_at"
            )
        deposit = replace(
            self,
            state=state,
            method=incoming.method,
            reference=incoming.reference,
            received_by_id=incoming.received_by_id,
            taken_at=incoming.received_at,
        )
        return deposit, [deposit._taken(incoming.method.value, incoming.received_at)]

    def need_none(self, at: datetime) -> tuple["Deposit", Events]:
        """A loaner without a deposit: it may go out as if it had been taken."""
        state = DEPOSIT_LIFE.after(self.state, DepositAction.TAKE)
        deposit = replace(self, state=state, taken_at=at)
        return deposit, [deposit._taken("none", at)]

    def release(self, reason: ReleaseReason, at: datetime) -> tuple["Deposit", Events]:
        """The loaner is back, or was not approved: it is to go back. What was never paid is dropped."""
        if self.state is DepositState.DUE:
            return replace(self, state=DEPOSIT_LIFE.after(self.state, DepositAction.DROP)), []
        state = DEPOSIT_LIFE.after(self.state, DepositAction.RELEASE)
        deposit = replace(self, state=state, released_because=reason)
        told = DepositReleased(
            **self._keys, amount=self.amount, reason=reason.value, clause=self.clause, released_at=at
        )
        if self.amount:
            return deposit, [told]
        deposit, returned = deposit.give_back(None, None, at)
        return deposit, [told, *returned]

    def retain(self, amount: Money, reason: RetentionReason, at: datetime) -> tuple["Deposit", Events]:
        """A part is kept with a reason; raises MoreThanHeld."""
        if amount <= Money.ZERO:
            raise AmountNotPositive("more than nothing is kept", field="amount")
        is_all = amount == self.to_return
        action = DepositAction.KEEP_ALL if is_all else DepositAction.RETAIN
        state = DEPOSIT_LIFE.after(self.state, action)
        if amount > self.to_return:
            raise MoreThanHeld(f"only {self.to_return} is held", field="amount", facts={"held": str(self.to_return)})
        deposit = replace(self, state=state, retained=self.retained + amount, retained_because=reason)
        told = DepositRetained(
            **self._keys,
            amount=amount,
            to_return=deposit.to_return,
            reason=reason.value,
            clause=self.clause,
            retained_at=at,
        )
        return deposit, [told]

    def give_back(self, method: PaymentMethod | None, reference: str | None, at: datetime) -> tuple["Deposit", Events]:
        """The customer has back what was not kept of it."""
        state = DEPOSIT_LIFE.after(self.state, DepositAction.GIVE_BACK)
        if method not in (None, PaymentMethod.CASH) and not reference:
            raise ReferenceMissing(f"{method} has a reference", field="reference")
        amount = self.to_return
        told = DepositReturned(
            **self._keys,
            amount=amount,
            method="none" if method is None else method.value,
            clause=self.clause,
            returned_at=at,
        )
        deposit = replace(
            self,
            state=state,
            returned=self.returned + amount,
            returned_at=at,
            return_method=method,
            return_reference=reference,
        )
        return deposit, [told]

    def moved(self, movement: Movement, person_id: PersonId, at: datetime) -> Moved:
        """A movement of this deposit's money."""
        return Moved(movement=movement, person_id=person_id, moved_at=at, deposit_id=self.id)

    def _taken(self, method: str, at: datetime) -> DepositTaken:
        return DepositTaken(
            **self._keys,
            number=self.number,
            amount=self.amount,
            method=method,
            received_by_id=self.received_by_id,
            clause=self.clause,
            taken_at=at,
        )

    @property
    def _keys(self) -> dict[str, Any]:
        ids = {name: getattr(self, name) for name in ("loan_id", "customer_id", "ticket_id", "repair_id")}
        return {"deposit_id": self.id, **ids}


def taken_otherwise(amount: Money) -> dict[Account, Money]:
    """A deposit by transfer: on its own account, and at the bank."""
    return {Account.DEPOSITS: -amount, Account.BANK: amount}


def returned_from(account: Account, amount: Money) -> dict[Account, Money]:
    """A deposit that finance or the bank gives back."""
    return {Account.DEPOSITS: amount, account: -amount}


def kept(amount: Money) -> dict[Account, Money]:
    """What was a debt to the customer is the company's."""
    return {Account.DEPOSITS: amount, Account.RETAINED: -amount}
