"""The work order 派工单: the paper with which a technician leaves, with the times by which he must be where (5.10)."""

from dataclasses import replace

from services.dispatch.domain.clocks import Clock, ClockKind
from services.dispatch.domain.dispatching.facts import WorkOrder
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.refusals import TechnicianMissing
from services.dispatch.domain.states import JobAction
from shared.events.dispatch.jobs import WorkOrderIssued
from shared.events.intake.tickets import FaultLevel


def order_work(job: Job, number: str, moment: Moment) -> tuple[Job, Events]:
    """For whoever is responsible and has not left; a second one takes the place of the first."""
    if job.technician_id is None:
        raise TechnicianMissing(f"nobody is assigned to job {job.number} yet", clause=moment.policy.work_order.clause)
    order = _written(job, number, job.technician_id, moment)
    return _issued(job.moving(JobAction.ORDER_WORK), order)


def issue_work_order(job: Job, number: str, moment: Moment) -> tuple[Job, Events]:
    """Nobody leaves without one where the policy asks for it, nor with one that says what no longer holds.

    One for each technician and trip; it is written anew, with the next version, when what it says has changed.
    """
    is_owed = moment.policy.work_order.for_every_job or job.carried_over_to is not None
    if job.technician_id is None or not is_owed:
        return job, []
    order = _written(job, number, job.technician_id, moment)
    stands = job.work_order_number is not None and job.work_order is not None and order.says_what(job.work_order)
    return (job, []) if stands else _issued(job, order)


def _written(job: Job, number: str, technician_id: PersonId, moment: Moment) -> WorkOrder:
    """`number`: of a first one."""
    book = job.clock_book(moment)
    response, promise = _running(book.running(ClockKind.RESPONSE)), book.promise
    before = job.work_order if job.work_order_number is not None else None
    return WorkOrder(
        number=before.number if before else number,
        version=before.version + 1 if before else 1,
        technician_id=technician_id,
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


def _issued(job: Job, order: WorkOrder) -> tuple[Job, Events]:
    event = WorkOrderIssued(
        **job.keys,
        number=order.number,
        version=order.version,
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
    return replace(job, work_order_number=order.number, work_order=order), [event]


def _reason(job: Job) -> str:
    if job.carried_over_to is not None:
        return "carried_over"
    return "duty" if job.duty is not None and job.level is FaultLevel.SYSTEM_DOWN else "every_job"


def _running(clocks: list[Clock]) -> Clock | None:
    return clocks[-1] if clocks else None
