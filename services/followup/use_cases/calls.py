"""What is done with a call: owe it, take it, try it, record its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.followup.domain.call import Call, CallId
from services.followup.domain.call_record import (
    ENDS_WITH_ITS_TICKET,
    About,
    Answer,
    Attempt,
    AttemptResult,
    CareAnswer,
    Known,
    Purpose,
    Review,
)
from services.followup.domain.call_schedule import Identity, Owed, schedule_call
from services.followup.domain.copies import CustomerCopy, PersonCopy, ServiceCopy, TicketCopy, TicketWords
from services.followup.domain.message import Occasion
from services.followup.domain.refusals import CallNotFound, PersonNotKnown
from services.followup.domain.states import CallState
from services.followup.use_cases.care import restart_quiet_clock
from services.followup.use_cases.complaints.opening import open_complaint_of_call
from services.followup.use_cases.messages import superior_of, tell_person
from services.followup.use_cases.office import office_days, policy_of
from services.followup.work import Work
from shared.actor import Role
from shared.errors import NotYetKnown
from shared.events.contract import Event

CALL_DUE = "call_due"


@dataclass(frozen=True, kw_only=True)
class CallSheet:
    """A call with all that the caller must know; a copy that was erased, or has not come yet, is missing."""

    call: Call
    ticket: TicketCopy | None
    customer: CustomerCopy | None
    words: TicketWords | None
    technician: PersonCopy | None
    service: ServiceCopy | None


async def owe_call(purpose: Purpose, about: About, owed: Owed, work: Work) -> Call | None:
    """A call is owed, with its clock; about a cancelled ticket only what stays owed."""
    ticket = None if about.ticket_id is None else await known_ticket(about.ticket_id, work)
    if ticket is not None and ticket.is_cancelled and purpose in ENDS_WITH_ITS_TICKET:
        return None
    identity = Identity(id=work.new_id(), number=await work.number("HF"), deadline_id=work.new_id())
    policy = work.policy_at(owed.since if ticket is None else ticket.reported_at)
    origin = None if ticket is None else ticket.origin
    call, events = schedule_call(identity, purpose, about, owed, policy=policy, origin=origin)
    call = work.calls.add(call, events, origin=call.origin)
    work.set_timer(call.deadline_id, due_at=call.call_until, kind=CALL_DUE, subject=call.id)
    return call


async def visible_call(call_id: CallId, work: Work) -> Call:
    """The call; a technician knows only of those that he should make."""
    call = await work.calls.get(call_id)
    if work.actor.role is Role.TECHNICIAN and str(call.assigned_to) != work.actor.subject:
        raise CallNotFound(f"call {call_id} is not known")
    return call


async def assign_call(call_id: CallId, person_id: UUID, work: Work) -> Call:
    """Name who makes it: somebody whom the staff directory knows."""
    call = await work.calls.get(call_id)
    person = await work.people.find(person_id)
    if person is None or not person.is_active:
        raise PersonNotKnown(f"{person_id} does not work here", field="person_id")
    return work.calls.save(call.assign(person_id))


async def take_call(call_id: CallId, work: Work) -> Call:
    """Have it in hand for a while."""
    call = await visible_call(call_id, work)
    return work.calls.save(call.take(work.actor.subject, now=work.now, policy=await policy_of(call, work)))


async def release_call(call_id: CallId, work: Work) -> Call:
    """Hand it back unfinished."""
    call = await visible_call(call_id, work)
    return work.calls.save(call.hand_back(work.actor.subject, now=work.now))


async def record_attempt(call_id: CallId, at: datetime, result: AttemptResult, work: Work) -> Call:
    """Somebody tried; a care call that is given up lets the quiet months begin anew."""
    call = await visible_call(call_id, work)
    policy = await policy_of(call, work)
    attempt = Attempt(at=at, result=result, by=work.actor.subject)
    call, events = call.attempt(attempt, policy, office_days(policy), now=work.now)
    if call.purpose is Purpose.CARE and call.state is CallState.GIVEN_UP:
        await restart_quiet_clock(call, at, work)
    return await save_call(call, events, work)


async def record_answer(call_id: CallId, answer: Answer, work: Work) -> Call:
    """The customer answered a call-back; what he is unhappy with is put before a person."""
    call = await visible_call(call_id, work)
    known = await _known(call, work)
    policy = await policy_of(call, work)
    call, events = call.complete(answer, known, policy, by=work.actor.subject, now=work.now)
    call = await save_call(call, events, work)
    if call.review is Review.OPEN:
        await _put_before_a_person(call, work)
    if answer.wants_complaint:
        await open_complaint_of_call(call, work)
    return call


async def record_care_answer(call_id: CallId, answer: CareAnswer, work: Work) -> Call:
    """The customer said how his equipment does; the quiet months begin anew."""
    call = await visible_call(call_id, work)
    call, events = call.complete_care(answer, by=work.actor.subject, now=work.now)
    await restart_quiet_clock(call, answer.answered_at, work)
    return await save_call(call, events, work)


async def record_telling(call_id: CallId, informed_at: datetime, means: str, work: Work) -> Call:
    """The customer was told, or has in the mail, what we owed him."""
    call = await visible_call(call_id, work)
    call, events = call.inform(informed_at, means, by=work.actor.subject, now=work.now)
    return await save_call(call, events, work)


async def review_call(call_id: CallId, work: Work) -> Call:
    """A supervisor has looked at what the customer said."""
    call = await work.calls.get(call_id)
    return work.calls.save(call.look_at(work.actor.subject))


async def miss_call(call_id: CallId, deadline_id: UUID, work: Work) -> None:
    """The promised time has passed; a deadline that is not the call's any more says nothing."""
    call = await work.calls.find(call_id)
    if call is not None and call.waits_for(deadline_id):
        missed, events = call.miss()
        work.calls.save(missed, events, origin=call.origin)


async def drop_calls(calls: Sequence[Call], work: Work) -> None:
    """Nobody needs to make them any more."""
    for call in calls:
        await save_call(call.drop(at=work.now), (), work)


async def call_sheet(call_id: CallId, work: Work) -> CallSheet:
    """Whom to call about what, from our own copies."""
    call = await visible_call(call_id, work)
    about = call.about
    service_id = about.job_id or about.repair_id
    return CallSheet(
        call=call,
        ticket=await work.tickets.find(about.ticket_id) if about.ticket_id else None,
        customer=await work.customers.find(about.customer_id),
        words=await work.words.find(about.ticket_id) if about.ticket_id else None,
        technician=await work.people.find(about.technician_id) if about.technician_id else None,
        service=await work.services.find(service_id) if service_id else None,
    )


async def save_call(call: Call, events: Sequence[Event], work: Work) -> Call:
    """A call that is over needs its timer no more."""
    if call.state is not CallState.OWED:
        await work.drop_timer(call.deadline_id)
    return work.calls.save(call, events, origin=call.origin)


async def known_ticket(ticket_id: UUID, work: Work) -> TicketCopy:
    """Our copy; raises NotYetKnown when the ticket has not come yet."""
    ticket = await work.tickets.find(ticket_id)
    if ticket is None:
        raise NotYetKnown(f"ticket {ticket_id}")
    return ticket


async def _known(call: Call, work: Work) -> Known:
    service_id = call.about.job_id or call.about.repair_id
    service = None if service_id is None else await work.services.find(service_id)
    ticket = None if call.ticket_id is None else await work.tickets.find(call.ticket_id)
    return Known(
        amount_charged=None if service is None else service.amount,
        is_item_in_repair=ticket is not None and bool(ticket.items_away),
    )


async def _put_before_a_person(call: Call, work: Work) -> None:
    """The superior of whom the visit concerns is told that there is something to look at."""
    superior = await superior_of(call.about.technician_id, work)
    if superior is not None and call.answer is not None:
        facts = {"number": call.number, "score": str(call.answer.satisfaction or "")}
        await tell_person(Occasion.LOW_SCORE, superior, call.id, facts, work, ticket_id=call.ticket_id)
