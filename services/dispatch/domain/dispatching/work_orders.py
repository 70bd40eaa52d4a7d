"""The work order 派工单: the paper with which a technician leaves, with the times by which he must be where (5.10)."""

from dataclasses import replace

from services.dispatch.domain.clocks import Clock, ClockKind
from services.dispatch.domain.dispatching.facts import WorkOrder
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.refusals import TechnicianMissing
from shared.events.dispatch.jobs import WorkOrderIssued
from shared.events.intake.tickets import FaultLevel


def order_work(job: Job, number: str, moment: Moment) -> tuple[Job, Events]:
    """The specialist writes it for whoever is responsible; a second one takes the place of the first."""
    if job.technician_id is None:
        raise TechnicianMissing(f"nobody is assigned to job {job.number} yet", clause=moment.policy.work_order.clause)
    return _issued(job, number, moment)


def issue_work_order(job: Job, number: str, moment: Moment) -> tuple[Job, Events]:
    """Nobody leaves without one where the policy asks for it; one for each technician of the job."""
    is_owed = moment.policy.work_order.for_every_job or job.carried_over_to is not None
    if job.work_order_number is not None or job.technician_id is None or not is_owed:
        return job, []
    return _issued(job, number, moment)


def _issued(job: Job, number: str, moment: Moment) -> tuple[Job, Events]:
    assert job.technician_id is not None
    book = job.clock_book(moment)
    response, promise = _running(book.running(ClockKind.RESPONSE)), book.promise
    order = WorkOrder(
        number=number,
        technician_id=job.technician_id,
        reason=_reason(job),
        is_carried_over=job.carried_over_to is not None,
        priority=None if job.level is None else int(job.level),
        rank=job.rank,
        respond_by=response.due_at if response else None,
        arrive_by=promise.due_at if promise and promise.is_waiting else None,
        window_from=job.appointment.window_from if job.appointment else None,
        window_until=job.appointment.window_until if job.appointment else None,
        issued_at=moment.now,
    )
    event = WorkOrderIssued(
        **job.keys,
        number=order.number,
        technician_id=order.technician_id,
        is_carried_over=order.is_carried_over,
        reason=order.reason,
        priority=order.priority,
        rank=order.rank,
        respond_by=order.respond_by,
        arrive_by=order.arrive_by,
        window_from=order.window_from,
        window_until=order.window_until,
        issued_at=order.issued_at,
    )
    return replace(job, work_order_number=number, work_order=order), [event]


def _reason(job: Job) -> str:
    if job.carried_over_to is not None:
        return "carried_over"
    return "duty" if job.duty is not None and job.level is FaultLevel.SYSTEM_DOWN else "every_job"


def _running(clocks: list[Clock]) -> Clock | None:
    return clocks[-1] if clocks else None
