"""What can be asked of a job before the visit: lists, assignment, calls to the customer, the appointment."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from services.dispatch import queries
from services.dispatch.domain.identifiers import JobId, PersonId
from services.dispatch.domain.jobs.facts import Attempt, AttemptResult, Purpose, Travel
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.people import staff_id
from services.dispatch.domain.refusals import (
    NotInTheDirectory,
    PersonAway,
    PersonNotActive,
    TechnicianFull,
    TechnicianLacksSkill,
    TechnicianNotCertified,
    TechnicianNotFound,
    TechnicianOffShift,
    TimeInTheFuture,
    TimeOutOfOrder,
    TravelCostWrong,
    VisitNotDecided,
    WindowWrong,
)
from services.dispatch.domain.states import JobState
from services.dispatch.routes.job_view import JobSheetView, JobView
from services.dispatch.routes.who_may import AT_WORK, DESK, READERS, SEES_MASKED, origins_seen
from services.dispatch.use_cases import jobs as use_cases
from services.dispatch.use_cases.customers import job_sheet
from services.dispatch.use_cases.keeping import job_for
from services.dispatch.work import Work
from shared.actor import Actor, Role
from shared.events.dispatch.jobs import ResponseEnding
from shared.events.intake.tickets import Region
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day, Instant, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="jobs")
_ID = "01936b2e-0000-7000-8000-000000000001"
TIMES = (ActionNotAllowed, TimeInTheFuture, TimeOutOfOrder)


class Assign(Body):
    """Who shall do the job."""

    EXAMPLE: ClassVar = {"technician_id": _ID}

    technician_id: UUID
    override_reason: Code | None = None
    """Why somebody is sent who is off shift, lacks a skill or has his hands full; nothing helps without certificate."""


class TriedInVain(Body):
    """A call that reached nobody; which of the customer's numbers was dialled, counted from 1."""

    EXAMPLE: ClassVar = {"attempted_at": "2026-11-23T09:10:00+08:00", "number_index": 1, "result": "no_answer"}

    attempted_at: Instant
    number_index: Annotated[int, Field(ge=1, le=20)]
    result: AttemptResult


class Reached(Body):
    """Somebody spoke with the customer: how does it go on?"""

    EXAMPLE: ClassVar = {"reached_at": "2026-11-23T09:20:00+08:00", "ending": "visit_needed"}

    reached_at: Instant
    ending: ResponseEnding
    solution: Code | None = None


class ToldBody(Body):
    """What the customer was told about the costs of coming (3.1, 3.2, 3.6)."""

    visit_fee: bool
    travel_rule: bool


class WishBody(Body):
    """The customer himself asked for a later visit: when, and how that is shown."""

    wished_at: Instant
    evidence: ShortText


class AgreeAppointment(Body):
    """When the technician comes; without `until` the window is as long as the policy says."""

    EXAMPLE: ClassVar = {
        "from": "2026-11-23T14:00:00+08:00",
        "until": "2026-11-23T15:00:00+08:00",
        "agreed_with_contact_id": _ID,
        "told": {"visit_fee": True, "travel_rule": True},
    }

    from_: Instant = Field(alias="from")
    until: Instant | None = None
    agreed_with_contact_id: UUID
    told: ToldBody
    customers_wish: WishBody | None = None


class Cancel(Body):
    """Why nobody goes, or goes on."""

    EXAMPLE: ClassVar = {"reason": "duplicate"}

    reason: Code
    travel_cost: Money | None = None
    """What a technician on the road has paid to travel; charged by receipt (3.6)."""
    travel_receipt: Code | None = None

    @property
    def travel(self) -> Travel | None:
        """As the domain takes it."""
        return None if self.travel_cost is None else Travel(cost=self.travel_cost, receipt=self.travel_receipt)


class JobFilter(Listing):
    """Which jobs."""

    state: JobState | None = None
    ticket_id: UUID | None = None
    technician_id: UUID | None = None
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    region: Region | None = None
    due_before: Instant | None = None
    purpose: Purpose | None = None
    district: ShortText | None = None
    carried_over_to: Day | None = None


def shown_to(actor: Actor) -> Callable[[Job], JobView]:
    """Those who do not work on a job do not read the technician's own words."""
    return JobView.masked if actor.role in SEES_MASKED else JobView.of


@routes.lists("/jobs", JobView, may=READERS, refuses=(NotInTheDirectory,))
async def list_jobs(wanted: Asked[JobFilter], door: Door[Work]) -> Answer:
    """Jobs, newest first, those carried over to a day in the supervisor's rank (5.10); a technician sees his own."""
    asked: dict[str, Any] = {name: getattr(wanted, name) for name in JobFilter.__annotations__}
    asked["origins"] = origins_seen(door.actor, door.caller.sources)
    if door.actor.role is Role.TECHNICIAN:
        asked["technician_id"] = staff_id(door.actor)
    which = queries.JobsWanted(**asked)
    if which.carried_over_to is not None:
        return await door.page(
            wanted,
            lambda work: queries.jobs_of_day(work.reader, which, wanted.after(int, UUID), wanted.rows_to_read),
            show=shown_to(door.actor),
            by=("place_of_day", "id"),
        )
    return await door.page(
        wanted,
        lambda work: queries.jobs(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=shown_to(door.actor),
        by=("id",),
    )


@routes.shows("/jobs/{job_id}", JobSheetView, may=READERS)
async def show_job(job_id: UUID, door: Door[Work]) -> Answer:
    """One job with address and contacts for whoever goes; a technician sees his own, a partner those of its sources."""
    is_at_work = door.actor.role in AT_WORK
    show = JobSheetView.of_sheet if is_at_work else JobSheetView.masked_sheet
    origins = origins_seen(door.actor, door.caller.sources)
    return await door.read(lambda work: job_sheet(JobId(job_id), origins, work), show=show)


@routes.lists("/jobs/{job_id}/history", AuditEntry, may=(*DESK, Role.AUDITOR))
async def show_job_history(job_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a job."""
    return await history(door, wanted, lambda work: job_for(JobId(job_id), work))


@routes.commands(
    "/jobs/{job_id}/assignment",
    JobView,
    may=DESK,
    refuses=(
        ActionNotAllowed,
        TechnicianNotFound,
        TechnicianNotCertified,
        PersonNotActive,
        PersonAway,
        TechnicianOffShift,
        TechnicianLacksSkill,
        TechnicianFull,
    ),
)
async def assign_technician(job_id: UUID, order: Sent[Assign], door: Door[Work]) -> Answer:
    """Make a certified technician responsible for a job (5.1, 5.15); whoever is on the duty roster is on shift."""
    technician_id = PersonId(order.technician_id)
    return await door.change(
        lambda work: use_cases.assign_technician(JobId(job_id), technician_id, order.override_reason, work),
        show=JobView.of,
    )


@routes.commands("/jobs/{job_id}/attempts", JobView, may=AT_WORK, refuses=TIMES)
async def log_attempt(job_id: UUID, tried: Sent[TriedInVain], door: Door[Work]) -> Answer:
    """Log a call that reached nobody; it stops no clock (5.16)."""
    attempt = Attempt(attempted_at=tried.attempted_at, number_index=tried.number_index, result=tried.result)
    return await door.change(lambda work: use_cases.log_attempt(JobId(job_id), attempt, work), show=JobView.of)


@routes.commands("/jobs/{job_id}/response", JobView, may=AT_WORK, refuses=(*TIMES, NotInTheDirectory))
async def respond(job_id: UUID, reached: Sent[Reached], door: Door[Work]) -> Answer:
    """Report that the customer was reached, and how it goes on: the response clock is met (5.1, 5.16)."""
    return await door.change(
        lambda work: use_cases.respond(JobId(job_id), reached.reached_at, reached.ending, reached.solution, work),
        show=JobView.of,
    )


@routes.commands(
    "/jobs/{job_id}/appointment",
    JobView,
    may=DESK,
    refuses=(ActionNotAllowed, VisitNotDecided, WindowWrong, TechnicianNotCertified, PersonNotActive, PersonAway),
)
async def agree_appointment(job_id: UUID, agreed: Sent[AgreeAppointment], door: Door[Work]) -> Answer:
    """Agree the visit with the customer; arrival clocks move only at his own wish (5.1, 5.4)."""
    terms = use_cases.AppointmentTerms(
        window_from=agreed.from_,
        window_until=agreed.until,
        agreed_with_contact_id=agreed.agreed_with_contact_id,
        was_told_visit_fee=agreed.told.visit_fee,
        was_told_travel_rule=agreed.told.travel_rule,
        wished_at=agreed.customers_wish.wished_at if agreed.customers_wish else None,
        evidence=agreed.customers_wish.evidence if agreed.customers_wish else None,
    )
    return await door.change(lambda work: use_cases.agree_appointment(JobId(job_id), terms, work), show=JobView.of)


@routes.commands("/jobs/{job_id}/cancellation", JobView, may=DESK, refuses=(ActionNotAllowed, TravelCostWrong))
async def cancel_job(job_id: UUID, cancel: Sent[Cancel], door: Door[Work]) -> Answer:
    """End a job before anybody stands at the site."""
    return await door.change(
        lambda work: use_cases.cancel(JobId(job_id), cancel.reason, cancel.travel, work), show=JobView.of
    )
