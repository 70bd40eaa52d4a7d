"""A ticket judged anew by the rules: from what is on file now, as of its report; the verdicts before stay on file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from services.intake.domain.equipment import Equipment
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.steps.duties import is_supported_by_maker
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import (
    Deciding,
    DecisionCause,
    DecisionSubject,
    Judgement,
    charge_decision,
    judge,
    warranty_decision,
)
from services.intake.domain.verdicts.exclusion import excluded
from services.intake.domain.verdicts.facts import Case, ServicePlace, item_of, judged_kind
from services.intake.work import Work
from shared.events.contract import Event
from shared.events.intake.tickets import Region
from shared.policy import business_day


async def judged_at(ticket: Ticket, place: ServicePlace, work: Work) -> tuple[Ticket, list[Event]]:
    """The ticket judged for another place of service."""
    return await judged_again(replace(ticket, place=place), DecisionCause.PLACE_CHANGED, work)


async def judged_again(ticket: Ticket, cause: DecisionCause, work: Work) -> tuple[Ticket, list[Event]]:
    """The ticket with new verdicts where they differ; a person's gives way only to what came to light later."""
    located = await _located(ticket, work)
    judged = await _judged(located, work)
    deciding = Deciding(ticket_id=ticket.id, now=work.now, actor=work.actor, cause=cause)
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


async def _located(ticket: Ticket, work: Work) -> Ticket:
    """The ticket with the region that somebody has decided for its site in the meantime."""
    if ticket.region is not Region.UNDETERMINED or ticket.site_id is None:
        return ticket
    site = await work.sites.get(ticket.site_id)
    return replace(ticket, region=site.region, district=site.district, division_code=site.division_code)


async def _judged(ticket: Ticket, work: Work) -> Judgement:
    """Judged by what was so when it was reported, from what is on file now."""
    policy = work.policy_at(ticket.reported_at)
    reported_on = business_day(ticket.reported_at)
    oldest = reported_on - timedelta(days=policy.paid_repairs.same_fault_days)
    paid_work = await work.paid_works.of(ticket.customer_id, since=oldest)
    case = Case(
        kind=judged_kind(ticket.kind, ticket.place),
        place=ticket.place,
        region=ticket.region,
        reported_on=reported_on,
        site_id=ticket.site_id,
        symptom_code=ticket.symptom_code,
        fault_began_on=ticket.fault_began_on,
        covers=await work.covers.of(ticket.customer_id),
        paid_work=tuple(done for done in paid_work if done.ticket_id != ticket.id),
        visits_before=ticket.service.visits_of_earlier_rounds,
    )
    equipment = [await work.equipment.get(equipment_id) for equipment_id in ticket.equipment_ids]
    return judge(await _cases(case, ticket, equipment, policy, work), policy)


async def _cases(
    case: Case, ticket: Ticket, equipment: Sequence[Equipment], policy: IntakePolicy, work: Work
) -> list[Case]:
    """One case for each item, or one of an unknown item."""
    found = await work.exclusions.about(ticket.id, ticket.equipment_ids)
    items = [replace(item_of(each), is_supported_by_maker=is_supported_by_maker(ticket, each.id)) for each in equipment]
    return [excluded(replace(case, item=item), ticket.id, found, policy) for item in items or (None,)]
