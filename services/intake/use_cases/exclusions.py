"""What ends the cover of an item: found, disputed, decided by the supervisor; each time the ticket is judged anew."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.refusals import EquipmentNotFound
from services.intake.domain.states import TICKET_LIFE, ExclusionAction, ExclusionState, TicketAction
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import DecisionCause
from services.intake.domain.verdicts.exclusion import Exclusion, ExclusionId, FoundWhere, number_of
from services.intake.use_cases.access import ticket_for_caller, ticket_told_of
from services.intake.use_cases.judging import judged_again
from services.intake.work import Work
from shared.actor import Role
from shared.events.dispatch.jobs import ExclusionFound as FoundOnSite
from shared.events.repairs.bench import ExclusionFound as FoundAtBench


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What somebody found when the item was opened or the papers were seen."""

    equipment_id: UUID | None
    clause: str
    where: FoundWhere
    found_in: UUID | None
    evidence_sha256: tuple[str, ...]
    is_disputed: bool
    found_by_role: Role
    found_by: str
    found_at: datetime


async def found_on_site(event: FoundOnSite, work: Work) -> None:
    """The technician has found it at the site; a visit without a ticket has no verdict that it could change."""
    if not event.has_ticket:
        return
    finding = Finding(
        equipment_id=event.equipment_id,
        clause=event.exclusion,
        where=FoundWhere.SITE,
        found_in=event.job_id,
        evidence_sha256=event.evidence_sha256,
        is_disputed=event.is_disputed,
        found_by_role=Role.TECHNICIAN,
        found_by=str(event.technician_id),
        found_at=event.found_at,
    )
    await _record(await ticket_told_of(event.ticket_id, work), finding, work)


async def found_at_bench(event: FoundAtBench, work: Work) -> None:
    """The test bench has found it; on an item that the ticket does not name, it is judged for the ticket as a whole."""
    ticket = await ticket_told_of(event.ticket_id, work)
    finding = Finding(
        equipment_id=event.equipment_id if event.equipment_id in ticket.equipment_ids else None,
        clause=event.exclusion,
        where=FoundWhere.BENCH,
        found_in=event.repair_id,
        evidence_sha256=event.evidence_sha256,
        is_disputed=event.is_disputed,
        found_by_role=work.actor.role,
        found_by=event.found_by,
        found_at=event.found_at,
    )
    await _record(ticket, finding, work)


async def record_exclusion(
    ticket_id: UUID, clause: str, equipment_id: UUID | None, evidence_sha256: tuple[str, ...], work: Work
) -> Ticket:
    """Found at the desk, for example a label with an altered date, or by a technician who works on the ticket."""
    ticket = await ticket_for_caller(ticket_id, work)
    ticket.check_allows(TicketAction.DECIDE_AGAIN)
    if equipment_id is not None and equipment_id not in ticket.equipment_ids:
        raise EquipmentNotFound(f"equipment {equipment_id} is not one of this ticket", field="equipment_id")
    where = FoundWhere.SITE if work.actor.role is Role.TECHNICIAN else FoundWhere.DESK
    finding = Finding(
        equipment_id=equipment_id,
        clause=clause,
        where=where,
        found_in=None,
        evidence_sha256=evidence_sha256,
        is_disputed=False,
        found_by_role=work.actor.role,
        found_by=work.actor.subject,
        found_at=work.now,
    )
    return await _record(ticket, finding, work)


async def dispute_exclusion(ticket_id: UUID, exclusion_id: UUID, work: Work) -> Ticket:
    """The customer says that it is not so."""
    ticket = await ticket_for_caller(ticket_id, work)
    exclusion = await work.exclusions.of_ticket(ticket_id, exclusion_id)
    work.exclusions.save(exclusion.dispute())
    return await _judged(ticket, DecisionCause.EXCLUSION_FOUND, work)


async def rule_on_exclusion(
    ticket_id: UUID, exclusion_id: UUID, action: ExclusionAction, reason: str, work: Work
) -> Ticket:
    """The supervisor decides whether it stands (reading of 4.6)."""
    ticket = await work.tickets.get(ticket_id)
    exclusion = await work.exclusions.of_ticket(ticket_id, exclusion_id)
    work.changes.reason = reason
    work.exclusions.save(exclusion.rule(action, reason, now=work.now, actor=work.actor))
    return await _judged(ticket, DecisionCause.RULING, work)


async def _record(ticket: Ticket, finding: Finding, work: Work) -> Ticket:
    """On file, with who found it; judged anew, so that a quote is void and chargeable work waits for a new consent."""
    exclusion = Exclusion(
        id=ExclusionId(work.new_id()),
        ticket_id=ticket.id,
        equipment_id=finding.equipment_id,
        number=number_of(finding.clause),
        state=ExclusionState.FOUND,
        found_where=finding.where,
        found_in=finding.found_in,
        evidence_sha256=finding.evidence_sha256,
        found_by_role=finding.found_by_role,
        found_by=finding.found_by,
        found_at=finding.found_at,
    )
    work.exclusions.add(exclusion.dispute() if finding.is_disputed else exclusion)
    return await _judged(ticket, DecisionCause.EXCLUSION_FOUND, work)


async def _judged(ticket: Ticket, cause: DecisionCause, work: Work) -> Ticket:
    """What is heard of a ticket that has ended stays on file for the item and changes no verdict."""
    if not TICKET_LIFE.allows(ticket.state, TicketAction.DECIDE_AGAIN):
        return ticket
    judged, events = await judged_again(ticket, cause, work)
    return work.tickets.save(judged, events, origin=judged.origin) if judged != ticket else ticket
