"""Charges after the signature: paid in any split, reduced, refunded, reminded of, written off."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.billing.domain.charges.charge import Charge
from services.billing.domain.charges.payment import PaymentMethod
from services.billing.domain.charges.receivable import (
    WriteOffReason,
    ask_to_write_off,
    refuse_write_off,
    remind,
    reminds_at,
    write_off,
)
from services.billing.domain.charges.refund import Refund, RefundFor, RefundReason, ask
from services.billing.domain.identifiers import PersonId
from services.billing.domain.prices.bill import Agreement, WorkFacts, bill
from services.billing.domain.prices.lines import sum_of, travel_in
from services.billing.domain.refusals import MoreThanOverpaid, NotBelow, Overpaid, ReferenceMissing, SamePerson
from services.billing.domain.states import ChargeState, RefundState
from shared.events.billing.charges import ChargeOverdue, ChargeSettled, PaymentReceived
from shared.events.billing.refunds import PaymentRefunded
from shared.identifiers import new_id
from shared.money import Money, total
from shared.state_machine import ActionNotAllowed
from tests.unit.billing.cases import NOW, POLICY, incoming, owed, tariff, travel

CENTS = st.integers(1, 100_000)


@given(st.lists(CENTS, min_size=1, max_size=8))
def test_any_split_of_a_charge_settles_it_with_its_last_part(parts: list[int]) -> None:
    amounts = [Money(Decimal(each) / 100) for each in parts]
    charge, settled = owed(str(total(amounts))), 0
    for amount in amounts:
        assert charge.state is ChargeState.OWED
        charge, payment, events = charge.pay(new_id(), "SJ", incoming(str(amount)), now=NOW)
        assert payment.amount == amount
        settled += sum(isinstance(event, ChargeSettled) for event in events)
    assert (charge.state, charge.outstanding, charge.overpaid, settled) == (
        ChargeState.SETTLED,
        Money.ZERO,
        Money.ZERO,
        1,
    )


@given(cost=CENTS, parts=st.lists(CENTS, min_size=1, max_size=6))
def test_the_travel_money_in_the_parts_is_the_travel_of_the_bill(cost: int, parts: list[int]) -> None:
    told = Agreement(was_told_visit_fee=True, was_told_travel_rule=True)
    facts = WorkFacts(
        purpose="service", has_arrived=True, outcome="fixed", items=(travel(str(Money(Decimal(cost) / 100))),)
    )
    lines = bill(facts, told, tariff())
    charge = owed(str(sum_of(lines)), lines=lines)
    shares = []
    for each in [Money(Decimal(part) / 100) for part in parts]:
        if charge.outstanding:
            amount = min(each, charge.outstanding)
            charge, payment, _ = charge.pay(new_id(), "SJ", incoming(str(amount)), now=NOW)
            shares.append(payment.travel)
    if charge.outstanding:
        charge, payment, _ = charge.pay(new_id(), "SJ", incoming(str(charge.outstanding)), now=NOW)
        shares.append(payment.travel)
    assert total(shares) == travel_in(lines)


def test_nobody_takes_too_much_cash_but_a_transfer_that_is_too_much_is_a_fact() -> None:
    with pytest.raises(Overpaid):
        owed("152.00").pay(new_id(), "SJ", incoming("152.01", PaymentMethod.CASH), now=NOW)
    charge, _, [received, settled] = owed("152.00").pay(new_id(), "SJ", incoming("200.00"), now=NOW)
    assert isinstance(received, PaymentReceived)
    assert isinstance(settled, ChargeSettled)
    assert (str(charge.overpaid), str(received.overpaid), str(received.outstanding)) == ("48.00", "48.00", "0.00")
    with pytest.raises(MoreThanOverpaid):
        charge.promise_back(Money.of("48.01"))


class Account(RuleBasedStateMachine):
    """One charge, with whatever may happen to it after the signature."""

    def __init__(self) -> None:
        super().__init__()
        self.charge = owed("300.00")
        self.received = self.gone = self.promised = Money.ZERO

    @rule(cents=st.integers(1, 60_000))
    def pay(self, cents: int) -> None:
        amount = Money(Decimal(cents) / 100)
        self.charge, _, _ = self.charge.pay(new_id(), "SJ", incoming(str(amount)), now=NOW)
        self.received += amount

    @precondition(lambda self: self.charge.outstanding)
    @rule()
    def ask_to_write_off(self) -> None:
        if self.charge.state is ChargeState.OWED:
            self.charge = _asked(self.charge)

    @precondition(lambda self: self.charge.state is ChargeState.WRITE_OFF_ASKED)
    @rule()
    def write_off(self) -> None:
        self.charge, _ = write_off(self.charge, "manager-1", POLICY, NOW)

    @precondition(lambda self: self.charge.due)
    @rule(share=st.integers(1, 100))
    def reduce(self, share: int) -> None:
        amount = max(Money.of("0.01"), Money.rounded(self.charge.due.amount * share / 100))
        self.charge, _ = self.charge.reduce(amount, "5.5", NOW)

    @precondition(lambda self: self.charge.overpaid)
    @rule(share=st.integers(1, 100))
    def promise_back(self, share: int) -> None:
        amount = max(Money.of("0.01"), Money.rounded(self.charge.overpaid.amount * share / 100))
        self.charge = self.charge.promise_back(amount)
        self.promised += amount

    @precondition(lambda self: self.promised)
    @rule()
    def give_back(self) -> None:
        self.charge = self.charge.gave_back(self.promised)
        self.gone, self.promised = self.gone + self.promised, Money.ZERO

    @precondition(lambda self: self.promised)
    @rule()
    def keep_after_all(self) -> None:
        self.charge, self.promised = self.charge.keep_after_all(self.promised), Money.ZERO

    @rule(cents=st.integers(1, 100))
    def promise_more_than_was_overpaid(self, cents: int) -> None:
        with pytest.raises((MoreThanOverpaid, ActionNotAllowed)):
            self.charge.promise_back(self.charge.overpaid + Money(Decimal(cents) / 100))

    @invariant()
    def every_yuan_is_accounted_for(self) -> None:
        charge = self.charge
        assert (charge.paid, charge.refunded, charge.refunding) == (self.received, self.gone, self.promised)
        kept = charge.paid - charge.refunded - charge.refunding
        assert kept + charge.payable - charge.overpaid == charge.due
        assert Money.ZERO in (charge.overpaid, charge.payable)
        assert charge.refunded <= charge.paid

    @invariant()
    def it_is_settled_when_nothing_is_left(self) -> None:
        assert (self.charge.state is ChargeState.SETTLED) == (not self.charge.payable)
        assert (self.charge.state is ChargeState.WRITTEN_OFF) == bool(self.charge.written_off)


TestAccount = Account.TestCase
TestAccount.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize("reduction", ["0.00", "-1.00", "152.01"])
def test_a_reduction_goes_below_and_not_below_nothing(reduction: str) -> None:
    with pytest.raises(NotBelow):
        owed("152.00").reduce(Money.of(reduction), "5.5", NOW)


def test_the_due_time_and_three_reminders() -> None:
    charge, told = owed("152.00"), []
    for _ in range(4):
        assert charge.reminder_id is not None
        due_at = reminds_at(charge, POLICY)
        charge, [overdue] = remind(charge, charge.reminder_id, new_id(), POLICY)
        assert isinstance(overdue, ChargeOverdue)
        assert overdue.overdue_at == due_at
        told.append((overdue.reminder, overdue.days_late, overdue.clause, (overdue.overdue_at - NOW).days))
    assert told == [(0, 0, "5.6", 15), (1, 7, "5.6", 22), (2, 15, "5.6", 30), (3, 30, "5.6", 45)]
    assert (charge.reminder_id, reminds_at(charge, POLICY)) == (None, None)


def test_neither_a_paid_charge_nor_an_old_timer_reminds() -> None:
    charge = owed("152.00")
    assert remind(charge, new_id(), new_id(), POLICY) == (charge, [])
    paid, _, _ = charge.pay(new_id(), "SJ", incoming("152.00"), now=NOW)
    assert charge.reminder_id is not None
    assert remind(paid, charge.reminder_id, new_id(), POLICY) == (paid, [])


def _asked(charge: Charge) -> Charge:
    return ask_to_write_off(charge, WriteOffReason.INSOLVENT, "finance-1", NOW)


def test_another_person_than_who_asked_writes_off_what_is_left() -> None:
    charge, _, _ = owed("152.00").pay(new_id(), "SJ", incoming("52.00"), now=NOW)
    with pytest.raises(SamePerson):
        write_off(_asked(charge), "finance-1", POLICY, NOW)
    gone, [told] = write_off(_asked(charge), "manager-1", POLICY, NOW)
    assert (gone.state, str(gone.written_off), gone.outstanding) == (ChargeState.WRITTEN_OFF, "100.00", Money.ZERO)
    assert told.happened_at() == NOW
    assert refuse_write_off(_asked(charge)) == charge


def test_a_payment_makes_the_write_off_needless() -> None:
    charge, _, _ = _asked(owed("152.00")).pay(new_id(), "SJ", incoming("1.00"), now=NOW)
    assert (charge.state, charge.write_off_request) == (ChargeState.OWED, None)


def test_what_comes_in_after_the_write_off_is_recovered_and_beyond_it_overpaid() -> None:
    gone, _ = write_off(_asked(owed("152.00")), "manager-1", POLICY, NOW)
    with pytest.raises(Overpaid):
        gone.pay(new_id(), "SJ", incoming("152.01", PaymentMethod.CASH), now=NOW)
    part, _, [received] = gone.pay(new_id(), "SJ", incoming("52.00", PaymentMethod.CASH), now=NOW)
    assert isinstance(received, PaymentReceived)
    assert (part.state, str(part.written_off), str(received.recovered)) == (ChargeState.WRITTEN_OFF, "100.00", "52.00")
    whole, _, [received, settled] = part.pay(new_id(), "SJ", incoming("120.00"), now=NOW)
    assert isinstance(received, PaymentReceived)
    assert isinstance(settled, ChargeSettled)
    assert (whole.state, str(received.recovered), str(whole.overpaid)) == (ChargeState.SETTLED, "100.00", "20.00")
    twice, _, told = whole.pay(new_id(), "SJ", incoming("152.00"), now=NOW)
    assert (len(told), twice.state, str(twice.overpaid)) == (1, ChargeState.SETTLED, "172.00")


@pytest.mark.parametrize(
    ("paid", "reduction", "state", "written_off", "overpaid"),
    [
        ("0.00", "100.00", ChargeState.WRITTEN_OFF, "52.00", "0.00"),
        ("0.00", "152.00", ChargeState.SETTLED, "0.00", "0.00"),
        ("52.00", "50.00", ChargeState.WRITTEN_OFF, "50.00", "0.00"),
        ("52.00", "120.00", ChargeState.SETTLED, "0.00", "20.00"),
    ],
)
def test_less_is_asked_of_what_is_written_off_too(
    paid: str, reduction: str, state: ChargeState, written_off: str, overpaid: str
) -> None:
    charge = owed("152.00")
    if Money.of(paid):
        charge, _, _ = charge.pay(new_id(), "SJ", incoming(paid), now=NOW)
    gone, _ = write_off(_asked(charge), "manager-1", POLICY, NOW)
    less, _ = gone.reduce(Money.of(reduction), "5.5", NOW)
    assert (less.state, str(less.written_off), str(less.overpaid)) == (state, written_off, overpaid)


def test_while_a_write_off_is_asked_less_may_be_asked_and_nothing_at_all_settles_it() -> None:
    less, [_] = _asked(owed("152.00")).reduce(Money.of("100.00"), "5.5", NOW)
    assert (less.state, str(less.outstanding)) == (ChargeState.WRITE_OFF_ASKED, "52.00")
    none, [_, settled] = less.reduce(Money.of("52.00"), "5.5", NOW)
    assert isinstance(settled, ChargeSettled)
    assert (none.state, none.write_off_request) == (ChargeState.SETTLED, None)


def _refund(amount: str, before: str = "0.00", by: str = "specialist-1") -> Refund:
    what = RefundFor(id=new_id(), number="TK", customer_id=new_id(), reason=RefundReason.OVERPAID)
    asked = ask(what, POLICY.refund.clause, NOW)
    return asked.name_price(Money.of(amount), Money.of(before), by, POLICY, NOW)[0]


@pytest.mark.parametrize(
    ("amount", "before", "state"),
    [
        ("500.00", "0.00", RefundState.APPROVED),
        ("500.01", "0.00", RefundState.ASKED),
        ("300.00", "200.01", RefundState.ASKED),  # in slices it is no smaller
    ],
)
def test_above_the_limit_a_second_person_agrees(amount: str, before: str, state: RefundState) -> None:
    refund = _refund(amount, before)
    assert (refund.state, refund.needs_approval) == (state, state is RefundState.ASKED)


def test_who_asks_does_not_approve() -> None:
    refund = _refund("800.00")
    with pytest.raises(SamePerson):
        refund.approve("specialist-1", POLICY, NOW)
    approved, _ = refund.approve("manager-1", POLICY, NOW)
    with pytest.raises(ReferenceMissing):
        approved.pay(PaymentMethod.TRANSFER, None, PersonId(new_id()), NOW)
    paid, [told] = approved.pay(PaymentMethod.CASH, None, PersonId(new_id()), NOW + timedelta(hours=1))
    assert isinstance(told, PaymentRefunded)
    assert (paid.state, str(told.amount), told.method) == (RefundState.PAID, "800.00", "cash")
    assert replace(refund, state=RefundState.ASKED).refuse("not_proven", NOW)[0].state is RefundState.REFUSED
