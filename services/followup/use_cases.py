"""Everything follow-up can be asked to do: load, decide, save."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.followup.domain.call import (
    About,
    Answer,
    Attempt,
    AttemptResult,
    Call,
    CallId,
    Identity,
    Purpose,
    is_called_back,
    schedule_call,
)
from services.followup.domain.contract import Contract, ContractId, ContractKind, check_term, clause_and_longest
from services.followup.domain.copies import CustomerCopy, PersonCopy, TicketCopy, TicketId, TicketWords
from services.followup.domain.policy import FollowupPolicy
from services.followup.domain.states import CallState
from services.followup.work import Work
from shared.errors import NotYetKnown
from shared.events.contract import Event
from shared.events.dispatch.jobs import JobCompleted
from shared.events.dispatch.staff import StaffRecorded
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.events.intake.tickets import RemoteSolutionFound, TicketOpened
from shared.events.repairs.items import RepairCollected, RepairReady
from shared.money import Money

CALL_DUE = "call_due"


@dataclass(frozen=True, kw_only=True)
class ContractTerms:
    """What a new contract says."""

    kind: ContractKind
    customer_id: UUID
    site_ids: tuple[UUID, ...]
    starts_on: date
    months: int
    are_parts_included: bool
    device_points: int
    yearly_price: Money


@dataclass(frozen=True, kw_only=True)
class CallSheet:
    """A call with all that the caller must know; a copy that was erased, or has not come yet, is missing."""

    call: Call
    ticket: TicketCopy
    customer: CustomerCopy | None
    words: TicketWords | None
    technician: PersonCopy | None


async def draft_contract(terms: ContractTerms, work: Work) -> Contract:
    """Write a contract down; it covers nothing before it is signed."""
    check_term(terms.kind, terms.months, work.policy)
    clause, _ = clause_and_longest(terms.kind, work.policy)
    contract = Contract(
        id=ContractId(work.new_id()),
        number=await work.number("HT"),
        clause=clause,
        **{name: getattr(terms, name) for name in terms.__dataclass_fields__},
    )
    return work.contracts.add(contract)


async def sign_contract(contract_id: ContractId, work: Work) -> Contract:
    """Put a contract in force."""
    contract = await work.contracts.get(contract_id)
    contract, events = contract.sign(now=work.now)
    return work.contracts.save(contract, events)


async def keep_ticket(event: TicketOpened, work: Work) -> None:
    """Know the ticket before somebody calls about it."""
    if await work.tickets.find(event.ticket_id) is None:
        copy = TicketCopy(
            id=TicketId(event.ticket_id),
            number=event.number,
            customer_id=event.customer_id,
            origin=event.origin,
            reported_at=event.reported_at,
        )
        work.tickets.add(copy)


async def keep_customer(event: ContactRecorded, work: Work) -> None:
    """Know whom to call, as intake knows it now."""
    await work.customers.keep(CustomerCopy(id=event.customer_id, name=event.name, phones=event.phones))


async def keep_words(event: DescriptionRecorded, work: Work) -> None:
    """Know what was said, so that the caller can ask about just that."""
    words = TicketWords(
        id=TicketId(event.ticket_id),
        symptom=event.symptom,
        reporter_name=event.reporter_name,
        reporter_phone=event.reporter_phone,
    )
    await work.words.keep(words)


async def keep_person(event: StaffRecorded, work: Work) -> None:
    """Know what the technician is called whose visit is asked about."""
    await work.people.keep(PersonCopy(id=event.person_id, name=event.name))


async def owe_call_back_after_visit(event: JobCompleted, work: Work) -> None:
    """One call for each visit, counted from its completion (5.12)."""
    ticket = await _ticket(event.ticket_id, work)
    if is_called_back(event.purpose, work.policy_at(ticket.reported_at)):
        about = About(
            customer_id=ticket.customer_id, ticket_id=ticket.id, job_id=event.job_id, technician_id=event.technician_id
        )
        await _owe(Purpose.CALL_BACK, about, event.completed_at, work)


async def owe_call_back_after_remote_solution(event: RemoteSolutionFound, work: Work) -> None:
    """A remote solution gets its call-back too."""
    ticket = await _ticket(event.ticket_id, work)
    about = About(customer_id=ticket.customer_id, ticket_id=ticket.id, closure=event.closure)
    await _owe(Purpose.CALL_BACK, about, event.found_at, work)


async def owe_call_back_after_repair(event: RepairCollected, work: Work) -> None:
    """One more call after each repair."""
    about = About(customer_id=event.customer_id, ticket_id=event.ticket_id, repair_id=event.repair_id)
    await _owe(Purpose.CALL_BACK, about, event.collected_at, work)


async def owe_word_that_item_is_ready(event: RepairReady, work: Work) -> None:
    """The customer is told at once (6.4); an item that goes home by a visit needs no such call."""
    if not event.is_part_of_installation:
        about = About(customer_id=event.customer_id, ticket_id=event.ticket_id, repair_id=event.repair_id)
        await _owe(Purpose.ITEM_READY, about, event.ready_at, work)


async def call_sheet(call_id: CallId, work: Work) -> CallSheet:
    """Whom to call about what, from our own copies."""
    call = await work.calls.get(call_id)
    return CallSheet(
        call=call,
        ticket=await _ticket(call.ticket_id, work),
        customer=await work.customers.find(call.about.customer_id),
        words=await work.words.find(call.ticket_id),
        technician=await work.people.find(call.about.technician_id) if call.about.technician_id else None,
    )


async def record_attempt(call_id: CallId, at: datetime, result: AttemptResult, work: Work) -> Call:
    """Somebody tried in vain."""
    call = await work.calls.get(call_id)
    call, events = call.attempt(Attempt(at=at, result=result), await _policy_of(call, work))
    return await _save(call, events, work)


async def record_answer(call_id: CallId, answer: Answer, work: Work) -> Call:
    """The customer answered a call-back."""
    call = await work.calls.get(call_id)
    call, events = call.complete(answer, await _policy_of(call, work))
    return await _save(call, events, work)


async def record_telling(call_id: CallId, informed_at: datetime, work: Work) -> Call:
    """The customer was told what we had to tell him."""
    call = await work.calls.get(call_id)
    call, events = call.inform(informed_at)
    return await _save(call, events, work)


async def miss_call(call_id: CallId, deadline_id: UUID, work: Work) -> None:
    """The promised time has passed; a deadline that is not the call's any more says nothing."""
    call = await work.calls.find(call_id)
    if call is not None and call.waits_for(deadline_id):
        missed, events = call.miss()
        work.calls.save(missed, events, origin=call.origin)


async def drop_calls(ticket_id: UUID, work: Work) -> None:
    """A cancelled ticket gets no call."""
    ticket = await _ticket(ticket_id, work)
    work.tickets.save(ticket.cancel())
    for call in await work.calls.owed_for(ticket_id):
        await _save(call.drop(), (), work)


async def _ticket(ticket_id: UUID, work: Work) -> TicketCopy:
    ticket = await work.tickets.find(ticket_id)
    if ticket is None:
        raise NotYetKnown(f"ticket {ticket_id}")
    return ticket


async def _policy_of(call: Call, work: Work) -> FollowupPolicy:
    ticket = await _ticket(call.ticket_id, work)
    return work.policy_at(ticket.reported_at)


async def _owe(purpose: Purpose, about: About, owed_since: datetime, work: Work) -> None:
    ticket = await _ticket(about.ticket_id, work)
    if ticket.is_cancelled:
        return
    identity = Identity(id=work.new_id(), number=await work.number("HF"), deadline_id=work.new_id())
    policy = work.policy_at(ticket.reported_at)
    call, events = schedule_call(identity, purpose, about, owed_since=owed_since, policy=policy, origin=ticket.origin)
    call = work.calls.add(call, events, origin=call.origin)
    work.set_timer(call.deadline_id, due_at=call.call_until, kind=CALL_DUE, subject=call.id)


async def _save(call: Call, events: Sequence[Event], work: Work) -> Call:
    """A call that is over needs its timer no more."""
    if call.state is not CallState.OWED:
        await work.drop_timer(call.deadline_id)
    return work.calls.save(call, events, origin=call.origin)
