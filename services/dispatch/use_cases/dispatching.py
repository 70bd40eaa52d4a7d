"""What is asked of a job before anybody leaves: candidates, answers to an offer, holds, ranks, work orders, notes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.dispatch.domain.dispatching import answering, carrying_over, holding, work_orders
from services.dispatch.domain.dispatching.candidates import Candidate, Hand, Load, rank_candidates
from services.dispatch.domain.dispatching.facts import Hold
from services.dispatch.domain.dispatching.reasons import DelayReason, HoldReason, RefusalReason
from services.dispatch.domain.identifiers import DeadlineId, JobId, PersonId
from services.dispatch.domain.jobs.contact import assign
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.promising import promise_completion, take_note
from services.dispatch.domain.people import on_duty, staff_id
from services.dispatch.use_cases.keeping import (
    ORDER_NUMBERS,
    hand_card,
    job_for,
    moment_for,
    moment_with_people,
    store,
)
from services.dispatch.work import Work
from shared.actor import Role

ON_DUTY = (Role.TECHNICIAN, Role.SUPERVISOR, Role.MANAGER)
"""Who is called first of those whom the duty roster names."""
OFFER_LAPSES = "offer_lapses"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Every technician for a job, those who can be sent in front."""

    job: Job
    candidates: tuple[Candidate, ...]


async def propose(job_id: JobId, skill: str | None, work: Work) -> Proposal:
    """Everybody with his reasons; nothing is stored."""
    job = await job_for(job_id, work)
    people = {person.id: person for person in await work.people.everybody_of(Role.TECHNICIAN)}
    loads = await work.jobs.loads(job.nearest_due_at)
    there_before = {other.technician_id for other in await work.jobs.of_ticket(job.ticket_id) if other.arrival}
    hands = [
        Hand(
            person=people[technician.id],
            technician=technician,
            load=loads.get(technician.id, Load()),
            knows_the_case=technician.id in there_before,
        )
        for technician in await work.technicians.everybody()
        if technician.id in people
    ]
    return Proposal(job=job, candidates=rank_candidates(job, hands, skill, await moment_for(job, work)))


async def accept_assignment(job_id: JobId, work: Work) -> Job:
    """The technician takes the job."""
    job = await job_for(job_id, work)
    job, events = answering.accept(job, await moment_for(job, work))
    return store(job, events, work)


async def refuse_assignment(job_id: JobId, reason: RefusalReason, work: Work) -> Job:
    """The technician does not take the job, or cannot go after all."""
    job = await job_for(job_id, work)
    work.changes.reason = reason.value
    changed, events = answering.refuse(job, reason, await moment_for(job, work))
    return await _let_go(changed, events, work)


async def lapse_offer(job_id: JobId, offer_id: UUID, work: Work) -> None:
    """Nobody answered in time; an offer that was answered meanwhile is left."""
    job = await work.jobs.get(job_id)
    changed, events = answering.lapse(job, offer_id)
    if changed is not job:
        await _let_go(changed, events, work)


async def hold_job(job_id: JobId, reason: HoldReason, evidence: str | None, until: datetime | None, work: Work) -> Job:
    """Nobody goes on for the time being."""
    job = await job_for(job_id, work)
    work.changes.reason = reason.value
    wanted = Hold(reason=reason, evidence=evidence, held_at=work.now, until=until)
    changed, events = holding.hold(job, wanted, await moment_for(job, work))
    return await _let_go(changed, events, work)


async def resume_job(job_id: JobId, work: Work) -> Job:
    """It goes on."""
    job = await job_for(job_id, work)
    job, events = holding.resume(job, await moment_for(job, work))
    return store(job, events, work)


async def reach_cut_off(job_id: JobId, cut_off_at: datetime, work: Work) -> None:
    """The evening has come for a job; done twice it changes nothing more."""
    job = await work.jobs.get(job_id)
    moment = await moment_with_people(job.reported_at, job.technician_id, work)
    person_id = await _on_duty(job, cut_off_at, moment, work) if carrying_over.calls_duty(job) else None
    changed, events = carrying_over.reach_cut_off(job, cut_off_at, person_id, moment)
    if changed is job:
        return
    technician = await work.technicians.find(person_id) if changed.duty != job.duty else None
    if technician is not None and technician.is_certified(changed.needed_at(work.now)):
        changed, assigned = assign(changed, technician, moment)
        set_offer_timer(changed, work)
        events += assigned
    await _let_go(changed, events, work)


async def rank_job(job_id: JobId, day: date, place: int, work: Work) -> Job:
    """The supervisor says in which order carried-over jobs are dispatched."""
    job = await job_for(job_id, work)
    return store(carrying_over.rank(job, day, place, await moment_for(job, work)), [], work)


async def order_work(job_id: JobId, work: Work) -> Job:
    """The specialist writes the work order."""
    job = await job_for(job_id, work)
    job, events = work_orders.order_work(job, await work.number(ORDER_NUMBERS), await moment_for(job, work))
    return store(job, events, work)


async def promise_end(job_id: JobId, until: datetime, reason: DelayReason | None, work: Work) -> Job:
    """The technician says at the visit until when the work is finished."""
    job = await job_for(job_id, work)
    work.changes.reason = reason.value if reason else None
    job, events = promise_completion(job, until, await moment_for(job, work), reason)
    return store(job, events, work)


async def acknowledge(job_id: JobId, clock_id: DeadlineId, telling: int, work: Work) -> Job:
    """Whoever was told of a late clock takes note."""
    job = await job_for(job_id, work)
    job, events = take_note(job, clock_id, telling, staff_id(work.actor), work.actor, await moment_for(job, work))
    return store(job, events, work)


async def _let_go(job: Job, events: Events, work: Work) -> Job:
    """Whoever no longer goes no longer holds the card."""
    await hand_card(job, work)
    return store(job, events, work)


async def _on_duty(job: Job, at: datetime, moment: Moment, work: Work) -> PersonId | None:
    """Whom of the duty roster a job of level 1 goes to."""
    named = on_duty(ON_DUTY, await work.people.holding(ON_DUTY), at)
    found = [await work.technicians.find(person.id) for person in named if person.role is Role.TECHNICIAN]
    technicians = {technician.id: technician for technician in found if technician is not None}
    return carrying_over.whom_to_call(job, named, technicians, moment)


def set_offer_timer(job: Job, work: Work) -> None:
    """The offer lapses when it is not answered in time."""
    if job.offer is not None and job.offer.is_open:
        work.set_timer(job.offer.id, due_at=job.offer.answer_by, kind=OFFER_LAPSES, subject=job.id, urgency=2)
