"""Who may know of what: a partner of what he sent in, a technician of the tickets he works on."""

from uuid import UUID

from services.intake.domain.customer import Customer
from services.intake.domain.equipment import Equipment
from services.intake.domain.refusals import CustomerNotFound, TicketNotFound
from services.intake.domain.report import PARTNER_ORIGIN
from services.intake.domain.ticket import Ticket
from services.intake.work import Work
from shared.actor import Actor, Role
from shared.errors import NotYetKnown


def partner_origin(actor: Actor) -> str | None:
    """The only origin this caller may know of; None for our own people."""
    return PARTNER_ORIGIN + actor.subject if actor.role is Role.PARTNER else None


async def ticket_for_caller(ticket_id: UUID, work: Work) -> Ticket:
    """A ticket the caller may know of; raises TicketNotFound."""
    ticket = await work.tickets.get(ticket_id)
    origin = partner_origin(work.actor)
    is_foreign = origin is not None and ticket.origin != origin
    is_not_his = work.actor.role is Role.TECHNICIAN and work.actor.subject not in map(
        str, ticket.service.technician_ids
    )
    if is_foreign or is_not_his:
        raise TicketNotFound(f"ticket {ticket_id} is not known")
    return ticket


async def ticket_told_of(ticket_id: UUID, work: Work) -> Ticket:
    """The ticket that another service's event is about; raises NotYetKnown, so that the event waits (ADR 15)."""
    ticket = await work.tickets.find(ticket_id)
    if ticket is None:
        raise NotYetKnown(f"ticket {ticket_id}")
    return ticket


async def customer_for_caller(customer_id: UUID, work: Work) -> Customer:
    """A customer the caller may know of; raises CustomerNotFound."""
    customer = await work.customers.get(customer_id)
    origin = partner_origin(work.actor)
    if origin is not None and customer.origin != origin:
        raise CustomerNotFound(f"customer {customer_id} is not known")
    return customer


async def customer_to_change(customer_id: UUID, work: Work) -> Customer:
    """A customer about whom something may be put on file; raises CustomerNotFound, CustomerErased."""
    customer = await customer_for_caller(customer_id, work)
    customer.check_not_erased()
    return customer


async def equipment_for_caller(equipment_id: UUID, work: Work) -> Equipment:
    """Equipment whose customer the caller may know of; raises EquipmentNotFound or CustomerNotFound."""
    equipment = await work.equipment.get(equipment_id)
    if partner_origin(work.actor) is not None:
        await customer_for_caller(equipment.customer_id, work)
    return equipment
