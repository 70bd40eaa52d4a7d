"""Offers, holds, the evening and the work order: what is allowed in each state, and what follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.dispatching.answering import accept, begun, lapse, refuse
from services.dispatch.domain.dispatching.carrying_over import next_cut_off, rank, reach_cut_off
from services.dispatch.domain.dispatching.facts import Hold
from services.dispatch.domain.dispatching.holding import hold, resume
from services.dispatch.domain.dispatching.reasons import HoldReason, RefusalReason
from services.dispatch.domain.dispatching.work_orders import order_work
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.contact import agree_appointment, assign, log_attempt, reach_customer
from services.dispatch.domain.jobs.deciding import change_level, decide_visit
from services.dispatch.domain.jobs.facts import Attempt, AttemptResult, EquipmentCheck, Travel, Wish
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.opening import cancel_job
from services.dispatch.domain.jobs.site_work import depart
from services.dispatch.domain.jobs.trips import find_nobody
from services.dispatch.domain.refusals import (
    EvidenceMissing,
    NotCarriedOver,
    NothingOffered,
    OfferOver,
    TechnicianMissing,
    TravelCostWrong,
    WindowWrong,
)
from services.dispatch.domain.states import JobState, OfferState
from shared.events.dispatch.assignments import DutyCalled, JobCarriedOver
from shared.events.dispatch.jobs import JobCancelled, TechnicianAssigned, WorkOrderIssued
from shared.events.intake.tickets import FaultLevel, FaultLevelChanged
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from tests.unit.dispatch.stories import (
    LI,
    WANG,
    appointment,
    at,
    clock_of,
    moment,
    names,
    only,
    opened,
    reached,
    technician,
    ticket,
    until_on_site,
    until_on_the_road,
    visit_decided,
)

EVENING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def offered(level: FaultLevel | None = FaultLevel.MAIN_EQUIPMENT) -> Job:
    return assign(opened(ticket(level))[0], technician(), moment(at(minutes=5)))[0]


def appointed() -> Job:
    job, _ = decide_visit(offered(), visit_decided(offered(), at(minutes=6)), moment(at(minutes=6)))
    return agree_appointment(job, appointment(at(hours=2), at(minutes=7)), "PD1", moment(at(minutes=7)))[0]


@pytest.mark.parametrize(("level", "minutes"), [(FaultLevel.SYSTEM_DOWN, 5), (FaultLevel.MAIN_EQUIPMENT, 30)])
def test_how_long_a_technician_may_take_to_answer(level: FaultLevel, minutes: int) -> None:
    _, events = assign(opened(ticket(level))[0], technician(), moment(at()))
    assert only(events, TechnicianAssigned).answer_by == at(minutes=minutes)


def test_the_last_instant_still_takes_the_job_and_a_moment_later_does_not() -> None:
    job, _ = accept(offered(), moment(at(minutes=35)))
    assert job.is_accepted
    with pytest.raises(OfferOver):
        accept(offered(), moment(at(minutes=35, seconds=1)))


def test_a_refusal_gives_the_job_back_and_leaves_the_clock_alone() -> None:
    job, _ = refuse(offered(), RefusalReason.TOO_FAR, moment(at(minutes=10)))

    assert (job.state, job.technician_id, job.work_order_number) == (JobState.WAITING, None, None)
    assert job.clocks == offered().clocks or clock_of(job, ClockKind.RESPONSE).due_at == at(hours=1)
    with pytest.raises(NothingOffered):
        refuse(job, RefusalReason.BUSY, moment(at(minutes=11)))


def test_an_appointment_stands_for_the_next_technician() -> None:
    job, _ = refuse(appointed(), RefusalReason.UNWELL, moment(at(minutes=10)))
    assert job.state is JobState.WAITING
    job, _ = assign(job, technician(), moment(at(minutes=20)))
    assert (job.state, job.appointment) == (JobState.APPOINTED, appointed().appointment)


def test_whoever_turns_back_on_the_road_leaves_the_appointment_to_the_next_technician() -> None:
    on_the_road = until_on_the_road()
    job, _ = refuse(on_the_road, RefusalReason.UNWELL, moment(at(minutes=105)))
    assert (job.state, job.technician_id, job.departed_at, job.equipment_check) == (JobState.WAITING, None, None, None)
    assert (job.clocks, job.appointment) == (on_the_road.clocks, on_the_road.appointment)
    job, _ = assign(job, technician(), moment(at(minutes=110)))
    job, _ = depart(job, EquipmentCheck(badge=True, tools=True, parts=True), "PD3", moment(at(minutes=115)))
    assert (job.state, job.departed_at) == (JobState.ON_THE_ROAD, at(minutes=115))


def test_whoever_is_called_back_on_the_road_is_free_and_a_new_visit_is_agreed() -> None:
    job, _ = hold(until_on_the_road(), wants(held=2), moment(at(hours=2)))
    assert (job.state, job.technician_id, job.departed_at, job.appointment) == (JobState.HELD, None, None, None)


def test_only_the_open_offer_lapses_and_only_once() -> None:
    job = offered()
    assert job.offer is not None
    gone, events = lapse(job, job.offer.id)
    assert (gone.state, names(events), events[0].happened_at()) == (
        JobState.WAITING, ["AssignmentLapsed"], at(minutes=35)
    )  # fmt: skip
    assert lapse(gone, job.offer.id) == (gone, [])
    taken, _ = accept(job, moment(at(minutes=6)))
    assert lapse(taken, job.offer.id) == (taken, [])
    other, _ = assign(job, technician(), moment(at(minutes=7)))
    assert [offer.state for offer in other.offers] == [OfferState.WITHDRAWN, OfferState.OFFERED]
    assert lapse(other, job.offer.id) == (other, [])


def test_leaving_for_the_customer_takes_the_job() -> None:
    job, events = depart(appointed(), EquipmentCheck(badge=True, tools=True, parts=True), "PD2", moment(at(minutes=20)))
    assert names(events)[0] == "AssignmentAccepted"
    assert begun(job, at(minutes=30), moment(at(minutes=30))) == (job, [])


# who called, does it take the job?
BEGINNINGS = [(False, "AssignmentAccepted"), (True, None)]


@pytest.mark.parametrize(("by_desk", "told"), BEGINNINGS)
def test_only_the_technicians_own_call_takes_the_job(by_desk: bool, told: str | None) -> None:  # noqa: FBT001
    tried = Attempt(attempted_at=at(minutes=6), number_index=1, result=AttemptResult.BUSY, was_by_desk=by_desk)
    job, events = log_attempt(offered(), tried, moment(at(minutes=6)))
    assert ("AssignmentAccepted" in names(events)) is (told is not None)
    assert job.awaits_dispatch is by_desk
    spoken = replace(reached(at(minutes=7)), was_by_desk=by_desk)
    job, events = reach_customer(offered(), spoken, moment(at(minutes=7)))
    assert ("AssignmentAccepted" in names(events)) is (told is not None)
    assert "CustomerReached" in names(events)


def wants(reason: HoldReason = HoldReason.CUSTOMER_AWAY, hours: float | None = None, held: float = 1) -> Hold:
    until = None if hours is None else at(hours=hours)
    return Hold(reason=reason, evidence="call", held_at=at(hours=held), until=until)


HOLDS = [
    # reason                       until    the pause ends at the latest
    (HoldReason.CUSTOMER_AWAY,     None,    73),
    (HoldReason.CUSTOMER_AWAY,     10,      10),
    (HoldReason.SITE_NOT_READY,    200,     73),
    (HoldReason.PART_MISSING,      None,    None),
    (HoldReason.NOBODY_FREE,       10,      None),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "hours", "limit"), HOLDS)
def test_only_the_customers_side_pauses_and_never_beyond_the_limit(
    reason: HoldReason, hours: float | None, limit: float | None
) -> None:
    job, _ = hold(appointed(), wants(reason, hours), moment(at(hours=1)))

    paused = 0 if limit is None else limit - 1
    assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).due_at == at(hours=48 + paused)
    assert clock_of(job, ClockKind.RESPONSE).pauses == ()
    assert (job.state, job.appointment, job.technician_id) == (JobState.HELD, None, None)


def test_a_pause_ends_when_it_goes_on_and_the_clock_counts_again() -> None:
    job, _ = hold(appointed(), wants(), moment(at(hours=1)))
    job, events = resume(job, moment(at(hours=3)))

    assert job.state is JobState.WAITING
    assert names(events)[:1] == ["JobResumed"]
    assert clock_of(job, ClockKind.ARRIVAL_BY_REGION).due_at == at(hours=8)
    assert clock_of(job, ClockKind.ARRIVAL_BY_REGION).reckoning.paused_seconds == 2 * 3600


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"evidence": None}, EvidenceMissing), ({"until": at(hours=1)}, WindowWrong)],
)
def test_what_is_put_down_to_the_customer_is_shown_and_ends_later(
    change: dict[str, object], refusal: type[Exception]
) -> None:
    wanted = Hold(**{**vars(wants()), **change})
    with pytest.raises(refusal):
        hold(appointed(), wanted, moment(at(hours=1)))


def test_nobody_is_held_up_at_the_site() -> None:
    with pytest.raises(ActionNotAllowed):
        hold(until_on_site(), wants(held=3), moment(at(hours=3)))


@given(st.lists(st.tuples(st.integers(1, 600), st.integers(1, 600)), max_size=4))
def test_a_pause_never_brings_a_deadline_forward_and_its_explanation_adds_up(stops: list[tuple[int, int]]) -> None:
    job, now = appointed(), at(minutes=10)
    for wait, length in stops:
        now += timedelta(seconds=wait)
        before = clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).due_at
        wanted = Hold(reason=HoldReason.CUSTOMER_AWAY, evidence="call", held_at=now)
        job, _ = hold(job, wanted, moment(now))
        assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).due_at >= before
        now += timedelta(seconds=length)
        job, _ = resume(job, moment(now))
        assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).due_at == before + timedelta(seconds=length)
        job, _ = assign(job, technician(), moment(now))
    reckoning = clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).explained
    assert reckoning.counted == timedelta(hours=48)
    assert reckoning.counted + reckoning.paused == reckoning.due_at - reckoning.start


CUT_OFFS = [
    # local time      next cut-off
    ("2026-11-23 09:00", "2026-11-23 18:00"),
    ("2026-11-23 17:59", "2026-11-23 18:00"),
    ("2026-11-24 00:00", "2026-11-24 18:00"),
    ("2026-11-23 18:00", "2026-11-23 18:00"),  # after the evening: at once
    ("2026-12-31 20:00", "2026-12-31 20:00"),
]


@pytest.mark.parametrize(("now", "evening"), CUT_OFFS)
def test_the_next_evening(now: str, evening: str) -> None:
    opened_at = datetime.fromisoformat(f"{now}+08:00").astimezone(UTC)
    job, _ = opened(ticket(reported_at=opened_at, recorded_at=opened_at))
    assert next_cut_off(job, moment(opened_at)) == datetime.fromisoformat(f"{evening}+08:00")


def in_the_evening(job: Job, on_duty: PersonId | None = None) -> tuple[Job, list[object]]:
    due = Job(**{**vars(job), "cut_off_at": EVENING})
    changed, events = reach_cut_off(due, EVENING, on_duty, moment(EVENING + timedelta(minutes=3)))
    assert reach_cut_off(changed, EVENING, on_duty, moment(EVENING + timedelta(minutes=4))) == (changed, [])
    return changed, list(events)


def test_what_nobody_has_taken_is_carried_over_and_what_was_offered_comes_back() -> None:
    for job in (opened()[0], offered()):
        changed, events = in_the_evening(job)
        (carried,) = [event for event in events if isinstance(event, JobCarriedOver)]
        assert (carried.to_day, carried.supervisor_id, carried.times) == (date(2026, 11, 24), LI, 1)
        assert (changed.state, changed.carried_over_to) == (JobState.WAITING, date(2026, 11, 24))


def test_what_was_taken_or_is_held_stays_as_it_is() -> None:
    taken, _ = accept(offered(), moment(at(minutes=6)))
    held, _ = hold(opened()[0], wants(HoldReason.NOBODY_FREE), moment(at(hours=1)))
    for job in (taken, held, until_on_site()):
        changed, events = in_the_evening(job)
        assert (changed.state, events, changed.carried_over_times) == (job.state, [], 0)


def test_level_1_calls_the_person_on_duty_instead() -> None:
    changed, events = in_the_evening(opened(ticket(FaultLevel.SYSTEM_DOWN))[0], WANG)
    (called,) = events
    assert isinstance(called, DutyCalled)
    assert (called.person_id, called.called_at, changed.carried_over_to) == (WANG, EVENING, None)


def test_only_what_is_on_the_list_of_a_day_is_ranked() -> None:
    carried, _ = in_the_evening(opened()[0])
    assert rank(carried, date(2026, 11, 24), 3, moment(EVENING)).rank == 3
    for job, day in ((carried, date(2026, 11, 25)), (opened()[0], date(2026, 11, 24))):
        with pytest.raises(NotCarriedOver):
            rank(job, day, 1, moment(EVENING))


def test_a_work_order_says_by_when_and_why() -> None:
    carried, _ = in_the_evening(opened()[0])
    job, _ = assign(rank(carried, date(2026, 11, 24), 3, moment(EVENING)), technician(), moment(EVENING))
    _, events = order_work(job, "PD9", moment(EVENING))
    order = only(events, WorkOrderIssued)
    assert (order.reason, order.rank, order.priority, order.respond_by) == ("carried_over", 3, 2, at(hours=1))
    with pytest.raises(TechnicianMissing):
        order_work(opened()[0], "PD9", moment(at()))


def moved(job: Job) -> Job:
    """The customer wants another hour."""
    return agree_appointment(job, appointment(at(hours=5), at(minutes=50)), "PD8", moment(at(minutes=50)))[0]


def carried(job: Job) -> Job:
    """On the list of a day, in a place."""
    return replace(job, carried_over_to=date(2026, 11, 24), rank=1)


CHECK = EquipmentCheck(badge=True, tools=True, parts=True)
# what happened since the order PD1 was written; the order he leaves with, and its version
ORDERS = [
    (lambda job: job,                                              "PD1", 1),
    (moved,                                                        "PD1", 2),
    (lambda job: moved(moved(job)),                                "PD1", 2),  # the same hour said twice
    (carried,                                                      "PD1", 2),
    (lambda job: replace(job, level=FaultLevel.SYSTEM_DOWN),       "PD1", 2),
    (lambda job: replace(job, response=None),                      "PD1", 1),
]  # fmt: skip


@pytest.mark.parametrize(("since", "number", "version"), ORDERS)
def test_nobody_leaves_with_a_work_order_that_says_what_no_longer_holds(
    since: Callable[[Job], Job], number: str, version: int
) -> None:
    job, _ = depart(since(appointed()), CHECK, "PD9", moment(at(minutes=100)))

    assert job.work_order is not None
    assert job.appointment is not None
    assert (job.work_order_number, job.work_order.number, job.work_order.version) == (number, number, version)
    assert job.work_order.window_from == job.appointment.window_from


def test_a_follow_up_trip_has_a_work_order_of_its_own() -> None:
    job, _ = find_nobody(until_on_site(), ("a" * 64,), at(minutes=150), moment(at(minutes=150)))
    job, events = agree_appointment(job, appointment(at(hours=24), at(hours=3)), "PD9", moment(at(hours=3)))
    order = only(events, WorkOrderIssued)
    assert (order.number, order.version, order.window_from) == ("PD9", 1, at(hours=24))


# a work order is written for whoever is responsible and has not left
WRITABLE = {JobState.ASSIGNED, JobState.APPOINTED}


@pytest.mark.parametrize("state", JobState)
def test_a_work_order_is_written_before_he_leaves_and_not_when_it_is_over(state: JobState) -> None:
    job = replace(appointed(), state=state)
    if state in WRITABLE:
        assert order_work(job, "PD9", moment(at(hours=1)))[0].state is state
    else:
        with pytest.raises(ActionNotAllowed):
            order_work(job, "PD9", moment(at(hours=1)))


LEVELS_CHANGED = [
    # from level 2 to          asked for again   arrival by level due
    (FaultLevel.SYSTEM_DOWN, True, 3 + 2),
    (FaultLevel.ACCESSORY, True, 72),
]


@pytest.mark.parametrize(("level", "asked_again", "hours"), LEVELS_CHANGED)
def test_a_level_changed_midway_has_the_agreed_later_visit_asked_again(
    level: FaultLevel,
    asked_again: bool,  # noqa: FBT001
    hours: float,
) -> None:
    wished = appointment(at(hours=60), at(minutes=7), Wish(wished_at=at(minutes=6), evidence="call"))
    job, _ = decide_visit(offered(), visit_decided(offered(), at(minutes=6)), moment(at(minutes=6)))
    job, _ = agree_appointment(job, wished, "PD1", moment(at(minutes=7)))
    assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).due_at == at(hours=61)
    changed = FaultLevelChanged(
        ticket_id=job.ticket_id,
        level=level,
        previous_level=FaultLevel.MAIN_EQUIPMENT,
        reason="assessed",
        clause="5.16",
        changed_at=at(hours=3),
    )
    job, _ = change_level(job, changed, moment(at(hours=3)))

    assert job.appointment is not None
    assert job.appointment.must_be_asked_again is asked_again
    assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).due_at == at(hours=hours)
    assert clock_of(job, ClockKind.RESPONSE).outcome is Outcome.MET


def refused_on_the_road(job: Job) -> Job:
    return refuse(job, RefusalReason.UNWELL, moment(at(minutes=110)))[0]


def held_on_the_road(job: Job) -> Job:
    away = Hold(reason=HoldReason.CUSTOMER_AWAY, evidence="a call", held_at=at(minutes=110))
    return hold(job, away, moment(at(minutes=110)))[0]


@pytest.mark.parametrize("turned_back", [refused_on_the_road, held_on_the_road])
def test_whoever_turned_back_on_the_road_is_paid_for_his_way(turned_back: Callable[[Job], Job]) -> None:
    travel = Travel(cost=Money.of("12.00"), receipt="R1")
    later = moment(at(minutes=120))
    _, events = cancel_job(turned_back(until_on_the_road()), "withdrew", later.now, later, travel)
    cancelled = only(events, JobCancelled)
    assert (cancelled.technician_id, cancelled.travel_cost) == (WANG, Money.of("12.00"))

    with pytest.raises(TravelCostWrong):
        cancel_job(turned_back(appointed()), "withdrew", later.now, later, travel)
