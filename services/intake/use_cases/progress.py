"""What the other services announce about a ticket."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from services.intake.domain.progress import (
    NO_FAULT_FOUND,
    after_job,
    answered,
    given_up,
    moved,
    paid_work_of,
    put_before_specialist,
    without_fault,
)
from services.intake.domain.service import Service, Suggestion
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.paid_work import PaidWorkId
from services.intake.use_cases.access import ticket_told_of
from services.intake.work import Work
from shared.events.billing.charges import ChargeRaised
from shared.events.contract import Event
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    CustomerReached,
    ItemBroughtBack,
    JobCancelled,
    JobCompleted,
    JobEvent,
    JobOpened,
    TechnicianArrived,
    TechnicianAssigned,
)
from shared.events.followup.calls import CallBackCompleted, CallGivenUp
from shared.events.repairs.endings import GoodsReturned, ItemExchanged, RepairEnded
from shared.events.repairs.items import FaultNotReproduced, RepairCollected, RepairEvent, RepairRegistered

CALL_BACK = "call_back"
"""The purpose of calls that a ticket waits for."""


async def job_opened(event: JobOpened, work: Work) -> None:
    """The ticket waits for this job."""
    await _move(event, lambda service: service.job_opened(event.job_id), event.opened_at, work)


async def technician_assigned(event: TechnicianAssigned, work: Work) -> None:
    """The technician may read the ticket."""
    await _move(event, lambda service: service.assigned(event.technician_id), event.assigned_at, work)


async def customer_reached(event: CustomerReached, work: Work) -> None:
    """What the technician suggests is put before the specialist; about a renewal there is nothing to decide."""
    if not event.has_ticket:
        return
    ticket = await ticket_told_of(event.ticket_id, work)
    suggestion = Suggestion(
        job_id=event.job_id,
        technician_id=event.technician_id,
        ending=event.ending,
        solution=event.solution,
        reached_at=event.reached_at,
    )
    _save_if_changed(ticket, put_before_specialist(ticket, suggestion), [], work)


async def appointment_agreed(event: AppointmentAgreed, work: Work) -> None:
    """What coming costs was told: if the ticket is cancelled after the visit, it is owed."""

    def told(service: Service) -> Service:
        return service.told(visit_fee=event.was_told_visit_fee, travel_rule=event.was_told_travel_rule)

    await _move(event, told, event.agreed_at, work)


async def technician_arrived(event: TechnicianArrived, work: Work) -> None:
    """A visit takes place."""
    await _move(event, lambda service: service.visit_took_place(event.job_id), event.arrived_at, work)


async def repair_registered(event: RepairRegistered, work: Work) -> None:
    """An item is in our hands, brought in or brought back: the ticket waits for it."""
    item_id = event.item_id or event.repair_id

    def taken(service: Service) -> Service:
        return replace(service.item_taken(item_id), is_item_awaited=False)

    await _move(event, taken, event.registered_at, work)


async def fault_not_reproduced(event: FaultNotReproduced, work: Work) -> None:
    """The bench finds no fault: level 4, with that reason."""
    ticket = await ticket_told_of(event.ticket_id, work)
    after, events = without_fault(ticket, at=event.tested_at, policy=work.policy_at(ticket.reported_at))
    _save_if_changed(ticket, after, events, work)


async def item_brought_back(event: ItemBroughtBack, work: Work) -> None:
    """The ticket waits for this item."""
    await _move(event, lambda service: service.item_taken(event.item_id), event.brought_back_at, work)


async def job_completed(event: JobCompleted, work: Work) -> None:
    """A visit is over and owes its call-back; one without a ticket is none of ours."""
    if not event.has_ticket:
        return
    ticket = await ticket_told_of(event.ticket_id, work)
    policy = work.policy_at(ticket.reported_at)
    levelled, lowered = ticket, list[Event]()
    if event.outcome == NO_FAULT_FOUND:
        levelled, lowered = without_fault(ticket, at=event.completed_at, policy=policy)
    service = after_job(ticket.service, event, policy)
    after, events = moved(levelled, service, at=event.completed_at, policy=policy)
    _save_if_changed(ticket, after, [*lowered, *events], work)


async def job_cancelled(event: JobCancelled, work: Work) -> None:
    """Nobody goes for this job any more."""
    await _move(event, lambda service: service.job_ended(event.job_id), event.cancelled_at, work)


async def repair_ended(event: RepairCollected | ItemExchanged | GoodsReturned | RepairEnded, work: Work) -> None:
    """The item is no longer in our hands, in whatever way, and the repair owes its call-back."""

    def ended(service: Service) -> Service:
        item_ids = [each for each in (event.item_id, event.repair_id) if each is not None]
        return service.item_back(*item_ids).did(event.repair_id, resolution="repair")

    await _move(event, ended, event.happened_at(), work)


async def charge_raised(event: ChargeRaised, work: Work) -> None:
    """Remember a paid repair: the same fault soon after it costs no visit fee (reading of clause 2)."""
    ticket = await ticket_told_of(event.ticket_id, work)
    is_known = await work.paid_works.find(PaidWorkId(event.charge_id)) is not None
    work_done = paid_work_of(ticket, event)
    if work_done is not None and not is_known:
        work.paid_works.add(work_done)


async def call_back_completed(event: CallBackCompleted, work: Work) -> None:
    """Solved closes, not solved reopens."""
    if event.ticket_id is None:
        return
    ticket = await ticket_told_of(event.ticket_id, work)
    after, events = answered(ticket, event, policy=work.policy_at(ticket.reported_at))
    _save_if_changed(ticket, after, events, work)


async def call_given_up(event: CallGivenUp, work: Work) -> None:
    """Nobody was reached: the ticket closes without an answer."""
    if event.ticket_id is None or event.purpose != CALL_BACK:
        return
    ticket = await ticket_told_of(event.ticket_id, work)
    after, events = given_up(ticket, event, policy=work.policy_at(ticket.reported_at))
    _save_if_changed(ticket, after, events, work)


async def _move(event: JobEvent | RepairEvent, change: Callable[[Service], Service], at: datetime, work: Work) -> None:
    """A visit for a renewal belongs to no ticket, and says so (ADR 24)."""
    if isinstance(event, JobEvent) and not event.has_ticket:
        return
    ticket = await ticket_told_of(event.ticket_id, work)
    after, events = moved(ticket, change(ticket.service), at=at, policy=work.policy_at(ticket.reported_at))
    _save_if_changed(ticket, after, events, work)


def _save_if_changed(before: Ticket, after: Ticket, events: list[Event], work: Work) -> None:
    """What we knew already needs no new version."""
    if after != before:
        work.tickets.save(after, events, origin=after.origin)
