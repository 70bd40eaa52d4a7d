"""What can be asked of a job from the departure to the end of the work at the site."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.facts import (
    Arrival,
    Completion,
    CompletionOutcome,
    EquipmentCheck,
    Position,
)
from services.dispatch.domain.refusals import (
    ConsentMissing,
    EquipmentIncomplete,
    NoAppointment,
    NothingBroughtBack,
    PartNotBroken,
    ProductNotNamed,
    VisitNotDecided,
)
from services.dispatch.routes.job_view import JobView
from services.dispatch.routes.jobs import TIMES
from services.dispatch.routes.who_may import AT_WORK
from services.dispatch.use_cases import jobs as use_cases
from services.dispatch.work import Work
from shared.events.dispatch.jobs import Finding, PartUsed, WorkDone
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Count, Instant, LongText, ShortText
from shared.web.routes import Routes

routes = Routes(tag="visits")
Numbered = Annotated[int, Field(ge=1, le=200)]
Metres = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,4})(\.[0-9]{1,2})?$", max_length=8)]
"""Metres with up to two decimals, as text."""


class CheckEquipment(Body):
    """What the technician has with him (7.1)."""

    EXAMPLE: ClassVar = {"badge": True, "tools": True, "parts": True}

    badge: bool
    tools: bool
    parts: bool


class PositionBody(Body):
    """Where the phone says it is; it decides nothing."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy_metres: Annotated[int, Field(ge=0, le=100_000)]


class CheckIn(Body):
    """When he stood at the site."""

    EXAMPLE: ClassVar = {"arrived_at": "2026-11-23T14:05:00+08:00"}

    arrived_at: Instant
    position: PositionBody | None = None


class FindingBody(Body):
    """One fault that was found, and the code of the broken part."""

    fault: Code
    equipment_id: UUID | None = None
    faulty_part: Code | None = None


class Diagnose(Body):
    """What is the matter; findings count from 1 in this order, none means that there is no fault."""

    EXAMPLE: ClassVar = {"findings": [{"fault": "no_power", "faulty_part": "PSU-12V"}]}

    findings: Annotated[tuple[FindingBody, ...], Field(max_length=50)]
    diagnosed_at: Instant | None = None
    notes: LongText | None = None


class TakeItem(Body):
    """An item that cannot be fixed on site; model and fault are those of the job where they are not given."""

    EXAMPLE: ClassVar = {"serial": "SN-0042", "accessories": ["power_adapter"]}

    equipment_id: UUID | None = None
    product_model: ShortText | None = None
    serial: Code | None = None
    fault: Code | None = None
    accessories: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    is_part_of_installation: bool | None = None
    brought_back_at: Instant | None = None


class WorkBody(Body):
    """One item of work and how it ended."""

    work: Code
    finding: Numbered | None = None
    equipment_id: UUID | None = None
    outcome: Literal["done", "not_possible", "brought_back"] = "done"


class PartBody(Body):
    """Parts of one kind that were built in, for which finding."""

    part: Code
    quantity: Annotated[int, Field(ge=1, le=1000)]
    finding: Numbered
    equipment_id: UUID | None = None
    old_serial: Code | None = None
    new_serial: Code | None = None


class Complete(Body):
    """What was done and used."""

    EXAMPLE: ClassVar = {
        "completed_at": "2026-11-23T15:00:00+08:00",
        "outcome": "fixed",
        "items": [{"work": "replace_power_supply", "finding": 1}],
        "parts": [{"part": "PSU-12V", "quantity": 1, "finding": 1}],
    }

    completed_at: Instant
    outcome: CompletionOutcome
    items: Annotated[tuple[WorkBody, ...], Field(max_length=100)] = ()
    parts: Annotated[tuple[PartBody, ...], Field(max_length=100)] = ()
    cable_metres: Metres = "0"
    camera_points: Count = 0
    travel_cost: Money = Money.ZERO
    travel_receipt: Code | None = None


@routes.commands(
    "/jobs/{job_id}/departure",
    JobView,
    may=AT_WORK,
    refuses=(ActionNotAllowed, VisitNotDecided, NoAppointment, EquipmentIncomplete),
)
async def depart(job_id: UUID, check: Sent[CheckEquipment], door: Door[Work]) -> Answer:
    """Leave for the customer after the equipment check; refused when anything is missing (7.1)."""
    has = EquipmentCheck(badge=check.badge, tools=check.tools, parts=check.parts)
    return await door.change(lambda work: use_cases.depart(JobId(job_id), has, work), show=JobView.of)


@routes.commands("/jobs/{job_id}/arrival", JobView, may=AT_WORK, refuses=TIMES)
async def arrive(job_id: UUID, check_in: Sent[CheckIn], door: Door[Work]) -> Answer:
    """Check in at the site; the time there counts, not the time we heard of it (5.4, 5.11)."""
    position = None if check_in.position is None else Position(**check_in.position.model_dump())

    def arrival(work: Work) -> Arrival:
        return Arrival(arrived_at=check_in.arrived_at, recorded_at=work.now, position=position)

    return await door.change(lambda work: use_cases.arrive(JobId(job_id), arrival(work), work), show=JobView.of)


@routes.commands("/jobs/{job_id}/diagnosis", JobView, may=AT_WORK, refuses=TIMES)
async def diagnose(job_id: UUID, said: Sent[Diagnose], door: Door[Work]) -> Answer:
    """Record what is the matter, before anything is done about it (5.4)."""
    findings = tuple(
        Finding(finding=number, equipment_id=each.equipment_id, fault=each.fault, faulty_part=each.faulty_part)
        for number, each in enumerate(said.findings, start=1)
    )
    return await door.change(
        lambda work: use_cases.diagnose(JobId(job_id), findings, said.diagnosed_at, said.notes, work),
        show=JobView.of,
    )


@routes.commands("/jobs/{job_id}/brought-back", JobView, may=AT_WORK, refuses=(*TIMES, ProductNotNamed))
async def bring_back(job_id: UUID, item: Sent[TakeItem], door: Door[Work]) -> Answer:
    """Take an item along that cannot be fixed on site, against a slip (5.7)."""
    taken = use_cases.ItemFound(**{name: getattr(item, name) for name in TakeItem.model_fields})
    return await door.change(lambda work: use_cases.bring_back(JobId(job_id), taken, work), show=JobView.of)


@routes.commands(
    "/jobs/{job_id}/completion",
    JobView,
    may=AT_WORK,
    refuses=(*TIMES, ConsentMissing, PartNotBroken, NothingBroughtBack),
)
async def complete(job_id: UUID, done: Sent[Complete], door: Door[Work]) -> Answer:
    """End the work at the site; paid work needs the customer's consent (5.5), the card is due back (5.12)."""
    completion = Completion(
        completed_at=done.completed_at,
        outcome=done.outcome,
        work=tuple(WorkDone(**each.model_dump()) for each in done.items),
        parts=tuple(PartUsed(**each.model_dump()) for each in done.parts),
        cable_centimetres=int(Decimal(done.cable_metres) * 100),
        camera_points=done.camera_points,
        travel_cost=done.travel_cost,
        travel_receipt=done.travel_receipt,
    )
    return await door.change(lambda work: use_cases.complete(JobId(job_id), completion, work), show=JobView.of)
