"""Verdicts after the opening: judged anew when the place changes, decided by a person, or only asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import (
    Deciding,
    Decision,
    DecisionId,
    DecisionSubject,
    Judgement,
    charge_decision,
    check_may_decide,
    is_decided,
    judge,
    warranty_decision,
)
from services.intake.domain.verdicts.facts import Case, Item, ServicePlace, item_of, judged_kind
from services.intake.use_cases.access import customer_for_caller, equipment_for_caller
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


async def judged_at(ticket: Ticket, place: ServicePlace, work: Work) -> tuple[Ticket, list[Event]]:
    """The ticket judged for another place of service; a person's verdict stays, and so does one that is the same."""
    located = await _located(replace(ticket, place=place), work)
    judged = await _judged(located, work)
    deciding = Deciding(ticket_id=ticket.id, now=work.now, actor=work.actor)
    charge = await work.decisions.current(ticket.id, DecisionSubject.CHARGE, ticket.charge_number)
    warranty = await work.decisions.current(ticket.id, DecisionSubject.WARRANTY, ticket.warranty_number)
    fresh = [
        (charge, charge_decision(work.new_id(), charge.number + 1, judged, deciding)),
        (warranty, warranty_decision(work.new_id(), warranty.number + 1, judged, deciding)),
    ]
    events: list[Event] = []
    for before, after in fresh:
        if before.stands_against(after):
            continue
        work.decisions.add(after)
        located, announced = located.decide_again(after)
        events.extend(announced)
    return located, events


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
        item=None if item is None else replace(item, exclusions=question.exclusions),
        covers=() if customer_id is None else await work.covers.of(customer_id),
    )
    return judge(case, work.policy_at(question.reported_at))


async def _located(ticket: Ticket, work: Work) -> Ticket:
    """The ticket with the region that somebody has decided for its site in the meantime."""
    if ticket.region is not Region.UNDETERMINED or ticket.site_id is None:
        return ticket
    site = await work.sites.get(ticket.site_id)
    return replace(ticket, region=site.region, district=site.district, division_code=site.division_code)


async def _judged(ticket: Ticket, work: Work) -> Judgement:
    """Judged by what was so when it was reported, from what is on file now."""
    equipment = None if ticket.equipment_id is None else await work.equipment.get(ticket.equipment_id)
    case = Case(
        kind=judged_kind(ticket.kind, ticket.place),
        place=ticket.place,
        region=ticket.region,
        reported_on=business_day(ticket.reported_at),
        site_id=ticket.site_id,
        item=None if equipment is None else item_of(equipment),
        covers=await work.covers.of(ticket.customer_id),
    )
    return judge(case, work.policy_at(ticket.reported_at))


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
        is_by_person=True,
        reason=reason,
    )


def _decided(ticket: Ticket, decision: Decision, reason: str, work: Work) -> tuple[Ticket, list[Event]]:
    work.changes.reason = reason
    work.decisions.add(decision)
    return ticket.decide_again(decision)
