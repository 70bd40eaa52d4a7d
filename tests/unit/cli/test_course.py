"""The course of a call: the same every time, one step after the other, on minutes that calls share."""

from datetime import timedelta
from itertools import pairwise

from services.cli.replay.calls import SAMPLE, RealCall, read_calls
from services.cli.replay.course import Step, StepName, course_of

CALLS = read_calls(SAMPLE, most=500)


def test_no_two_steps_of_a_call_happen_at_once() -> None:
    for call in CALLS:
        assert all(before.at < after.at for before, after in pairwise(course_of(call))), call


def test_calls_share_the_minutes_of_their_steps() -> None:
    minutes = {step.at.minute % 5 for call in CALLS if call.level > 1 for step in _worked_on(call)}
    assert minutes == {0}


def test_the_worst_calls_are_worked_on_at_any_minute() -> None:
    minutes = {step.at.minute % 5 for call in CALLS if call.level == 1 for step in _worked_on(call)}
    assert minutes == {0, 1, 2, 3, 4}


def test_no_step_ties_with_a_deadline() -> None:
    assert {step.at.second for call in CALLS for step in _worked_on(call)} == {30}


def test_the_report_is_at_its_own_minute_and_a_visit_when_it_was_agreed() -> None:
    for call in CALLS:
        at = {step.name: step.at for step in course_of(call)}
        assert at[StepName.REPORT] == call.reported_at
        agreed = {step.visit_at for step in course_of(call)} - {None}
        assert agreed == ({at[StepName.ARRIVE]} if StepName.ARRIVE in at else set())


def test_the_course_is_the_same_every_time() -> None:
    assert [list(course_of(call)) for call in CALLS] == [list(course_of(call)) for call in CALLS]


def test_the_first_step_follows_soon() -> None:
    for call in CALLS:
        report, first, *_ = course_of(call)
        assert timedelta() < first.at - report.at <= timedelta(minutes=10)


def _worked_on(call: RealCall) -> list[Step]:
    return [step for step in course_of(call) if step.name is not StepName.REPORT]
