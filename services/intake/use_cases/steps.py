"""What people do with a ticket between its opening and its end."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.states import TicketAction
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.facts import ServicePlace
from services.intake.use_cases.verdicts import charge_by_person, judged_at
from services.intake.work import Work
from shared.events.contract import Event
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import FaultLevel


@dataclass(frozen=True, kw_only=True)
class ChargeByPerson:
    """Free or paid as the specialist decides it with the visit (5.3)."""

    category: ChargeCategory
    clause: str
    reason: str


async def assess(ticket_id: UUID, judgement: str, level: FaultLevel | None, work: Work) -> Ticket:
    """The supervisor's first assessment (5.2)."""
    ticket = await work.tickets.get(ticket_id)
    ticket, events = ticket.assess(judgement, level, now=work.now, policy=work.policy_at(ticket.reported_at))
    return _saved(ticket, events, work)


async def change_level(ticket_id: UUID, level: FaultLevel, reason: str, work: Work) -> Ticket:
    """The fault is better or worse than it seemed (5.16)."""
    ticket = await work.tickets.get(ticket_id)
    changed, events = ticket.change_level(level, reason, now=work.now, policy=work.policy_at(ticket.reported_at))
    return _saved(changed, events, work) if changed != ticket else ticket


async def decide_visit(ticket_id: UUID, charge: ChargeByPerson | None, work: Work) -> Ticket:
    """A visit is needed, free or paid (5.3)."""
    ticket = await work.tickets.get(ticket_id)
    ticket.check_allows(TicketAction.DECIDE_VISIT)
    ticket, judged = await judged_at(ticket, ServicePlace.ON_SITE, work)
    if charge is not None:
        ticket, by_person = await charge_by_person(ticket, charge.category, charge.clause, charge.reason, work)
        judged = [*judged, *by_person]
    ticket, events = ticket.decide_visit(now=work.now)
    return _saved(ticket, [*judged, *events], work)


async def expect_item(ticket_id: UUID, work: Work) -> Ticket:
    """The customer brings the item (4.4, 6.1)."""
    ticket = await work.tickets.get(ticket_id)
    ticket.check_allows(TicketAction.EXPECT_ITEM)
    ticket, judged = await judged_at(ticket, ServicePlace.BROUGHT_IN, work)
    ticket, events = ticket.expect_item(now=work.now)
    return _saved(ticket, [*judged, *events], work)


async def solve_remotely(ticket_id: UUID, solution: str, work: Work) -> Ticket:
    """The specialist confirms a remote solution, which is free."""
    ticket = await work.tickets.get(ticket_id)
    policy = work.policy_at(ticket.reported_at)
    ticket.check_allows(TicketAction.SOLVE_REMOTELY)
    ticket, judged = await judged_at(ticket, ServicePlace.REMOTE, work)
    ticket, events = ticket.solve_remotely(solution, now=work.now, policy=policy)
    return _saved(ticket, [*judged, *events], work)


async def decline(ticket_id: UUID, reason: str, work: Work) -> Ticket:
    """The company does not serve this (2.2.3)."""
    ticket = await work.tickets.get(ticket_id)
    ticket, events = ticket.decline(reason, now=work.now, policy=work.policy_at(ticket.reported_at))
    return _saved(ticket, events, work)


async def cancel(ticket_id: UUID, reason: str, *, is_work_done_owed: bool, work: Work) -> Ticket:
    """It ends without a solution."""
    ticket = await work.tickets.get(ticket_id)
    policy = work.policy_at(ticket.reported_at)
    ticket, events = ticket.cancel(reason, is_work_done_owed=is_work_done_owed, now=work.now, policy=policy)
    return _saved(ticket, events, work)


async def reopen(ticket_id: UUID, reason: str, work: Work) -> Ticket:
    """The same fault is there again."""
    ticket = await work.tickets.get(ticket_id)
    ticket, events = ticket.reopen(reason, now=work.now, policy=work.policy_at(ticket.reported_at))
    return _saved(ticket, events, work)


def _saved(ticket: Ticket, events: list[Event], work: Work) -> Ticket:
    return work.tickets.save(ticket, events, origin=ticket.origin)
