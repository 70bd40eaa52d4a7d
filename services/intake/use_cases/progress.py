"""What the other services announce about a ticket."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.intake.domain.progress import after_job, answered, given_up, moved, put_before_specialist
from services.intake.domain.service import Service, Suggestion
from services.intake.domain.ticket import Ticket
from services.intake.work import Work
from shared.events.contract import Event
from shared.events.dispatch.jobs import (
    CustomerReached,
    ItemBroughtBack,
    JobCancelled,
    JobCompleted,
    JobOpened,
    TechnicianAssigned,
)
from shared.events.followup.calls import CallBackCompleted, CallGivenUp
from shared.events.repairs.items import RepairCollected

CALL_BACK = "call_back"
"""The purpose of calls that a ticket waits for."""


async def job_opened(event: JobOpened, work: Work) -> None:
    """The ticket waits for this job."""
    await _move(event.ticket_id, lambda service: service.job_opened(event.job_id), event.opened_at, work)


async def technician_assigned(event: TechnicianAssigned, work: Work) -> None:
    """The technician may read the ticket."""
    await _move(event.ticket_id, lambda service: service.assigned(event.technician_id), event.assigned_at, work)


async def customer_reached(event: CustomerReached, work: Work) -> None:
    """What the technician suggests is put before the specialist."""
    ticket = await work.tickets.get(event.ticket_id)
    suggestion = Suggestion(
        job_id=event.job_id,
        technician_id=event.technician_id,
        ending=event.ending,
        solution=event.solution,
        reached_at=event.reached_at,
    )
    _save_if_changed(ticket, put_before_specialist(ticket, suggestion), [], work)


async def item_brought_back(event: ItemBroughtBack, work: Work) -> None:
    """The ticket waits for this item."""
    await _move(event.ticket_id, lambda service: service.item_taken(event.item_id), event.brought_back_at, work)


async def job_completed(event: JobCompleted, work: Work) -> None:
    """A visit is over and owes its call-back."""
    ticket = await work.tickets.get(event.ticket_id)
    policy = work.policy_at(ticket.reported_at)
    after, events = moved(ticket, after_job(ticket.service, event, policy), at=event.completed_at, policy=policy)
    _save_if_changed(ticket, after, events, work)


async def job_cancelled(event: JobCancelled, work: Work) -> None:
    """Nobody goes for this job any more."""
    await _move(event.ticket_id, lambda service: service.job_ended(event.job_id), event.cancelled_at, work)


async def repair_collected(event: RepairCollected, work: Work) -> None:
    """The item is with the customer again, and the repair owes its call-back."""

    def ended(service: Service) -> Service:
        item_ids = [each for each in (event.item_id, event.repair_id) if each is not None]
        return service.item_back(*item_ids).did(event.repair_id, resolution="repair")

    await _move(event.ticket_id, ended, event.collected_at, work)


async def call_back_completed(event: CallBackCompleted, work: Work) -> None:
    """Solved closes, not solved reopens."""
    if event.ticket_id is None:
        return
    ticket = await work.tickets.get(event.ticket_id)
    after, events = answered(ticket, event, policy=work.policy_at(ticket.reported_at))
    _save_if_changed(ticket, after, events, work)


async def call_given_up(event: CallGivenUp, work: Work) -> None:
    """Nobody was reached: the ticket closes without an answer."""
    if event.ticket_id is None or event.purpose != CALL_BACK:
        return
    ticket = await work.tickets.get(event.ticket_id)
    after, events = given_up(ticket, event, policy=work.policy_at(ticket.reported_at))
    _save_if_changed(ticket, after, events, work)


async def _move(ticket_id: UUID, change: Callable[[Service], Service], at: datetime, work: Work) -> None:
    ticket = await work.tickets.get(ticket_id)
    after, events = moved(ticket, change(ticket.service), at=at, policy=work.policy_at(ticket.reported_at))
    _save_if_changed(ticket, after, events, work)


def _save_if_changed(before: Ticket, after: Ticket, events: list[Event], work: Work) -> None:
    """What we knew already needs no new version."""
    if after != before:
        work.tickets.save(after, events, origin=after.origin)
