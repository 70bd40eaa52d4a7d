"""What people ask of a job: who goes, was the customer reached, when do we come, what was done there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.dispatch.domain.identifiers import JobId, PersonId
from services.dispatch.domain.jobs import contact, opening, site_work
from services.dispatch.domain.jobs.facts import (
    Appointment,
    Arrival,
    Attempt,
    Completion,
    Diagnosis,
    EquipmentCheck,
    ItemTaken,
    Response,
    Wish,
)
from services.dispatch.domain.jobs.job import Job
from services.dispatch.use_cases.dispatching import set_offer_timer
from services.dispatch.use_cases.keeping import ORDER_NUMBERS, hand_card, job_for, moment_for, store
from services.dispatch.use_cases.tickets import void_card
from services.dispatch.work import Work
from shared.events.dispatch.jobs import Finding, ResponseEnding

SLIP_NUMBERS = "QJ"


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


@dataclass(frozen=True, kw_only=True)
class ItemFound:
    """An item to be taken along; what is not given is as the job says."""

    equipment_id: UUID | None
    product_model: str | None
    serial: str | None
    fault: str | None
    accessories: tuple[str, ...]
    is_part_of_installation: bool | None
    brought_back_at: datetime | None


async def assign_technician(job_id: JobId, technician_id: PersonId, work: Work) -> Job:
    """Make a technician responsible for a job; he takes its card along."""
    job = await job_for(job_id, work)
    technician = await work.technicians.get(technician_id)
    job, events = contact.assign(job, technician, await moment_for(job, work))
    await hand_card(job, work)
    set_offer_timer(job, work)
    return store(job, events, work)


async def log_attempt(job_id: JobId, attempt: Attempt, work: Work) -> Job:
    """A call that reached nobody."""
    job = await job_for(job_id, work)
    job, events = contact.log_attempt(job, attempt, await moment_for(job, work, happened_at=attempt.attempted_at))
    return store(job, events, work)


async def respond(job_id: JobId, reached_at: datetime, ending: ResponseEnding, solution: str | None, work: Work) -> Job:
    """The technician spoke with the customer and reports how it goes on."""
    job = await job_for(job_id, work)
    moment = await moment_for(job, work, happened_at=reached_at)
    technician_id = contact.responsible(job)
    response = Response(
        reached_at=reached_at, ending=ending, solution=solution, technician_id=technician_id, recorded_at=work.now
    )
    job, events = contact.reach_customer(job, response, moment)
    return store(job, events, work)


async def agree_appointment(job_id: JobId, terms: AppointmentTerms, work: Work) -> Job:
    """The specialist agreed the visit with the customer."""
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
    job, events = contact.agree_appointment(job, appointment, await work.number(ORDER_NUMBERS), moment)
    return store(job, events, work)


async def depart(job_id: JobId, check: EquipmentCheck, work: Work) -> Job:
    """The technician leaves, with all he needs."""
    job = await job_for(job_id, work)
    order = await work.number(ORDER_NUMBERS)
    job, events = site_work.depart(job, check, order, await moment_for(job, work))
    return store(job, events, work)


async def arrive(job_id: JobId, arrival: Arrival, work: Work) -> Job:
    """The technician stands at the site."""
    job = await job_for(job_id, work)
    job, events = site_work.arrive(job, arrival, await moment_for(job, work, happened_at=arrival.arrived_at))
    return store(job, events, work)


async def diagnose(
    job_id: JobId, findings: tuple[Finding, ...], diagnosed_at: datetime | None, notes: str | None, work: Work
) -> Job:
    """What is the matter."""
    job = await job_for(job_id, work)
    diagnosis = Diagnosis(findings=findings, diagnosed_at=diagnosed_at or work.now)
    job, events = site_work.diagnose(job, diagnosis, notes, await moment_for(job, work))
    return store(job, events, work)


async def bring_back(job_id: JobId, found: ItemFound, work: Work) -> Job:
    """An item is taken along against a slip."""
    job = await job_for(job_id, work)
    item = ItemTaken(
        item_id=work.new_id(),
        slip_number=await work.number(SLIP_NUMBERS),
        equipment_id=found.equipment_id or job.equipment_id,
        product_model=site_work.product_taken(job, found.product_model),
        serial=found.serial or job.serial,
        fault=found.fault or site_work.fault_found(job),
        accessories=found.accessories,
        is_part_of_installation=(
            job.is_part_of_installation if found.is_part_of_installation is None else found.is_part_of_installation
        ),
        brought_back_at=found.brought_back_at or work.now,
    )
    job, events = site_work.bring_back(job, item, await moment_for(job, work))
    return store(job, events, work)


async def complete(job_id: JobId, completion: Completion, work: Work) -> Job:
    """The work at the site is over."""
    job = await job_for(job_id, work)
    job, events = site_work.complete(job, completion, await moment_for(job, work))
    return store(job, events, work)


async def cancel(job_id: JobId, reason: str, work: Work) -> Job:
    """Nobody goes, or goes on."""
    job = await job_for(job_id, work)
    work.changes.reason = reason
    job, events = opening.cancel_job(job, reason, work.now, await moment_for(job, work))
    job = store(job, events, work)
    await void_card(job, work)
    return job
