"""Not dispatched by the evening: tomorrow first, in the supervisor's rank; level 1 never waits that long (5.10)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from services.dispatch.domain.dispatching.answering import lapsed
from services.dispatch.domain.dispatching.facts import DutyCall
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.people import Person
from services.dispatch.domain.refusals import NotCarriedOver
from services.dispatch.domain.states import AWAITS_DISPATCH
from services.dispatch.domain.technician import Technician
from shared.actor import Role
from shared.events.dispatch.assignments import DutyCalled, JobCarriedOver
from shared.events.intake.tickets import FaultLevel
from shared.policy import business_day


def calls_duty(job: Job) -> bool:
    """Whether the person on duty is called for it, instead of a place on tomorrow's list."""
    return job.level is FaultLevel.SYSTEM_DOWN


def reach_cut_off(job: Job, cut_off_at: datetime, on_duty: PersonId | None, moment: Moment) -> tuple[Job, Events]:
    """The evening has come for a job; when it was dispatched meanwhile, is held or over, nothing happens."""
    if job.cut_off_at != cut_off_at:
        return job, []
    job = replace(job, cut_off_at=None)
    if not job.awaits_dispatch:
        return job, []
    if calls_duty(job):
        return _call_duty(job, cut_off_at, on_duty, moment) if job.state in AWAITS_DISPATCH else (job, [])
    events: Events = []
    if job.offer is not None and job.offer.is_open:
        job, events = lapsed(job, job.offer, cut_off_at)
    to_day = business_day(cut_off_at) + timedelta(days=1)
    job = replace(
        job,
        carried_over_to=to_day,
        carried_over_times=job.carried_over_times + 1,
        rank=None,
    )
    carried = JobCarriedOver(
        **job.keys,
        to_day=to_day,
        times=job.carried_over_times,
        supervisor_id=moment.people.by_role.get(Role.SUPERVISOR),
        clause=moment.policy.cut_off.clause,
        carried_over_at=cut_off_at,
    )
    return job, [*events, carried]


def next_cut_off(job: Job, moment: Moment) -> datetime | None:
    """When it is carried over if nobody takes it; None when that is known already, or does not matter.

    What comes to wait after the evening waits for no other one: it is carried over, or called, at once.
    """
    is_coming = job.cut_off_at is not None and job.cut_off_at <= moment.now
    if is_coming or not job.awaits_dispatch:
        return None
    if job.state in AWAITS_DISPATCH and _comes_after_the_evening(job, moment):
        return moment.now
    return None if job.cut_off_at is not None else moment.policy.cut_off.next_after(moment.now)


def whom_to_call(
    job: Job, on_duty: Sequence[Person], technicians: Mapping[PersonId, Technician], moment: Moment
) -> PersonId | None:
    """Of those on duty the first technician who may go and has not turned it down, else whoever can find another."""
    turned_down = {offer.technician_id for offer in job.offers if offer.was_turned_down}
    needed_at = job.needed_at(moment.now)
    asked = [person.id for person in on_duty if person.id in technicians and person.id not in turned_down]
    able = [person_id for person_id in asked if technicians[person_id].is_certified(needed_at)]
    others = [person.id for person in on_duty if person.role is not Role.TECHNICIAN]
    return next(iter((*able, *others, *asked)), None)


def rank(job: Job, day: date, place: int, moment: Moment) -> Job:
    """The supervisor's place for a job on the list of a day."""
    if job.carried_over_to != day or not job.awaits_dispatch:
        raise NotCarriedOver(f"job {job.number} is not on the list of {day}", clause=moment.policy.cut_off.clause)
    return replace(job, rank=place)


def _comes_after_the_evening(job: Job, moment: Moment) -> bool:
    """Level 1 calls the person on duty whenever it comes to wait at night; the others go on the list once."""
    if not calls_duty(job):
        is_listed = job.carried_over_to is not None and job.carried_over_to > business_day(moment.now)
        return moment.policy.cut_off.is_over(moment.now) and not is_listed
    came_back_at = [each for hold in job.holds if (each := hold.resumed_at) is not None]
    came_back_at += [each for offer in job.offers if (each := offer.answered_at) is not None]
    is_called = job.duty is not None and job.duty.called_at >= max(came_back_at, default=job.opened_at)
    return moment.policy.is_night(moment.now) and not is_called


def _call_duty(job: Job, at: datetime, on_duty: PersonId | None, moment: Moment) -> tuple[Job, Events]:
    job = replace(job, duty=DutyCall(person_id=on_duty, called_at=at))
    called = DutyCalled(**job.keys, person_id=on_duty, clause=moment.policy.cut_off.clause, called_at=at)
    return job, [called]
