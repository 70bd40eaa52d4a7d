"""How a ticket moves by what the other services announce: resolved when all is done, closed when all is answered."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.report import HAS_A_LEVEL
from services.intake.domain.service import Service, Suggestion
from services.intake.domain.states import TICKET_LIFE, TicketAction, TicketState
from services.intake.domain.steps.endings import reopen
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.paid_work import PaidWork, PaidWorkId
from shared.errors import NotYetKnown
from shared.events.billing.charges import ChargeRaised
from shared.events.contract import Event
from shared.events.dispatch.jobs import JobCompleted
from shared.events.followup.calls import CallBackCompleted, CallGivenUp
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import FaultLevel, TicketClosed, TicketKind, TicketResolved
from shared.money import Money
from shared.policy import business_day

NO_FAULT_FOUND = "no_fault_found"
"""An outcome of a visit, and the reason for the level that follows from it."""
WORK_IS_DONE = "done"


def put_before_specialist(ticket: Ticket, suggestion: Suggestion) -> Ticket:
    """The newest word of a technician who reached the customer; the specialist decides."""
    known = ticket.suggestion
    if known is not None and known.reached_at > suggestion.reached_at:
        return ticket
    return replace(ticket, suggestion=suggestion)


def after_job(service: Service, job: JobCompleted, policy: IntakePolicy) -> Service:
    """A visit is over; it owes its call-back unless it was made for something else than the fault (5.12)."""
    ended = service.job_ended(job.job_id).visit_took_place(job.job_id)
    if any(each.outcome == WORK_IS_DONE for each in job.work) or job.parts or job.camera_points:
        ended = ended.work_was_done(job.job_id)
    if job.purpose not in policy.endings.job_purposes_with_call_back:
        return ended
    return ended.did(job.job_id, resolution="visit")


def without_fault(ticket: Ticket, *, at: datetime, policy: IntakePolicy) -> tuple[Ticket, list[Event]]:
    """No fault was found: the level becomes 4 with that reason; who pays for the visit stays as it was."""
    can_change = TICKET_LIFE.allows(ticket.state, TicketAction.CHANGE_LEVEL) and ticket.kind in HAS_A_LEVEL
    if not can_change:
        return ticket, []
    return ticket.change_level(FaultLevel.NOT_A_FAULT, NO_FAULT_FOUND, now=at, policy=policy)


def paid_work_of(ticket: Ticket, charge: ChargeRaised) -> PaidWork | None:
    """A repair for money; travel charged alone is none, be the visit free or cancelled, nor is a moved camera."""
    is_repair = ticket.kind is TicketKind.FAULT and ticket.charge_category is ChargeCategory.PAID
    is_for_work = charge.job_id is not None or charge.repair_id is not None
    if not (is_repair and is_for_work) or charge.total == Money.ZERO:
        return None
    return PaidWork(
        id=PaidWorkId(charge.charge_id),
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        site_id=ticket.site_id,
        equipment_ids=ticket.equipment_ids,
        symptom_code=ticket.symptom_code,
        done_on=business_day(charge.raised_at),
    )


def moved(ticket: Ticket, service: Service, *, at: datetime, policy: IntakePolicy) -> tuple[Ticket, list[Event]]:
    """The ticket after something happened elsewhere at `at`; open money never keeps it open."""
    ticket = replace(ticket, service=service)
    events: list[Event] = []
    is_done = bool(service.owed) and not service.is_under_way
    if is_done and TICKET_LIFE.allows(ticket.state, TicketAction.FINISH):
        state = TICKET_LIFE.after(ticket.state, TicketAction.FINISH)
        ticket = replace(ticket, state=state, closure=ticket.closure + 1, ended_at=at)
        events.append(
            TicketResolved(
                ticket_id=ticket.id,
                closure=ticket.closure,
                resolution=service.resolution or "visit",
                resolved_at=at,
            )
        )
    if ticket.state is TicketState.RESOLVED and not service.unanswered:
        state = TICKET_LIFE.after(ticket.state, TicketAction.CLOSE)
        ticket = replace(ticket, state=state, ended_at=at, ending_reason=service.closing_reason)
        closed = TicketClosed(
            ticket_id=ticket.id,
            closure=ticket.closure,
            reason=service.closing_reason,
            clause=policy.endings.clause,
            closed_at=at,
        )
        events.append(closed)
    return ticket, events


def answered(ticket: Ticket, call: CallBackCompleted, *, policy: IntakePolicy) -> tuple[Ticket, list[Event]]:
    """The call-back: solved closes; not solved reopens, unless an item is still in repair (reading of 5.12)."""
    about = _about(ticket, call.job_id, call.repair_id)
    service = ticket.service.was_answered(about)
    can_reopen = about in service.owed and TICKET_LIFE.allows(ticket.state, TicketAction.REOPEN)
    if not call.is_solved and can_reopen:
        return reopen(replace(ticket, service=service), "not_solved", now=call.completed_at, policy=policy)
    return moved(ticket, service, at=call.completed_at, policy=policy)


def given_up(ticket: Ticket, call: CallGivenUp, *, policy: IntakePolicy) -> tuple[Ticket, list[Event]]:
    """Nobody was reached in all the attempts: the ticket closes without an answer."""
    about = _about(ticket, call.job_id, call.repair_id)
    return moved(ticket, ticket.service.was_given_up(about), at=call.given_up_at, policy=policy)


def _about(ticket: Ticket, job_id: UUID | None, repair_id: UUID | None) -> UUID:
    """What was asked about; raises NotYetKnown while we have not heard ourselves that it was done."""
    about = repair_id or job_id or ticket.id
    if about not in ticket.service.done:
        raise NotYetKnown(f"ticket {ticket.id} has not heard yet that {about} was done")
    return about
