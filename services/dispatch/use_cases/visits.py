"""What a technician does from the departure to the end of the work, and how a trip ends without it."""

from dataclasses import replace
from datetime import datetime

from services.dispatch.domain.dispatching.customers import Whereabouts
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs import items, opening, site_work, trips
from services.dispatch.domain.jobs.applying import item_taken
from services.dispatch.domain.jobs.device_records import Took
from services.dispatch.domain.jobs.facts import Arrival, Completion, Diagnosis, EquipmentCheck, Purpose
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.trips import Interruption
from services.dispatch.domain.jobs.visit_facts import Exclusion, Position, SitePlace, WorkLog, place_of
from services.dispatch.use_cases.keeping import ORDER_NUMBERS, job_for, moment_for, store
from services.dispatch.use_cases.tickets import void_card
from services.dispatch.work import Work
from shared.events.dispatch.jobs import Finding, JobCompleted

SLIP_NUMBERS = "QJ"
CUSTOMER_WITHDREW = "customer_withdrew"


async def depart(job_id: JobId, check: EquipmentCheck, departed_at: datetime | None, work: Work) -> Job:
    """The technician leaves, certified still, with all he needs."""
    job = await job_for(job_id, work)
    if job.technician_id is not None:
        (await work.technicians.get(job.technician_id)).must_be_certified(departed_at or work.now)
    order = await work.number(ORDER_NUMBERS)
    carried = await with_bag(job, check, work)
    job, events = site_work.depart(job, carried, order, await moment_for(job, work), departed_at=departed_at)
    return store(job, events, work)


async def arrive(job_id: JobId, arrived_at: datetime, position: Position | None, work: Work) -> Job:
    """The technician stands at the site; a position is compared with it and decides nothing."""
    job = await job_for(job_id, work)
    moment = await moment_for(job, work, happened_at=arrived_at)
    place = place_of(position, await place_of_site(job, work), moment.policy.position)
    arrival = Arrival(arrived_at=arrived_at, recorded_at=work.now, position=position, place=place)
    job, events = site_work.arrive(job, arrival, moment)
    return store(job, events, work)


async def diagnose(
    job_id: JobId, findings: tuple[Finding, ...], diagnosed_at: datetime | None, notes: str | None, work: Work
) -> Job:
    """What is the matter."""
    job = await job_for(job_id, work)
    diagnosis = Diagnosis(findings=findings, diagnosed_at=diagnosed_at or work.now)
    job, events = site_work.diagnose(job, diagnosis, notes, await moment_for(job, work))
    return store(job, events, work)


async def find_exclusion(job_id: JobId, exclusion: Exclusion, work: Work) -> Job:
    """What ends the cover was found (4.6)."""
    job = await job_for(job_id, work)
    job, events = items.find_exclusion(job, exclusion, await moment_for(job, work))
    return store(job, events, work)


async def record_items(job_id: JobId, log: WorkLog, done_at: datetime | None, work: Work) -> Job:
    """Something was done or built in."""
    job = await job_for(job_id, work)
    job, events = items.record_items(job, log, done_at or work.now, await moment_for(job, work))
    return store(job, events, work)


async def bring_back(job_id: JobId, took: Took, brought_back_at: datetime | None, work: Work) -> Job:
    """An item is taken along against a slip."""
    job = await job_for(job_id, work)
    took = took if took.slip_number else replace(took, slip_number=await work.number(SLIP_NUMBERS))
    item = item_taken(job, work.new_id(), took, brought_back_at or work.now)
    job, events = site_work.bring_back(job, item, await moment_for(job, work))
    return store(job, events, work)


async def complete(job_id: JobId, completion: Completion, work: Work) -> Job:
    """The work at the site is over."""
    job = await job_for(job_id, work)
    job, events = site_work.complete(job, completion, await moment_for(job, work))
    return store(job, events, work)


async def finish_first_jobs(event: JobCompleted, work: Work) -> None:
    """A redo finishes what an earlier job for the same fault had promised and could not fix."""
    if event.purpose != Purpose.REDO:
        return
    for job in await work.jobs.of_ticket(event.ticket_id):
        if job.id != event.job_id:
            moment = await moment_for(job, work, happened_at=event.completed_at)
            changed, told = site_work.finished_by_redo(job, event, moment)
            if changed is not job:
                store(changed, told, work)


async def find_nobody(job_id: JobId, evidence_sha256: tuple[str, ...], left_at: datetime, work: Work) -> Job:
    """Nobody was at home."""
    job = await job_for(job_id, work)
    moment = await moment_for(job, work)
    job, events = trips.find_nobody(job, evidence_sha256, left_at, moment)
    return await keep_after_trip(job, events, moment, work)


async def interrupt(job_id: JobId, why: Interruption, work: Work) -> Job:
    """The work cannot be finished on this trip."""
    job = await job_for(job_id, work)
    moment = await moment_for(job, work)
    job, events = trips.interrupt(job, why, moment)
    return await keep_after_trip(job, events, moment, work)


async def keep_after_trip(job: Job, events: Events, moment: Moment, work: Work) -> Job:
    """A customer who cancelled while somebody stood at his site gets no follow-up visit."""
    if job.customer_withdrew_at is not None and not job.is_over and job.arrival is None:
        job, ended = opening.cancel_job(job, CUSTOMER_WITHDREW, job.customer_withdrew_at, moment)
        events = [*events, *ended]
    job = store(job, events, work)
    if job.is_over:
        await void_card(job, work)
    return job


async def place_of_site(job: Job, work: Work) -> SitePlace | None:
    """Where the site of a job lies, where intake has told us."""
    site = Whereabouts(customer=await work.customers.find(job.customer_id)).site_of(job)
    if site is None or site.latitude is None or site.longitude is None:
        return None
    return SitePlace(latitude=site.latitude, longitude=site.longitude)


async def with_bag(job: Job, check: EquipmentCheck, work: Work) -> EquipmentCheck:
    """The check with the parts that the main store has issued to the technician."""
    bag = None if job.technician_id is None else await work.bags.find(job.technician_id)
    if bag is None:
        return check
    return replace(check, carried=bag.parts)
