"""How every use case loads a job, what it decides with, and how it saves the job with its timers."""

from datetime import datetime

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.dispatching.carrying_over import next_cut_off
from services.dispatch.domain.identifiers import CardId, JobId, PersonId
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.people import PeopleToTell, people_to_tell
from services.dispatch.domain.policy import DispatchPolicy
from services.dispatch.domain.refusals import CardNotFound, JobNotFound
from services.dispatch.work import Work
from shared.copying import copy_with

CLOCK_TELLS = "clock_tells"
EVENING_CUT_OFF = "evening_cut_off"
JOB_NUMBERS, CARD_NUMBERS, ORDER_NUMBERS = "PG", "LX", "PD"
_LEAST_URGENT = 5
Origins = tuple[str, ...] | None
"""Sources of tickets; None: every one."""


async def job_for(job_id: JobId, work: Work, origins: Origins = None) -> Job:
    """A job that the caller may know of; raises JobNotFound. `origins`: the only sources whose jobs he may see."""
    job = await work.jobs.get(job_id)
    if not job.is_open_to(work.actor) or (origins is not None and job.origin not in origins):
        raise JobNotFound(f"job {job_id} is not known")
    return job


async def card_for(card_id: CardId, work: Work, origins: Origins = None) -> Card:
    """A card that the caller may know of; raises CardNotFound. `origins`: the only sources whose cards he may see."""
    card = await work.cards.get(card_id)
    is_foreign = origins is not None and (await work.jobs.get(card.job_id)).origin not in origins
    if is_foreign or not card.is_open_to(work.actor):
        raise CardNotFound(f"card {card_id} is not known")
    return card


async def moment_for(job: Job, work: Work, *, happened_at: datetime | None = None) -> Moment:
    """What a decision is made with; the persons of the ladder are only looked up when a clock has something to tell."""
    moment = Moment(now=work.now, policy=work.policy_at(job.reported_at), new_id=work.new_id)
    if not job.clock_book(moment).has_steps_due(max(work.now, happened_at or work.now)):
        return moment
    return await moment_with_people(job.reported_at, job.technician_id, work)


async def moment_with_people(reported_at: datetime, responsible_id: PersonId | None, work: Work) -> Moment:
    """What a decision is made with that may break a clock at once."""
    policy = work.policy_at(reported_at)
    people = await _people(responsible_id, policy, work)
    return Moment(now=work.now, policy=policy, new_id=work.new_id, people=people)


def store(job: Job, events: Events, work: Work) -> Job:
    """Save a job with what it announces, and set a timer for each clock that tells something at another time now."""
    job, armed = job.armed(work.policy_at(job.reported_at), work.new_id)
    for clock in armed:
        if clock.timer_id is not None and clock.timer_at is not None:
            work.set_timer(
                clock.timer_id,
                due_at=clock.timer_at,
                kind=CLOCK_TELLS,
                subject=job.id,
                urgency=_urgency(job),
            )
    return work.jobs.save(_with_cut_off(job, work), events, origin=job.origin)


async def hand_card(job: Job, work: Work) -> None:
    """Whoever is responsible for a job holds its card, until it is sealed; nobody: it waits at the desk."""
    card = await work.cards.of_job(job.id)
    if card is not None and card.technician_id != job.technician_id and card.seal is None:
        work.cards.save(card.held_by(job.technician_id))


def _with_cut_off(job: Job, work: Work) -> Job:
    """Whatever nobody has taken is looked at again in the evening."""
    moment = Moment(now=work.now, policy=work.policy_at(job.reported_at), new_id=work.new_id)
    cut_off_at = next_cut_off(job, moment)
    if cut_off_at is None:
        return job
    work.set_timer(work.new_id(), due_at=cut_off_at, kind=EVENING_CUT_OFF, subject=job.id, urgency=_urgency(job))
    return copy_with(job, cut_off_at=cut_off_at)


def _urgency(job: Job) -> int:
    return job.level or _LEAST_URGENT


async def _people(responsible_id: PersonId | None, policy: DispatchPolicy, work: Work) -> PeopleToTell:
    roles = [step.role for step in policy.ladder.steps]
    return people_to_tell(responsible_id, roles, await work.people.around(responsible_id, roles, work.now), work.now)
