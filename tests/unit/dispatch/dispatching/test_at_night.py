"""What comes to wait after the evening: level 1 calls whoever is on duty, the rest is on the list of the morning."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.dispatch.domain.dispatching.answering import lapse, refuse
from services.dispatch.domain.dispatching.carrying_over import next_cut_off, reach_cut_off, whom_to_call
from services.dispatch.domain.dispatching.facts import Hold
from services.dispatch.domain.dispatching.holding import hold, resume
from services.dispatch.domain.dispatching.reasons import HoldReason, RefusalReason
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.applying import Surroundings, apply
from services.dispatch.domain.jobs.contact import assign
from services.dispatch.domain.jobs.deciding import change_level
from services.dispatch.domain.jobs.device_records import DeviceRecord, TurnedDown
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.people import Duty, Person
from shared.actor import Role
from shared.events.dispatch.assignments import DutyCalled, JobCarriedOver
from shared.events.intake.tickets import FaultLevel, FaultLevelChanged
from tests.unit.dispatch.stories import CHEN, LI, WANG, moment, only, opened, technician, ticket

L1, L2 = FaultLevel.SYSTEM_DOWN, FaultLevel.MAIN_EQUIPMENT


def local(time: str, day: int = 23) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{time}+08:00").astimezone(UTC)


def reported(level: FaultLevel, at: datetime) -> Job:
    return opened(ticket(level, reported_at=at, recorded_at=at))[0]


def looked_at(job: Job, now: datetime, on_duty: PersonId | None = None) -> Job:
    """The job after it was stored and its evening has come."""
    cut_off_at = next_cut_off(job, moment(now))
    due = replace(job, cut_off_at=cut_off_at or job.cut_off_at)
    assert due.cut_off_at == now
    return reach_cut_off(due, now, on_duty, moment(now))[0]


def offered(job: Job, now: datetime) -> Job:
    job, _ = assign(job, technician(), moment(now))
    return replace(job, cut_off_at=next_cut_off(job, moment(now)) or job.cut_off_at)


WAITING_AT_NIGHT = [
    # level, reported   looked at
    (L1, "08:29", "08:29"),
    (L1, "08:30", "18:00"),
    (L1, "17:59", "18:00"),
    (L1, "18:00", "18:00"),
    (L1, "20:00", "20:00"),
    (L1, "23:59", "23:59"),
    (L1, "00:00", "00:00"),
    (L2, "03:00", "18:00"),
    (L2, "17:59", "18:00"),
    (L2, "18:00", "18:00"),
    (L2, "23:59", "23:59"),
]


@pytest.mark.parametrize(("level", "time", "looked_at_"), WAITING_AT_NIGHT)
def test_what_is_reported_after_the_evening_waits_for_no_other_one(
    level: FaultLevel, time: str, looked_at_: str
) -> None:
    job = reported(level, local(time))

    assert next_cut_off(job, moment(local(time))) == local(looked_at_)


def test_what_came_in_the_evening_is_on_the_list_of_the_morning_once() -> None:
    due = replace(reported(L2, local("20:00")), cut_off_at=local("20:00"))
    job, events = reach_cut_off(due, local("20:00"), None, moment(local("20:00")))

    assert (only(events, JobCarriedOver).to_day, job.carried_over_times) == (date(2026, 11, 24), 1)
    assert next_cut_off(job, moment(local("20:00"))) == local("18:00", day=24)
    back, _ = refuse(offered(job, local("20:05")), RefusalReason.BUSY, moment(local("20:10")))
    assert next_cut_off(back, moment(local("20:10"))) is None
    assert back.cut_off_at == local("18:00", day=24)


def raised(job: Job, now: datetime) -> Job:
    changed = FaultLevelChanged(
        ticket_id=job.ticket_id, level=L1, previous_level=L2, reason="a", clause="5.16", changed_at=now
    )
    return change_level(job, changed, moment(now))[0]


def test_a_job_raised_to_level_1_at_night_is_called_at_once() -> None:
    listed = looked_at(reported(L2, local("19:00")), local("19:00"))

    assert next_cut_off(raised(listed, local("22:00")), moment(local("22:00"))) == local("22:00")


def test_whoever_was_called_and_does_not_take_it_leaves_it_to_the_next_on_duty() -> None:
    now = local("18:00")
    called = looked_at(replace(reported(L1, local("17:00")), cut_off_at=now), now, WANG)
    assert called.duty is not None
    asked = offered(called, now)
    assert asked.cut_off_at == local("18:00", day=24)

    refused, _ = refuse(asked, RefusalReason.UNWELL, moment(now + timedelta(minutes=4)))
    assert next_cut_off(refused, moment(now + timedelta(minutes=4))) == now + timedelta(minutes=4)
    assert asked.offer is not None
    over, _ = lapse(asked, asked.offer.id)
    later = now + timedelta(minutes=5)
    assert next_cut_off(over, moment(later)) == later
    again = looked_at(over, later, LI)
    assert again.duty is not None
    assert (again.duty.person_id, again.duty.called_at) == (LI, later)


def test_whoever_turns_it_down_on_a_phone_that_is_ahead_leaves_it_to_one_call() -> None:
    now = local("20:00")
    asked = offered(looked_at(reported(L1, now), now, WANG), now)
    later = now + timedelta(minutes=2)
    turned_down = DeviceRecord(
        id=UUID(int=1),
        number=1,
        happened_at=later + timedelta(minutes=4),
        recorded=TurnedDown(reason=RefusalReason.UNWELL),
    )
    around = Surroundings(technician=technician(), site=None, stream_id=UUID(int=1))
    refused, _ = apply(asked, turned_down, around, moment(later))
    called = looked_at(refused, later, LI)

    assert called.duty is not None
    assert (called.duty.person_id, next_cut_off(called, moment(later))) == (LI, local("18:00", day=24))


def test_nobody_is_called_twice_for_the_same_waiting() -> None:
    now = local("20:00")
    job = looked_at(reported(L1, now), now)

    assert next_cut_off(job, moment(now + timedelta(minutes=30))) == local("18:00", day=24)


def test_what_goes_on_at_night_is_called() -> None:
    now = local("20:00")
    job = looked_at(reported(L1, now), now)
    wanted = Hold(reason=HoldReason.CUSTOMER_AWAY, evidence="call", held_at=local("20:10"))
    job, _ = hold(job, wanted, moment(local("20:10")))
    job, _ = resume(job, moment(local("21:00")))

    assert next_cut_off(job, moment(local("21:00"))) == local("21:00")


def test_an_offer_that_is_open_in_the_evening_keeps_its_time() -> None:
    asked = replace(offered(reported(L1, local("17:57")), local("17:58")), cut_off_at=local("18:00"))
    job, events = reach_cut_off(asked, local("18:00"), LI, moment(local("18:00")))

    assert (job.offer, events) == (asked.offer, [])
    assert asked.offer is not None
    over, _ = lapse(job, asked.offer.id)
    assert next_cut_off(over, moment(local("18:03"))) == local("18:03")
    due = replace(over, cut_off_at=local("18:03"))
    _, events = reach_cut_off(due, local("18:03"), LI, moment(local("18:03")))
    assert only(events, DutyCalled).person_id == LI


def person(person_id: PersonId, role: Role) -> Person:
    duties = (Duty(begins_at=local("18:00"), ends_at=local("08:30", day=24)),)
    return Person(
        id=person_id,
        number=str(person_id),
        name="n",
        role=role,
        is_active=True,
        duties=duties,
        recorded_at=local("08:00"),
    )


SECOND = PersonId(CHEN)
CALLED = [
    # certified        refused before   who is called: technicians Wang and Chen and the supervisor Li are on duty
    ((WANG, SECOND),   (),              WANG),
    ((SECOND,),        (),              SECOND),
    ((WANG, SECOND),   (WANG,),         SECOND),
    ((WANG,),          (WANG,),         LI),
    ((),               (),              LI),
]  # fmt: skip


@pytest.mark.parametrize(("certified", "refused", "called"), CALLED)
def test_of_those_on_duty_whoever_may_go_and_has_not_turned_it_down(
    certified: tuple[PersonId, ...], refused: tuple[PersonId, ...], called: PersonId
) -> None:
    job, now = reported(L1, local("20:00")), local("20:00")
    for _ in refused:
        job, _ = refuse(assign(job, technician(), moment(now))[0], RefusalReason.BUSY, moment(now))
    named = [person(WANG, Role.TECHNICIAN), person(SECOND, Role.TECHNICIAN), person(LI, Role.SUPERVISOR)]
    technicians = {
        each: replace(technician(date(2027, 1, 1) if each in certified else None), id=each) for each in (WANG, SECOND)
    }

    assert whom_to_call(job, named, technicians, moment(now)) == called
    assert whom_to_call(job, named[:1], {WANG: technicians[WANG]}, moment(now)) == (None if refused else WANG)
    assert whom_to_call(job, [], {}, moment(now)) is None
