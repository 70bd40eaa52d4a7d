"""How a ticket begins: accepted, judged and announced in one step."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.intake.domain.equipment import Equipment
from services.intake.domain.register.repeat import Repeat
from services.intake.domain.report import Caller, LevelGiven
from services.intake.domain.states import TICKET_LIFE
from services.intake.domain.steps.duties import item_told
from services.intake.domain.ticket import Ticket, TicketId
from services.intake.domain.verdicts.decisions import Decision, Judgement, charge_decided, warranty_decided
from shared.events.contract import Event
from shared.events.intake.contacts import DescriptionRecorded
from shared.events.intake.tickets import TicketOpened

FIRST_DECISION = 1
"""Verdicts of each subject are counted from here."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the customer reported, checked by the rules of `report.py`."""

    level: LevelGiven
    customer_id: UUID
    equipment: tuple[Equipment, ...]
    """Everything on file that it is about, the item that was named first in front."""
    product_model: str | None
    product_category: str | None
    symptom_code: str | None
    fault_began_on: date | None = None
    district: str | None
    division_code: str | None
    channel: str
    dialled_number: str | None
    origin: str
    external_reference: str | None
    caller: Caller
    description: str
    reported_at: datetime
    late_recording_reason: str | None
    repeat: Repeat | None = None


def open_ticket(
    ticket_id: UUID, number: str, report: Report, judged: Judgement, decisions: tuple[Decision, Decision], now: datetime
) -> tuple[Ticket, list[Event]]:
    """A ticket with its first two verdicts, warranty and charge."""
    warranty, charge = decisions
    ticket = _ticket(TicketId(ticket_id), number, report, judged, now)
    events = [
        _opened(ticket, report.equipment),
        warranty_decided(warranty),
        charge_decided(charge, judged.charge.category),
        described(ticket),
    ]
    if ticket.repeat is not None:
        events.append(ticket.repeat.detected(ticket.id, now=now))
    return ticket, events


def described(ticket: Ticket) -> Event:
    """What was said and by whom, for the restricted stream."""
    return DescriptionRecorded(
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        symptom=ticket.description,
        reporter_name=ticket.caller.name,
        reporter_phone=ticket.caller.phone,
        recorded_at=ticket.recorded_at,
    )


def _opened(ticket: Ticket, items: tuple[Equipment, ...]) -> Event:
    equipment = items[0] if items else None
    return TicketOpened(
        ticket_id=ticket.id,
        number=ticket.number,
        kind=ticket.kind,
        level=ticket.level,
        customer_id=ticket.customer_id,
        site_id=ticket.site_id,
        equipment_id=ticket.equipment_id,
        product_model=ticket.product_model,
        product_category=ticket.product_category,
        serial=None if equipment is None else equipment.serial,
        is_part_of_installation=equipment is not None and equipment.is_part_of_installation,
        items=tuple(item_told(each) for each in items),
        symptom_code=ticket.symptom_code,
        proposed_level=None if ticket.proposal is None else ticket.proposal.level,
        division_code=ticket.division_code,
        district=ticket.district,
        region=ticket.region,
        channel=ticket.channel,
        origin=ticket.origin,
        policy_revision=ticket.policy_revision,
        reported_at=ticket.reported_at,
        recorded_at=ticket.recorded_at,
    )


def _ticket(ticket_id: TicketId, number: str, report: Report, judged: Judgement, now: datetime) -> Ticket:
    equipment, case = report.equipment[0] if report.equipment else None, judged.case
    return Ticket(
        id=ticket_id,
        number=number,
        state=TICKET_LIFE.initial,
        kind=case.kind,
        level=report.level.level,
        proposal=report.level.proposal,
        is_level_confirmed=report.level.is_confirmed,
        place=case.place,
        customer_id=report.customer_id,
        site_id=case.site_id,
        equipment_id=None if equipment is None else equipment.id,
        further_equipment_ids=tuple(each.id for each in report.equipment[1:]),
        product_model=report.product_model if equipment is None else equipment.product_model,
        product_category=report.product_category if equipment is None else equipment.product_category,
        symptom_code=report.symptom_code,
        fault_began_on=report.fault_began_on,
        region=case.region,
        district=report.district,
        division_code=report.division_code,
        channel=report.channel,
        dialled_number=report.dialled_number,
        origin=report.origin,
        external_reference=report.external_reference,
        caller=report.caller,
        description=report.description,
        reported_at=report.reported_at,
        recorded_at=now,
        late_recording_reason=report.late_recording_reason,
        policy_revision=judged.policy.revision.number,
        charge_category=judged.charge.category,
        charge_clause=judged.charge.clause,
        repeat=report.repeat,
        charge_number=FIRST_DECISION,
        warranty_number=FIRST_DECISION,
        visit_fee_waiver=judged.charge.visit_fee_waiver,
    )
