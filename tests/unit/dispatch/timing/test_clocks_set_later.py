"""Clocks that are set when a job has a history: late decisions, changed levels, earlier callers, pauses and wishes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from services.dispatch.domain.clocks import Clock, ClockKind, Outcome
from services.dispatch.domain.dispatching.facts import Hold
from services.dispatch.domain.dispatching.holding import hold, resume
from services.dispatch.domain.dispatching.reasons import HoldReason
from services.dispatch.domain.jobs.contact import agree_appointment, assign, reach_customer
from services.dispatch.domain.jobs.deciding import change_level, decide_visit, hear_earlier_report
from services.dispatch.domain.jobs.facts import Appointment, Wish
from services.dispatch.domain.jobs.job import Events, Job
from services.dispatch.domain.jobs.opening import cancel_job, open_again, settle_without_visit
from services.dispatch.domain.jobs.trips import find_nobody
from shared.events.dispatch.deadlines import DeadlineMissed, EscalationRaised
from shared.events.dispatch.visits import AppointmentInQuestion
from shared.events.intake.tickets import BringInExpected, CallerJoined, FaultLevel, FaultLevelChanged, Region
from tests.unit.dispatch.stories import (
    CONTACT,
    TICKET,
    WANG,
    appointment,
    at,
    clock_of,
    moment,
    new_id,
    only,
    opened,
    reached,
    technician,
    ticket,
    until_on_site,
    visit_decided,
)

L1, L2, L3, L4 = FaultLevel
LEVEL, REGION, VISIT = ClockKind.ARRIVAL_BY_LEVEL, ClockKind.ARRIVAL_BY_REGION, ClockKind.APPOINTMENT
SOON = at(minutes=40)
WISH = Wish(wished_at=at(minutes=39), evidence="call of 09:39")


def decided(level: FaultLevel = L2, hours: float = 0.5, region: Region = Region.MAIN_CITY) -> Job:
    """The customer is reached, a visit is decided so many hours after the report."""
    job, _ = assign(opened(ticket(level, region))[0], technician(), moment(at(minutes=5)))
    job, _ = reach_customer(job, reached(at(minutes=9)), moment(at(minutes=9)))
    return decide_visit(job, visit_decided(job, at(hours=hours)), moment(at(hours=hours)))[0]


def agreed(job: Job, from_: float, wish: Wish | None = None, now: datetime = SOON) -> Job:
    return agree_appointment(job, appointment(at(hours=from_), now, wish), "PD1", moment(now))[0]


def changed(job: Job, level: FaultLevel, hours: float) -> tuple[Job, Events]:
    event = FaultLevelChanged(
        ticket_id=TICKET, level=level, previous_level=job.level, reason="a", clause="5.16", changed_at=at(hours=hours)
    )
    return change_level(job, event, moment(at(hours=hours)))


def joined(job: Job, counts_from: datetime, hours: float) -> Job:
    event = CallerJoined(
        ticket_id=TICKET,
        contact_id=CONTACT,
        reported_at=counts_from,
        counts_from=counts_from,
        joined_at=at(hours=hours),
    )
    return hear_earlier_report(job, event, moment(at(hours=hours)))[0]


def away(job: Job, hours: float, until: float | None = None) -> Job:
    wanted = Hold(
        reason=HoldReason.CUSTOMER_AWAY,
        evidence="call",
        held_at=at(hours=hours),
        until=None if until is None else at(hours=until),
    )
    return hold(job, wanted, moment(at(hours=hours)))[0]


def told(job: Job, hours: float) -> list[tuple[str, str, float]]:
    """Which clock tells what from now to an hour: breaches that name somebody, and the ladder."""
    _, events = job.lapse(moment(at(hours=hours)))
    named = [(each, each.due_at, "breach") for each in events if isinstance(each, DeadlineMissed) and each.person_id]
    climbed = [(each, each.raised_at, each.role) for each in events if isinstance(each, EscalationRaised)]
    return [(each.clock, what, (when - at()).total_seconds() / 3600) for each, when, what in [*named, *climbed]]


def outcomes(job: Job, kind: ClockKind) -> list[Outcome]:
    return [clock.outcome for clock in job.clocks if clock.kind is kind]


LATE_DECISIONS = [
    # visit decided after   outcome by region         by level                  what is told until hour 50
    (7,  Outcome.DECIDED_TOO_LATE, Outcome.MISSED,
        [("arrival_by_level", "breach", 48), ("arrival_by_region", "manager", 8),
         ("arrival_by_level", "supervisor", 48), ("arrival_by_level", "manager", 49)]),
    (49, Outcome.DECIDED_TOO_LATE, Outcome.DECIDED_TOO_LATE, [("arrival_by_region", "manager", 50)]),
    (1,  Outcome.MISSED, Outcome.MISSED,
        [("arrival_by_region", "breach", 6), ("arrival_by_region", "supervisor", 6),
         ("arrival_by_region", "manager", 7)]),
]  # fmt: skip


@pytest.mark.parametrize(("hours", "by_region", "by_level", "tellings"), LATE_DECISIONS)
def test_a_decision_that_came_too_late_silences_no_later_breach(
    hours: float, by_region: Outcome, by_level: Outcome, tellings: list[tuple[str, str, float]]
) -> None:
    job = decided(hours=hours)

    assert told(job, 50) == tellings
    job, _ = job.lapse(moment(at(hours=50)))
    assert (outcomes(job, REGION), outcomes(job, LEVEL)) == ([by_region], [by_level])


def test_what_a_replaced_clock_was_still_to_tell_is_told_by_the_next_that_the_same_fact_broke() -> None:
    job = agreed(decided(), from_=4)  # the appointment breaks at 5:15, the region's clock silently at 6:00
    job, _ = job.lapse(moment(at(hours=6.1)))
    job = agreed(job, from_=24, now=at(hours=6.1))

    assert told(job, 9) == [("arrival_by_region", "manager", 7)]


def test_a_clock_that_breaks_after_the_ladder_before_it_has_ended_climbs_its_own() -> None:
    job, _ = changed(decided(L1), L3, 2.5)  # level 1 broke at 2:00, nobody is told of it any more

    assert told(job, 9) == [
        ("arrival_by_region", "breach", 6),
        ("arrival_by_region", "supervisor", 6),
        ("arrival_by_region", "manager", 7),
    ]


def after_a_trip() -> Job:
    """He arrived at 2:10, in time, and nobody was at home."""
    return find_nobody(until_on_site(), ("a" * 64,), at(minutes=150), moment(at(minutes=150)))[0]


LEVELS_AFTER_A_TRIP = [
    # at hour  level   arrival by level, after the first that was met: due
    (80,       L3,     []),
    (80,       L1,     [82]),
    (3,        L1,     [5]),
    (3,        L4,     []),
]  # fmt: skip


@pytest.mark.parametrize(("hours", "level", "due"), LEVELS_AFTER_A_TRIP)
def test_a_level_changed_after_a_trip_invents_no_breach(hours: float, level: FaultLevel, due: list[float]) -> None:
    job, events = changed(after_a_trip(), level, hours)

    by_level = [clock for clock in job.clocks if clock.kind is LEVEL]
    assert [clock.due_at for clock in by_level[1:]] == [at(hours=each) for each in due]
    assert outcomes(job, LEVEL)[0] is Outcome.MET
    assert outcomes(job, REGION) == [Outcome.MET]
    assert [event for event in events if isinstance(event, DeadlineMissed) and "arrival" in event.clock] == []


def test_a_visit_decided_again_after_a_trip_promises_no_second_arrival() -> None:
    job = after_a_trip()
    again, _ = decide_visit(job, visit_decided(job, at(hours=9)), moment(at(hours=9)))

    assert again.clocks == job.clocks


def shown(clock: Clock) -> tuple[float, Outcome]:
    return (clock.due_at - at()).total_seconds() / 3600, clock.outcome


def test_an_earlier_caller_leaves_the_later_visit_that_was_wished() -> None:
    job = joined(agreed(decided(), 72, WISH), at(hours=-0.5), hours=1)
    job, _ = job.lapse(moment(at(hours=8)))

    assert shown(clock_of(job, REGION)) == (73, Outcome.RUNNING)
    assert shown(clock_of(job, LEVEL)) == (73, Outcome.RUNNING)
    assert clock_of(job, REGION).originally_due_at == at(hours=5.5)


def test_an_earlier_caller_finds_a_broken_clock_broken() -> None:
    job, _ = decided().lapse(moment(at(hours=7)))
    job = joined(job, at(hours=-1), hours=8)

    assert outcomes(job, REGION) == [Outcome.MISSED]
    assert outcomes(job, LEVEL) == [Outcome.REPLACED, Outcome.RUNNING]


SET_WHILE_PAUSED = [
    # away from, until, goes on   what is set at hour 2                      its deadline
    (1, 60,  None, lambda job: changed(job, L3, 2)[0],                       LEVEL,  72 + 59),
    (1, 60,  1.5,  lambda job: changed(job, L3, 2)[0],                       LEVEL,  72.5),
    (1, 60,  None, lambda job: changed(job, L1, 2)[0],                       LEVEL,  60 + 2),
    (1, 60,  None, lambda job: joined(job, at(hours=-1), 2),                 REGION, 5 + 59),
    (1, None, None, lambda job: joined(job, at(hours=-1), 2),                REGION, 5 + 72),
]  # fmt: skip


@pytest.mark.parametrize(("hours", "until", "goes_on", "happens", "kind", "due"), SET_WHILE_PAUSED)
def test_a_clock_set_later_knows_the_pauses(
    hours: float, until: float | None, goes_on: float | None, happens: Callable[[Job], Job], kind: ClockKind, due: float
) -> None:
    job = away(decided(), hours, until)
    if goes_on is not None:
        job, _ = resume(job, moment(at(hours=goes_on)))

    job = happens(job)

    assert shown(clock_of(job, kind)) == (due, Outcome.RUNNING)
    if goes_on is None:
        job, _ = resume(job, moment(at(hours=3)))
        assert clock_of(job, kind).pauses[-1].until == at(hours=3)


def test_a_visit_decided_while_the_customer_is_away_waits_for_him() -> None:
    job = away(opened()[0], 0.25, 48)
    job, _ = decide_visit(job, visit_decided(job, at(hours=1)), moment(at(hours=1)))

    assert shown(clock_of(job, REGION)) == (6 + 47.75, Outcome.RUNNING)
    assert clock_of(job, ClockKind.RESPONSE).due_at == at(hours=1)


RAISED_WITH_A_WISH = [
    # region            raised from, to    by region from the change   by level from the change
    (Region.SUBURB,     L3, L1,            2 + 7,                       None),
    (Region.MAIN_CITY,  L3, L1,            2 + 6,                       2 + 2),
    (Region.MAIN_CITY,  L3, L2,            2 + 6,                       2 + 48),
    (Region.OUTSIDE,    L3, L2,            None,                        2 + 48),
    (Region.OUTSIDE,    L3, L1,            None,                        None),
]  # fmt: skip


@pytest.mark.parametrize(("region", "level", "raised", "by_region", "by_level"), RAISED_WITH_A_WISH)
def test_what_became_worse_does_not_wait_for_a_later_visit_and_the_customer_is_asked_again(
    region: Region, level: FaultLevel, raised: FaultLevel, by_region: float | None, by_level: float | None
) -> None:
    job, events = changed(agreed(decided(level, region=region), 120, WISH), raised, 2)

    running = {clock.kind: (clock.due_at - at()).total_seconds() / 3600 for clock in job.clocks if clock.is_waiting}
    assert (running.get(REGION), running.get(LEVEL)) == (by_region, by_level)
    asked = only(events, AppointmentInQuestion)
    assert (asked.level, asked.window_from, asked.clause) == (raised, at(hours=120), "5.16")
    assert job.appointment is not None
    assert job.appointment.must_be_asked_again

    again = agreed(job, 120, replace(WISH, wished_at=at(hours=3)), now=at(hours=3))
    assert isinstance(again.appointment, Appointment)
    assert not again.appointment.must_be_asked_again
    assert {clock.due_at for clock in again.clocks if clock.kind in (REGION, LEVEL) and clock.is_waiting} <= {
        at(hours=121)
    }


def test_a_lowered_level_keeps_the_later_visit_that_was_wished_but_it_is_asked_again() -> None:
    job, events = changed(agreed(decided(L2), 120, WISH), L3, 2)

    assert shown(clock_of(job, LEVEL)) == shown(clock_of(job, REGION)) == (121, Outcome.RUNNING)
    assert only(events, AppointmentInQuestion).job_id == job.id
    assert changed(job, L2, 3)[1] != []
    assert [event for event in changed(job, L2, 3)[1] if isinstance(event, AppointmentInQuestion)] == []


def test_a_job_opened_again_owes_no_response_to_whom_was_reached_before() -> None:
    bring_in = BringInExpected(ticket_id=TICKET, clause="4.4", agreed_at=at(minutes=20))
    first, _ = settle_without_visit(opened()[0], bring_in, moment(at(minutes=20)))

    def again(previous: Job, hours: float) -> Job:
        return open_again(previous, visit_decided(previous, at(hours=hours)), new_id(), "PG2", moment(at(hours=hours)))[
            0
        ]

    second, _ = changed(again(first, 2), L1, 3)
    assert [clock.kind for clock in second.clocks if clock.kind is ClockKind.RESPONSE] == []
    ended, _ = cancel_job(second, "by_desk", at(hours=3.5), moment(at(hours=3.5)))
    assert [clock.kind for clock in again(ended, 4).clocks if clock.kind is ClockKind.RESPONSE] == []


def test_an_appointment_that_nobody_wished_later_is_not_asked_again() -> None:
    job, events = changed(agreed(decided(L3), 4), L2, 2)

    assert job.appointment is not None
    assert not job.appointment.must_be_asked_again
    assert [event for event in events if isinstance(event, AppointmentInQuestion)] == []
    assert job.technician_id == WANG
    assert clock_of(job, VISIT).outcome is Outcome.RUNNING
