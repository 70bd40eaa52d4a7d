"""Who may know of which item: a partner of what he sent in, a technician of what he answers for."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.repairs.domain.copies import TicketCopy, must_be_listed
from services.repairs.domain.lending.loan import Loan
from services.repairs.domain.policy import LoanRule, RepairsPolicy
from services.repairs.domain.refusals import LoanNotFound, RepairNotFound, ResponsibleUnknown
from services.repairs.domain.repair import Repair, RepairId
from services.repairs.queries.lending import LoansWanted
from services.repairs.queries.register import RepairsWanted
from services.repairs.work import Work
from shared.actor import Actor, Role
from shared.errors import NotYetKnown

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Sight:
    """Who looks, and from which sources a partner sees something; None: from all."""

    actor: Actor
    origins: tuple[str, ...] | None

    def shows(self, repair: Repair) -> bool:
        """Whether the caller may know of this item."""
        return repair.is_visible_to(self.actor) and (self.origins is None or repair.origin in self.origins)


def sight_of(actor: Actor, sources: frozenset[str]) -> Sight:
    """By the caller's role and, of a partner, the sources his token names."""
    return Sight(actor, tuple(sorted(sources)) if actor.role is Role.PARTNER else None)


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


def narrowed(wanted: RepairsWanted, sight: Sight) -> RepairsWanted:
    """Only what the caller may know of."""
    if sight.actor.role is Role.TECHNICIAN:
        # One whose token names nobody of the staff directory answers for nothing.
        return replace(wanted, technician_id=staff_id(sight.actor) or NOBODY)
    return replace(wanted, origins=sight.origins)


async def repair_in_sight(repair_id: UUID, sight: Sight, work: Work) -> Repair:
    """A repair the caller may know of; raises RepairNotFound."""
    repair = await work.repairs.get(RepairId(repair_id))
    if not sight.shows(repair):
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


async def check_contact(contact_id: UUID | None, customer_id: UUID, clause: str, work: Work) -> None:
    """Raises ContactNotListed unless this contact of the customer is on file."""
    must_be_listed(contact_id, await work.customers.find(customer_id), clause)


async def repair_told(repair_id: UUID, work: Work) -> Repair:
    """The repair that an event is about; raises NotYetKnown."""
    repair = await work.repairs.find(repair_id)
    if repair is None:
        raise NotYetKnown(f"repair {repair_id}")
    return repair


async def loan_in_sight(loan_id: UUID, work: Work) -> Loan:
    """A loan the caller may know of: a technician of those he delivers; raises LoanNotFound."""
    loan = await work.loans.get(loan_id)
    if work.actor.role is Role.TECHNICIAN and work.actor.subject != str(loan.technician_id):
        raise LoanNotFound(f"loan {loan_id} is not known")
    return loan


async def loan_rule(loan: Loan, work: Work) -> LoanRule:
    """The rule for loaners in force when the case was reported."""
    ticket = await work.tickets.get(loan.ticket_id)
    return work.policy_at(ticket.reported_at).loan


def loans_narrowed(wanted: LoansWanted, actor: Actor) -> LoansWanted:
    """Only what the caller may know of."""
    if actor.role is not Role.TECHNICIAN:
        return wanted
    return replace(wanted, technician_id=staff_id(actor) or NOBODY)
