"""What clocks tell, when, to whom, and how often; outcomes are kept apart."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.jobs.contact import agree_appointment, assign, log_attempt, reach_customer
from services.dispatch.domain.jobs.deciding import decide_visit
from services.dispatch.domain.jobs.facts import Arrival, Attempt, AttemptResult, EquipmentCheck, Wish
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.site_work import arrive, depart
from services.dispatch.domain.refusals import TimeInTheFuture, TimeOutOfOrder
from shared.events.dispatch.deadlines import DeadlineMet, DeadlineMissed, DeadlineWarned, EscalationRaised
from tests.unit.dispatch.stories import (
    CHEN,
    LI,
    WANG,
    appointment,
    at,
    clock_of,
    moment,
    names,
    new_id,
    only,
    opened,
    policy,
    reached,
    technician,
    visit_decided,
)


def assigned() -> Job:
    job, _ = opened()
    job, _ = assign(job, technician(), moment(at(minutes=5)))
    return job


def test_a_clock_warns_breaks_and_climbs_the_ladder_each_once_with_its_own_time() -> None:
    job, events = opened()[0].lapse(moment(at(hours=3)))

    warned, missed = only(events, DeadlineWarned), only(events, DeadlineMissed)
    escalated = [event for event in events if isinstance(event, EscalationRaised)]
    assert (warned.warned_at, missed.due_at) == (at(minutes=45), at(minutes=60))
    assert [(event.step, event.role, event.person_id, event.raised_at) for event in escalated] == [
        (1, "supervisor", LI, at(minutes=60)),
        (2, "manager", CHEN, at(minutes=120)),
    ]
    assert job.lapse(moment(at(hours=9))) == (job, [])


@given(st.lists(st.integers(0, 300), max_size=8))
def test_how_often_and_how_late_we_look_changes_nothing_of_what_is_told(looks: list[int]) -> None:
    job, _ = opened()
    told = []
    for minutes in [*sorted(looks), 300]:
        job, events = job.lapse(moment(at(minutes=minutes)))
        told += events

    assert names(told) == ["DeadlineWarned", "DeadlineMissed", "EscalationRaised", "EscalationRaised"]
    assert [event.due_at for event in told] == [at(minutes=60)] * 4  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("minutes", "outcome"), [(0, Outcome.MET), (60, Outcome.MET), (60.001, Outcome.MISSED), (300, Outcome.MISSED)]
)
def test_the_last_minute_still_counts_as_in_time(minutes: float, outcome: Outcome) -> None:
    job, _ = reach_customer(assigned(), reached(at(minutes=minutes)), moment(at(hours=6)))

    assert clock_of(job, ClockKind.RESPONSE).outcome is outcome


def test_a_fact_that_is_recorded_late_counts_by_when_it_happened() -> None:
    job, _ = assigned().lapse(moment(at(minutes=61)))
    assert clock_of(job, ClockKind.RESPONSE).outcome is Outcome.MISSED

    job, events = reach_customer(job, reached(at(minutes=59)), moment(at(minutes=70)))

    assert clock_of(job, ClockKind.RESPONSE).outcome is Outcome.MET
    assert only(events, DeadlineMet).met_at == at(minutes=59)


def test_nothing_is_told_of_a_clock_once_it_is_met() -> None:
    job, _ = reach_customer(assigned(), reached(at(minutes=50)), moment(at(minutes=50)))

    assert job.lapse(moment(at(days=9))) == (job, [])


ATTEMPTS = [
    # number dialled, minutes            what the broken clock is called
    ([1, 2, 1], [10, 20, 30], Outcome.NOT_REACHABLE),
    ([1, 1, 1], [10, 20, 30], Outcome.MISSED),
    ([1, 2], [10, 20], Outcome.MISSED),
    ([1, 2, 1], [10, 20, 61], Outcome.MISSED),
]


@pytest.mark.parametrize(("numbers", "minutes", "outcome"), ATTEMPTS)
@pytest.mark.parametrize("recorded_late", [True, False])
def test_three_attempts_on_two_numbers_before_the_breach_are_counted_apart(
    numbers: list[int], minutes: list[int], outcome: Outcome, *, recorded_late: bool
) -> None:
    job = assigned()
    if recorded_late:
        job, _ = job.lapse(moment(at(minutes=62)))
    for number, minute in zip(numbers, minutes, strict=True):
        attempt = Attempt(attempted_at=at(minutes=minute), number_index=number, result=AttemptResult.NO_ANSWER)
        job, _ = log_attempt(job, attempt, moment(at(minutes=90)))
    job, _ = job.lapse(moment(at(minutes=90)))

    assert clock_of(job, ClockKind.RESPONSE).outcome is outcome


def visit_agreed(wish: Wish | None, agreed_at: float = 1, from_: float = 24) -> Job:
    job, _ = decide_visit(assigned(), visit_decided(assigned(), at(minutes=30)), moment(at(minutes=30)))
    agreed = appointment(at(hours=from_), at(hours=agreed_at), wish)
    job, _ = agree_appointment(job, agreed, "PD1", moment(at(hours=agreed_at)))
    return job


def arrived(job: Job, hours: float) -> Job:
    job, _ = depart(job, EquipmentCheck(badge=True, tools=True, parts=True), "PD", moment(at(hours=hours)))
    arrival = Arrival(arrived_at=at(hours=hours), recorded_at=at(hours=hours))
    return arrive(job, arrival, moment(at(hours=hours)))[0]


WISH = Wish(wished_at=at(minutes=50), evidence="call of 09:50")


def test_only_the_customers_own_wish_moves_the_arrival_clocks() -> None:
    assert clock_of(visit_agreed(None), ClockKind.ARRIVAL_BY_REGION).due_at == at(hours=6)
    assert clock_of(visit_agreed(WISH), ClockKind.ARRIVAL_BY_REGION).due_at == at(hours=25)
    assert clock_of(visit_agreed(WISH), ClockKind.ARRIVAL_BY_LEVEL).due_at == at(hours=48)


@pytest.mark.parametrize(("minutes", "wrong"), [(-1, TimeOutOfOrder), (60_000, TimeInTheFuture)])
def test_the_customer_wished_it_after_he_reported_and_before_we_wrote_it_down(
    minutes: int, wrong: type[Exception]
) -> None:
    with pytest.raises(wrong):
        visit_agreed(replace(WISH, wished_at=at(minutes=minutes)))


def test_a_moved_clock_that_is_kept_is_told_apart_from_one_that_was_simply_met() -> None:
    job = arrived(visit_agreed(WISH), 24.5)

    assert clock_of(job, ClockKind.ARRIVAL_BY_REGION).outcome is Outcome.MET_AS_WISHED
    assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).outcome is Outcome.MET


def test_a_clock_that_is_broken_already_does_not_move() -> None:
    job = visit_agreed(WISH, agreed_at=7)

    assert clock_of(job, ClockKind.ARRIVAL_BY_REGION).outcome is Outcome.MISSED


def test_one_arrival_that_breaks_several_clocks_is_told_once() -> None:
    job = visit_agreed(None, from_=4)  # the region's clock breaks at 6 h, the appointment at 5:15
    _, events = job.lapse(moment(at(hours=50)))

    missed = [(event.clock, event.person_id) for event in events if isinstance(event, DeadlineMissed)]
    assert missed == [("appointment", WANG), ("arrival_by_region", None), ("arrival_by_level", None)]
    assert [event.clock for event in events if isinstance(event, EscalationRaised)] == ["appointment"] * 2


def test_a_promise_made_after_the_ladder_was_climbed_is_told_again() -> None:
    job = visit_agreed(None, agreed_at=7)  # the region's clock broke at 6 h, the new appointment breaks at 25:15
    _, events = job.lapse(moment(at(hours=26)))

    assert ("appointment", WANG) in [
        (event.clock, event.person_id) for event in events if isinstance(event, DeadlineMissed)
    ]


def test_a_clock_gets_one_timer_and_a_changed_deadline_another() -> None:
    job, armed = assigned().armed(policy(), new_id)
    assert [(clock.kind, clock.timer_at) for clock in armed] == [(ClockKind.RESPONSE, at(minutes=45))]
    assert job.armed(policy(), new_id) == (job, [])

    later, _ = job.lapse(moment(at(minutes=45)))
    later, armed = later.armed(policy(), new_id)
    assert [clock.timer_at for clock in armed] == [at(minutes=60)]
    timer_id = clock_of(job, ClockKind.RESPONSE).timer_id
    assert timer_id is not None
    assert job.waits_for(timer_id)
    assert not later.waits_for(timer_id)


def test_a_met_clock_keeps_no_timer() -> None:
    job, _ = assigned().armed(policy(), new_id)
    job, _ = reach_customer(job, reached(at(minutes=10)), moment(at(minutes=10)))
    job, armed = job.armed(policy(), new_id)

    assert (clock_of(job, ClockKind.RESPONSE).timer_id, armed) == (None, [])


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_longer_window_is_never_due_earlier(first: int, more: int) -> None:
    def due(minutes: int) -> object:
        job = visit_agreed(None)
        agreed = appointment(at(hours=24) + timedelta(minutes=minutes), at(hours=2))
        return clock_of(agree_appointment(job, agreed, "PD", moment(at(hours=2)))[0], ClockKind.APPOINTMENT).due_at

    assert due(first) <= due(first + more)  # type: ignore[operator]


def test_a_moved_clock_warns_anew_on_the_way_to_the_wished_time() -> None:
    job, _ = decide_visit(assigned(), visit_decided(assigned(), at(minutes=30)), moment(at(minutes=30)))
    job, _ = job.lapse(moment(at(hours=5)))  # the region's clock has warned at 4:30
    job, _ = agree_appointment(job, appointment(at(hours=24), at(hours=5), WISH), "PD", moment(at(hours=5)))
    _, events = job.lapse(moment(at(hours=24)))

    warned = [
        event.warned_at for event in events if isinstance(event, DeadlineWarned) and event.clock == "arrival_by_region"
    ]
    assert warned == [at(hours=20)]
