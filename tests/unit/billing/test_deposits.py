"""Deposits: due, held, returned, or kept in part, and always owed on an account of their own."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.charges.payment import PaymentMethod
from services.billing.domain.custody.cash import CashAccount
from services.billing.domain.custody.deposit import (
    Deposit,
    ReleaseReason,
    RetentionReason,
    kept,
    returned_from,
    taken_otherwise,
)
from services.billing.domain.custody.ledger import Account
from services.billing.domain.identifiers import DepositId, PersonId
from services.billing.domain.refusals import AmountNotPositive, MoreThanHeld, ReferenceMissing, TimeNotPossible
from services.billing.domain.states import DepositState
from shared.errors import Refused
from shared.events.billing.deposits import DepositReturned, DepositTaken
from shared.identifiers import new_id
from shared.money import Money, total
from tests.unit.billing.cases import NOW, incoming


def due(amount: str = "500.00") -> Deposit:
    """The deposit of a loaner that somebody asks for."""
    return Deposit(
        id=DepositId(new_id()),
        number="YJ20261123-0001",
        loan_id=new_id(),
        repair_id=None,
        ticket_id=None,
        customer_id=new_id(),
        origin=None,
        amount=Money.of(amount),
        clause="4.5",
        due_at=NOW,
    )


def released(amount: str = "500.00") -> Deposit:
    """A deposit that is to go back."""
    held, _ = due(amount).take(incoming(amount), now=NOW)
    return held.release(ReleaseReason.LOANER_RETURNED, NOW)[0]


@pytest.mark.parametrize(
    ("taken", "refused"),
    [
        ({"amount": "499.99"}, MoreThanHeld),
        ({"amount": "0.00"}, AmountNotPositive),
        ({"amount": "500.00", "reference": None}, ReferenceMissing),
        ({"amount": "500.00", "received_at": NOW.replace(year=2027)}, TimeNotPossible),
    ],
)
def test_it_is_left_in_one_sum(taken: dict[str, Any], refused: type[Refused]) -> None:
    with pytest.raises(refused):
        due().take(incoming(**taken), now=NOW)


def test_a_refused_loan_gives_it_back_and_drops_what_was_never_paid() -> None:
    assert due().release(ReleaseReason.LOAN_REFUSED, NOW)[0].state is DepositState.DROPPED
    held, [taken] = due().take(incoming("500.00"), now=NOW)
    assert isinstance(taken, DepositTaken)
    back, [told] = held.release(ReleaseReason.LOAN_REFUSED, NOW)
    assert (back.state, str(told.amount)) == (DepositState.TO_RETURN, "500.00")  # type: ignore[attr-defined]
    returned, [gone] = back.give_back(PaymentMethod.CASH, None, NOW)
    assert isinstance(gone, DepositReturned)
    assert (returned.state, str(gone.amount)) == (DepositState.RETURNED, "500.00")


def test_a_loaner_without_a_deposit_counts_as_taken_and_closes_by_itself() -> None:
    held, [taken] = due("0.00").need_none(NOW)
    closed, told = held.release(ReleaseReason.LOANER_RETURNED, NOW)
    assert (closed.state, [type(each).__name__ for each in told]) == (
        DepositState.RETURNED,
        ["DepositReleased", "DepositReturned"],
    )
    assert taken.happened_at() == NOW


def test_all_of_it_may_be_kept() -> None:
    assert released().retain(Money.of("500.00"), RetentionReason.NOT_RETURNED, NOW)[0].state is DepositState.KEPT
    with pytest.raises(MoreThanHeld):
        released().retain(Money.of("500.01"), RetentionReason.DAMAGED, NOW)


@given(cents=st.integers(2, 1_000_000), share=st.integers(0, 99), cash=st.booleans())
def test_what_is_taken_is_kept_or_returned_and_the_ledger_is_at_zero(cents: int, share: int, *, cash: bool) -> None:
    amount = Money(Decimal(cents) / 100)
    person = CashAccount(id=PersonId(new_id()))
    method = PaymentMethod.CASH if cash else PaymentMethod.TRANSFER
    deposit, _ = due(str(amount)).take(incoming(str(amount), method), now=NOW)
    sides: list[tuple[Account, Money]] = []
    if cash:
        person, written, _ = person.take_deposit(deposit, NOW, new_id, now=NOW)
        sides += [(entry.account, entry.amount) for entry in written]
        assert (person.carried, person.holdings[0].deposit_id) == (amount, deposit.id)
    else:
        sides += list(taken_otherwise(amount).items())
    deposit, _ = deposit.release(ReleaseReason.LOANER_RETURNED, NOW)
    keep = Money.rounded(amount.amount * share / 100)
    if Money.ZERO < keep < amount:
        deposit, _ = deposit.retain(keep, RetentionReason.DAMAGED, NOW)
        sides += list(kept(keep).items())
    back = deposit.to_return
    if cash:
        person, written, _ = person.pay_out(deposit, back, now=NOW, new_id=new_id)
        sides += [(entry.account, entry.amount) for entry in written]
        assert person.carried == amount - back
    else:
        sides += list(returned_from(Account.BANK, back).items())
    deposit, _ = deposit.give_back(method, "TT-2", NOW)
    assert deposit.retained + deposit.returned == amount
    assert total(side for _, side in sides) == Money.ZERO
    assert total(side for account, side in sides if account is Account.DEPOSITS) == Money.ZERO
