"""Messages: put into the outbox once for each occasion, acknowledged, tried again, and not wanted at all."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.followup.domain.copies import PersonCopy
from services.followup.domain.message import (
    ABOUT_COMPLAINTS,
    Audience,
    Message,
    MessageId,
    News,
    Occasion,
    OptOut,
    Recipient,
    compose,
    occasion_key,
)
from services.followup.domain.refusals import MessageNotFound
from services.followup.use_cases.complaints.readers import is_free_of
from services.followup.work import Work
from shared.actor import Actor, Role

UNACKNOWLEDGED = "message_unacknowledged"
_NOBODY = UUID(int=0)


async def tell(news: News, to: Recipient, work: Work, *, stands_in_for: UUID | None = None) -> Message | None:
    """Put a message into the outbox; None when this recipient was told of this occasion before."""
    if await work.messages.with_key(occasion_key(news, to)) is not None:
        return None
    identity = (work.new_id(), await work.number("XX"))
    message = compose(identity, news, to, work.policy, work.now)
    message = replace(message, stands_in_for=stands_in_for)
    if message.audience is Audience.STAFF and stands_in_for is None:
        message = replace(message, deadline_id=work.new_id())
        assert message.deadline_id is not None
        within = timedelta(minutes=work.policy.messages.acknowledge_within_minutes)
        work.set_timer(message.deadline_id, due_at=work.now + within, kind=UNACKNOWLEDGED, subject=message.id)
    return work.messages.add(message)


async def tell_person(
    occasion: Occasion,
    person_id: UUID,
    about: object,
    facts: Mapping[str, str],
    work: Work,
    *,
    ticket_id: UUID | None = None,
) -> None:
    """Tell one of us."""
    news = News(occasion=occasion, about=about, facts=facts, occurred_at=work.now, ticket_id=ticket_id)
    await tell(news, Recipient(person_id=person_id), work)


async def tell_staff(news: News, to: Iterable[UUID | None], work: Work) -> None:
    """Tell several of us, everybody once; nobody is told while nobody is known."""
    ticket = None if news.ticket_id is None else await work.tickets.find(news.ticket_id)
    told = replace(news, facts={"number": "" if ticket is None else ticket.number, **news.facts})
    for person_id in dict.fromkeys(to):
        if person_id is not None:
            await tell(told, Recipient(person_id=person_id), work)


async def acknowledge(message_id: MessageId, work: Work) -> Message:
    """The person it was for has seen it; for everybody else there is no such message."""
    message = await own_message(message_id, work)
    deadline_id = message.deadline_id
    message, events = message.acknowledge(at=work.now)
    if not events:
        return message
    if deadline_id is not None:
        await work.drop_timer(deadline_id)
    return work.messages.save(message, events)


def own_id(actor: Actor) -> UUID:
    """The caller's id in the staff directory; one that nobody has when his subject is none."""
    try:
        return UUID(actor.subject)
    except ValueError:
        return _NOBODY


async def own_message(message_id: MessageId, work: Work) -> Message:
    """A message to the one who asks."""
    message = await work.messages.get(message_id)
    if str(message.person_id) != work.actor.subject:
        raise MessageNotFound(f"message {message_id} is not known")
    return message


async def customer_message(message_id: MessageId, work: Work) -> Message:
    """A message to a customer; what our own people are told is theirs and the auditor's."""
    message = await work.messages.get(message_id)
    if message.audience is Audience.STAFF and work.actor.role is not Role.AUDITOR:
        raise MessageNotFound(f"message {message_id} is not known")
    return message


async def retry_message(message_id: MessageId, work: Work) -> Message:
    """Try a failed message again."""
    message = await customer_message(message_id, work)
    return work.messages.save(message.retry(work.policy, now=work.now))


async def tell_stand_in(message_id: MessageId, timer_id: UUID, work: Work) -> None:
    """Nobody has acknowledged: the deputy is told, or the superior where there is none."""
    message = await work.messages.find(message_id)
    if message is None or message.deadline_id != timer_id or message.acknowledged_at is not None:
        return
    stand_in = await _stand_in(message, work)
    if stand_in is not None:
        news = News(
            occasion=message.occasion,
            about=message.occasion_key,
            facts=message.facts,
            occurred_at=message.occurred_at,
            ticket_id=message.ticket_id,
        )
        await tell(news, Recipient(person_id=stand_in), work, stands_in_for=message.id)


async def opt_out(customer_id: UUID, since: datetime, work: Work) -> OptOut:
    """The customer wants no messages."""
    known = await work.opt_outs.find(customer_id)
    if known is None:
        return work.opt_outs.add(OptOut(id=customer_id, since=since))
    return known if known.until is None else work.opt_outs.save(replace(known, since=since, until=None))


async def end_opt_out(customer_id: UUID, work: Work) -> OptOut:
    """The customer wants messages again."""
    known = await work.opt_outs.get(customer_id)
    return work.opt_outs.save(replace(known, until=work.now))


async def superior_of(person_id: UUID | None, work: Work) -> UUID | None:
    """Whom to tell about somebody: his superior, else the first supervisor; None where nobody is known."""
    person = None if person_id is None else await work.people.find(person_id)
    if person is not None and person.superior_id is not None:
        return person.superior_id
    supervisors = await active_with_role(Role.SUPERVISOR, work)
    return supervisors[0].id if supervisors else None


async def active_with_role(role: Role, work: Work) -> list[PersonCopy]:
    """Everybody who holds a role now."""
    return [each for each in await work.people.everybody() if each.role == role.value and each.is_active]


async def _stand_in(message: Message, work: Work) -> UUID | None:
    person = None if message.person_id is None else await work.people.find(message.person_id)
    if person is None:
        return None
    for candidate in (person.deputy_id, person.superior_id):
        if candidate is not None and await _may_know(candidate, message, work):
            return candidate
    return None


async def _may_know(person_id: UUID, message: Message, work: Work) -> bool:
    if message.occasion not in ABOUT_COMPLAINTS:
        return True
    return await is_free_of(person_id, UUID(message.facts["complaint_id"]), work)
