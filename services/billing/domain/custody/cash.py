"""Cash in a person's hands: collected, due by the end of the next working day, handed in (5.6, 7.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.billing.domain.charges.payment import Payment
from services.billing.domain.custody.deposit import Deposit
from services.billing.domain.custody.holdings import Holding, charges_of, deposits_of, take_oldest
from services.billing.domain.custody.ledger import Account, Entry, Moved, Movement, entries
from services.billing.domain.custody.remittance import Remittance
from services.billing.domain.identifiers import ChargeId, PersonId, RemittanceId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.refusals import AmountNotPositive, MoreThanInHands, MoreThanOwed
from shared.events.billing.cash import (
    CashCollected,
    CashCollectedApart,
    CashCounted,
    CashHandedIn,
    CashLimitExceeded,
    CashPaidOut,
    RemittanceOverdue,
)
from shared.events.contract import Event
from shared.money import Money, total

Events = Sequence[Event]
NewId = Callable[[], UUID]


@dataclass(frozen=True, kw_only=True)
class CashAccount:
    """What one person holds, oldest first."""

    id: PersonId
    version: int = 0
    carried: Money = Money.ZERO
    holdings: tuple[Holding, ...] = ()
    travel_owed: Money = Money.ZERO
    """Travel money of his that customers have paid otherwise than into his hands."""

    def collect(
        self, payment: Payment, own_travel: Money, hand_in_until: datetime, new_id: NewId, *, now: datetime
    ) -> tuple["CashAccount", tuple[Entry, ...], Events]:
        """A customer has paid this person in cash; his own travel money is none of the company's."""
        amount = payment.amount - own_travel
        held = Holding(charge_id=payment.charge_id, amount=amount, hand_in_until=hand_in_until, deadline_id=new_id())
        account = self._holding(held, now)
        moved = Moved(
            movement=Movement.COLLECTED,
            person_id=self.id,
            moved_at=payment.received_at,
            charge_id=payment.charge_id,
        )
        amounts = {Account.CUSTOMERS: -payment.amount, Account.CARRIED: amount, Account.OWN_TRAVEL: own_travel}
        return account, entries(moved, amounts, new_id), [account._collected(payment, hand_in_until)]

    def take_deposit(
        self, deposit: Deposit, hand_in_until: datetime, new_id: NewId, *, now: datetime
    ) -> tuple["CashAccount", tuple[Entry, ...], Events]:
        """A customer has left a deposit in cash: it is carried like other cash, and owed back on its own account."""
        if deposit.taken_at is None:
            raise ValueError(f"deposit {deposit.number} is not taken")
        held = Holding(deposit_id=deposit.id, amount=deposit.amount, hand_in_until=hand_in_until, deadline_id=new_id())
        account = self._holding(held, now)
        told = CashCollectedApart(
            person_id=self.id,
            deposit_id=deposit.id,
            amount=deposit.amount,
            in_hands=account.carried,
            hand_in_until=hand_in_until,
            collected_at=deposit.taken_at,
        )
        moved = deposit.moved(Movement.DEPOSIT_TAKEN, self.id, deposit.taken_at)
        amounts = {Account.DEPOSITS: -deposit.amount, Account.CARRIED: deposit.amount}
        return account, entries(moved, amounts, new_id), [told]

    def pay_out(
        self, deposit: Deposit, amount: Money, *, now: datetime, new_id: NewId
    ) -> tuple["CashAccount", tuple[Entry, ...], Events]:
        """Cash goes back to a customer out of this person's hands; raises MoreThanInHands."""
        self._check(amount)
        taken = take_oldest(self.holdings, amount)
        account = replace(self, carried=self.carried - amount, holdings=taken.left)
        told = CashPaidOut(
            person_id=self.id, deposit_id=deposit.id, amount=amount, in_hands=account.carried, paid_at=now
        )
        moved = deposit.moved(Movement.DEPOSIT_RETURNED, self.id, now)
        return account, entries(moved, {Account.DEPOSITS: amount, Account.CARRIED: -amount}, new_id), [told]

    def hand_in(
        self, remittance_id: UUID, number: str, amount: Money, *, now: datetime, new_id: NewId
    ) -> tuple["CashAccount", Remittance, tuple[Entry, ...], Events]:
        """The person hands cash to finance; the oldest goes first. Raises MoreThanInHands."""
        self._check(amount)
        taken = take_oldest(self.holdings, amount)
        account = replace(self, carried=self.carried - amount, holdings=taken.left)
        remittance = Remittance(
            id=RemittanceId(remittance_id),
            number=number,
            person_id=self.id,
            amount=amount,
            charge_ids=taken.charge_ids,
            deposit_ids=taken.deposit_ids,
            handed_in_at=now,
        )
        handed_in = CashHandedIn(
            person_id=self.id,
            remittance_id=remittance.id,
            number=number,
            amount=amount,
            charge_ids=taken.charge_ids,
            deposit_ids=taken.deposit_ids,
            handed_in_at=now,
        )
        sides = {Account.CARRIED: -amount, Account.HANDED_IN: amount}
        written = entries(remittance.moved(Movement.HANDED_IN, now), sides, new_id)
        return account, remittance, written, [handed_in]

    def owe_travel(
        self, charge_id: ChargeId, amount: Money, new_id: NewId, *, at: datetime
    ) -> tuple["CashAccount", tuple[Entry, ...]]:
        """A customer has paid for this person's travel, and the company or somebody else has the money."""
        moved = Moved(movement=Movement.TRAVEL_OWED, person_id=self.id, moved_at=at, charge_id=charge_id)
        sides = {Account.TRAVEL_RECEIVED: amount, Account.TRAVEL_OWED: -amount}
        return replace(self, travel_owed=self.travel_owed + amount), entries(moved, sides, new_id)

    def pay_travel(
        self, amount: Money, account: Account, *, now: datetime, new_id: NewId
    ) -> tuple["CashAccount", tuple[Entry, ...]]:
        """The company pays this person's travel money out; raises AmountNotPositive, MoreThanOwed."""
        if amount <= Money.ZERO:
            raise AmountNotPositive("more than nothing is paid out", field="amount")
        if amount > self.travel_owed:
            owed = str(self.travel_owed)
            raise MoreThanOwed(f"only {owed} of travel money is owed", field="amount", facts={"travel_owed": owed})
        moved = Moved(movement=Movement.TRAVEL_PAID, person_id=self.id, moved_at=now)
        sides = {Account.TRAVEL_OWED: amount, account: -amount}
        return replace(self, travel_owed=self.travel_owed - amount), entries(moved, sides, new_id)

    def counted(self, remittance: Remittance) -> Events:
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

    def warning(self, before: "CashAccount", policy: BillingPolicy, at: datetime) -> Events:
        """A person who comes to carry more than the limit is warned about, once; nothing is refused."""
        limit = policy.cash_limit.yuan_per_person
        if not before.carried <= limit < self.carried:
            return []
        return [
            CashLimitExceeded(
                person_id=self.id,
                in_hands=self.carried,
                limit=limit,
                clause=policy.cash_limit.clause,
                exceeded_at=at,
            )
        ]

    def overdue(self, deadline_id: UUID, policy: BillingPolicy) -> Events:
        """What of this deadline is still not handed in; nothing when all of it is."""
        late = [holding for holding in self.holdings if holding.deadline_id == deadline_id]
        if not late:
            return []
        overdue = RemittanceOverdue(
            person_id=self.id,
            amount=total(holding.amount for holding in late),
            charge_ids=charges_of(late),
            deposit_ids=deposits_of(late),
            clause=policy.remittance.clause,
            overdue_at=late[0].hand_in_until,
        )
        return [overdue]

    @property
    def deadlines(self) -> dict[UUID, datetime]:
        """Every deadline with cash behind it."""
        return {holding.deadline_id: holding.hand_in_until for holding in self.holdings}

    def _check(self, amount: Money) -> None:
        if amount <= Money.ZERO:
            raise AmountNotPositive("more than nothing leaves these hands", field="amount")
        if amount > self.carried:
            raise MoreThanInHands(
                f"only {self.carried} is in these hands", field="amount", facts={"carried": str(self.carried)}
            )

    def _collected(self, payment: Payment, hand_in_until: datetime) -> Event:
        if payment.ticket_id is None:
            return CashCollectedApart(
                person_id=self.id,
                charge_id=payment.charge_id,
                amount=payment.amount,
                in_hands=self.carried,
                hand_in_until=hand_in_until,
                collected_at=payment.received_at,
            )
        return CashCollected(
            person_id=self.id,
            ticket_id=payment.ticket_id,
            charge_id=payment.charge_id,
            payment_id=payment.id,
            amount=payment.amount,
            in_hands=self.carried,
            hand_in_until=hand_in_until,
            collected_at=payment.received_at,
        )

    def _holding(self, held: Holding, now: datetime) -> "CashAccount":
        """What is due at the same time shares a deadline; recorded when that is over, it is told by its own."""
        if not held.amount:
            return self
        same_time = (each.deadline_id for each in self.holdings if each.hand_in_until == held.hand_in_until > now)
        held = replace(held, deadline_id=next(same_time, held.deadline_id))
        holdings = sorted((*self.holdings, held), key=lambda each: each.hand_in_until)
        return replace(self, carried=self.carried + held.amount, holdings=tuple(holdings))
