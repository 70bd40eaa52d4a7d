"""The promises of follow-up as a table a business person can check, and the dates of contracts."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import services.followup
from services.followup.domain.call import About, Attempt, AttemptResult, Call, Identity, Purpose, schedule_call
from services.followup.domain.contract import Contract, ContractId, ContractKind, check_term
from services.followup.domain.policy import FollowupPolicy
from services.followup.domain.refusals import CalledBeforeItWasOwed, TermTooLong
from services.followup.domain.states import CallState
from shared.events.followup.contracts import ContractSigned
from shared.identifiers import new_id
from shared.money import Money
from shared.policy_file import load_policy

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
POLICY = load_policy(Path(services.followup.__file__).parent / "policy.toml", FollowupPolicy).in_force(AT)


def _call(purpose: Purpose = Purpose.CALL_BACK) -> Call:
    identity = Identity(id=new_id(), number="HF20261123-0001", deadline_id=new_id())
    about = About(customer_id=new_id(), ticket_id=new_id())
    call, _ = schedule_call(identity, purpose, about, owed_since=AT, policy=POLICY, origin="hotline")
    return call


def test_todays_promises_clause_by_clause() -> None:
    promises = {
        ("5.12", "hours until the call-back"): POLICY.call_back.within_hours,
        ("5.12", "attempts before giving up"): POLICY.call_back.attempts,
        ("5.12", "days they are spread over"): POLICY.call_back.on_days,
        ("5.12", "best score"): POLICY.satisfaction.highest,
        ("6.4", "hours until the customer knows"): POLICY.item_ready.within_hours,
    }
    assert promises == {
        ("5.12", "hours until the call-back"): 48,
        ("5.12", "attempts before giving up"): 3,
        ("5.12", "days they are spread over"): 2,
        ("5.12", "best score"): 5,
        ("6.4", "hours until the customer knows"): 2,
    }


@pytest.mark.parametrize(
    ("purpose", "hours", "clause"), [(Purpose.CALL_BACK, 48, "5.12"), (Purpose.ITEM_READY, 2, "6.4")]
)
def test_a_call_is_due_from_its_reason_by_the_clock_of_its_clause(purpose: Purpose, hours: int, clause: str) -> None:
    call = _call(purpose)
    assert (call.call_until - call.owed_since, call.clause) == (timedelta(hours=hours), clause)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ((0,), CallState.OWED),
        ((0, 0, 0), CallState.OWED),
        ((0, 1), CallState.OWED),
        ((0, 0, 1), CallState.GIVEN_UP),
        ((0, 1, 2), CallState.GIVEN_UP),
    ],
)
def test_three_attempts_on_two_days_give_a_call_up(days: tuple[int, ...], state: CallState) -> None:
    call = _call()
    for number, day in enumerate(days):
        at = AT + timedelta(days=day, minutes=number)
        call, _ = call.attempt(Attempt(at=at, result=AttemptResult.NO_ANSWER), POLICY)
    assert call.state is state


def test_days_of_attempts_are_days_in_chongqing() -> None:
    call = _call()
    for minutes in (0, 14 * 60 + 59, 15 * 60):  # 09:00, 23:59 and midnight of the next day
        at = AT + timedelta(minutes=minutes)
        call, _ = call.attempt(Attempt(at=at, result=AttemptResult.BUSY), POLICY)
    assert call.state is CallState.GIVEN_UP


def test_an_attempt_before_the_reason_is_refused() -> None:
    with pytest.raises(CalledBeforeItWasOwed):
        _call().attempt(Attempt(at=AT - timedelta(minutes=1), result=AttemptResult.BUSY), POLICY)


@pytest.mark.parametrize(
    ("starts_on", "months", "last_day"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_a_contract_covers_until_the_same_day_that_day_included(starts_on: date, months: int, last_day: date) -> None:
    contract = Contract(
        id=ContractId(new_id()),
        number="HT20261123-0001",
        kind=ContractKind.ENGINEERING,
        customer_id=new_id(),
        site_ids=(),
        starts_on=starts_on,
        months=months,
        are_parts_included=False,
        device_points=16,
        yearly_price=Money.ZERO,
        clause="2.1.1",
    )
    _, [signed] = contract.sign(now=AT)
    assert isinstance(signed, ContractSigned)
    assert signed.ends_on == last_day


def test_a_term_beyond_the_policy_is_refused() -> None:
    longest = POLICY.engineering_contract.longest_warranty_months
    check_term(ContractKind.ENGINEERING, longest, POLICY)
    with pytest.raises(TermTooLong):
        check_term(ContractKind.ENGINEERING, longest + 1, POLICY)
