"""How entries of the contact register are written down, and how they look from outside."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from services.intake.domain.on_file.phones import search_key
from services.intake.domain.register.contact import LoggedContact, Medium
from services.intake.domain.report import Caller
from services.intake.domain.states import ContactState
from services.intake.domain.verdicts.facts import ServicePlace
from services.intake.queries import register as queries
from services.intake.routes.equipment import Category, ProductModel
from services.intake.routes.roles import MASK, sees_masked
from services.intake.routes.shown import CallerView, caller_view
from services.intake.routes.tickets import CallerGiven, Origin, Word
from services.intake.use_cases import access
from services.intake.use_cases.register import contacts
from services.intake.use_cases.register import tickets as as_tickets
from services.intake.work import Work
from shared.actor import Actor
from shared.events.intake.contact_log import ContactOutcome
from shared.events.intake.tickets import FaultLevel, TicketKind
from shared.web.answer import View
from shared.web.input.body import Body
from shared.web.input.fields import Code, Day, Instant, LongText, Phone, ShortText
from shared.web.paging import Listing


class LogContact(Body):
    """A call, a mail, a letter or a visit, in the caller's own words; without a customer where he is not known."""

    EXAMPLE: ClassVar = {
        "medium": "call",
        "channel": "hotline",
        "dialled_number": "68797190",
        "caller": CallerGiven.EXAMPLE,
        "words": "想了解一下维保合同的价格",
        "external_reference": "CALL-2026-1123-18",
        "reported_at": "2026-11-23T14:05:00+08:00",
    }

    medium: Medium
    channel: Word
    dialled_number: Phone | None = None
    caller: CallerGiven = CallerGiven()
    customer_id: UUID | None = None
    site_id: UUID | None = None
    words: LongText
    origin: Origin | None = None
    external_reference: Code | None = None
    reported_at: Instant | None = None
    late_recording_reason: ShortText | None = None

    def came_in(self) -> contacts.CameIn:
        """As the use case takes it."""
        values = {name: getattr(self, name) for name in LogContact.model_fields if name != "caller"}
        caller = Caller(name=self.caller.name, phone=self.caller.phone, relation=self.caller.relation)
        return contacts.CameIn(**values, caller=caller)


class ContactAsTicket(Body):
    """What a ticket says beyond the entry; the customer where the entry does not name him."""

    EXAMPLE: ClassVar = {"kind": "fault", "level": 2, "customer_id": "01936b2e-0000-7000-8000-000000000001"}

    kind: TicketKind
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    level_reason: Word | None = None
    place: ServicePlace | None = None
    customer_id: UUID | None = None
    site_id: UUID | None = None
    equipment_id: UUID | None = None
    further_equipment_ids: Annotated[tuple[UUID, ...], Field(max_length=49)] = ()
    product_model: ProductModel | None = None
    product_category: Category | None = None
    symptom_code: Word | None = None
    fault_began_on: Day | None = None

    def read(self) -> as_tickets.AsTicket:
        """As the use case takes it."""
        level = None if self.level is None else FaultLevel(self.level)
        return as_tickets.AsTicket(**{**dict(self), "level": level})


class Join(Body):
    """The ticket about the same outage."""

    EXAMPLE: ClassVar = {"ticket_id": "01936b2e-0000-7000-8000-000000000009"}

    ticket_id: UUID


class RouteConsultation(Body):
    """The department, as `GET /policy` lists them under 3.8, and who there has to answer."""

    EXAMPLE: ClassVar = {"department": "sales", "owner_id": "01936b2e-0000-7000-8000-0000000000aa"}

    department: Word
    owner_id: UUID


class GiveAnswer(Body):
    """What the customer was told."""

    EXAMPLE: ClassVar = {"answer": "已告知每点每年150元，可按合同商定"}

    answer: LongText


class Refuse(Body):
    """Why it does not count; codes as `GET /policy` lists them under 3.7."""

    EXAMPLE: ClassVar = {"reason": "passed_on_by_third_party"}

    reason: Word


class ConsultationView(View):
    """Where a question is."""

    department: str
    owner_id: UUID
    clause: str
    policy_revision: str
    routed_at: datetime
    answer_until: datetime
    is_overdue: bool


class ContactView(View):
    """An entry of the register."""

    id: UUID
    number: str
    version: int
    state: ContactState
    outcome: ContactOutcome
    medium: Medium
    channel: str
    dialled_number: str | None
    caller: CallerView
    customer_id: UUID | None
    site_id: UUID | None
    words: str
    answer: str | None
    origin: str
    external_reference: str | None
    reported_at: datetime
    recorded_at: datetime
    policy_revision: str
    consultation: ConsultationView | None
    ticket_id: UUID | None
    complaint_id: UUID | None
    ended_at: datetime | None


_PLAIN = tuple(name for name in ContactView.model_fields if name not in {"caller", "words", "answer", "consultation"})


def contact_for(actor: Actor) -> Callable[[LoggedContact], ContactView]:
    """How entries look to this caller: words about a person are for whoever wrote them down."""

    def show(contact: LoggedContact) -> ContactView:
        masked = sees_masked(actor) or (contact.is_confidential and contact.complaint_recorded_by != actor.subject)
        routed = contact.consultation
        shown: dict[str, Any] = {name: getattr(contact, name) for name in _PLAIN}
        return ContactView(
            **shown,
            caller=caller_view(contact.caller, masked=masked),
            words=MASK if masked else contact.words,
            answer=MASK if masked and contact.answer is not None else contact.answer,
            consultation=None
            if routed is None
            else ConsultationView(**{name: getattr(routed, name) for name in ConsultationView.model_fields}),
        )

    return show


class ContactFilter(Listing):
    """Which entries; `open=true`: those about which somebody still has to do something."""

    open: Literal["true", "false"] | None = None
    outcome: ContactOutcome | None = None
    medium: Medium | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    origin: Origin | None = None
    external_reference: Code | None = None
    phone: ShortText | None = None
    """From which number was called, in any spelling."""
    reported_from: Instant | None = None
    reported_until: Instant | None = None

    def read(self, work: Work) -> queries.ContactsWanted:
        """As the list takes it; a partner sees his own."""
        asked = {name: getattr(self, name) for name in queries.ContactsWanted.__dataclass_fields__}
        asked["origin"] = access.partner_origin(work.actor) or self.origin
        asked["open"] = None if self.open is None else self.open == "true"
        asked["phone"] = None if self.phone is None else search_key(self.phone, work.policy.phones)
        return queries.ContactsWanted(**asked)
