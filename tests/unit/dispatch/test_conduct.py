"""Conduct: what counts, when a case is opened, and that nobody handles what is about himself."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dispatch.domain.oversight.conduct import (
    DisciplinaryCase,
    Office,
    Violation,
    ViolationEntry,
    due_case,
)
from services.dispatch.domain.refusals import EvidenceMissing, NotAboutHimself, OnlyHimself, TimeInTheFuture
from services.dispatch.domain.states import CaseState, ViolationState
from shared.actor import Actor, Role
from shared.events.dispatch.conduct import DisciplinaryCaseDecided, DisciplinaryCaseOpened, ViolationRecorded
from shared.state_machine import ActionNotAllowed
from tests.unit.dispatch.stories import CHEN, CONDUCT, LI, WANG, at, names, new_id, only

HEAD = Office(now=at(), actor=Actor(Role.SUPERVISOR, str(LI)), setting=CONDUCT, policy_revision="T")
HIMSELF = Office(now=at(), actor=Actor(Role.TECHNICIAN, str(WANG)), setting=CONDUCT, policy_revision="T")
MANAGER = Office(now=at(), actor=Actor(Role.MANAGER, str(CHEN)), setting=CONDUCT, policy_revision="T")


def entry(clause: str = "7.2", day: date = date(2026, 11, 20), **changes: Any) -> ViolationEntry:
    given: dict[str, Any] = {"person_id": WANG, "clause": clause, "happened_on": day, "evidence_numbers": ("PG1",)}
    return ViolationEntry(**{**given, **changes})


def recorded(clause: str = "7.2", day: date = date(2026, 11, 20)) -> Violation:
    return Violation.recorded(new_id(), f"WJ{new_id().int}", entry(clause, day), HEAD)[0]


# clause and day of each, does the last lead to a case?
LEADS = [
    (["7.2 2026-01-10", "7.3 2026-05-01"],                                     False),
    (["7.2 2026-01-10", "7.3 2026-05-01", "7.5 2026-11-20"],                   True),
    (["7.2 2026-01-10", "7.2 2026-01-10", "7.2 2026-01-10"],                   True),
    (["7.2 2026-01-10", "7.4 2026-05-01", "7.6 2026-11-20"],                   False),  # recorded, not counted
    (["7.1 2026-01-10", "7.2 2026-05-01", "7.3 2026-11-20"],                   False),
    (["7.2 2025-11-20", "7.3 2026-05-01", "7.5 2026-11-20"],                   True),   # the same day a year on counts
    (["7.2 2025-11-19", "7.3 2026-05-01", "7.5 2026-11-20"],                   False),
    (["7.2 2025-11-19", "7.3 2026-05-01", "7.5 2026-11-20", "7.5 2026-11-01"], True),
]  # fmt: skip


@pytest.mark.parametrize(("put_down", "leads"), LEADS)
def test_the_third_of_7_2_7_3_and_7_5_within_twelve_months_opens_a_case(put_down: list[str], *, leads: bool) -> None:
    violations = [recorded(each[:3], date.fromisoformat(each[4:])) for each in put_down]
    due = due_case(violations, new_id(), "CF1", HEAD)

    assert (due is not None) is leads
    if due is not None:
        case, events = due
        told = only(events, DisciplinaryCaseOpened)
        assert (case.state, told.clause, len(told.violation_ids)) == (CaseState.OPEN, "7.7", 3)


@given(st.permutations(list(range(4))))
def test_the_order_in_which_violations_are_put_down_does_not_matter(order: list[int]) -> None:
    days = [date(2026, month, 1) for month in (1, 4, 7, 10)]
    violations = [recorded(day=day) for day in days]
    due = due_case([violations[place] for place in order], UUID(int=1), "CF1", HEAD)

    assert due is not None
    assert set(due[0].violation_ids) == {each.id for each in violations[:3]}


def test_a_suspicion_counts_only_when_a_person_confirms_it() -> None:
    suspicion, events = Violation.suspected(new_id(), "WJ1", entry("7.3"), "remittance_overdue", HEAD)
    two = [recorded(), recorded()]
    assert names(events) == ["ViolationSuspected"]
    assert due_case([*two, suspicion], new_id(), "CF1", HEAD) is None
    confirmed, events = suspicion.confirmed("He kept it.", HEAD)
    assert only(events, ViolationRecorded).recorded_by_id == LI
    assert due_case([*two, confirmed], new_id(), "CF1", HEAD) is not None

    dismissed = suspicion.dismissed("bank_closed", HEAD)
    assert dismissed.state is ViolationState.DISMISSED
    with pytest.raises(ActionNotAllowed):
        dismissed.confirmed(None, HEAD)
    assert not suspicion.is_visible_to(HIMSELF.actor)
    assert confirmed.is_visible_to(HIMSELF.actor)


def test_nobody_handles_what_is_about_himself() -> None:
    suspicion, _ = Violation.suspected(new_id(), "WJ1", entry(), "call_back", HEAD)
    case = due_case([recorded(), recorded(), recorded()], new_id(), "CF1", HEAD)
    assert case is not None
    for own in (
        lambda: Violation.recorded(new_id(), "WJ2", entry(), HIMSELF),
        lambda: suspicion.confirmed(None, HIMSELF),
        lambda: suspicion.dismissed("no", HIMSELF),
        lambda: recorded().withdrawn("no", HIMSELF),
        lambda: case[0].decided("no_measure", "no", HIMSELF),
    ):
        with pytest.raises(NotAboutHimself):
            own()
    with pytest.raises(OnlyHimself):
        recorded().answered("it was I", HEAD)


def test_the_person_answers_and_an_answered_violation_counts_still() -> None:
    answered, events = recorded().answered("The customer shouted first.", HIMSELF)

    assert (answered.state, names(events)) == (ViolationState.ANSWERED, ["ViolationAnswered"])
    assert due_case([answered, recorded(), recorded()], new_id(), "CF1", HEAD) is not None


def test_a_violation_needs_evidence_and_has_happened() -> None:
    with pytest.raises(EvidenceMissing):
        Violation.recorded(new_id(), "WJ1", entry(evidence_numbers=()), HEAD)
    with pytest.raises(TimeInTheFuture):
        Violation.recorded(new_id(), "WJ1", entry(day=date(2026, 11, 24)), HEAD)


def open_case(*violations: Violation) -> DisciplinaryCase:
    due = due_case(violations, new_id(), "CF1", HEAD)
    assert due is not None
    return due[0]


def test_a_withdrawn_violation_may_take_the_ground_of_an_open_case_away_but_not_of_a_decided_one() -> None:
    violations = [recorded(), recorded(), recorded()]
    case = open_case(*violations)
    withdrawn, _ = violations[0].withdrawn("mistaken_identity", HEAD)
    lifted, events = case.without(withdrawn, violations[1:], HEAD)
    assert (lifted.state, only(events, DisciplinaryCaseDecided).outcome) == (CaseState.LIFTED, "lifted")

    fourth = recorded()
    four, events = case.joined_by(fourth).without(withdrawn, [*violations[1:], fourth], HEAD)
    assert (four.state, len(four.violation_ids), events) == (CaseState.OPEN, 3, [])
    decided, events = case.decided("warning", "First case.", MANAGER)
    assert only(events, DisciplinaryCaseDecided).outcome == "warning"
    assert decided.without(withdrawn, violations[1:], HEAD) == (decided, [])
    with pytest.raises(ActionNotAllowed):
        decided.decided("dismissal", "again", MANAGER)


def test_a_case_stands_only_on_violations_within_one_window() -> None:
    first, second, third = (recorded(day=date(2025, month, 10)) for month in (1, 6, 12))
    joined = recorded(day=date(2026, 5, 1))
    case = open_case(first, second, third).joined_by(joined)
    lifted, _ = case.without(second, [first, third, joined], HEAD)
    assert lifted.state is CaseState.LIFTED  # three are left, in sixteen months
    kept, _ = case.without(first, [second, third, joined], HEAD)
    assert kept.state is CaseState.OPEN


def test_a_violation_belongs_to_one_case_only() -> None:
    kept = [replace(recorded(), case_id=new_id()) for _ in range(3)]
    assert due_case([*kept, recorded(), recorded()], new_id(), "CF2", HEAD) is None
    assert due_case([*kept, recorded(), recorded(), recorded()], new_id(), "CF2", HEAD) is not None
