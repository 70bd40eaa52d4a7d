"""Verdicts after the opening: judged anew on demand, decided by a person, or only asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.states import TicketAction
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import (
    Decision,
    DecisionCause,
    DecisionId,
    DecisionSubject,
    Judgement,
    check_may_decide,
    is_decided,
    judge,
)
from services.intake.domain.verdicts.exclusion import excluded
from services.intake.domain.verdicts.facts import Case, Item, ServicePlace, item_of
from services.intake.use_cases.access import customer_for_caller, equipment_for_caller
from services.intake.use_cases.judging import judged_again
from services.intake.work import Work
from shared.events.contract import Event
from shared.events.intake.decisions import ChargeCategory, ItemVerdict
from shared.events.intake.tickets import Region, TicketKind
from shared.policy import business_day


@dataclass(frozen=True, kw_only=True)
class Question:
    """A case for which nobody has opened a ticket."""

    kind: TicketKind
    place: ServicePlace
    region: Region
    customer_id: UUID | None
    site_id: UUID | None
    equipment_id: UUID | None
    item: Item | None
    exclusions: frozenset[int]
    reported_at: datetime


async def judge_again(ticket_id: UUID, work: Work) -> Ticket:
    """Judged by the rules from what is on file now: a proof was shown, a contract was found."""
    ticket = await work.tickets.get(ticket_id)
    ticket.check_allows(TicketAction.DECIDE_AGAIN)
    judged, events = await judged_again(ticket, DecisionCause.NEW_FACTS, work)
    return work.tickets.save(judged, events, origin=judged.origin) if judged != ticket else ticket


async def decide_charge(ticket_id: UUID, category: ChargeCategory, clause: str, reason: str, work: Work) -> Ticket:
    """A person decides free or paid: the specialist what is undetermined, the supervisor also what is decided."""
    ticket = await work.tickets.get(ticket_id)
    ticket, events = await charge_by_person(ticket, category, clause, reason, work)
    return work.tickets.save(ticket, events, origin=ticket.origin)


async def charge_by_person(
    ticket: Ticket, category: ChargeCategory, clause: str, reason: str, work: Work
) -> tuple[Ticket, list[Event]]:
    """The ticket with a charge verdict of the acting person."""
    was_decided = ticket.charge_category is not ChargeCategory.UNDETERMINED
    check_may_decide(work.actor, was_decided=was_decided, reason=reason)
    before = await work.decisions.current(ticket.id, DecisionSubject.CHARGE, ticket.charge_number)
    decision = _by_person(before, clause, reason, work)
    return _decided(ticket, replace(decision, category=category), reason, work)


async def decide_warranty(ticket_id: UUID, items: Sequence[ItemVerdict], reason: str, work: Work) -> Ticket:
    """A person decides what is covered: the specialist what is undetermined, the supervisor also what is decided."""
    ticket = await work.tickets.get(ticket_id)
    before = await work.decisions.current(ticket.id, DecisionSubject.WARRANTY, ticket.warranty_number)
    check_may_decide(work.actor, was_decided=is_decided(before.items), reason=reason)
    decision = _by_person(before, items[0].parts.clause, reason, work)
    ticket, events = _decided(ticket, replace(decision, items=tuple(items)), reason, work)
    return work.tickets.save(ticket, events, origin=ticket.origin)


async def check(question: Question, work: Work) -> Judgement:
    """Both verdicts on a case, storing nothing."""
    item, customer_id, site_id = question.item, question.customer_id, question.site_id
    if question.equipment_id is not None:
        equipment = await equipment_for_caller(question.equipment_id, work)
        item, customer_id, site_id = item_of(equipment), equipment.customer_id, site_id or equipment.site_id
    elif customer_id is not None:
        await customer_for_caller(customer_id, work)
    case = Case(
        kind=question.kind,
        place=question.place,
        region=question.region,
        reported_on=business_day(question.reported_at),
        site_id=site_id,
        item=item,
        covers=() if customer_id is None else await work.covers.of(customer_id),
    )
    policy = work.policy_at(question.reported_at)
    if question.equipment_id is not None:
        found = await work.exclusions.of_equipment(question.equipment_id)
        case = excluded(case, None, found, policy)
    return judge([replace(case, exclusions=case.exclusions | question.exclusions)], policy)


def _by_person(before: Decision, clause: str, reason: str, work: Work) -> Decision:
    """The next record of the same subject, decided by the acting person."""
    return replace(
        before,
        id=DecisionId(work.new_id()),
        version=0,
        number=before.number + 1,
        clause=clause,
        because="a person decided",
        decided_at=work.now,
        decided_by_role=work.actor.role,
        decided_by=work.actor.subject,
        cause=DecisionCause.PERSON,
        charges=(),
        visit_fee_waiver=None,
        is_by_person=True,
        reason=reason,
    )


def _decided(ticket: Ticket, decision: Decision, reason: str, work: Work) -> tuple[Ticket, list[Event]]:
    work.changes.reason = reason
    work.decisions.add(decision)
    return ticket.decide_again(decision)
