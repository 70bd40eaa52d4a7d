"""What the technician who was asked answers, and what becomes of a job that he does not take."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from services.dispatch.domain.dispatching.facts import Offer
from services.dispatch.domain.dispatching.reasons import RefusalReason
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.refusals import NothingOffered, OfferOver
from services.dispatch.domain.states import AWAITS_DISPATCH, JobAction, OfferAction, OfferState
from shared.events.dispatch.assignments import AssignmentAccepted, AssignmentLapsed, AssignmentRefused

NOBODY_GOES: Final = {
    "technician_id": None,
    "assigned_at": None,
    "work_order_number": None,
    "departed_at": None,
    "equipment_check": None,
}
"""What a job forgets when whoever was to go, or was on his way, does not."""


def accept(job: Job, moment: Moment) -> tuple[Job, Events]:
    """The technician takes the job; not any more when his time to answer is over."""
    offer = _offer(job)
    if offer.is_open and moment.now > offer.answer_by:
        raise OfferOver("the time to answer is over", clause=moment.policy.offer.clause)
    return _taken(job, offer, moment.now)


def was_taken_in_time(job: Job, technician_id: str, at: datetime) -> bool:
    """Whether the offer lapsed only because he could not say so then; not once somebody else was asked."""
    offer = job.offer
    return (
        job.state in AWAITS_DISPATCH
        and offer is not None
        and offer.state is OfferState.LAPSED
        and technician_id == str(offer.technician_id)
        and offer.answered_at is not None
        and offer.offered_at <= at <= offer.answered_at  # when it lapsed: the evening cut-off may have ended it
    )


def accept_after_all(job: Job, at: datetime) -> tuple[Job, Events]:
    """He took the job in time, with a phone that was off line: it is his, and so is an appointment that stands.

    That it was carried over meanwhile stays on record.
    """
    offer = job.offer
    assert offer is not None
    action = JobAction.ASSIGN if job.appointment is None else JobAction.ASSIGN_AS_AGREED
    job = job.moving(action, technician_id=offer.technician_id, assigned_at=offer.offered_at)
    return _taken(job, offer, at)


def begun(job: Job, at: datetime, moment: Moment) -> tuple[Job, Events]:
    """The technician who begins with a job has taken it then; what the desk does for it answers no offer."""
    if job.offer is None or not job.offer.is_open:
        return job, []
    return _taken(job, job.offer, max(job.offer.offered_at, min(at, moment.now)))


def refuse(job: Job, reason: RefusalReason, moment: Moment) -> tuple[Job, Events]:
    """The job waits for another one; his reason goes into the next proposal."""
    offer = _offer(job)
    job = released(job, offer.after(OfferAction.REFUSE, moment.now, reason))
    event = AssignmentRefused(
        **job.keys,
        technician_id=offer.technician_id,
        offer_id=offer.id,
        reason=reason.value,
        refused_at=moment.now,
    )
    return job, [event]


def lapse(job: Job, offer_id: UUID) -> tuple[Job, Events]:
    """No answer in time: the job waits for another one. An offer that was answered, or is not the last, is left."""
    offer = job.offer
    if offer is None or offer.id != offer_id or not offer.is_open:
        return job, []
    return lapsed(job, offer, offer.answer_by)


def lapsed(job: Job, offer: Offer, at: datetime) -> tuple[Job, Events]:
    """The offer is over without an answer."""
    job = released(job, offer.after(OfferAction.LAPSE, at))
    event = AssignmentLapsed(**job.keys, technician_id=offer.technician_id, offer_id=offer.id, lapsed_at=at)
    return job, [event]


def released(job: Job, offer: Offer) -> Job:
    """Nobody is responsible any more, whoever was on the road has turned back; an agreed appointment stands."""
    return job.moving(JobAction.RELEASE, **NOBODY_GOES).with_offer(replace(offer, departed_at=job.departed_at))


def withdrawn(job: Job, at: datetime) -> Job:
    """What was offered no longer counts: to someone else, or the job is held or over."""
    if job.offer is None or not (job.offer.is_open or job.is_accepted):
        return job
    return job.with_offer(replace(job.offer.after(OfferAction.WITHDRAW, at), departed_at=job.departed_at))


def last_on_the_road(job: Job) -> PersonId | None:
    """Who has left for the customer, or turned back on the road since somebody came last; None: nobody."""
    if job.departed_at is not None:
        return job.technician_id
    came_at = job.trips[-1].ended_at if job.trips else job.reported_at
    left = [each for each in job.offers if each.departed_at is not None and each.departed_at >= came_at]
    return left[-1].technician_id if left else None


def _taken(job: Job, offer: Offer, now: datetime) -> tuple[Job, Events]:
    taken = offer.after(OfferAction.ACCEPT, now)
    event = AssignmentAccepted(**job.keys, technician_id=offer.technician_id, offer_id=offer.id, accepted_at=now)
    return replace(job, offers=(*job.offers[:-1], taken)), [event]


def _offer(job: Job) -> Offer:
    if job.offer is None or job.technician_id is None:
        raise NothingOffered(f"job {job.number} is offered to nobody")
    return job.offer
