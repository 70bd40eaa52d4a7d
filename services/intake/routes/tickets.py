"""What can be asked about tickets: open one, look at them."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.intake.domain.refusals import (
    BackDatingNeedsSupervisor,
    ChannelNotPublished,
    CodeUnknown,
    CustomerNotFound,
    EquipmentNotFound,
    FaultInTheFuture,
    LevelMissing,
    LevelNotUsed,
    LevelReasonMissing,
    OriginNotYours,
    PhoneNotValid,
    ReasonForBackDatingMissing,
    RelayedRequestNotAccepted,
    ReportInTheFuture,
    SiteNotFound,
    TicketNotFound,
)
from services.intake.domain.report import Caller, CallerRelation
from services.intake.domain.verdicts.facts import ServicePlace
from services.intake.routes.equipment import Category, ProductModel
from services.intake.routes.roles import READERS, RECORDERS, STAFF_READERS
from services.intake.routes.shown import TicketView, ticket_for
from services.intake.use_cases import access, opening
from services.intake.work import Work
from shared.actor import Role
from shared.events.intake.tickets import FaultLevel, TicketKind
from shared.policy import NoPolicyInForce
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day, Instant, LongText, Phone, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="tickets")
Origin = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([:._-][A-Za-z0-9]+)*$", max_length=60)]
"""A source of references: `hotline`, `counter`, `partner:<name>`."""
AnyPhone = Annotated[
    str,
    StringConstraints(min_length=5, max_length=40, pattern=r"^[+(（0-9０-９][-0-9０-９ +()（）.#;=xextEXT转分机—]*$"),
]
"""A telephone number in any spelling: 023-6879 7190转801, +86 138 0013 8000."""
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$", max_length=40)]
"""A code such as `hotline` or `no_picture`."""
LookingThrough = tuple(role for role in READERS if role is not Role.TECHNICIAN)


class CallerGiven(Body):
    """Who reported it; a guard or tenant may, somebody who only passes it on may not (3.7)."""

    EXAMPLE: ClassVar = {"name": "李娜", "phone": "13900139000", "relation": "employee"}

    name: ShortText | None = None
    phone: AnyPhone | None = None
    """Left out where it is unknown or withheld."""
    relation: CallerRelation = CallerRelation.CUSTOMER


class OpenTicket(Body):
    """A customer's report as the specialist types it."""

    EXAMPLE: ClassVar = {
        "kind": "fault",
        "level": 2,
        "customer_id": "01936b2e-0000-7000-8000-000000000001",
        "site_id": "01936b2e-0000-7000-8000-000000000002",
        "equipment_id": "01936b2e-0000-7000-8000-000000000003",
        "symptom_code": "no_picture",
        "description": "三号门摄像头没有图像",
        "channel": "hotline",
        "dialled_number": "68797190",
        "caller": CallerGiven.EXAMPLE,
        "external_reference": "CALL-2026-1123-17",
        "reported_at": "2026-11-23T14:05:00+08:00",
    }

    kind: TicketKind
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    """Without it the symptom catalogue proposes one, where it knows the symptom."""
    level_reason: Word | None = None
    """Why it is another level than the one that the symptom catalogue proposes."""
    place: ServicePlace | None = None
    customer_id: UUID
    site_id: UUID | None = None
    equipment_id: UUID | None = None
    further_equipment_ids: Annotated[tuple[UUID, ...], Field(max_length=49)] = ()
    product_model: ProductModel | None = None
    product_category: Category | None = None
    symptom_code: Word | None = None
    fault_began_on: Day | None = None
    """As the customer says; kept as evidence, judged is the day of the report."""
    description: LongText
    channel: Word
    dialled_number: Phone | None = None
    caller: CallerGiven = CallerGiven()
    origin: Origin | None = None
    external_reference: Code | None = None
    reported_at: Instant | None = None
    late_recording_reason: ShortText | None = None

    def read(self) -> opening.NewTicket:
        """As the use case takes it."""
        level = None if self.level is None else FaultLevel(self.level)
        caller = Caller(name=self.caller.name, phone=self.caller.phone, relation=self.caller.relation)
        return opening.NewTicket(**{**vars(self), "level": level, "caller": caller})


@routes.creates(
    "/tickets",
    TicketView,
    may=RECORDERS,
    refuses=(
        CustomerNotFound,
        SiteNotFound,
        EquipmentNotFound,
        LevelMissing,
        LevelNotUsed,
        LevelReasonMissing,
        CodeUnknown,
        OriginNotYours,
        PhoneNotValid,
        RelayedRequestNotAccepted,
        ChannelNotPublished,
        ReportInTheFuture,
        FaultInTheFuture,
        ReasonForBackDatingMissing,
        BackDatingNeedsSupervisor,
        NoPolicyInForce,
    ),
)
async def open_ticket(order: Sent[OpenTicket], door: Door[Work]) -> Answer:
    """Take a report and judge it: free or paid, in warranty or not; the same reference gives the same ticket."""
    wanted = order.read()
    return await door.change(lambda work: opening.take_report(wanted, work), show=ticket_for(door.actor))


@routes.shows("/tickets/{ticket_id}", TicketView, may=READERS, refuses=(TicketNotFound,))
async def show_ticket(ticket_id: UUID, door: Door[Work]) -> Answer:
    """One ticket."""
    return await door.read(lambda work: access.ticket_for_caller(ticket_id, work), show=ticket_for(door.actor))


@routes.lists("/tickets/{ticket_id}/history", AuditEntry, may=STAFF_READERS, refuses=(TicketNotFound,))
async def show_ticket_history(ticket_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a ticket, oldest first."""
    return await history(door, wanted, lambda work: work.tickets.get(ticket_id))
