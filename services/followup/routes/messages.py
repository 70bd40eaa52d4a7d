"""What can be asked about messages, and who wants none."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.followup.domain.message import Audience, FailureReason, Message, MessageId, Occasion, OptOut, Try
from services.followup.domain.states import MessageState
from services.followup.queries.messages import MessagesWanted, messages, opt_outs
from services.followup.use_cases import messages as use_cases
from services.followup.work import Work
from shared.actor import Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.auth import STAFF
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="messages")
OFFICE = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)
READERS = (*OFFICE, Role.AUDITOR)


class NoMessages(Body):
    """A customer who wants no messages, since when."""

    EXAMPLE: ClassVar = {
        "customer_id": "01936b2e-0000-7000-8000-000000000001",
        "since": "2026-11-24T10:00:00+08:00",
    }

    customer_id: UUID
    since: Instant


class MessageFilter(Listing):
    """Which messages to customers."""

    state: MessageState | None = None
    occasion: Occasion | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None


class OwnMessageFilter(Listing):
    """Which of my messages."""

    state: MessageState | None = None
    occasion: Occasion | None = None


class MessageView(View):
    """A message; its words exist only while it is sent."""

    id: UUID
    number: str
    version: int
    state: MessageState
    audience: Audience
    occasion: Occasion
    customer_id: UUID | None
    person_id: UUID | None
    ticket_id: UUID | None
    facts: dict[str, str]
    occurred_at: datetime
    send_at: datetime
    tries: tuple[Try, ...]
    """The delivery log."""
    sent_at: datetime | None
    failure: FailureReason | None
    stands_in_for: UUID | None
    acknowledged_at: datetime | None

    @classmethod
    def of(cls, message: Message) -> "MessageView":
        """What we show of a message."""
        return cls(**{name: getattr(message, name) for name in cls.model_fields})


class OptOutView(View):
    """A customer who wants, or wanted, no messages."""

    id: UUID
    version: int
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, wish: OptOut) -> "OptOutView":
        """What we show of it."""
        return cls(**{name: getattr(wish, name) for name in cls.model_fields})


@routes.lists("/messages", MessageView, may=READERS)
async def list_messages(wanted: Asked[MessageFilter], door: Door[Work]) -> Answer:
    """Messages to customers, newest first; an auditor sees those to our own people as well."""
    is_auditor = door.actor.role is Role.AUDITOR
    which = MessagesWanted(
        audience=None if is_auditor else Audience.CUSTOMER,
        **{name: getattr(wanted, name) for name in ("state", "occasion", "customer_id", "ticket_id")},
    )
    return await door.page(
        wanted,
        lambda work: messages(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=MessageView.of,
        by=("id",),
    )


@routes.lists("/my-messages", MessageView, may=STAFF)
async def list_my_messages(wanted: Asked[OwnMessageFilter], door: Door[Work]) -> Answer:
    """What the caller was told, newest first."""
    person_id = use_cases.own_id(door.actor)
    which = MessagesWanted(audience=Audience.STAFF, person_id=person_id, state=wanted.state, occasion=wanted.occasion)
    return await door.page(
        wanted,
        lambda work: messages(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=MessageView.of,
        by=("id",),
    )


@routes.shows("/messages/{message_id}", MessageView, may=READERS)
async def show_message(message_id: UUID, door: Door[Work]) -> Answer:
    """One message to a customer, with its delivery log."""
    return await door.read(lambda work: use_cases.customer_message(MessageId(message_id), work), show=MessageView.of)


@routes.commands("/messages/{message_id}/retry", MessageView, may=OFFICE, refuses=(ActionNotAllowed,))
async def retry_message(message_id: UUID, door: Door[Work]) -> Answer:
    """Try a failed message again."""
    return await door.change(lambda work: use_cases.retry_message(MessageId(message_id), work), show=MessageView.of)


@routes.commands("/messages/{message_id}/acknowledgement", MessageView, may=STAFF, refuses=(ActionNotAllowed,))
async def acknowledge_message(message_id: UUID, door: Door[Work]) -> Answer:
    """The caller has seen what he was told; else his deputy is told."""
    return await door.change(lambda work: use_cases.acknowledge(MessageId(message_id), work), show=MessageView.of)


@routes.lists("/messages/{message_id}/history", AuditEntry, may=READERS)
async def show_message_history(message_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a message, oldest first."""
    return await history(door, wanted, lambda work: use_cases.customer_message(MessageId(message_id), work))


@routes.creates("/opt-outs", OptOutView, may=OFFICE)
async def opt_out(wish: Sent[NoMessages], door: Door[Work]) -> Answer:
    """The customer wants no messages; what we owe him in writing goes by post."""
    return await door.change(lambda work: use_cases.opt_out(wish.customer_id, wish.since, work), show=OptOutView.of)


@routes.lists("/opt-outs", OptOutView, may=READERS)
async def list_opt_outs(wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Customers who want no messages."""
    return await door.page(
        wanted,
        lambda work: opt_outs(work.reader, wanted.after(UUID), wanted.rows_to_read),
        show=OptOutView.of,
        by=("id",),
    )


@routes.shows("/opt-outs/{customer_id}", OptOutView, may=READERS)
async def show_opt_out(customer_id: UUID, door: Door[Work]) -> Answer:
    """Whether this customer wants messages."""
    return await door.read(lambda work: work.opt_outs.get(customer_id), show=OptOutView.of)


@routes.commands("/opt-outs/{customer_id}/withdrawal", OptOutView, may=OFFICE)
async def withdraw_opt_out(customer_id: UUID, door: Door[Work]) -> Answer:
    """The customer wants messages again."""
    return await door.change(lambda work: use_cases.end_opt_out(customer_id, work), show=OptOutView.of)
