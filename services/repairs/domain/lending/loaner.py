"""One loaner unit 代用机 of the stock."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.repairs.domain.lending.life import LOANER_LIFE, LoanerAction, LoanerState
from services.repairs.domain.policy import LoanRule
from services.repairs.domain.refusals import AmountWrong
from shared.money import Money

LoanerId = NewType("LoanerId", UUID)


class Condition(StrEnum):
    """How a unit came back."""

    GOOD = "good"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"
    LOST = "lost"


_AFTER_RETURN = {
    Condition.GOOD: LoanerAction.TAKE_BACK,
    Condition.DAMAGED: LoanerAction.TAKE_INTO_CHECK,
    Condition.INCOMPLETE: LoanerAction.TAKE_INTO_CHECK,
    Condition.LOST: LoanerAction.WITHDRAW,
}


@dataclass(frozen=True, kw_only=True)
class Loaner:
    """A unit that is lent while the customer's own is away."""

    id: LoanerId
    number: str
    version: int = 0
    state: LoanerState = LoanerState.AVAILABLE
    product_model: str
    serial: str
    accessories: tuple[str, ...]
    deposit: Money = Money.ZERO
    """What a customer leaves for it."""
    loan_id: UUID | None = None
    """For whom it is reserved, or who has it."""

    def with_deposit(self, deposit: Money, rule: LoanRule) -> "Loaner":
        """What a customer leaves for it from now on, nothing at least. Raises AmountWrong."""
        if deposit < Money.ZERO:
            raise AmountWrong("a deposit is nothing at least", clause=rule.clause, field="deposit")
        return replace(self, deposit=deposit)

    def reserve(self, loan_id: UUID) -> "Loaner":
        """Keep it for one loan: nobody else gets it."""
        return replace(self._moved(LoanerAction.RESERVE), loan_id=loan_id)

    def release(self) -> "Loaner":
        """The loan is off."""
        return replace(self._moved(LoanerAction.RELEASE), loan_id=None)

    def give_out(self) -> "Loaner":
        """It leaves the store."""
        return self._moved(LoanerAction.GIVE_OUT)

    def take_back(self, condition: Condition) -> "Loaner":
        """It is here again; what is damaged is looked at before it is lent again."""
        return replace(self._moved(_AFTER_RETURN[condition]), loan_id=None)

    def pass_check(self) -> "Loaner":
        """It is in order again."""
        return self._moved(LoanerAction.PASS_CHECK)

    def withdraw(self) -> "Loaner":
        """It is lent no more."""
        return self._moved(LoanerAction.WITHDRAW)

    def _moved(self, action: LoanerAction) -> "Loaner":
        return replace(self, state=LOANER_LIFE.after(self.state, action))
