"""What keeps the response clock (5.16): somebody reached the customer, by phone or where he let him in."""

from collections.abc import Callable
from datetime import datetime

import pytest

from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.dispatching.facts import Hold
from services.dispatch.domain.dispatching.holding import hold
from services.dispatch.domain.dispatching.reasons import HoldReason
from services.dispatch.domain.jobs.contact import assign, log_attempt, reach_customer
from services.dispatch.domain.jobs.deciding import decide_visit
from services.dispatch.domain.jobs.facts import Arrival, Attempt, AttemptResult, Diagnosis, EquipmentCheck
from services.dispatch.domain.jobs.job import Events, Job
from services.dispatch.domain.jobs.site_work import arrive, depart, diagnose
from services.dispatch.domain.jobs.trips import Interruption, find_nobody, interrupt
from services.dispatch.domain.states import JobState
from shared.events.dispatch.deadlines import DeadlineJudgedAnew, DeadlineMet, DeadlineMissed
from shared.events.dispatch.jobs import CustomerReached
from shared.events.intake.tickets import FaultLevel
from tests.unit.dispatch.stories import at, clock_of, moment, only, opened, reached, technician, ticket, visit_decided

RESPONSE = ClockKind.RESPONSE


def at_the_door() -> Job:
    """Level 1: he came at 0:09, before anybody had phoned; the response is due at 0:10."""
    job, _ = assign(opened(ticket(FaultLevel.SYSTEM_DOWN))[0], technician(), moment(at(minutes=1)))
    job, _ = decide_visit(job, visit_decided(job, at(minutes=2)), moment(at(minutes=2)))
    job, _ = depart(job, EquipmentCheck(badge=True, tools=True, parts=True), "PD1", moment(at(minutes=2)))
    arrival = Arrival(arrived_at=at(minutes=9), recorded_at=at(minutes=9))
    return arrive(job, arrival, moment(at(minutes=9)))[0]


def let_in(job: Job, now: datetime) -> tuple[Job, Events]:
    return diagnose(job, Diagnosis(findings=(), diagnosed_at=now), None, moment(now))


def closed(job: Job, now: datetime) -> tuple[Job, Events]:
    return find_nobody(job, ("a" * 64,), now, moment(now))


def no_access(job: Job, now: datetime) -> tuple[Job, Events]:
    return interrupt(job, Interruption(reason="no_access", interrupted_at=now), moment(now))


def spoken_to(job: Job, now: datetime) -> tuple[Job, Events]:
    return reach_customer(job, reached(now), moment(now))


AT_THE_SITE: list[tuple[Callable[[Job, datetime], tuple[Job, Events]], float, Outcome]] = [
    # what happens at the door   at minute   response
    (let_in,                     9.5,        Outcome.MET),
    (let_in,                     30,         Outcome.MET),      # told late: he was let in at 0:09
    (spoken_to,                  10,         Outcome.MET),
    (spoken_to,                  11,         Outcome.MISSED),
    (closed,                     9.5,        Outcome.RUNNING),
    (closed,                     20,         Outcome.MISSED),
    (no_access,                  9.5,        Outcome.RUNNING),
]  # fmt: skip


@pytest.mark.parametrize(("happens", "minutes", "outcome"), AT_THE_SITE)
def test_whoever_stands_at_a_closed_door_has_reached_nobody(
    happens: Callable[[Job, datetime], tuple[Job, Events]], minutes: float, outcome: Outcome
) -> None:
    job, _ = at_the_door().lapse(moment(at(minutes=minutes)))
    job, events = happens(job, at(minutes=minutes))

    assert clock_of(job, RESPONSE).outcome is outcome
    met = [event.met_at for event in events if isinstance(event, DeadlineMet)]
    assert met == ([at(minutes=min(minutes, 9) if happens is let_in else minutes)] if outcome is Outcome.MET else [])
    assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).outcome is Outcome.MET


def held() -> Job:
    wanted = Hold(reason=HoldReason.CUSTOMER_AWAY, evidence="call", held_at=at(minutes=5))
    return hold(opened()[0], wanted, moment(at(minutes=5)))[0]


@pytest.mark.parametrize(("job", "state"), [(opened()[0], JobState.WAITING), (held(), JobState.HELD)])
def test_the_desk_reaches_the_customer_of_a_job_that_waits_or_is_held(job: Job, state: JobState) -> None:
    tried = Attempt(attempted_at=at(minutes=6), number_index=1, result=AttemptResult.BUSY)
    job, _ = log_attempt(job, tried, moment(at(minutes=6)))
    job, events = reach_customer(job, reached(at(minutes=20)), moment(at(minutes=21)))

    assert (job.state, clock_of(job, RESPONSE).outcome) == (state, Outcome.MET)
    assert only(events, CustomerReached).attempts == 1


CALLS_TOLD_LATE = [
    # minutes of calls on numbers 1, 2, 1   what is announced
    ((10, 20, 30),                          [("response", True, 1)]),
    ((10, 20, 61),                          []),
]  # fmt: skip


@pytest.mark.parametrize(("minutes", "corrected"), CALLS_TOLD_LATE)
def test_calls_that_become_known_late_correct_what_was_told(
    minutes: tuple[float, ...], corrected: list[tuple[str, bool, int]]
) -> None:
    job, _ = assign(opened()[0], technician(), moment(at(minutes=5)))
    job, told = job.lapse(moment(at(minutes=62)))
    assert not only(told, DeadlineMissed).was_customer_unreachable
    announced: Events = []
    for number, minute in zip((1, 2, 1), minutes, strict=True):
        attempt = Attempt(attempted_at=at(minutes=minute), number_index=number, result=AttemptResult.NO_ANSWER)
        job, events = log_attempt(job, attempt, moment(at(minutes=90)))
        announced += events

    anew = [event for event in announced if isinstance(event, DeadlineJudgedAnew)]
    assert [(event.clock, event.was_customer_unreachable, len({event.judged_at})) for event in anew] == corrected
    assert all(event.judged_at == at(minutes=90) for event in anew)
