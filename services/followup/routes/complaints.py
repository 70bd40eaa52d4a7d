"""What can be asked about complaints; for whom one concerns, and for his subordinates, there is none."""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from services.followup.domain.complaints.complaint import Complaint, ComplaintId
from services.followup.domain.complaints.ladder import Level
from services.followup.domain.complaints.record import Cause, Ending, Finding, Remedy, Severity
from services.followup.domain.refusals import (
    BeforeItsLastStep,
    NobodyToAnswer,
    NotUp,
    SomebodyToAnswer,
    TimeInTheFuture,
    TooLowForLevel,
)
from services.followup.domain.states import ComplaintState
from services.followup.queries.complaints import ComplaintsWanted, complaints
from services.followup.routes.complaint_views import ComplaintSheetView, ComplaintView
from services.followup.use_cases.complaints import steps as use_cases
from services.followup.use_cases.complaints.readers import complaint_sheet, reader_of, visible_complaint
from services.followup.work import Work
from shared.actor import Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant, LongText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="complaints")
HANDLERS = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER, Role.LOGISTICS_DIRECTOR)
READERS = (*HANDLERS, Role.AUDITOR, Role.TECHNICIAN, Role.PARTNER)
INSIDERS = (*HANDLERS, Role.AUDITOR)
REFUSALS = (ActionNotAllowed, TimeInTheFuture, BeforeItsLastStep)


class Wish(StrEnum):
    """Why a person raises it."""

    CUSTOMERS_WISH = "customers_wish"
    NOT_ACCEPTED = "not_accepted"


class Acknowledged(Body):
    """When the customer was told that we have it."""

    EXAMPLE: ClassVar = {"at": "2026-11-24T10:00:00+08:00"}

    at: Instant


class Assessed(Body):
    """How serious and how urgent it is."""

    EXAMPLE: ClassVar = {"at": "2026-11-24T10:10:00+08:00", "severity": "serious", "is_urgent": False}

    at: Instant
    severity: Severity
    is_urgent: bool


class Investigated(Body):
    """What was found out."""

    EXAMPLE: ClassVar = {"at": "2026-11-24T12:00:00+08:00", "finding": "justified", "text": "迟到四十分钟"}

    at: Instant
    finding: Finding
    text: LongText


class Answered(Body):
    """What the customer was told."""

    EXAMPLE: ClassVar = {"at": "2026-11-24T14:00:00+08:00", "remedy": "apology", "text": "已向客户道歉"}

    at: Instant
    remedy: Remedy
    text: LongText


class Raised(Body):
    """To which level, and why; without a level to the next one."""

    EXAMPLE: ClassVar = {"at": "2026-11-24T15:00:00+08:00", "cause": "customers_wish", "level": "manager"}

    at: Instant
    cause: Wish
    level: Level | None = None


class Closed(Body):
    """How it ended."""

    EXAMPLE: ClassVar = {"at": "2026-11-25T10:00:00+08:00", "ending": "accepted"}

    at: Instant
    ending: Ending


class ComplaintFilter(Listing):
    """Which complaints."""

    state: ComplaintState | None = None
    level: Level | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    handler_id: UUID | None = None


@routes.lists("/complaints", ComplaintView, may=READERS)
async def list_complaints(wanted: Asked[ComplaintFilter], door: Door[Work]) -> Answer:
    """Complaints that the caller may see, newest first."""
    which = ComplaintsWanted(**{name: getattr(wanted, name) for name in ComplaintsWanted.__dataclass_fields__})

    async def page(work: Work) -> Sequence[Complaint]:
        person = await reader_of(work, door.caller.sources)
        return await complaints(work.reader, which, person, wanted.after(UUID), wanted.rows_to_read)

    return await door.page(wanted, page, show=ComplaintView.for_reader(door.actor.role), by=("id",))


@routes.shows("/complaints/{complaint_id}", ComplaintView, may=READERS)
async def show_complaint(complaint_id: UUID, door: Door[Work]) -> Answer:
    """One complaint."""
    return await door.read(
        lambda work: visible_complaint(ComplaintId(complaint_id), work, door.caller.sources),
        show=ComplaintView.for_reader(door.actor.role),
    )


@routes.shows("/complaints/{complaint_id}/sheet", ComplaintSheetView, may=HANDLERS)
async def show_complaint_sheet(complaint_id: UUID, door: Door[Work]) -> Answer:
    """What the customer said, whom it is about, and whom to call."""
    return await door.read(lambda work: complaint_sheet(ComplaintId(complaint_id), work), show=ComplaintSheetView.of)


@routes.commands("/complaints/{complaint_id}/acknowledgement", ComplaintView, may=HANDLERS, refuses=REFUSALS)
async def acknowledge_complaint(complaint_id: UUID, said: Sent[Acknowledged], door: Door[Work]) -> Answer:
    """Record that the customer was told that we have it."""
    return await door.change(
        lambda work: use_cases.acknowledge_complaint(ComplaintId(complaint_id), said.at, work), show=ComplaintView.of
    )


@routes.commands(
    "/complaints/{complaint_id}/assessment", ComplaintView, may=HANDLERS, refuses=(*REFUSALS, TooLowForLevel)
)
async def assess_complaint(complaint_id: UUID, said: Sent[Assessed], door: Door[Work]) -> Answer:
    """Judge how serious and how urgent it is."""
    assessment = use_cases.Assessment(severity=said.severity, is_urgent=said.is_urgent, at=said.at)
    return await door.change(
        lambda work: use_cases.assess_complaint(ComplaintId(complaint_id), assessment, work), show=ComplaintView.of
    )


@routes.commands(
    "/complaints/{complaint_id}/investigation", ComplaintView, may=HANDLERS, refuses=(*REFUSALS, TooLowForLevel)
)
async def investigate_complaint(complaint_id: UUID, said: Sent[Investigated], door: Door[Work]) -> Answer:
    """Record what was found out."""
    return await door.change(
        lambda work: use_cases.investigate_complaint(ComplaintId(complaint_id), said.finding, said.text, said.at, work),
        show=ComplaintView.of,
    )


@routes.commands(
    "/complaints/{complaint_id}/answer",
    ComplaintView,
    may=HANDLERS,
    refuses=(*REFUSALS, TooLowForLevel, NobodyToAnswer),
)
async def answer_complaint(complaint_id: UUID, said: Sent[Answered], door: Door[Work]) -> Answer:
    """Record what the customer was told."""
    return await door.change(
        lambda work: use_cases.answer_complaint(ComplaintId(complaint_id), said.remedy, said.text, said.at, work),
        show=ComplaintView.of,
    )


@routes.commands("/complaints/{complaint_id}/raise", ComplaintView, may=HANDLERS, refuses=(*REFUSALS, NotUp))
async def raise_complaint(complaint_id: UUID, said: Sent[Raised], door: Door[Work]) -> Answer:
    """The customer wants it higher up (8.3); he may skip levels."""
    return await door.change(
        lambda work: use_cases.raise_complaint(
            ComplaintId(complaint_id), Cause(said.cause.value), said.level, said.at, work
        ),
        show=ComplaintView.of,
    )


@routes.commands(
    "/complaints/{complaint_id}/closing", ComplaintView, may=HANDLERS, refuses=(*REFUSALS, SomebodyToAnswer)
)
async def close_complaint(complaint_id: UUID, said: Sent[Closed], door: Door[Work]) -> Answer:
    """Close it with the customer's answer to the outcome."""
    return await door.change(
        lambda work: use_cases.close_complaint(ComplaintId(complaint_id), said.ending, said.at, work),
        show=ComplaintView.of,
    )


@routes.lists("/complaints/{complaint_id}/history", AuditEntry, may=INSIDERS)
async def show_complaint_history(complaint_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a complaint, oldest first."""
    return await history(door, wanted, lambda work: visible_complaint(ComplaintId(complaint_id), work))
