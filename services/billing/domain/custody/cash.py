"""Cash in a person's hands: collected, due by the end of the next working day, handed in, counted (5.6, 7.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.billing.domain.charges.charge import Payment
from services.billing.domain.custody.ledger import Account, Entry, Moved, Movement, entries
from services.billing.domain.identifiers import ChargeId, PersonId, RemittanceId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.refusals import AmountNotPositive, MoreThanInHands
from services.billing.domain.states import REMITTANCE_LIFE, RemittanceAction, RemittanceState
from shared.calendar import WorkingCalendar
from shared.events.billing.cash import CashCollected, CashCounted, CashHandedIn, RemittanceOverdue
from shared.events.contract import Event
from shared.money import Money, total

Events = Sequence[Event]
NewId = Callable[[], UUID]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Cash of one charge that is still in the person's hands."""

    charge_id: ChargeId
    amount: Money
    hand_in_until: datetime
    deadline_id: UUID
    """The same for all that is due at the same time, so that it is told once."""


@dataclass(frozen=True, kw_only=True)
class CashAccount:
    """What one person holds, oldest first."""

    id: PersonId
    version: int = 0
    carried: Money = Money.ZERO
    holdings: tuple[Holding, ...] = ()

    def collect(
        self, payment: Payment, own_travel: Money, hand_in_until: datetime, new_id: NewId
    ) -> tuple["CashAccount", tuple[Entry, ...], Events]:
        """A customer has paid this person in cash; his own travel money is none of the company's."""
        amount = payment.amount - own_travel
        account = self._holding(payment.charge_id, amount, hand_in_until, new_id) if amount else self
        moved = Moved(
            movement=Movement.COLLECTED,
            person_id=self.id,
            moved_at=payment.received_at,
            charge_id=payment.charge_id,
        )
        amounts = {Account.CUSTOMERS: -payment.amount, Account.CARRIED: amount, Account.OWN_TRAVEL: own_travel}
        collected = CashCollected(
            person_id=self.id,
            ticket_id=payment.ticket_id,
            charge_id=payment.charge_id,
            payment_id=payment.id,
            amount=payment.amount,
            in_hands=account.carried,
            hand_in_until=hand_in_until,
            collected_at=payment.received_at,
        )
        return account, entries(moved, amounts, new_id), [collected]

    def hand_in(
        self, remittance_id: UUID, number: str, amount: Money, *, now: datetime, new_id: NewId
    ) -> tuple["CashAccount", "Remittance", tuple[Entry, ...], Events]:
        """The person hands cash to finance; the oldest goes first. Raises MoreThanInHands."""
        if amount <= Money.ZERO:
            raise AmountNotPositive("a remittance is more than nothing", field="amount")
        if amount > self.carried:
            raise MoreThanInHands(
                f"only {self.carried} is in these hands", field="amount", facts={"carried": str(self.carried)}
            )
        kept, charge_ids = _without(self.holdings, amount)
        account = replace(self, carried=self.carried - amount, holdings=kept)
        remittance = Remittance(
            id=RemittanceId(remittance_id),
            number=number,
            person_id=self.id,
            amount=amount,
            charge_ids=charge_ids,
            handed_in_at=now,
        )
        moved = Moved(
            movement=Movement.HANDED_IN, person_id=self.id, moved_at=now, remittance_id=RemittanceId(remittance_id)
        )
        handed_in = CashHandedIn(
            person_id=self.id,
            remittance_id=remittance.id,
            number=number,
            amount=amount,
            charge_ids=charge_ids,
            handed_in_at=now,
        )
        return (
            account,
            remittance,
            entries(moved, {Account.CARRIED: -amount, Account.HANDED_IN: amount}, new_id),
            [handed_in],
        )

    def counted(self, remittance: "Remittance") -> Events:
        """What finance found, told with what the person still holds."""
        if remittance.counted is None or remittance.counted_at is None:
            raise ValueError(f"remittance {remittance.number} is not counted")
        counted = CashCounted(
            person_id=self.id,
            remittance_id=remittance.id,
            counted=remittance.counted,
            difference=remittance.counted - remittance.amount,
            in_hands=self.carried,
            counted_at=remittance.counted_at,
        )
        return [counted]

    def overdue(self, deadline_id: UUID, policy: BillingPolicy) -> Events:
        """What of this deadline is still not handed in; nothing when all of it is."""
        late = [holding for holding in self.holdings if holding.deadline_id == deadline_id]
        if not late:
            return []
        overdue = RemittanceOverdue(
            person_id=self.id,
            amount=total(holding.amount for holding in late),
            charge_ids=tuple(dict.fromkeys(holding.charge_id for holding in late)),
            clause=policy.remittance.clause,
            overdue_at=late[0].hand_in_until,
        )
        return [overdue]

    @property
    def deadlines(self) -> dict[UUID, datetime]:
        """Every deadline with cash behind it."""
        return {holding.deadline_id: holding.hand_in_until for holding in self.holdings}

    def _holding(self, charge_id: ChargeId, amount: Money, hand_in_until: datetime, new_id: NewId) -> "CashAccount":
        same_time = (holding.deadline_id for holding in self.holdings if holding.hand_in_until == hand_in_until)
        deadline_id = next(same_time, None) or new_id()
        holding = Holding(charge_id=charge_id, amount=amount, hand_in_until=hand_in_until, deadline_id=deadline_id)
        holdings = sorted((*self.holdings, holding), key=lambda held: held.hand_in_until)
        return replace(self, carried=self.carried + amount, holdings=tuple(holdings))


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
    handed_in_at: datetime
    counted: Money | None = None
    counted_at: datetime | None = None

    def count(self, counted: Money, *, now: datetime, new_id: NewId) -> tuple["Remittance", tuple[Entry, ...]]:
        """Finance has counted it; what is missing or too much stays open on the person's account."""
        state = REMITTANCE_LIFE.after(self.state, RemittanceAction.COUNT)
        if counted < Money.ZERO:
            raise AmountNotPositive("nobody counts less than nothing", field="counted")
        remittance = replace(self, state=state, counted=counted, counted_at=now)
        moved = Moved(movement=Movement.COUNTED, person_id=self.person_id, moved_at=now, remittance_id=self.id)
        amounts = {
            Account.HANDED_IN: -self.amount,
            Account.FINANCE: counted,
            Account.DIFFERENCE: self.amount - counted,
        }
        return remittance, entries(moved, amounts, new_id)


def hand_in_until(collected_at: datetime, calendar: WorkingCalendar, policy: BillingPolicy) -> datetime:
    """The end of the next working day after the day on which it was collected (reading of 7.3)."""
    return calendar.end_of_work_day(collected_at, days=policy.remittance.within_working_days)


def _without(holdings: Sequence[Holding], amount: Money) -> tuple[tuple[Holding, ...], tuple[ChargeId, ...]]:
    """What is left after the oldest were handed in, and the charges that were covered, wholly or in part."""
    kept: list[Holding] = []
    charge_ids: list[ChargeId] = []
    for holding in holdings:
        taken = min(amount, holding.amount)
        amount -= taken
        if taken:
            charge_ids.append(holding.charge_id)
        if holding.amount > taken:
            kept.append(replace(holding, amount=holding.amount - taken))
    return tuple(kept), tuple(dict.fromkeys(charge_ids))
