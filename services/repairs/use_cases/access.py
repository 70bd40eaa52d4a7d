"""Who may know of which item: a partner of what he sent in, a technician of what he answers for."""

from dataclasses import replace
from uuid import UUID

from services.repairs.domain.copies import TicketCopy
from services.repairs.domain.policy import RepairsPolicy
from services.repairs.domain.refusals import RepairNotFound, ResponsibleUnknown
from services.repairs.domain.repair import Repair, RepairId
from services.repairs.queries import RepairsWanted
from services.repairs.work import Work
from shared.actor import Actor, Role
from shared.errors import NotYetKnown

PARTNER_ORIGIN = "partner:"
NOBODY = UUID(int=0)


def partner_origin(actor: Actor) -> str | None:
    """The only origin this caller may know of; None for our own people."""
    return PARTNER_ORIGIN + actor.subject if actor.role is Role.PARTNER else None


def staff_id(actor: Actor) -> UUID | None:
    """The caller in the staff directory; None when his token names no such person."""
    try:
        return UUID(actor.subject)
    except ValueError:
        return None


def responsible(named: UUID | None, work: Work) -> UUID:
    """Who tells the customer: whoever is named, else the specialist who takes the item in (reading of 6.4)."""
    person = named or staff_id(work.actor)
    if person is None:
        raise ResponsibleUnknown(
            "your token names nobody of the staff directory",
            clause=work.policy.telling.clause,
            field="responsible_id",
        )
    return person


def narrowed(wanted: RepairsWanted, actor: Actor) -> RepairsWanted:
    """Only what the caller may know of."""
    if actor.role is Role.TECHNICIAN:
        # One whose token names nobody of the staff directory answers for nothing.
        return replace(wanted, responsible_id=staff_id(actor) or NOBODY)
    return replace(wanted, origin=partner_origin(actor) or wanted.origin)


async def repair_for_caller(repair_id: UUID, work: Work) -> Repair:
    """A repair the caller may know of; raises RepairNotFound."""
    repair = await work.repairs.get(RepairId(repair_id))
    origin = partner_origin(work.actor)
    if not repair.is_visible_to(work.actor) or (origin is not None and repair.origin != origin):
        raise RepairNotFound(f"repair {repair_id} is not known")
    return repair


async def ticket_told(ticket_id: UUID, work: Work) -> TicketCopy:
    """Our copy of a ticket that an event is about; raises NotYetKnown."""
    ticket = await work.tickets.find(ticket_id)
    if ticket is None:
        raise NotYetKnown(f"ticket {ticket_id}")
    return ticket


async def policy_of(repair: Repair, work: Work) -> RepairsPolicy:
    """The policy in force when the case was reported."""
    ticket = await work.tickets.get(repair.ticket_id)
    return work.policy_at(ticket.reported_at)
