"""Commands that a phone recorded off line: late, in bulk, in any order and twice."""

from dataclasses import dataclass, replace

from services.dispatch.domain.dispatching.answering import accept_after_all
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.applying import Surroundings, take_records, taken_in_time
from services.dispatch.domain.jobs.contact import responsible
from services.dispatch.domain.jobs.device_records import DeviceRecord, Left, RecordAnswer, RecordStream, Took
from services.dispatch.domain.jobs.job import Events, Job
from services.dispatch.use_cases.keeping import ORDER_NUMBERS, hand_card, job_for, moment_with_people
from services.dispatch.use_cases.visits import SLIP_NUMBERS, keep_after_trip, place_of_site, with_bag
from services.dispatch.work import Work


@dataclass(frozen=True, kw_only=True)
class BatchTaken:
    """What became of a batch: the phone keeps what it was not answered for."""

    stream: RecordStream
    job: Job
    answers: tuple[RecordAnswer, ...]

    @property
    def id(self) -> JobId:
        """The job it is about."""
        return self.job.id


async def take_batch(job_id: JobId, device: str, records: tuple[DeviceRecord, ...], work: Work) -> BatchTaken:
    """Take every record whose turn has come; the others wait for what the phone recorded before them."""
    known = await work.records.of(job_id, device)
    stream = known or RecordStream(id=work.new_id(), job_id=job_id, device=device)
    received = stream.receiving(records)
    job = await work.jobs.get(job_id)
    taken_at = taken_in_time(job, received, work.actor.subject)
    if taken_at is None:
        if (told := _told_before(job, known, records, work)) is not None:
            return told
        job = await job_for(job_id, work)
        events: Events = []
    else:
        job, events = accept_after_all(job, taken_at)
    if received is not stream or events:
        prepared = tuple([await _with_papers(record, job, work) for record in received.waiting])
        received = replace(received, waiting=prepared)
        moment = await moment_with_people(job.reported_at, job.technician_id, work)
        around = Surroundings(
            technician=await work.technicians.get(responsible(job)),
            site=await place_of_site(job, work),
            stream_id=received.id,
        )
        changed, received, told_of = take_records(job, received, around, moment)
        if changed is not job or events:
            await hand_card(changed, work)
            job = await keep_after_trip(changed, [*events, *told_of], moment, work)
        received = work.records.save(received) if known else work.records.add(received)
    answers = tuple(received.answer_to(record) for record in records)
    return BatchTaken(stream=received, job=job, answers=answers)


def _told_before(
    job: Job, known: RecordStream | None, records: tuple[DeviceRecord, ...], work: Work
) -> BatchTaken | None:
    """Whoever was asked and goes no more gets the answers of then again; nothing new is taken from him.

    None: the batch is taken as any other.
    """
    was_asked = work.actor.subject in {str(offer.technician_id) for offer in job.offers}
    if known is None or not was_asked or job.is_open_to(work.actor):
        return None
    answers = tuple(known.answer_to(record) for record in records if known.has(record))
    return BatchTaken(stream=known, job=job, answers=answers) if answers else None


async def records_of(job_id: JobId, work: Work) -> list[RecordStream]:
    """All that phones recorded off line about a job that the caller may know of."""
    job = await job_for(job_id, work)
    return await work.records.of_job(job.id)


async def _with_papers(record: DeviceRecord, job: Job, work: Work) -> DeviceRecord:
    """A slip that the phone could not number gets its number here; a departure that of its work order, and his bag."""
    match record.recorded:
        case Took(slip_number=""):
            return replace(record, recorded=replace(record.recorded, slip_number=await work.number(SLIP_NUMBERS)))
        case Left(check=check, order_number=""):
            order, carried = await work.number(ORDER_NUMBERS), await with_bag(job, check, work)
            return replace(record, recorded=replace(record.recorded, check=carried, order_number=order))
        case _:
            return record
