"""The contact register over HTTP: everything that comes in is written down, and gets an outcome."""

from datetime import datetime
from uuid import UUID

from services.intake.domain.refusals import (
    BackDatingNeedsSupervisor,
    CallerNotIdentified,
    ChannelNotPublished,
    CodeUnknown,
    ContactNotFound,
    CustomerNotFound,
    EquipmentNotFound,
    LevelMissing,
    LevelNotUsed,
    NothingRouted,
    OriginNotYours,
    OwnerAnswers,
    PhoneNotValid,
    ReasonForBackDatingMissing,
    RelayedRequestNotAccepted,
    ReportInTheFuture,
    RequestCounts,
    SiteNotFound,
    TicketNotFound,
)
from services.intake.queries import register as queries
from services.intake.routes.register.shown import (
    ContactAsTicket,
    ContactFilter,
    ContactView,
    GiveAnswer,
    Join,
    LogContact,
    Refuse,
    RouteConsultation,
    contact_for,
)
from services.intake.routes.roles import DESK, RECORDERS, STAFF_READERS
from services.intake.use_cases.register import contacts
from services.intake.use_cases.register import tickets as as_tickets
from services.intake.work import Work
from shared.actor import Role
from shared.policy import NoPolicyInForce
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, ReckoningView
from shared.web.door import Door
from shared.web.input.body import Sent
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="contact register")
READERS = (*STAFF_READERS, Role.PARTNER)
ANSWERERS = (*DESK, Role.LOGISTICS_DIRECTOR, Role.FINANCE, Role.WAREHOUSE, Role.TECHNICIAN)
WRITING_DOWN = (
    CustomerNotFound,
    SiteNotFound,
    OriginNotYours,
    PhoneNotValid,
    ReportInTheFuture,
    ReasonForBackDatingMissing,
    BackDatingNeedsSupervisor,
    NoPolicyInForce,
)
_ALWAYS = (ContactNotFound, ActionNotAllowed)


@routes.creates("/contacts", ContactView, may=RECORDERS, refuses=WRITING_DOWN)
async def log_contact(order: Sent[LogContact], door: Door[Work]) -> Answer:
    """Write down what came in (8.2), still without an outcome; the same reference gives the same entry."""
    return await door.change(lambda work: contacts.log_contact(order.came_in(), work), show=contact_for(door.actor))


@routes.commands(
    "/contacts/{contact_id}/ticket",
    ContactView,
    may=RECORDERS,
    refuses=(
        *_ALWAYS,
        CallerNotIdentified,
        RelayedRequestNotAccepted,
        ChannelNotPublished,
        CustomerNotFound,
        SiteNotFound,
        EquipmentNotFound,
        LevelMissing,
        LevelNotUsed,
        NoPolicyInForce,
    ),
)
async def open_ticket_of_contact(contact_id: UUID, order: Sent[ContactAsTicket], door: Door[Work]) -> Answer:
    """It is a ticket, reported when the call came in (5.1)."""
    wanted = order.read()
    return await door.change(
        lambda work: as_tickets.open_ticket(contact_id, wanted, work), show=contact_for(door.actor)
    )


@routes.commands(
    "/contacts/{contact_id}/joining",
    ContactView,
    may=DESK,
    refuses=(*_ALWAYS, TicketNotFound, RelayedRequestNotAccepted, ChannelNotPublished),
)
async def join_ticket(contact_id: UUID, order: Sent[Join], door: Door[Work]) -> Answer:
    """It is about an outage that others have reported: one ticket, which counts from the earliest report."""
    return await door.change(
        lambda work: as_tickets.join_ticket(contact_id, order.ticket_id, work), show=contact_for(door.actor)
    )


@routes.commands("/contacts/{contact_id}/consultation", ContactView, may=DESK, refuses=(*_ALWAYS, CodeUnknown))
async def route_consultation(contact_id: UUID, order: Sent[RouteConsultation], door: Door[Work]) -> Answer:
    """A question goes to the department that must answer it, with an owner and a due time (3.8)."""
    return await door.change(
        lambda work: contacts.route(contact_id, order.department, order.owner_id, work), show=contact_for(door.actor)
    )


@routes.commands("/contacts/{contact_id}/answer", ContactView, may=ANSWERERS, refuses=(*_ALWAYS, OwnerAnswers))
async def answer_contact(contact_id: UUID, order: Sent[GiveAnswer], door: Door[Work]) -> Answer:
    """The customer has his answer, at once or from the department it was routed to."""
    return await door.change(lambda work: contacts.answer(contact_id, order.answer, work), show=contact_for(door.actor))


@routes.commands(
    "/contacts/{contact_id}/refusal", ContactView, may=DESK, refuses=(*_ALWAYS, CodeUnknown, RequestCounts)
)
async def refuse_relayed_request(contact_id: UUID, order: Sent[Refuse], door: Door[Work]) -> Answer:
    """What others pass on is answered with the published channels, and opens nothing (3.7)."""
    return await door.change(
        lambda work: contacts.refuse_relayed(contact_id, order.reason, work), show=contact_for(door.actor)
    )


@routes.commands("/contacts/{contact_id}/dismissal", ContactView, may=DESK, refuses=_ALWAYS)
async def dismiss_contact(contact_id: UUID, door: Door[Work]) -> Answer:
    """The caller did not want us."""
    return await door.change(lambda work: contacts.dismiss(contact_id, work), show=contact_for(door.actor))


@routes.shows("/contacts/{contact_id}", ContactView, may=READERS, refuses=(ContactNotFound,))
async def show_contact(contact_id: UUID, door: Door[Work]) -> Answer:
    """One entry of the register; a partner sees his own."""
    return await door.read(lambda work: contacts.contact_for_caller(contact_id, work), show=contact_for(door.actor))


@routes.lists("/contacts", ContactView, may=READERS)
async def list_contacts(wanted: Asked[ContactFilter], door: Door[Work]) -> Answer:
    """The register, the newest first; a report that opened a ticket at once stands in the list of tickets."""
    after = wanted.after(datetime, UUID)
    return await door.page(
        wanted,
        lambda work: queries.contacts(work.reader, wanted.read(work), after, wanted.rows_to_read),
        show=contact_for(door.actor),
        by=queries.REGISTER_BY,
    )


@routes.shows(
    "/contacts/{contact_id}/explanation", ReckoningView, may=STAFF_READERS, refuses=(ContactNotFound, NothingRouted)
)
async def explain_answer_due(contact_id: UUID, door: Door[Work]) -> Answer:
    """Why a routed question is due when it is: every counted and uncounted interval with its reason (3.8)."""
    return await door.read(lambda work: contacts.explain_due_time(contact_id, work), show=ReckoningView.of)


@routes.lists("/contacts/{contact_id}/history", AuditEntry, may=STAFF_READERS, refuses=(ContactNotFound,))
async def show_contact_history(contact_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of an entry, oldest first."""
    return await history(door, wanted, lambda work: work.contacts.get(contact_id))
