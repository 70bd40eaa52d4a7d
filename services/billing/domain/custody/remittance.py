"""A remittance: cash handed to finance in one go, counted, and every difference explained (5.6, 7.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.billing.domain.custody.ledger import Account, Entry, Moved, Movement, entries
from services.billing.domain.identifiers import ChargeId, DepositId, PersonId, RemittanceId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.refusals import AmountNotPositive, NotSettledByCash, SamePerson
from services.billing.domain.states import REMITTANCE_LIFE, RemittanceAction, RemittanceState
from shared.events.billing.cash import CashDifferenceExplained
from shared.events.contract import Event
from shared.money import Money

Events = Sequence[Event]
NewId = Callable[[], UUID]


class DifferenceCause(StrEnum):
    """Why it was not what was declared."""

    MISCOUNTED = "miscounted"
    COUNTERFEIT = "counterfeit"
    CHANGE_GIVEN = "change_given"
    LOST = "lost"
    FOUND_LATER = "found_later"


class DifferenceSettlement(StrEnum):
    """Who bears it."""

    MADE_GOOD = "made_good"
    """The person has brought what was missing."""
    BORNE_BY_COMPANY = "borne_by_company"
    GIVEN_BACK = "given_back"
    """The person has back what was too much."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why the count differed, who bears it, and who said so."""

    cause: DifferenceCause
    settlement: DifferenceSettlement
    explained_by: str
    explained_at: datetime


@dataclass(frozen=True, kw_only=True)
class Remittance:
    """Cash that was handed to finance in one go."""

    id: RemittanceId
    number: str
    version: int = 0
    state: RemittanceState = RemittanceState.HANDED_IN
    person_id: PersonId
    amount: Money
    charge_ids: tuple[ChargeId, ...]
    deposit_ids: tuple[DepositId, ...] = ()
    handed_in_at: datetime
    counted: Money | None = None
    counted_at: datetime | None = None
    explanation: Explanation | None = None

    @property
    def difference(self) -> Money:
        """Counted less declared; negative when some is missing."""
        return Money.ZERO if self.counted is None else self.counted - self.amount

    def count(
        self, counted: Money, by: str, policy: BillingPolicy, *, now: datetime, new_id: NewId
    ) -> tuple["Remittance", tuple[Entry, ...]]:
        """Finance has counted it; what is missing or too much stays open on the person's account until explained.

        Raises SamePerson: who took money at the counter of finance has it counted by another.
        """
        is_right = counted == self.amount
        action = RemittanceAction.COUNT if is_right else RemittanceAction.COUNT_OTHERWISE
        state = REMITTANCE_LIFE.after(self.state, action)
        if counted < Money.ZERO:
            raise AmountNotPositive("nobody counts less than nothing", field="amount")
        if by == str(self.person_id):
            raise SamePerson("nobody counts his own cash", clause=policy.remittance.clause)
        remittance = replace(self, state=state, counted=counted, counted_at=now)
        amounts = {
            Account.HANDED_IN: -self.amount,
            Account.FINANCE: counted,
            Account.DIFFERENCE: self.amount - counted,
        }
        return remittance, entries(self.moved(Movement.COUNTED, now), amounts, new_id)

    def explain(
        self, explanation: Explanation, policy: BillingPolicy, new_id: NewId
    ) -> tuple["Remittance", tuple[Entry, ...], Events]:
        """Finance says why, and who bears it; the person himself does not. Raises SamePerson, NotSettledByCash."""
        state = REMITTANCE_LIFE.after(self.state, RemittanceAction.EXPLAIN)
        if explanation.explained_by == str(self.person_id):
            raise SamePerson("nobody explains his own difference", clause=policy.remittance.clause)
        at = explanation.explained_at
        written = entries(self.moved(Movement.EXPLAINED, at), self._settled_by(explanation.settlement), new_id)
        told = CashDifferenceExplained(
            person_id=self.person_id,
            remittance_id=self.id,
            difference=self.difference,
            cause=explanation.cause.value,
            settlement=explanation.settlement.value,
            clause=policy.remittance.clause,
            explained_at=at,
        )
        return replace(self, state=state, explanation=explanation), written, [told]

    def moved(self, movement: Movement, at: datetime) -> Moved:
        """A movement of this remittance's cash."""
        return Moved(movement=movement, person_id=self.person_id, moved_at=at, remittance_id=self.id)

    def _settled_by(self, settlement: DifferenceSettlement) -> dict[Account, Money]:
        missing = -self.difference
        is_missing = missing > Money.ZERO
        fits = {DifferenceSettlement.MADE_GOOD: is_missing, DifferenceSettlement.GIVEN_BACK: not is_missing}
        if not fits.get(settlement, True):
            raise NotSettledByCash(
                "what is missing is made good, what is too much given back",
                field="settlement",
                facts={"difference": str(self.difference)},
            )
        to = Account.LOSS if settlement is DifferenceSettlement.BORNE_BY_COMPANY else Account.FINANCE
        return {Account.DIFFERENCE: -missing, to: missing}
