"""How a ticket moves by what the other services announce: resolved when all is done, closed when all is answered."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.service import Service, Suggestion
from services.intake.domain.states import TICKET_LIFE, TicketAction, TicketState
from services.intake.domain.ticket import Ticket
from shared.errors import NotYetKnown
from shared.events.contract import Event
from shared.events.dispatch.jobs import JobCompleted
from shared.events.followup.calls import CallBackCompleted, CallGivenUp
from shared.events.intake.tickets import TicketClosed, TicketResolved


def put_before_specialist(ticket: Ticket, suggestion: Suggestion) -> Ticket:
    """The newest word of a technician who reached the customer; the specialist decides."""
    known = ticket.suggestion
    if known is not None and known.reached_at > suggestion.reached_at:
        return ticket
    return replace(ticket, suggestion=suggestion)


def after_job(service: Service, job: JobCompleted, policy: IntakePolicy) -> Service:
    """A visit is over; it owes its call-back unless it was made for something else than the fault (5.12)."""
    ended = service.job_ended(job.job_id)
    if job.purpose not in policy.endings.job_purposes_with_call_back:
        return ended
    return ended.did(job.job_id, resolution="visit")


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
        ticket = replace(ticket, state=TICKET_LIFE.after(ticket.state, TicketAction.CLOSE), ended_at=at)
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
        return replace(ticket, service=service).reopen("not_solved", now=call.completed_at, policy=policy)
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
