"""What people do with a ticket between its opening and its end."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.refusals import EquipmentNotFound, SymptomUnknown
from services.intake.domain.report import LevelProposal, check_code, propose_level
from services.intake.domain.states import TICKET_LIFE, TicketAction
from services.intake.domain.steps import duties, endings
from services.intake.domain.ticket import Ticket, Told
from services.intake.domain.verdicts.decisions import DecisionCause
from services.intake.domain.verdicts.facts import ServicePlace
from services.intake.use_cases.access import equipment_for_caller
from services.intake.use_cases.judging import judged_again, judged_at
from services.intake.use_cases.verdicts import charge_by_person
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


@dataclass(frozen=True, kw_only=True)
class NewlyTold:
    """What was told, about what, and the answer where something was asked."""

    duty: str
    equipment_id: UUID | None
    part: str | None
    answer: bool | None


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


async def decide_visit(ticket_id: UUID, charge: ChargeByPerson | None, told: tuple[str, ...], work: Work) -> Ticket:
    """A visit is needed, free or paid (5.3); `told` names what the customer has been told now."""
    ticket = await work.tickets.get(ticket_id)
    ticket.check_allows(TicketAction.DECIDE_VISIT)
    for duty in told:
        ticket = _told(ticket, duty, work)
    ticket, judged = await judged_at(ticket, ServicePlace.ON_SITE, work)
    if charge is not None:
        ticket, by_person = await charge_by_person(ticket, charge.category, charge.clause, charge.reason, work)
        judged = [*judged, *by_person]
    ticket, events = ticket.decide_visit(now=work.now, policy=work.policy_at(ticket.reported_at))
    return _saved(ticket, [*judged, *events], work)


async def expect_item(ticket_id: UUID, work: Work) -> Ticket:
    """The customer brings the item (4.4, 6.1)."""
    ticket = await work.tickets.get(ticket_id)
    ticket.check_allows(TicketAction.EXPECT_ITEM)
    ticket, judged = await judged_at(_told(ticket, "repair_address", work), ServicePlace.BROUGHT_IN, work)
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
    """The company does not serve this."""
    ticket = await work.tickets.get(ticket_id)
    ticket, events = endings.decline(ticket, reason, now=work.now, policy=work.policy_at(ticket.reported_at))
    return _saved(ticket, events, work)


async def cancel(ticket_id: UUID, reason: str, work: Work) -> Ticket:
    """It ends without a solution."""
    ticket = await work.tickets.get(ticket_id)
    ticket, events = endings.cancel(ticket, reason, now=work.now, policy=work.policy_at(ticket.reported_at))
    return _saved(ticket, events, work)


async def explain_repeat(ticket_id: UUID, reason: str, work: Work) -> Ticket:
    """Why the same item or site has a fault again."""
    ticket = await work.tickets.get(ticket_id)
    return _saved(ticket.explain_repeat(reason, work.policy_at(ticket.reported_at)), [], work)


async def reopen(ticket_id: UUID, reason: str, work: Work) -> Ticket:
    """The same fault is there again."""
    ticket = await work.tickets.get(ticket_id)
    ticket, events = endings.reopen(ticket, reason, now=work.now, policy=work.policy_at(ticket.reported_at))
    return _saved(ticket, events, work)


async def add_item(ticket_id: UUID, equipment_id: UUID, work: Work) -> Ticket:
    """The report turns out to be about one more item; it is judged with the others."""
    ticket = await work.tickets.get(ticket_id)
    equipment = await equipment_for_caller(equipment_id, work)
    if equipment.customer_id != ticket.customer_id:
        raise EquipmentNotFound(f"equipment {equipment_id} is not one of this customer", field="equipment_id")
    ticket, events = duties.add_item(ticket, equipment, added_at=work.now)
    ticket, judged = await judged_again(ticket, DecisionCause.NEW_FACTS, work)
    return _saved(ticket, [*events, *judged], work)


async def tell(ticket_id: UUID, about: NewlyTold, work: Work) -> Ticket:
    """The customer was told, or it was found out for him (4.3, 4.4)."""
    ticket = await work.tickets.get(ticket_id)
    if about.equipment_id is not None and about.equipment_id not in ticket.equipment_ids:
        raise EquipmentNotFound(f"equipment {about.equipment_id} is not one of this ticket", field="equipment_id")
    ticket = _told(ticket, about.duty, work, about)
    events: list[Event] = []
    if about.duty == duties.MAKER_SUPPORTS_PART and TICKET_LIFE.allows(ticket.state, TicketAction.DECIDE_AGAIN):
        ticket, events = await judged_again(ticket, DecisionCause.NEW_FACTS, work)
    return _saved(ticket, events, work)


async def propose(symptom_code: str, category: str | None, equipment_id: UUID | None, work: Work) -> LevelProposal:
    """What the symptom catalogue proposes today; stores nothing."""
    if equipment_id is not None:
        category = (await equipment_for_caller(equipment_id, work)).product_category
    proposal = propose_level(symptom_code, category, work.policy)
    if proposal is None:
        known = sorted({each.code for each in work.policy.symptoms.known})
        check_code(symptom_code, known, field="symptom_code", clause=work.policy.symptoms.clause)
        raise SymptomUnknown(f"{symptom_code} says nothing about {category}", clause=work.policy.symptoms.clause)
    return proposal


def _told(ticket: Ticket, duty: str, work: Work, about: NewlyTold | None = None) -> Ticket:
    told = Told(
        duty=duty,
        clause=duties.clause_of(duty, work.policy_at(ticket.reported_at)),
        equipment_id=None if about is None else about.equipment_id,
        part=None if about is None else about.part,
        answer=None if about is None else about.answer,
        told_by=work.actor.subject,
        told_at=work.now,
    )
    return duties.tell(ticket, told)


def _saved(ticket: Ticket, events: list[Event], work: Work) -> Ticket:
    return work.tickets.save(ticket, events, origin=ticket.origin)
