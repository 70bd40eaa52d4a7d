"""What can be asked of a job from the departure to the end of the work at the site."""

from typing import ClassVar
from uuid import UUID

from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.trips import Interruption
from services.dispatch.domain.jobs.visit_facts import Exclusion
from services.dispatch.domain.refusals import (
    ConsentMissing,
    EquipmentIncomplete,
    EvidenceMissing,
    MissingPartsNotNamed,
    NoAppointment,
    NothingBroughtBack,
    NoTicketBehindIt,
    PartNotBroken,
    ProductNotNamed,
    TechnicianNotCertified,
    TravelCostWrong,
    VisitNotDecided,
)
from services.dispatch.routes.job_view import JobView
from services.dispatch.routes.jobs import TIMES
from services.dispatch.routes.visiting.visit_bodies import (
    CheckBody,
    EndBody,
    ExclusionClause,
    FindingsBody,
    InterruptionReason,
    ItemBody,
    LogBody,
    PartCodes,
    Photos,
    PositionBody,
)
from services.dispatch.routes.who_may import AT_WORK
from services.dispatch.use_cases import visits as use_cases
from services.dispatch.work import Work
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant, LongText
from shared.web.routes import Routes

routes = Routes(tag="visits")
_PHOTO = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class CheckEquipment(CheckBody):
    """What the technician has with him (7.1)."""

    EXAMPLE: ClassVar = {"badge": True, "tools": True, "parts": True}

    departed_at: Instant | None = None
    """When he left, where it is told later."""


class CheckIn(Body):
    """When he stood at the site."""

    EXAMPLE: ClassVar = {"arrived_at": "2026-11-23T14:05:00+08:00"}

    arrived_at: Instant
    position: PositionBody | None = None


class Diagnose(FindingsBody):
    """What is the matter; findings count from 1 in this order, none means that there is no fault."""

    EXAMPLE: ClassVar = {"findings": [{"fault": "no_power", "faulty_part": "PSU-12V"}]}

    diagnosed_at: Instant | None = None
    notes: LongText | None = None


class FindExclusion(Body):
    """What ends the cover, with photos that show it."""

    EXAMPLE: ClassVar = {"exclusion": "4.6.2", "evidence_sha256": [_PHOTO], "found_at": "2026-11-23T14:20:00+08:00"}

    exclusion: ExclusionClause
    equipment_id: UUID | None = None
    evidence_sha256: Photos
    is_disputed: bool = False
    found_at: Instant


class RecordItems(LogBody):
    """What was done and used so far, beside what was recorded before."""

    EXAMPLE: ClassVar = {"parts": [{"part": "PSU-12V", "quantity": 1, "finding": 1}]}

    done_at: Instant | None = None


class TakeItem(ItemBody):
    """An item that cannot be fixed on site; model and fault are those of the job where they are not given."""

    EXAMPLE: ClassVar = {"serial": "SN-0042", "accessories": ["power_adapter"]}

    brought_back_at: Instant | None = None


class NobodyThere(Body):
    """When he left again, and the photos that show that nobody was there; calls from the door count as well."""

    EXAMPLE: ClassVar = {"left_at": "2026-11-23T14:30:00+08:00", "evidence_sha256": [_PHOTO]}

    left_at: Instant
    evidence_sha256: Photos = ()


class Interrupt(Body):
    """Why the work could not be finished on this trip."""

    EXAMPLE: ClassVar = {
        "reason": "part_missing",
        "missing_parts": ["HDD-4T"],
        "interrupted_at": "2026-11-23T15:00:00+08:00",
    }

    reason: InterruptionReason
    missing_parts: PartCodes = ()
    evidence_sha256: Photos = ()
    interrupted_at: Instant


class Complete(EndBody):
    """How the work ended, and what was done and used that was not recorded before."""

    EXAMPLE: ClassVar = {
        "completed_at": "2026-11-23T15:00:00+08:00",
        "outcome": "fixed",
        "items": [{"work": "replace_power_supply", "finding": 1}],
        "parts": [{"part": "PSU-12V", "quantity": 1, "finding": 1}],
    }

    completed_at: Instant


@routes.commands(
    "/jobs/{job_id}/departure",
    JobView,
    may=AT_WORK,
    refuses=(*TIMES, VisitNotDecided, NoAppointment, EquipmentIncomplete, TechnicianNotCertified),
)
async def depart(job_id: UUID, check: Sent[CheckEquipment], door: Door[Work]) -> Answer:
    """Leave for the customer after the equipment check; refused when anything is missing (7.1)."""
    return await door.change(
        lambda work: use_cases.depart(JobId(job_id), check.check, check.departed_at, work), show=JobView.of
    )


@routes.commands("/jobs/{job_id}/arrival", JobView, may=AT_WORK, refuses=TIMES)
async def arrive(job_id: UUID, check_in: Sent[CheckIn], door: Door[Work]) -> Answer:
    """Check in at the site; the time there counts, not the time we heard of it (5.4, 5.11)."""
    position = None if check_in.position is None else check_in.position.position
    return await door.change(
        lambda work: use_cases.arrive(JobId(job_id), check_in.arrived_at, position, work), show=JobView.of
    )


@routes.commands("/jobs/{job_id}/diagnosis", JobView, may=AT_WORK, refuses=TIMES)
async def diagnose(job_id: UUID, said: Sent[Diagnose], door: Door[Work]) -> Answer:
    """Record what is the matter, before anything is done about it (5.4)."""
    return await door.change(
        lambda work: use_cases.diagnose(JobId(job_id), said.numbered, said.diagnosed_at, said.notes, work),
        show=JobView.of,
    )


@routes.commands("/jobs/{job_id}/exclusions", JobView, may=AT_WORK, refuses=(*TIMES, EvidenceMissing, NoTicketBehindIt))
async def find_exclusion(job_id: UUID, found: Sent[FindExclusion], door: Door[Work]) -> Answer:
    """Record what ends the cover (4.6): intake judges anew, chargeable work waits for the customer's new consent."""
    exclusion = Exclusion(**{name: getattr(found, name) for name in FindExclusion.model_fields})
    return await door.change(lambda work: use_cases.find_exclusion(JobId(job_id), exclusion, work), show=JobView.of)


@routes.commands("/jobs/{job_id}/items", JobView, may=AT_WORK, refuses=(*TIMES, ConsentMissing, PartNotBroken))
async def record_items(job_id: UUID, done: Sent[RecordItems], door: Door[Work]) -> Answer:
    """Record work, parts and cable while the work goes on; after the diagnosis, paid ones with consent (5.4, 5.5)."""
    return await door.change(
        lambda work: use_cases.record_items(JobId(job_id), done.log, done.done_at, work), show=JobView.of
    )


@routes.commands("/jobs/{job_id}/nobody-at-home", JobView, may=AT_WORK, refuses=(*TIMES, EvidenceMissing))
async def find_nobody(job_id: UUID, found: Sent[NobodyThere], door: Door[Work]) -> Answer:
    """Record that nobody was there: the arrival counts, the customer broke the appointment, somebody comes again."""
    return await door.change(
        lambda work: use_cases.find_nobody(JobId(job_id), found.evidence_sha256, found.left_at, work),
        show=JobView.of,
    )


@routes.commands("/jobs/{job_id}/interruption", JobView, may=AT_WORK, refuses=(*TIMES, MissingPartsNotNamed))
async def interrupt_job(job_id: UUID, why: Sent[Interrupt], door: Door[Work]) -> Answer:
    """Record that the work cannot be finished on this trip: the same job waits for a follow-up visit."""
    interruption = Interruption(**{name: getattr(why, name) for name in Interrupt.model_fields})
    return await door.change(lambda work: use_cases.interrupt(JobId(job_id), interruption, work), show=JobView.of)


@routes.commands(
    "/jobs/{job_id}/brought-back", JobView, may=AT_WORK, refuses=(*TIMES, ProductNotNamed, NoTicketBehindIt)
)
async def bring_back(job_id: UUID, item: Sent[TakeItem], door: Door[Work]) -> Answer:
    """Take an item along that cannot be fixed on site, against a slip (5.7)."""
    return await door.change(
        lambda work: use_cases.bring_back(JobId(job_id), item.took, item.brought_back_at, work), show=JobView.of
    )


@routes.commands(
    "/jobs/{job_id}/completion",
    JobView,
    may=AT_WORK,
    refuses=(*TIMES, ConsentMissing, PartNotBroken, NothingBroughtBack, TravelCostWrong),
)
async def complete(job_id: UUID, done: Sent[Complete], door: Door[Work]) -> Answer:
    """End the work at the site; paid work needs the customer's consent (5.5), the card is due back (5.12)."""
    completion = done.ending_at(done.completed_at)
    return await door.change(lambda work: use_cases.complete(JobId(job_id), completion, work), show=JobView.of)
