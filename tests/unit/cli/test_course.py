"""The course of a call: the same every time, one step after the other, on minutes that calls share."""

from datetime import timedelta
from itertools import pairwise

from services.cli.replay.calls import SAMPLE, read_calls
from services.cli.replay.course import StepName, course_of

CALLS = read_calls(SAMPLE, most=500)


def test_no_two_steps_of_a_call_happen_at_once() -> None:
    for call in CALLS:
        assert all(before.at < after.at for before, after in pairwise(course_of(call))), call


def test_calls_share_the_minutes_of_their_steps() -> None:
    minutes = {step.at.minute % 5 for call in CALLS if call.level > 1 for step in course_of(call)}
    assert minutes == {0}


def test_the_worst_calls_are_worked_on_at_any_minute() -> None:
    minutes = {step.at.minute % 5 for call in CALLS if call.level == 1 for step in course_of(call)}
    assert minutes == {0, 1, 2, 3, 4}


def test_no_step_ties_with_a_deadline() -> None:
    assert {step.at.second for call in CALLS for step in course_of(call)} == {30}


def test_a_visit_is_when_it_was_agreed() -> None:
    for call in CALLS:
        at = {step.name: step.at for step in course_of(call)}
        agreed = {step.visit_at for step in course_of(call)} - {None}
        assert agreed == ({at[StepName.ARRIVE]} if StepName.ARRIVE in at else set())


def test_the_course_is_the_same_every_time() -> None:
    assert [list(course_of(call)) for call in CALLS] == [list(course_of(call)) for call in CALLS]


def test_a_report_is_written_down_soon() -> None:
    for call in CALLS:
        written_down = next(course_of(call))
        assert written_down.name is StepName.REPORT
        assert timedelta() < written_down.at - call.reported_at <= timedelta(minutes=5)
