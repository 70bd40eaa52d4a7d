"""Doing to a job what a phone recorded, with the time at the site and the rules of the same commands on line."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.dispatch.domain.dispatching import answering
from services.dispatch.domain.jobs import contact, site_work
from services.dispatch.domain.jobs.device_records import (
    Accepted,
    BrokeOff,
    CheckedIn,
    DeviceRecord,
    Diagnosed,
    Dialled,
    Dropped,
    Excluded,
    Finished,
    FoundNobody,
    Left,
    Promised,
    RecordAnswer,
    RecordStream,
    Spoke,
    Taken,
    Took,
    TurnedDown,
    Worked,
)
from services.dispatch.domain.jobs.facts import Arrival, Diagnosis, ItemTaken, Response
from services.dispatch.domain.jobs.items import find_exclusion, record_items
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.promising import promise_completion
from services.dispatch.domain.jobs.trips import find_nobody, interrupt
from services.dispatch.domain.jobs.visit_facts import PhonesCount, SitePlace, place_of
from services.dispatch.domain.technician import Technician
from shared.errors import Refused
from shared.events.dispatch.jobs import Finding


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a record is judged with beside the job."""

    technician: Technician
    site: SitePlace | None
    stream_id: UUID
    """Which phone's records they are."""


def take_records(
    job: Job, stream: RecordStream, around: Surroundings, moment: Moment
) -> tuple[Job, RecordStream, Events]:
    """Every record whose turn has come, one after the other; one that is refused does not stop those behind it."""
    events: Events = []
    while (record := stream.next_record) is not None:
        answer = RecordAnswer(id=record.id, number=record.number, outcome=Taken.APPLIED)
        try:
            job, told = apply(job, record, around, moment)
            events += told
        except Refused as refused:
            answer = replace(
                answer,
                outcome=Taken.REFUSED,
                code=refused.code,
                clause=refused.clause,
                detail=refused.message,
            )
        stream = stream.answering(record, answer)
    return job, stream, events


def taken_in_time(job: Job, stream: RecordStream, technician_id: str) -> datetime | None:
    """When he took a job whose offer lapsed since: by his word or by beginning, while the phone was off line.

    None: he did not, or somebody else was asked since.
    """
    told = sorted(stream.waiting, key=lambda record: record.number)
    first = next((record for record in told if not isinstance(record.recorded, Dropped)), None)
    if first is None or not isinstance(first.recorded, Accepted | Dialled | Spoke | Left):
        return None
    in_time = answering.was_taken_in_time(job, technician_id, first.happened_at)
    return first.happened_at if in_time else None


def apply(job: Job, record: DeviceRecord, around: Surroundings, moment: Moment) -> tuple[Job, Events]:
    """One record; raises what the same command raises on line."""
    at = record.happened_at
    match record.recorded:
        case Dropped():
            return job, []
        case Accepted() | TurnedDown():
            return _answer(job, record, around, moment)
        case Dialled(attempt=attempt):
            return contact.log_attempt(job, replace(attempt, attempted_at=at), moment)
        case Spoke() as spoke:
            return contact.reach_customer(job, _response(job, spoke, at, moment), moment)
        case Left(check=check, order_number=order):
            around.technician.must_be_certified(at)
            return site_work.depart(job, check, order, moment, departed_at=at)
        case CheckedIn(position=position):
            place = place_of(position, around.site, moment.policy.position)
            arrival = Arrival(arrived_at=at, recorded_at=moment.now, was_off_line=True, position=position, place=place)
            return site_work.arrive(job, arrival, moment)
        case Diagnosed(findings=findings, notes=notes):
            job, told = site_work.diagnose(job, Diagnosis(findings=findings, diagnosed_at=at), notes, moment)
            return _counted(job, findings, around), told
        case _:
            return _after_diagnosis(job, _with_numbers_of(job, record, around), moment)


def _answer(job: Job, record: DeviceRecord, around: Surroundings, moment: Moment) -> tuple[Job, Events]:
    """To the offer, in time when it was given in time, never in the future; an offer that came later was not meant."""
    offered_at = job.offer.offered_at if job.offer else None
    job.must_have_happened(record.happened_at, moment, after=offered_at, field="at")
    then = replace(moment, now=min(record.happened_at, moment.now))
    if isinstance(record.recorded, TurnedDown):
        return answering.refuse(job, record.recorded.reason, then)
    if job.is_accepted and job.technician_id == around.technician.id:
        return job, []
    return answering.accept(job, then)


def _counted(job: Job, findings: tuple[Finding, ...], around: Surroundings) -> Job:
    """The job remembers how the phone counts what it has just told."""
    if job.diagnosis is None:
        return job
    count = PhonesCount.of(around.stream_id, findings, job.diagnosis.findings)
    return replace(job, diagnosis=replace(job.diagnosis, counted=count))


def _with_numbers_of(job: Job, record: DeviceRecord, around: Surroundings) -> DeviceRecord:
    """What a phone did and used for its own findings, with the job's numbers of them."""
    count = job.diagnosis.counted if job.diagnosis else None
    if count is None or count.stream_id != around.stream_id:
        return record
    match record.recorded:
        case Worked(log=log):
            return replace(record, recorded=Worked(log=log.counted_by(count)))
        case Finished(completion=completion):
            said = completion.saying(completion.log.counted_by(count))
            return replace(record, recorded=Finished(completion=said))
        case _:
            return record


def _after_diagnosis(job: Job, record: DeviceRecord, moment: Moment) -> tuple[Job, Events]:
    """What is done at the site, and how a trip ends."""
    at = record.happened_at
    match record.recorded:
        case Excluded(exclusion=exclusion):
            return find_exclusion(job, replace(exclusion, found_at=at), moment)
        case Promised(finished_by=until):
            job.must_have_happened(at, moment, after=job.arrival.arrived_at if job.arrival else None, field="at")
            return promise_completion(job, until, replace(moment, now=min(at, moment.now)))
        case Worked(log=log):
            return record_items(job, log, at, moment)
        case Took() as took:
            return site_work.bring_back(job, item_taken(job, record.id, took, at), moment)
        case FoundNobody(evidence_sha256=evidence):
            return find_nobody(job, evidence, at, moment)
        case BrokeOff(interruption=why):
            return interrupt(job, replace(why, interrupted_at=at), moment)
        case Finished(completion=completion):
            return site_work.complete(job, replace(completion, completed_at=at), moment)
        case _:
            raise TypeError(f"nobody knows what to do with a record of {record.recorded.kind}")


def item_taken(job: Job, item_id: UUID, took: Took, at: datetime) -> ItemTaken:
    """An item against a slip; what is not given is as the job says. Raises ProductNotNamed."""
    mounted = job.is_part_of_installation if took.is_part_of_installation is None else took.is_part_of_installation
    return ItemTaken(
        item_id=item_id,
        slip_number=took.slip_number,
        equipment_id=took.equipment_id or job.equipment_id,
        product_model=site_work.product_taken(job, took.product_model),
        serial=took.serial or job.serial,
        fault=took.fault or site_work.fault_found(job),
        accessories=took.accessories,
        is_part_of_installation=mounted,
        brought_back_at=at,
    )


def _response(job: Job, spoke: Spoke, at: datetime, moment: Moment) -> Response:
    return Response(
        reached_at=at,
        ending=spoke.ending,
        solution=spoke.solution,
        technician_id=contact.responsible(job),
        recorded_at=moment.now,
    )
