"""The cash ledger: at zero after every step, whatever is collected, handed in and counted."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.billing.domain.charges.payment import Payment, PaymentMethod
from services.billing.domain.custody.cash import CashAccount
from services.billing.domain.custody.holdings import hand_in_until
from services.billing.domain.custody.ledger import Account, Entry, LedgerUnbalanced, Moved, Movement, entries
from services.billing.domain.custody.remittance import (
    DifferenceCause,
    DifferenceSettlement,
    Explanation,
    Remittance,
)
from services.billing.domain.identifiers import ChargeId, PaymentId, PersonId, TicketId
from services.billing.domain.refusals import (
    AmountNotPositive,
    MoreThanInHands,
    MoreThanOwed,
    NotSettledByCash,
    SamePerson,
)
from shared.calendar import parse_window
from shared.chinese_calendar import chinese_working_days
from shared.events.billing.cash import RemittanceOverdue
from shared.identifiers import new_id
from shared.money import Money, total
from shared.state_machine import ActionNotAllowed
from tests.unit.billing.cases import NOW, POLICY

CALENDAR = chinese_working_days((parse_window("08:30", "18:00"),))
AMOUNTS = st.integers(1, 1_000_000).map(lambda cents: Money(Decimal(cents) / 100))


def payment(amount: Money, at: datetime = NOW) -> Payment:
    """Cash from a customer."""
    return Payment(
        id=PaymentId(new_id()),
        number="SJ20261123-0001",
        charge_id=ChargeId(new_id()),
        ticket_id=TicketId(new_id()),
        amount=amount,
        travel=Money.ZERO,
        method=PaymentMethod.CASH,
        reference=None,
        received_by_id=None,
        received_at=at,
    )


def explanation(settlement: DifferenceSettlement, by: str = "finance-1") -> Explanation:
    """Why a count differed."""
    return Explanation(cause=DifferenceCause.MISCOUNTED, settlement=settlement, explained_by=by, explained_at=NOW)


class CashLedger(RuleBasedStateMachine):
    """One person's cash, moved at random."""

    def __init__(self) -> None:
        super().__init__()
        self.account = CashAccount(id=PersonId(new_id()))
        self.entries: list[Entry] = []
        self.waiting: list[Remittance] = []
        self.different: list[Remittance] = []

    @rule(amount=AMOUNTS, share=st.integers(0, 100), days=st.integers(0, 3))
    def collect(self, amount: Money, share: int, days: int) -> None:
        own = Money.rounded(amount.amount * share / 100)
        self.account, written, _ = self.account.collect(
            payment(amount), own, NOW + timedelta(days=days), new_id, now=NOW
        )
        self.entries.extend(written)

    @precondition(lambda self: self.account.carried)
    @rule(share=st.integers(1, 100))
    def hand_in(self, share: int) -> None:
        amount = max(Money.of("0.01"), Money.rounded(self.account.carried.amount * share / 100))
        self.account, remittance, written, _ = self.account.hand_in(new_id(), "JK", amount, now=NOW, new_id=new_id)
        self.entries.extend(written)
        self.waiting.append(remittance)

    @rule(amount=AMOUNTS)
    def owe_travel(self, amount: Money) -> None:
        self.account, written = self.account.owe_travel(ChargeId(new_id()), amount, new_id, at=NOW)
        self.entries.extend(written)

    @precondition(lambda self: self.account.travel_owed)
    @rule(share=st.integers(1, 100), account=st.sampled_from([Account.FINANCE, Account.BANK]))
    def pay_travel(self, share: int, account: Account) -> None:
        owed = self.account.travel_owed
        amount = max(Money.of("0.01"), Money.rounded(owed.amount * share / 100))
        with pytest.raises(MoreThanOwed):
            self.account.pay_travel(owed + Money.of("0.01"), account, now=NOW, new_id=new_id)
        self.account, written = self.account.pay_travel(amount, account, now=NOW, new_id=new_id)
        self.entries.extend(written)

    @invariant()
    def what_is_owed_for_travel_is_what_the_ledger_says(self) -> None:
        owed = total(entry.amount for entry in self.entries if entry.account is Account.TRAVEL_OWED)
        assert self.account.travel_owed == -owed

    @precondition(lambda self: self.waiting)
    @rule(found=AMOUNTS)
    def count(self, found: Money) -> None:
        counted, written = self.waiting.pop().count(found, "finance", POLICY, now=NOW, new_id=new_id)
        self.entries.extend(written)
        if counted.difference:
            self.different.append(counted)

    @precondition(lambda self: self.waiting)
    @rule()
    def count_rightly(self) -> None:
        self.count(self.waiting[-1].amount)

    @precondition(lambda self: self.different)
    @rule(settlement=st.sampled_from(DifferenceSettlement))
    def explain(self, settlement: DifferenceSettlement) -> None:
        remittance = self.different.pop()
        if settlement is DifferenceSettlement.MADE_GOOD and remittance.difference > Money.ZERO:
            settlement = DifferenceSettlement.GIVEN_BACK
        elif settlement is DifferenceSettlement.GIVEN_BACK and remittance.difference < Money.ZERO:
            settlement = DifferenceSettlement.MADE_GOOD
        _, written, _ = remittance.explain(explanation(settlement), POLICY, new_id)
        self.entries.extend(written)

    @precondition(lambda self: not self.different)
    @rule()
    def when_all_is_explained_no_difference_is_open(self) -> None:
        assert not total(entry.amount for entry in self.entries if entry.account is Account.DIFFERENCE)

    @invariant()
    def every_movement_sums_to_zero(self) -> None:
        sums: defaultdict[Any, Decimal] = defaultdict(Decimal)
        for entry in self.entries:
            sums[entry.movement_id] += entry.amount.amount
        assert not any(sums.values())

    @invariant()
    def what_is_carried_is_what_the_ledger_and_the_holdings_say(self) -> None:
        carried = total(entry.amount for entry in self.entries if entry.account is Account.CARRIED)
        assert self.account.carried == carried == total(holding.amount for holding in self.account.holdings)
        assert carried >= Money.ZERO

    @invariant()
    def holdings_are_oldest_first(self) -> None:
        due = [holding.hand_in_until for holding in self.account.holdings]
        assert due == sorted(due)


TestCashLedger = CashLedger.TestCase
TestCashLedger.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def _handed_in(amount: str = "100.00") -> tuple[CashAccount, Remittance]:
    account, _, _ = CashAccount(id=PersonId(new_id())).collect(
        payment(Money.of(amount)), Money.ZERO, NOW, new_id, now=NOW
    )
    account, remittance, _, _ = account.hand_in(new_id(), "JK", Money.of(amount), now=NOW, new_id=new_id)
    return account, remittance


def test_who_held_the_cash_does_not_explain_the_difference_himself() -> None:
    account, remittance = _handed_in()
    short, _ = remittance.count(Money.of("98.00"), "finance", POLICY, now=NOW, new_id=new_id)
    with pytest.raises(SamePerson):
        short.explain(explanation(DifferenceSettlement.MADE_GOOD, str(account.id)), POLICY, new_id)
    with pytest.raises(NotSettledByCash):
        short.explain(explanation(DifferenceSettlement.GIVEN_BACK), POLICY, new_id)
    explained, written, [told] = short.explain(explanation(DifferenceSettlement.BORNE_BY_COMPANY), POLICY, new_id)
    assert {entry.account: str(entry.amount) for entry in written} == {
        Account.DIFFERENCE: "-2.00",
        Account.LOSS: "2.00",
    }
    assert (explained.state.value, told.subject()) == ("explained", str(account.id))


def test_a_count_that_is_right_needs_no_explanation() -> None:
    _, remittance = _handed_in()
    right, _ = remittance.count(Money.of("100.00"), "finance", POLICY, now=NOW, new_id=new_id)
    with pytest.raises(ActionNotAllowed):
        right.explain(explanation(DifferenceSettlement.BORNE_BY_COMPANY), POLICY, new_id)


@pytest.mark.parametrize(
    ("before", "more", "is_warned"), [("4999.99", "0.01", False), ("4999.99", "0.02", True), ("5000.01", "1.00", False)]
)
def test_the_cash_limit_is_a_warning_when_it_is_passed(before: str, more: str, *, is_warned: bool) -> None:
    held, _, _ = CashAccount(id=PersonId(new_id())).collect(payment(Money.of(before)), Money.ZERO, NOW, new_id, now=NOW)
    now, _, _ = held.collect(payment(Money.of(more)), Money.ZERO, NOW, new_id, now=NOW)
    assert bool(now.warning(held, POLICY, NOW)) == is_warned


def test_money_out_of_nothing_is_never_written() -> None:
    moved = Moved(movement=Movement.COLLECTED, person_id=PersonId(new_id()), moved_at=NOW)
    with pytest.raises(LedgerUnbalanced):
        entries(moved, {Account.CARRIED: Money.of("1.00"), Account.CUSTOMERS: Money.of("-0.99")}, new_id)


@pytest.mark.parametrize(
    ("amount", "refused"), [("0.00", AmountNotPositive), ("-1.00", AmountNotPositive), ("10.01", MoreThanInHands)]
)
def test_nobody_hands_in_what_he_does_not_hold(amount: str, refused: type[Exception]) -> None:
    account, _, _ = CashAccount(id=PersonId(new_id())).collect(
        payment(Money.of("10.00")), Money.ZERO, NOW, new_id, now=NOW
    )
    with pytest.raises(refused):
        account.hand_in(new_id(), "JK", Money.of(amount), now=NOW, new_id=new_id)


@pytest.mark.parametrize(
    ("collected_at", "until"),
    [
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), datetime(2026, 11, 24, 10, 0, tzinfo=UTC)),  # Monday
        (datetime(2026, 11, 27, 9, 0, tzinfo=UTC), datetime(2026, 11, 30, 10, 0, tzinfo=UTC)),  # Friday
        (datetime(2026, 11, 28, 9, 0, tzinfo=UTC), datetime(2026, 11, 30, 10, 0, tzinfo=UTC)),  # Saturday
        (datetime(2026, 9, 30, 9, 0, tzinfo=UTC), datetime(2026, 10, 8, 10, 0, tzinfo=UTC)),  # before the National Day
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), datetime(2026, 11, 25, 10, 0, tzinfo=UTC)),  # after midnight
    ],
)
def test_cash_is_due_at_the_end_of_the_next_working_day(collected_at: datetime, until: datetime) -> None:
    assert hand_in_until(collected_at, CALENDAR, POLICY.remittance.within_working_days) == until


def test_what_is_recorded_when_its_time_is_over_is_told_by_a_deadline_of_its_own() -> None:
    until = NOW + timedelta(days=1)
    account = CashAccount(id=PersonId(new_id()))
    for now in (NOW, until - timedelta(minutes=1), until, until + timedelta(hours=1)):
        account, _, _ = account.collect(payment(Money.of("10.00")), Money.ZERO, until, new_id, now=now)
    told = [account.overdue(deadline_id, POLICY) for deadline_id in account.deadlines]
    amounts = [str(each.amount) for [each] in told if isinstance(each, RemittanceOverdue)]
    assert amounts == ["20.00", "10.00", "10.00"]
