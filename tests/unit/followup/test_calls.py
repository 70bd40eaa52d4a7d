"""Calls: when they are due, when they are given up, who has them in hand, and what is put before a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.followup.domain.call import Call
from services.followup.domain.call_record import Answer, Attempt, AttemptResult, Known, Purpose, Review
from services.followup.domain.refusals import (
    AsksAboutHimself,
    CalledBeforeItWasOwed,
    NotACallBack,
    NotATellingCall,
    TakenByAnother,
    TimeInTheFuture,
)
from services.followup.domain.states import CallState
from shared.events.followup.calls import CallAttempted, CallBackCompleted, CallGivenUp
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.followup import OFFICE, POLICY, START, call

LATER = START + timedelta(days=30)
IN_VAIN, BUSY, WRONG, REACHED = (
    *(AttemptResult.NO_ANSWER, AttemptResult.BUSY),
    *(AttemptResult.WRONG_NUMBER, AttemptResult.REACHED),
)


def _tried(owed: Call, at: datetime, result: AttemptResult = IN_VAIN) -> Call:
    tried, _ = owed.attempt(Attempt(at=at, result=result, by="anna"), POLICY, OFFICE, now=LATER)
    return tried


def _answered(owed: Call, known: Known | None = None, **said: Any) -> tuple[Call, CallBackCompleted]:
    words: dict[str, Any] = {"is_solved": True, "answered_at": START} | said
    answer = Answer(**words)
    done, [event] = owed.complete(answer, known or Known(), POLICY, by="anna", now=LATER)
    assert isinstance(event, CallBackCompleted)
    return done, event


@pytest.mark.parametrize(
    ("purpose", "hours", "clause"),
    [
        (Purpose.CALL_BACK, 48, "5.12"),
        (Purpose.ITEM_READY, 2, "6.4"),
        (Purpose.LATE_PROMISE, 2, "4.5"),
        (Purpose.RENEWAL, 72, "5.13"),
        (Purpose.CARE, 10, "5.14"),
        (Purpose.PAYMENT_REMINDER, 24, "5.6"),
        (Purpose.INVOICE_TO_MAIL, 48, "5.6"),
    ],
)
def test_a_call_is_due_from_its_reason_by_the_clock_of_its_clause(purpose: Purpose, hours: int, clause: str) -> None:
    owed = call(purpose)
    assert (owed.call_until - owed.owed_since, owed.clause) == (timedelta(hours=hours), clause)


def test_48_hours_run_through_the_national_holiday() -> None:
    """The 24 h clock: a visit on 30 September is called back by 2 October, whatever is closed."""
    owed = call(since=datetime(2026, 9, 30, 8, 0, tzinfo=UTC))
    assert owed.call_until == datetime(2026, 10, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tries", "state"),
    [
        ([(0, IN_VAIN)], CallState.OWED),
        ([(0, IN_VAIN), (0, BUSY), (0, WRONG)], CallState.OWED),
        ([(0, IN_VAIN), (1, IN_VAIN)], CallState.OWED),
        ([(0, IN_VAIN), (0, BUSY), (1, WRONG)], CallState.GIVEN_UP),
        ([(0, IN_VAIN), (1, IN_VAIN), (2, IN_VAIN)], CallState.GIVEN_UP),
        ([(0, IN_VAIN), (0, REACHED), (1, IN_VAIN)], CallState.OWED),
        ([(0, IN_VAIN), (0, REACHED), (1, IN_VAIN), (1, BUSY)], CallState.GIVEN_UP),
    ],
)
def test_three_attempts_in_vain_on_two_days_give_a_call_up(
    tries: list[tuple[int, AttemptResult]], state: CallState
) -> None:
    owed = call()
    for number, (day, result) in enumerate(tries):
        owed = _tried(owed, START + timedelta(days=day, minutes=number), result)
    assert owed.state is state


def test_days_of_attempts_are_days_in_chongqing() -> None:
    owed = call()
    for minutes in (0, 14 * 60 + 59, 15 * 60):  # 09:00, 23:59 and midnight of the next day
        owed = _tried(owed, START + timedelta(minutes=minutes))
    assert owed.state is CallState.GIVEN_UP


def test_giving_up_is_told_with_the_number_of_attempts() -> None:
    owed = _tried(_tried(call(), START), START)
    _, events = owed.attempt(Attempt(at=START + timedelta(days=1), result=BUSY, by="anna"), POLICY, OFFICE, now=LATER)
    tried, given_up = events
    assert isinstance(tried, CallAttempted)
    assert isinstance(given_up, CallGivenUp)
    assert (tried.result, given_up.attempts) == ("busy", 3)


@pytest.mark.parametrize(
    ("tried_on", "next_try"),
    [
        (datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 11, 26, 2, tzinfo=UTC)),  # Monday, Thursday
        (datetime(2026, 11, 26, 2, tzinfo=UTC), datetime(2026, 12, 1, 2, tzinfo=UTC)),  # Thursday, Tuesday
        (datetime(2026, 9, 30, 2, tzinfo=UTC), datetime(2026, 10, 10, 2, tzinfo=UTC)),  # over the holiday, 10 Oct works
    ],
)
def test_a_care_call_rests_three_working_days_after_an_attempt(tried_on: datetime, next_try: datetime) -> None:
    assert _tried(call(Purpose.CARE, since=tried_on), tried_on).not_before == next_try
    assert _tried(call(Purpose.CALL_BACK, since=tried_on), tried_on).not_before is None


def test_what_is_older_than_the_reason_or_has_not_happened_is_refused() -> None:
    before, after = START - timedelta(minutes=1), LATER + timedelta(minutes=1)
    for wrong, refusal in ((before, CalledBeforeItWasOwed), (after, TimeInTheFuture)):
        with pytest.raises(refusal):
            _tried(call(), wrong)
        with pytest.raises(refusal):
            _answered(call(), answered_at=wrong)
        with pytest.raises(refusal):
            call(Purpose.ITEM_READY).inform(wrong, "phone", by="anna", now=LATER)


def test_a_call_is_in_one_hand_until_its_lease_is_over() -> None:
    taken = call().take("anna", now=START, policy=POLICY)
    lease = timedelta(minutes=POLICY.working_list.lease_minutes)

    assert taken.take("anna", now=START + lease, policy=POLICY).taken_by == "anna"
    with pytest.raises(TakenByAnother):
        taken.take("bert", now=START + lease, policy=POLICY)
    assert taken.take("bert", now=START + lease + timedelta(seconds=1), policy=POLICY).taken_by == "bert"


def test_what_another_has_in_hand_is_neither_handed_back_nor_recorded() -> None:
    taken = call().take("bert", now=LATER, policy=POLICY)
    with pytest.raises(TakenByAnother):
        taken.hand_back("anna", now=LATER)
    with pytest.raises(TakenByAnother):
        _tried(taken, START)
    with pytest.raises(TakenByAnother):
        _answered(taken)
    assert taken.hand_back("bert", now=LATER).taken_by is None


def test_nobody_asks_a_customer_about_his_own_visit() -> None:
    technician = new_id()
    owed = call(technician_id=technician)
    with pytest.raises(AsksAboutHimself):
        owed.assign(technician)
    with pytest.raises(AsksAboutHimself):
        owed.take(str(technician), now=START, policy=POLICY)
    with pytest.raises(AsksAboutHimself):
        owed.look_at(str(technician))

    colleague = new_id()
    assert owed.assign(colleague).assigned_to == colleague
    assert call(Purpose.RENEWAL, technician_id=technician).assign(technician).assigned_to == technician


def test_an_attempt_in_vain_hands_the_call_back() -> None:
    assert _tried(call().take("anna", now=LATER, policy=POLICY), START).taken_by is None


@pytest.mark.parametrize(
    ("said", "review"),
    [
        ({"satisfaction": 5}, Review.NONE),
        ({"satisfaction": 3, "cleanliness": 3}, Review.NONE),
        ({"satisfaction": 2}, Review.OPEN),
        ({"satisfaction": 5, "cleanliness": 1}, Review.OPEN),
        ({"is_conduct_named": True}, Review.OPEN),
        ({"is_price_as_told": False}, Review.OPEN),
        ({"is_solved": False, "satisfaction": 4}, Review.NONE),
    ],
)
def test_a_low_score_conduct_or_another_price_is_put_before_a_person(said: dict[str, Any], review: Review) -> None:
    assert _answered(call(), **said)[0].review is review


@pytest.mark.parametrize(
    ("said", "charged", "expected"),
    [
        ({}, "100.00", None),
        ({"is_price_as_told": True}, "100.00", True),
        ({"amount_paid": Money.of("100.00")}, "100.00", True),
        ({"amount_paid": Money.of("120.00"), "is_price_as_told": True}, "100.00", False),
        ({"amount_paid": Money.of("20.00")}, None, False),
        ({"amount_paid": Money.ZERO}, None, True),
    ],
)
def test_the_amount_the_customer_names_is_compared_with_billings(
    said: dict[str, Any], charged: str | None, expected: object
) -> None:
    known = Known(amount_charged=None if charged is None else Money.of(charged))
    assert _answered(call(), known, **said)[1].is_price_as_told is expected


def test_not_solved_about_an_item_in_repair_says_so() -> None:
    _, event = _answered(call(), Known(is_item_in_repair=True), is_solved=False)
    assert (event.is_solved, event.is_item_in_repair) == (False, True)


def test_each_kind_of_call_ends_in_its_own_way() -> None:
    with pytest.raises(NotACallBack):
        _answered(call(Purpose.CARE))
    with pytest.raises(NotATellingCall):
        call().inform(START, "phone", by="anna", now=LATER)
    with pytest.raises(NotATellingCall):
        call(Purpose.RENEWAL).inform(START, "phone", by="anna", now=LATER)
