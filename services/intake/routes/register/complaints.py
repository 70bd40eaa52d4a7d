"""Complaints over HTTP as they come in; followup sees them through."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.intake.domain.refusals import (
    CodeUnknown,
    ComplaintAboutYourself,
    ComplaintNotFound,
    ComplaintSubjectUnclear,
    ContactNotFound,
    TicketNotFound,
)
from services.intake.domain.register.complaint import Complaint, Concerns
from services.intake.queries import register as queries
from services.intake.routes.register.contacts import WRITING_DOWN
from services.intake.routes.register.shown import LogContact
from services.intake.routes.roles import DESK, RECORDERS
from services.intake.routes.tickets import CallerGiven, Word
from services.intake.use_cases import access
from services.intake.use_cases.register import complaints
from services.intake.work import Work
from shared.actor import Role
from shared.events.intake.complaints import ComplaintSubject
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="complaints")
READERS = (*DESK, Role.LOGISTICS_DIRECTOR, Role.PARTNER)
_UNCLEAR = (ActionNotAllowed, CodeUnknown, ComplaintAboutYourself, ComplaintSubjectUnclear, TicketNotFound)


class Complain(Body):
    """About a person or a matter (`GET /policy`, 8.1), how urgent, and what it belongs to."""

    EXAMPLE: ClassVar = {"about": "matter", "matter": "late_arrival", "is_urgent": False}

    about: ComplaintSubject
    person_id: UUID | None = None
    matter: Word | None = None
    is_urgent: bool = False
    is_anonymous: bool = False
    wanted_level: Word | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    card_id: UUID | None = None
    charge_id: UUID | None = None
    repair_id: UUID | None = None

    def concerns(self) -> Concerns:
        """As the use case takes it."""
        return Concerns(**{name: getattr(self, name) for name in Complain.model_fields})


class LogComplaint(LogContact, Complain):
    """A complaint with the entry of the register through which it comes."""

    EXAMPLE: ClassVar = {
        "medium": "call",
        "channel": "hotline",
        "dialled_number": "68797190",
        "caller": CallerGiven.EXAMPLE,
        "words": "约好下午两点，四点才到",
        "about": "matter",
        "matter": "late_arrival",
        "is_urgent": True,
    }


class ComplaintView(View):
    """A complaint as it came in; the words stand in the register, its course at followup."""

    id: UUID
    number: str
    version: int
    contact_id: UUID
    customer_id: UUID | None
    concerns: Concerns
    clause: str
    policy_revision: str
    origin: str
    reported_at: datetime
    recorded_at: datetime

    @classmethod
    def of(cls, complaint: Complaint) -> "ComplaintView":
        """What we show of a complaint."""
        return cls(**{name: getattr(complaint, name) for name in cls.model_fields})


@routes.creates("/complaints", ComplaintView, may=RECORDERS, refuses=(*WRITING_DOWN, *_UNCLEAR))
async def take_complaint(order: Sent[LogComplaint], door: Door[Work]) -> Answer:
    """Write a complaint down in full (8.1, 8.2); who sees it through is told at once."""
    return await door.change(
        lambda work: complaints.take_complaint(order.came_in(), order.concerns(), work), show=ComplaintView.of
    )


@routes.commands(
    "/contacts/{contact_id}/complaint",
    ComplaintView,
    may=RECORDERS,
    refuses=(ContactNotFound, *_UNCLEAR),
)
async def complain(contact_id: UUID, order: Sent[Complain], door: Door[Work]) -> Answer:
    """What was written down turns out to be a complaint."""
    return await door.change(
        lambda work: complaints.complain(contact_id, order.concerns(), work), show=ComplaintView.of
    )


@routes.shows("/complaints/{complaint_id}", ComplaintView, may=READERS, refuses=(ComplaintNotFound,))
async def show_complaint(complaint_id: UUID, door: Door[Work]) -> Answer:
    """One complaint; about a person only for whoever wrote it down, everybody else asks followup (8.3)."""
    return await door.read(lambda work: complaints.complaint_for_caller(complaint_id, work), show=ComplaintView.of)


@routes.lists("/complaints", ComplaintView, may=READERS)
async def list_complaints(wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Complaints about a matter, and those about a person that the caller wrote down; the newest first."""
    actor = door.actor
    return await door.page(
        wanted,
        lambda work: queries.complaints(
            work.reader,
            actor.subject,
            access.partner_origin(actor),
            wanted.after(datetime, UUID),
            wanted.rows_to_read,
        ),
        show=ComplaintView.of,
        by=queries.REGISTER_BY,
    )


@routes.lists("/complaints/{complaint_id}/history", AuditEntry, may=DESK, refuses=(ComplaintNotFound,))
async def show_complaint_history(complaint_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a complaint, oldest first."""
    return await history(door, wanted, lambda work: complaints.complaint_for_caller(complaint_id, work))
