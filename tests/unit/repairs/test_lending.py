"""Loaners: who may ask, who approves, what must be there before one goes out, and how a loan closes (4.5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.repairs.domain.entries import Delay
from services.repairs.domain.lending.life import LoanerState, LoanState
from services.repairs.domain.lending.loan import Agreement, DepositCopy, Handover, Loan, LoanReason
from services.repairs.domain.lending.loaner import Condition, Loaner, LoanerId
from services.repairs.domain.lending.request import Asked, request
from services.repairs.domain.refusals import (
    AgreementNotSigned,
    ApprovedTwice,
    DepositNotTaken,
    NoReasonForLoan,
    NotYourStep,
    ReasonMissing,
    ReasonUnknown,
)
from services.repairs.domain.repair import Repair
from shared.actor import Actor, Role
from shared.errors import Refused
from shared.events.repairs.loans import LoanApproved, LoanClosed, LoanRefused
from shared.identifiers import new_id
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from tests.unit.repairs.items import AT, DIRECTOR, MANAGER, POLICY, SPECIALIST, confirmed, days

RULE = POLICY.loan
DEPOSIT = DepositCopy(deposit_id=new_id(), amount=Money.of("500.00"))
AGREEMENT = Agreement(contact_id=new_id(), reference="a/1", sha256="0" * 64, signed_at=AT)
LATE = replace(confirmed(), is_promise_missed=True)


def a_unit(deposit: str = "500.00") -> Loaner:
    """A recorder that can be lent."""
    return Loaner(
        id=LoanerId(new_id()),
        number="DY20261123-0001",
        product_model="DS-7816N-K2",
        serial="DYJ-7",
        accessories=(),
        deposit=Money.of(deposit),
    )


def asked(
    repair: Repair = LATE, reason: LoanReason = LoanReason.PROMISE_MISSED, actor: Actor = SPECIALIST, **unit: str
) -> Loan:
    """A loan that somebody has asked for."""
    wish = Asked(loan_id=new_id(), number="JY20261123-0001", reason=reason, handover=Handover.COUNTER)
    return request(wish, repair, a_unit(**unit), actor, RULE, now=AT)[0]


def approved(loan: Loan) -> Loan:
    """With both approvals."""
    loan, _ = loan.approve(MANAGER, "his reason", RULE, now=AT)
    return loan.approve(DIRECTOR, None, RULE, now=AT)[0]


@pytest.mark.parametrize(
    ("reason", "changes", "is_asked"),
    [
        (LoanReason.PROMISE_MISSED, {"is_promise_missed": True}, True),
        (LoanReason.PROMISE_MISSED, {}, False),
        (LoanReason.PROMISE_CANNOT_BE_KEPT, {}, False),
        (
            LoanReason.PROMISE_CANNOT_BE_KEPT,
            {"delay": Delay(cause="factory_late", explained_at=AT, explained_by="a")},
            True,
        ),
        (LoanReason.MANAGERS_REASON, {}, True),
    ],
)
def test_a_loaner_presumes_a_promise_that_is_past_or_cannot_be_kept_or_the_managers_reason(
    reason: LoanReason, changes: dict[str, Any], *, is_asked: bool
) -> None:
    repair = replace(confirmed(), **changes)
    if is_asked:
        assert asked(repair, reason).deposit_wanted == Money.of("500.00")
    else:
        with pytest.raises(NoReasonForLoan):
            asked(repair, reason)


def test_the_manager_approves_and_then_the_logistics_director() -> None:
    loan, [first] = asked().approve(MANAGER, None, RULE, now=AT)
    assert isinstance(first, LoanApproved)
    assert (loan.state, first.step, first.is_final) == (LoanState.APPROVED_ONCE, "manager", False)
    loan, [second] = loan.approve(DIRECTOR, None, RULE, now=AT)
    assert isinstance(second, LoanApproved)
    assert (loan.state, second.step, second.is_final) == (LoanState.APPROVED, "logistics_director", True)


_SAME_PERSON = Actor(Role.LOGISTICS_DIRECTOR, MANAGER.subject)
_ASKED_HIMSELF = Actor(Role.MANAGER, SPECIALIST.subject)


@pytest.mark.parametrize(
    ("approvers", "refusal"),
    [
        ([DIRECTOR], NotYourStep),
        ([MANAGER, MANAGER], NotYourStep),
        ([MANAGER, _SAME_PERSON], ApprovedTwice),
        ([_ASKED_HIMSELF], ApprovedTwice),
        ([MANAGER, DIRECTOR, DIRECTOR], ActionNotAllowed),
    ],
)
def test_nobody_approves_twice_nor_out_of_turn_nor_what_he_asked_for(
    approvers: list[Actor], refusal: type[Refused]
) -> None:
    loan = asked()
    for approver in approvers[:-1]:
        loan, _ = loan.approve(approver, None, RULE, now=AT)
    with pytest.raises(refusal):
        loan.approve(approvers[-1], None, RULE, now=AT)


def test_where_the_loan_rests_on_the_managers_reason_he_says_it() -> None:
    loan = asked(confirmed(), LoanReason.MANAGERS_REASON)
    with pytest.raises(ReasonMissing):
        loan.approve(MANAGER, None, RULE, now=AT)
    assert loan.approve(MANAGER, "good customer", RULE, now=AT)[0].approvals[0].reason == "good customer"


@pytest.mark.parametrize(
    ("deposit", "agreement", "wanted", "refusal"),
    [
        (None, AGREEMENT, "500.00", DepositNotTaken),
        (replace(DEPOSIT, is_settled=True), AGREEMENT, "500.00", DepositNotTaken),
        (DEPOSIT, None, "500.00", AgreementNotSigned),
        (DEPOSIT, AGREEMENT, "500.00", None),
        (None, AGREEMENT, "0.00", None),  # a unit without a deposit
    ],
)
def test_a_loaner_goes_out_with_deposit_and_agreement(
    deposit: DepositCopy | None, agreement: Agreement | None, wanted: str, refusal: type[Refused] | None
) -> None:
    loan = replace(approved(asked(deposit=wanted)), deposit=deposit, agreement=agreement)
    if refusal is not None:
        with pytest.raises(refusal):
            loan.issue(RULE, (new_id(), new_id()), now=AT)
        with pytest.raises(refusal):
            loan.send(new_id(), RULE)
        return
    out, _ = loan.issue(RULE, (new_id(), new_id()), now=AT)
    assert (out.due_until, out.remind_at) == (days(30), days(27))


def test_a_loaner_is_not_issued_before_the_second_approval() -> None:
    once, _ = asked().approve(MANAGER, None, RULE, now=AT)
    ready = replace(once, deposit=DEPOSIT, agreement=AGREEMENT)
    with pytest.raises(ActionNotAllowed):
        ready.issue(RULE, (new_id(), new_id()), now=AT)


def test_a_refused_loan_gives_the_deposit_back_and_closes_with_it() -> None:
    with pytest.raises(ReasonUnknown):
        asked().refuse("manager", "mood", RULE, now=AT)
    refused, [told] = asked().take_deposit(DEPOSIT).refuse("manager", "no_need_shown", RULE, now=AT)
    assert isinstance(told, LoanRefused)
    assert (told.is_deposit_taken, told.deposit_id, refused.owes_nothing) == (True, DEPOSIT.deposit_id, False)
    closed, [end] = refused.settle(RULE, now=AT)
    assert isinstance(end, LoanClosed)
    assert closed.state is LoanState.CLOSED


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        (Condition.GOOD, LoanerState.AVAILABLE),
        (Condition.DAMAGED, LoanerState.IN_CHECK),
        (Condition.INCOMPLETE, LoanerState.IN_CHECK),
        (Condition.LOST, LoanerState.WITHDRAWN),
    ],
)
def test_the_condition_decides_whether_a_unit_is_lent_again(condition: Condition, state: LoanerState) -> None:
    out = a_unit().reserve(new_id()).give_out()
    assert out.take_back(condition).state is state


def test_a_unit_is_kept_for_one_customer() -> None:
    reserved = a_unit().reserve(new_id())
    with pytest.raises(ActionNotAllowed):
        reserved.reserve(new_id())
    with pytest.raises(ActionNotAllowed):
        reserved.give_out().give_out()


def test_a_deposit_that_is_settled_early_closes_nothing_before_the_unit_is_back() -> None:
    loan = replace(approved(asked()), deposit=DEPOSIT, agreement=AGREEMENT)
    out, _ = loan.issue(RULE, (new_id(), new_id()), now=AT)
    settled, events = out.settle(RULE, now=AT)
    assert (settled.state, events) == (LoanState.OUT, [])
    back, _ = settled.give_back(Condition.GOOD, RULE, now=AT + timedelta(days=1))
    assert back.owes_nothing
