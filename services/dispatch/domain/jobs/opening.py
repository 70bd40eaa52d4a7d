"""How jobs begin and how they end without work: opened, redone, cancelled, settled without a visit."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.dispatch.domain.clocks import Awaited, ClockKind, Outcome
from services.dispatch.domain.dispatching.answering import last_on_the_road, withdrawn
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.facts import TRAVEL_CLAUSE, Purpose, Travel
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.purposes import terms_of
from services.dispatch.domain.promises import (
    arrival_by_level,
    arrival_by_region,
    card_return_clock,
    exists_from_report,
    is_response_over,
    response_clock,
)
from services.dispatch.domain.refusals import TravelCostWrong
from services.dispatch.domain.states import JOB_LIFE, JobAction
from shared.events.dispatch.jobs import JobCancelled, JobOpened
from shared.events.intake.decisions import VisitDecided
from shared.events.intake.tickets import (
    BringInExpected,
    RemoteSolutionFound,
    TicketCancelled,
    TicketClosed,
    TicketOpened,
    TicketReopened,
)
from shared.money import Money


def open_job(ticket: TicketOpened, job_id: UUID, number: str, moment: Moment) -> tuple[Job, Events]:
    """A job opens at once, so that the response clock runs from the report; level 1 is on its way from the report."""
    job = Job(
        id=JobId(job_id),
        number=number,
        purpose=Purpose.SERVICE,
        opened_at=moment.now,
        policy_revision=moment.policy.revision.number,
        ticket_id=ticket.ticket_id,
        ticket_number=ticket.number,
        origin=ticket.origin,
        kind=ticket.kind,
        level=ticket.level,
        region=ticket.region,
        district=ticket.district,
        customer_id=ticket.customer_id,
        site_id=ticket.site_id,
        equipment_id=ticket.equipment_id,
        product_model=ticket.product_model,
        serial=ticket.serial,
        is_part_of_installation=ticket.is_part_of_installation,
        symptom_code=ticket.symptom_code,
        reported_at=ticket.reported_at,
    )
    return begin(job, "reported", ticket.recorded_at, moment)


def reopen_job(previous: Job, event: TicketReopened, job_id: UUID, number: str, moment: Moment) -> tuple[Job, Events]:
    """The same fault is not solved: a new job, whose clocks run from the moment the customer said so."""
    job = Job(
        id=JobId(job_id),
        number=number,
        purpose=Purpose.REDO,
        opened_at=moment.now,
        policy_revision=moment.policy.revision.number,
        level=event.level or previous.level,
        reported_at=event.reopened_at,
        **_kept(previous),
    )
    return begin(job, "reopened", event.reopened_at, moment)


def needs_another_job(previous: Job, event: VisitDecided) -> bool:
    """A visit decided after the job was over; one that was decided before has taken place, or was called off."""
    return previous.ended_at is None or event.decided_at >= previous.ended_at


def open_again(previous: Job, event: VisitDecided, job_id: UUID, number: str, moment: Moment) -> tuple[Job, Events]:
    """A visit is decided after all: a new job of the same report (5.3, 5.11).

    The customer was mostly reached before the last job ended; if not, the response is still owed from the report.
    After a visit it is a redo: two trips for one fault cost one fee.
    """
    job = Job(
        id=JobId(job_id),
        number=number,
        purpose=Purpose.REDO if previous.was_visited else previous.purpose,
        opened_at=moment.now,
        policy_revision=moment.policy.revision.number,
        level=event.level or previous.level,
        reported_at=previous.reported_at,
        response=previous.response,
        attempts=previous.attempts,
        **_kept(previous),
    )
    return begin(job, "visit_decided", event.decided_at, moment, is_reached=is_response_over(previous.clocks))


def _kept(previous: Job) -> dict[str, Any]:
    """What another job about the same fault takes over."""
    return {
        name: getattr(previous, name)
        for name in (
            "ticket_id", "ticket_number", "origin", "kind", "region", "district", "customer_id", "site_id",
            "equipment_id", "product_model", "serial", "is_part_of_installation", "symptom_code", "charge",
            "parts_cover",
        )
    }  # fmt: skip


def cancel_job(
    job: Job, reason: str, cancelled_at: datetime, moment: Moment, travel: Travel | None = None
) -> tuple[Job, Events]:
    """Nobody goes, or goes on: possible until the technician stands at the site.

    Who had departed already, or turned back on the road, is paid for his way (3.6); raises TravelCostWrong.
    """
    if travel is not None and (last_on_the_road(job) is None or travel.cost <= Money.ZERO):
        raise TravelCostWrong("only who has departed has paid to travel", clause=TRAVEL_CLAUSE, field="travel_cost")
    return end_job(job, JobAction.CANCEL, reason, cancelled_at, moment, travel)


def withdraw(job: Job, event: TicketCancelled, moment: Moment) -> tuple[Job, Events]:
    """The customer cancelled: whoever is at the site already ends the job there."""
    if JOB_LIFE.allows(job.state, JobAction.CANCEL):
        return cancel_job(job, event.reason, event.cancelled_at, moment)
    return replace(job, customer_withdrew_at=event.cancelled_at), []


def decline(job: Job, event: TicketClosed, moment: Moment) -> tuple[Job, Events]:
    """The company does not serve it (2.2.3): nobody goes. A ticket that closes otherwise has had its jobs."""
    if event.decline_reason is None:
        return job, []
    if JOB_LIFE.allows(job.state, JobAction.CANCEL):
        return cancel_job(job, event.decline_reason, event.closed_at, moment)
    return replace(job, customer_withdrew_at=event.closed_at), []


def settle_without_visit(job: Job, event: RemoteSolutionFound | BringInExpected, moment: Moment) -> tuple[Job, Events]:
    """Solved by phone, or the customer brings the item: whoever agreed that with him has reached him."""
    solved = isinstance(event, RemoteSolutionFound)
    at = event.found_at if isinstance(event, RemoteSolutionFound) else event.agreed_at
    if not JOB_LIFE.allows(job.state, JobAction.SETTLE_WITHOUT_VISIT):
        return job, []
    job, events = job.timed(job.clock_book(moment).happened(Awaited.CUSTOMER_REACHED, at))
    reason = "solved_remotely" if solved else "bring_in"
    job, more = end_job(job, JobAction.SETTLE_WITHOUT_VISIT, reason, at, moment)
    return job, events + more


def begin(job: Job, why: str, set_at: datetime, moment: Moment, *, is_reached: bool = False) -> tuple[Job, Events]:
    """Its clocks run, as far as its purpose has any; who was reached already is not owed a response."""
    occasion = moment.occasion(why, set_at)
    terms = terms_of(job.purpose)
    clocks = (
        [response_clock(job.level, job.reported_at, occasion)] if terms.has_response_clock and not is_reached else []
    )
    if terms.has_arrival_clocks and exists_from_report(job.level, moment.policy):
        clocks += arrival_by_level(job.level, job.region, job.reported_at, occasion)
        clocks += arrival_by_region(job.region, job.reported_at, occasion)
    opened = JobOpened(
        **job.keys,
        number=job.number,
        purpose=job.purpose.value,
        clause=terms.clause,
        occasion_id=job.occasion_id,
        customer_id=job.customer_id,
        opened_at=job.opened_at,
    )
    job, events = job.timed(job.clock_book(moment).setting(clocks))
    return job, [opened, *events]


def end_job(
    job: Job, action: JobAction, reason: str, at: datetime, moment: Moment, travel: Travel | None = None
) -> tuple[Job, Events]:
    """Nobody goes, or goes on; its clocks end neither kept nor broken. After a trip its card is due back (5.12)."""
    event = JobCancelled(
        **job.keys,
        reason=reason,
        purpose=job.purpose.value,
        has_visit_taken_place=job.was_visited,
        parts=job.log.parts,
        cable_centimetres=job.log.cable_centimetres,
        camera_points=job.log.camera_points,
        technician_id=last_on_the_road(job),
        travel_cost=travel.cost if travel else None,
        travel_receipt=travel.receipt if travel else None,
        cancelled_at=at,
    )
    has_card_out = job.was_visited and terms_of(job.purpose).has_card
    job = withdrawn(job, at).moving(action, ended_because=reason, ended_at=at)
    book, events = job.clock_book(moment).ending(Outcome.NOT_NEEDED, at, ClockKind)
    if has_card_out:
        book, running = book.setting([card_return_clock(at, moment.occasion("ended_after_a_trip", at))])
        events = [*events, *running]
    job, _ = job.timed((book, []))
    return job, [*events, event]
