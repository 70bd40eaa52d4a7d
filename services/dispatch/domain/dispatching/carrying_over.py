"""Not dispatched by the evening: tomorrow first, in the supervisor's rank; level 1 never waits that long (5.10)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from services.dispatch.domain.dispatching.answering import lapsed
from services.dispatch.domain.dispatching.facts import DutyCall
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.refusals import NotCarriedOver
from shared.actor import Role
from shared.events.dispatch.assignments import DutyCalled, JobCarriedOver
from shared.events.intake.tickets import FaultLevel
from shared.policy import business_day


def reach_cut_off(job: Job, cut_off_at: datetime, on_duty: PersonId | None, moment: Moment) -> tuple[Job, Events]:
    """The evening has come for a job; when it was dispatched meanwhile, is held or over, nothing happens."""
    if job.cut_off_at != cut_off_at:
        return job, []
    job = replace(job, cut_off_at=None)
    if not job.awaits_dispatch:
        return job, []
    if job.level is FaultLevel.SYSTEM_DOWN:
        return _call_duty(job, cut_off_at, on_duty, moment)
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
    """When it is carried over if nobody takes it; None when that is known already, or does not matter."""
    if job.cut_off_at is not None or not job.awaits_dispatch:
        return None
    return moment.policy.cut_off.next_after(moment.now)


def rank(job: Job, day: date, place: int, moment: Moment) -> Job:
    """The supervisor's place for a job on the list of a day."""
    if job.carried_over_to != day or not job.awaits_dispatch:
        raise NotCarriedOver(f"job {job.number} is not on the list of {day}", clause=moment.policy.cut_off.clause)
    return replace(job, rank=place)


def _call_duty(job: Job, at: datetime, on_duty: PersonId | None, moment: Moment) -> tuple[Job, Events]:
    job = replace(job, duty=DutyCall(person_id=on_duty, called_at=at))
    called = DutyCalled(**job.keys, person_id=on_duty, clause=moment.policy.cut_off.clause, called_at=at)
    return job, [called]
