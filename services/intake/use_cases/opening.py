"""The hot path: a report becomes a ticket with both verdicts, read in one query and written in one flush."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.intake.domain.customer import Site
from services.intake.domain.equipment import Equipment
from services.intake.domain.opening import FIRST_DECISION, Report, open_ticket
from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import CustomerNotFound, EquipmentNotFound, SiteNotFound
from services.intake.domain.register.repeat import Affected, repeat_of
from services.intake.domain.report import (
    Caller,
    check_channel,
    check_fault_date,
    check_report_time,
    in_one_form,
    level_for,
    origin_for,
    propose_level,
)
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import Deciding, charge_decision, judge, warranty_decision
from services.intake.domain.verdicts.exclusion import excluded
from services.intake.domain.verdicts.facts import Case, ServicePlace, item_of, usual_place
from services.intake.repository.tickets import OnFile, Wanted
from services.intake.use_cases.access import partner_origin
from services.intake.work import Work
from shared.events.intake.tickets import FaultLevel, Region, TicketKind
from shared.policy import business_day


@dataclass(frozen=True, kw_only=True)
class NewTicket:
    """What the caller said, as the specialist typed it."""

    kind: TicketKind
    level: FaultLevel | None
    level_reason: str | None
    place: ServicePlace | None
    customer_id: UUID
    site_id: UUID | None
    equipment_id: UUID | None
    further_equipment_ids: tuple[UUID, ...]
    product_model: str | None
    product_category: str | None
    symptom_code: str | None
    fault_began_on: date | None
    description: str
    channel: str
    dialled_number: str | None
    caller: Caller
    origin: str | None
    external_reference: str | None
    reported_at: datetime | None
    late_recording_reason: str | None


async def take_report(wanted: NewTicket, work: Work, *, written_down_at: datetime | None = None) -> Ticket:
    """Open a ticket; the same reference of the same source gives the ticket that is there already.

    `written_down_at` is when the contact register took it in, where that was before.
    """
    origin = origin_for(wanted.origin, work.actor)
    on_file = await work.look_up(
        Wanted(
            customer_id=wanted.customer_id,
            site_id=wanted.site_id,
            equipment_ids=_equipment_ids(wanted),
            origin=origin,
            external_reference=wanted.external_reference,
        )
    )
    if on_file.known_ticket_id is not None:
        return await work.tickets.get(on_file.known_ticket_id)
    is_foreign = partner_origin(work.actor) not in (None, on_file.customer_origin)
    if on_file.customer_origin is None or is_foreign:
        raise CustomerNotFound(f"customer {wanted.customer_id} is not known", field="customer_id")
    equipment = _of_customer(wanted, on_file.equipment)
    site = await _site(wanted, on_file.site, equipment, work)
    reported_at, policy = _accepted(wanted, written_down_at or work.now, work)
    check_fault_date(wanted.fault_began_on, reported_on=business_day(reported_at))
    if written_down_at is None:
        wanted = replace(wanted, caller=in_one_form(wanted.caller, work.policy))
    report = _report(wanted, origin, reported_at, (site, equipment), policy)
    affected = Affected(
        kind=wanted.kind,
        serials=tuple((each.id, each.serial) for each in equipment),
        site_id=None if site is None else site.id,
        reported_on=business_day(reported_at),
    )
    report = replace(report, repeat=repeat_of(affected, on_file.earlier_faults, policy))
    return await _open(report, _cases(wanted, report, site, on_file, policy), policy, work)


def _cases(wanted: NewTicket, report: Report, site: Site | None, on_file: OnFile, policy: IntakePolicy) -> list[Case]:
    """One case for each item, or one of an unknown item."""
    items = [item_of(each) for each in report.equipment]
    first = items[0] if items else None
    case = Case(
        kind=wanted.kind,
        place=wanted.place or usual_place(wanted.kind, first, has_site=site is not None),
        region=Region.UNDETERMINED if site is None else site.region,
        reported_on=business_day(report.reported_at),
        site_id=None if site is None else site.id,
        symptom_code=wanted.symptom_code,
        fault_began_on=wanted.fault_began_on,
        covers=on_file.covers,
        paid_work=on_file.paid_work,
    )
    return [excluded(replace(case, item=item), None, on_file.exclusions, policy) for item in items or (None,)]


def _accepted(wanted: NewTicket, written_down_at: datetime, work: Work) -> tuple[datetime, IntakePolicy]:
    """When it counts as reported, and the policy by which it is judged."""
    reported_at = check_report_time(
        wanted.reported_at or work.now,
        wanted.late_recording_reason,
        now=written_down_at,
        actor=work.actor,
        policy=work.policy,
    )
    policy = work.policy_at(reported_at)
    check_channel(wanted.channel, wanted.dialled_number, wanted.caller.relation, policy)
    return reported_at, policy


async def _open(report: Report, cases: list[Case], policy: IntakePolicy, work: Work) -> Ticket:
    judged = judge(cases, policy)
    ticket_id = work.new_id()
    deciding = Deciding(ticket_id=ticket_id, now=work.now, actor=work.actor)
    decisions = (
        warranty_decision(work.new_id(), FIRST_DECISION, judged, deciding),
        charge_decision(work.new_id(), FIRST_DECISION, judged, deciding),
    )
    number = await work.number("SH")
    work.changes.reason = report.late_recording_reason
    ticket, events = open_ticket(ticket_id, number, report, judged, decisions, work.now)
    for decision in decisions:
        work.decisions.add(decision)
    return work.tickets.add(ticket, events, origin=ticket.origin)


def _report(
    wanted: NewTicket,
    origin: str,
    reported_at: datetime,
    on_file: tuple[Site | None, tuple[Equipment, ...]],
    policy: IntakePolicy,
) -> Report:
    site, equipment = on_file
    category = equipment[0].product_category if equipment else wanted.product_category
    proposal = propose_level(wanted.symptom_code, category, policy)
    return Report(
        level=level_for(wanted.kind, wanted.level, wanted.level_reason, proposal, policy),
        customer_id=wanted.customer_id,
        equipment=equipment,
        product_model=wanted.product_model,
        product_category=wanted.product_category,
        symptom_code=wanted.symptom_code,
        fault_began_on=wanted.fault_began_on,
        district=None if site is None else site.district,
        division_code=None if site is None else site.division_code,
        channel=wanted.channel,
        dialled_number=wanted.dialled_number,
        origin=origin,
        external_reference=wanted.external_reference,
        caller=wanted.caller,
        description=wanted.description,
        reported_at=reported_at,
        late_recording_reason=wanted.late_recording_reason,
    )


def _equipment_ids(wanted: NewTicket) -> tuple[UUID, ...]:
    named = (*((wanted.equipment_id,) if wanted.equipment_id else ()), *wanted.further_equipment_ids)
    return tuple(dict.fromkeys(named))


def _of_customer(wanted: NewTicket, equipment: tuple[Equipment, ...]) -> tuple[Equipment, ...]:
    own = {each.id for each in equipment if each.customer_id == wanted.customer_id}
    for equipment_id in _equipment_ids(wanted):
        if equipment_id not in own:
            raise EquipmentNotFound(f"equipment {equipment_id} is not one of this customer", field="equipment_id")
    return equipment


async def _site(wanted: NewTicket, site: Site | None, equipment: tuple[Equipment, ...], work: Work) -> Site | None:
    """The site that was named, else the one where the equipment hangs."""
    if wanted.site_id is None and equipment and equipment[0].site_id is not None:
        return await work.sites.find(equipment[0].site_id)
    is_of_another = site is not None and site.customer_id != wanted.customer_id
    if wanted.site_id is not None and (site is None or is_of_another):
        raise SiteNotFound(f"site {wanted.site_id} is not one of this customer", field="site_id")
    return site
