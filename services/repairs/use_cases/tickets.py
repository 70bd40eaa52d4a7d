"""What intake announces about a ticket, as far as its items are concerned, and who speaks for its customer."""

from dataclasses import replace
from uuid import UUID

from services.repairs.domain import bench
from services.repairs.domain.copies import ChargeCopy, CustomerContacts, TicketCopy, TicketId, WarrantyCopy
from services.repairs.domain.fees import fee_terms
from services.repairs.domain.states import REPAIR_LIFE, RepairAction
from services.repairs.use_cases.access import ticket_told
from services.repairs.use_cases.factory import leave_batch
from services.repairs.use_cases.saving import CUSTOMER_WITHDREW, drop_request, save
from services.repairs.work import Work
from shared.events.intake.contacts import ContactRecorded
from shared.events.intake.decisions import ChargeDecided, WarrantyDecided
from shared.events.intake.tickets import TicketCancelled, TicketOpened


async def keep_ticket(event: TicketOpened, work: Work) -> None:
    """Know the ticket before an item of it comes."""
    if await work.tickets.find(event.ticket_id) is None:
        copy = TicketCopy(
            id=TicketId(event.ticket_id),
            number=event.number,
            customer_id=event.customer_id,
            equipment_id=event.equipment_id,
            product_model=event.product_model,
            product_category=event.product_category,
            serial=event.serial,
            is_part_of_installation=event.is_part_of_installation,
            origin=event.origin,
            reported_at=event.reported_at,
        )
        work.tickets.add(copy)


async def keep_warranty(event: WarrantyDecided, work: Work) -> None:
    """The newest verdict decides the fee terms of every item that the customer does not have again."""
    ticket = await ticket_told(event.ticket_id, work)
    copy = WarrantyCopy(decision_number=event.decision_number, items=event.items, policy_revision=event.policy_revision)
    await _judge(ticket, ticket.judged(copy), work)


async def keep_charge(event: ChargeDecided, work: Work) -> None:
    """Whether the service is free stands beside the fee terms."""
    ticket = await ticket_told(event.ticket_id, work)
    copy = ChargeCopy(decision_number=event.decision_number, category=event.category, case=event.clause)
    await _judge(ticket, ticket.charged(copy), work)


async def give_items_back(event: TicketCancelled, work: Work) -> None:
    """Nothing is repaired any more: what we have goes back, what is at the factory is waited for."""
    ticket = await ticket_told(event.ticket_id, work)
    work.tickets.save(ticket.cancel())
    policy = work.policy_at(ticket.reported_at)
    for repair in await work.repairs.open_on(event.ticket_id):
        await leave_batch(repair, work)
        if REPAIR_LIFE.allows(repair.state, RepairAction.CANCEL):
            after, events = repair.cancel(policy, now=work.now)
            await save(repair, after, events, work)
        await drop_request(repair.id, CUSTOMER_WITHDREW, work)


async def keep_contacts(event: ContactRecorded, work: Work) -> None:
    """Know who is on file: ids, no person."""
    contact_ids = tuple(each.contact_id for each in event.contacts)
    known = await work.customers.find(event.customer_id) or CustomerContacts(id=event.customer_id)
    work.customers.save(replace(known, contact_ids=contact_ids))


async def forget_contacts(customer_id: UUID, work: Work) -> None:
    """The customer's data was erased: nobody speaks for him any more."""
    known = await work.customers.find(customer_id)
    if known is not None:
        work.customers.save(replace(known, contact_ids=()))


async def _judge(before: TicketCopy, after: TicketCopy, work: Work) -> None:
    if after == before:
        return
    work.tickets.save(after)
    policy = work.policy_at(after.reported_at)
    for repair in await work.repairs.open_on(after.id):
        terms = fee_terms(after, repair.equipment_id, policy)
        if terms != repair.fee:
            await save(repair, bench.judge(repair, terms, now=work.now), (), work)
