"""From the assignment to the agreed visit: who is sent, whether the customer was reached, when he expects us."""

from datetime import datetime, timedelta

from services.dispatch.domain.clock_book import Announced, ClockBook
from services.dispatch.domain.clocks import Awaited, ClockKind, Outcome
from services.dispatch.domain.dispatching.answering import begun, withdrawn
from services.dispatch.domain.dispatching.facts import Exemption, Offer
from services.dispatch.domain.dispatching.work_orders import issue_work_order
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.facts import Appointment, Attempt, Response
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.purposes import terms_of
from services.dispatch.domain.promises import appointment_clock
from services.dispatch.domain.refusals import TechnicianMissing, VisitNotDecided, WindowWrong
from services.dispatch.domain.states import JobAction, JobState
from services.dispatch.domain.technician import Technician
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    CustomerReached,
    TechnicianAssigned,
)

VISIT_CLAUSE = "5.3"
APPOINTMENT_CLAUSE = "5.4"


def assign(job: Job, technician: Technician, moment: Moment, exemption: Exemption | None = None) -> tuple[Job, Events]:
    """Ask a technician to take the job; only one who is certified when he is needed (5.15), without exemption.

    An appointment that stands is his as well.
    """
    technician.must_be_certified(job.needed_at(moment.now))
    previous = job.technician_id if job.technician_id != technician.id else None
    offer = Offer(
        id=moment.new_id(),
        technician_id=technician.id,
        offered_at=moment.now,
        answer_by=moment.now + moment.policy.offer.answer_within(job.level),
        exemption=exemption,
    )
    event = TechnicianAssigned(
        **job.keys,
        technician_id=technician.id,
        previous_technician_id=previous,
        offer_id=offer.id,
        answer_by=offer.answer_by,
        passed_over=tuple(each.value for each in exemption.passed_over) if exemption else (),
        override_reason=exemption.reason if exemption else None,
        assigned_at=moment.now,
    )
    is_agreed_already = job.state is JobState.WAITING and job.appointment is not None
    job = withdrawn(job, moment.now)
    job = job.moving(
        JobAction.ASSIGN_AS_AGREED if is_agreed_already else JobAction.ASSIGN,
        technician_id=technician.id,
        assigned_at=moment.now,
        offers=(*job.offers, offer),
        work_order_number=job.work_order_number if previous is None else None,
    )
    return job, [event]


def log_attempt(job: Job, attempt: Attempt, moment: Moment) -> tuple[Job, Events]:
    """A call that reached nobody: it stops no clock, but three on two numbers count apart when the clock breaks.

    One that is told late may show of a clock that is broken already that the customer could not be reached.
    """
    job.must_have_happened(attempt.attempted_at, moment, after=job.reported_at, field="attempted_at")
    job = job.moving(JobAction.LOG_ATTEMPT, attempts=(*job.attempts, attempt))
    job, taken = (job, []) if attempt.was_by_desk else begun(job, attempt.attempted_at, moment)
    job, corrected = job.timed(job.clock_book(moment).judged_anew(moment.now))
    return job, [*taken, *corrected]


def reach_customer(job: Job, response: Response, moment: Moment) -> tuple[Job, Events]:
    """Somebody spoke with the customer and reports how it goes on (5.1); the assessment never holds this up."""
    job.must_have_happened(response.reached_at, moment, after=job.reported_at, field="reached_at")
    job = job.moving(JobAction.REACH_CUSTOMER, response=response)
    job, taken = (job, []) if response.was_by_desk else begun(job, response.reached_at, moment)
    reached = CustomerReached(
        **job.keys,
        technician_id=response.technician_id,
        ending=response.ending,
        solution=response.solution,
        attempts=len(job.attempts),
        reached_at=response.reached_at,
    )
    job, events = job.timed(job.clock_book(moment).happened(Awaited.CUSTOMER_REACHED, response.reached_at))
    return job, [*taken, *events, reached]


def responsible(job: Job) -> PersonId:
    """Who reports about this job; raises TechnicianMissing while nobody is assigned."""
    if job.technician_id is None:
        raise TechnicianMissing(f"nobody is assigned to job {job.number} yet", clause="5.1")
    return job.technician_id


def window_end(window_from: datetime, moment: Moment) -> datetime:
    """How long a window is when nothing else was agreed."""
    return window_from + timedelta(minutes=moment.policy.appointment.window_minutes)


def agree_appointment(job: Job, appointment: Appointment, order: str, moment: Moment) -> tuple[Job, Events]:
    """The specialist agrees the visit with the customer, who is then reached, and told what coming costs.

    Only where the customer himself wished a later time do the arrival clocks move to the window.
    """
    if job.visit is None and terms_of(job.purpose).needs_visit_decision:
        raise VisitNotDecided("no visit was decided for this job", clause=VISIT_CLAUSE)
    if not appointment.window_from < appointment.window_until or appointment.window_until <= moment.now:
        raise WindowWrong("the window must end after it begins and lie ahead", clause=APPOINTMENT_CLAUSE, field="until")
    if appointment.wish is not None:
        job.must_have_happened(appointment.wish.wished_at, moment, after=job.reported_at, field="wished_at")
    job = job.moving(JobAction.AGREE_APPOINTMENT, appointment=appointment)
    job, timed = job.timed(appointment_clocks(job, appointment, moment))
    agreed = AppointmentAgreed(
        **job.keys,
        window_from=appointment.window_from,
        window_until=appointment.window_until,
        is_at_customers_wish=appointment.wish is not None,
        was_told_visit_fee=appointment.was_told_visit_fee,
        was_told_travel_rule=appointment.was_told_travel_rule,
        agreed_at=appointment.agreed_at,
    )
    job, ordered = issue_work_order(job, order, moment)
    return job, [agreed, *timed, *ordered]


def appointment_clocks(job: Job, appointment: Appointment, moment: Moment) -> tuple[ClockBook, Announced]:
    """The customer is reached, an earlier appointment no longer counts, a wished one moves the arrival clocks."""
    at = appointment.agreed_at
    book, events = job.clock_book(moment).happened(Awaited.CUSTOMER_REACHED, at)
    book, replaced = book.ending(Outcome.REPLACED, at, [ClockKind.APPOINTMENT])
    moved: Announced = []
    if (move := appointment.wished_move) is not None:
        book, moved = book.move_arrival(move)
    clock = appointment_clock(
        appointment.window_from, appointment.window_until, moment.occasion("appointment_agreed", at)
    )
    book, running = book.setting([clock])
    return book, [*events, *replaced, *moved, *running]
