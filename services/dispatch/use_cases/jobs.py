"""What people ask of a job before the visit: who goes, was the customer reached, when do we come."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.dispatch.domain.dispatching.candidates import Hand, exempted
from services.dispatch.domain.identifiers import JobId, PersonId
from services.dispatch.domain.jobs import contact, opening
from services.dispatch.domain.jobs.facts import (
    Appointment,
    Attempt,
    Response,
    Travel,
    Wish,
)
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.people import Person, staff_id
from services.dispatch.domain.technician import Technician
from services.dispatch.use_cases.dispatching import set_offer_timer
from services.dispatch.use_cases.keeping import ORDER_NUMBERS, hand_card, job_for, moment_for, store
from services.dispatch.use_cases.tickets import void_card
from services.dispatch.work import Work
from shared.actor import Role
from shared.events.dispatch.jobs import ResponseEnding


@dataclass(frozen=True, kw_only=True)
class AppointmentTerms:
    """What was agreed with the customer; without an end the window is as long as the policy says."""

    window_from: datetime
    window_until: datetime | None
    agreed_with_contact_id: UUID
    was_told_visit_fee: bool
    was_told_travel_rule: bool
    wished_at: datetime | None
    evidence: str | None


async def assign_technician(job_id: JobId, technician_id: PersonId, override_reason: str | None, work: Work) -> Job:
    """Make a technician responsible for a job; he takes its card along."""
    job = await job_for(job_id, work)
    person, technician = await _must_be_able(technician_id, job.needed_at(work.now), work)
    moment = await moment_for(job, work)
    hand = Hand(person=person, technician=technician, load=await work.jobs.load_of(technician_id))
    exemption = exempted(job, hand, override_reason, moment)
    work.changes.reason = exemption.reason if exemption else None
    job, events = contact.assign(job, technician, moment, exemption)
    await hand_card(job, work)
    set_offer_timer(job, work)
    return store(job, events, work)


async def log_attempt(job_id: JobId, attempt: Attempt, work: Work) -> Job:
    """A call that reached nobody, by the technician or somebody of the desk."""
    job = await job_for(job_id, work)
    attempt = replace(attempt, was_by_desk=work.actor.role is not Role.TECHNICIAN)
    job, events = contact.log_attempt(job, attempt, await moment_for(job, work, happened_at=attempt.attempted_at))
    return store(job, events, work)


async def respond(job_id: JobId, reached_at: datetime, ending: ResponseEnding, solution: str | None, work: Work) -> Job:
    """The technician, or while nobody is sent the desk, spoke with the customer and reports how it goes on."""
    job = await job_for(job_id, work)
    moment = await moment_for(job, work, happened_at=reached_at)
    technician_id = job.technician_id or staff_id(work.actor)
    response = Response(
        reached_at=reached_at,
        ending=ending,
        solution=solution,
        technician_id=technician_id,
        recorded_at=work.now,
        was_by_desk=work.actor.role is not Role.TECHNICIAN,
    )
    job, events = contact.reach_customer(job, response, moment)
    return store(job, events, work)


async def agree_appointment(job_id: JobId, terms: AppointmentTerms, work: Work) -> Job:
    """The specialist agreed the visit with the customer; whoever is assigned must be there and certified then.

    His shift was looked at when he was assigned: an hour outside of it is what was agreed with him and the customer.
    """
    job = await job_for(job_id, work)
    moment = await moment_for(job, work)
    wish = None
    if terms.wished_at is not None and terms.evidence is not None:
        wish = Wish(wished_at=terms.wished_at, evidence=terms.evidence)
    appointment = Appointment(
        window_from=terms.window_from,
        window_until=terms.window_until or contact.window_end(terms.window_from, moment),
        agreed_with_contact_id=terms.agreed_with_contact_id,
        was_told_visit_fee=terms.was_told_visit_fee,
        was_told_travel_rule=terms.was_told_travel_rule,
        wish=wish,
        agreed_at=work.now,
    )
    if job.technician_id is not None:
        await _must_be_able(job.technician_id, max(work.now, appointment.window_from), work)
    job, events = contact.agree_appointment(job, appointment, await work.number(ORDER_NUMBERS), moment)
    return store(job, events, work)


async def cancel(job_id: JobId, reason: str, travel: Travel | None, work: Work) -> Job:
    """Nobody goes, or goes on; who is on the road already has paid for his way."""
    job = await job_for(job_id, work)
    work.changes.reason = reason
    job, events = opening.cancel_job(job, reason, work.now, await moment_for(job, work), travel)
    job = store(job, events, work)
    await void_card(job, work)
    return job


async def _must_be_able(technician_id: PersonId, at: datetime, work: Work) -> tuple[Person, Technician]:
    """Whoever is sent works here, is not away and has a valid certificate then; no reason helps otherwise."""
    technician, person = await work.technicians.get(technician_id), await work.people.get(technician_id)
    person.must_be_there(at)
    technician.must_be_certified(at)
    return person, technician
