"""What happened on a day, a line for each: made from what dispatch itself announced about a job."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.purposes import terms_of
from services.dispatch.domain.states import OfferState
from shared.events.dispatch.assignments import AssignmentRefused, JobCarriedOver, JobHeld
from shared.events.dispatch.jobs import JobCancelled, JobCompleted
from shared.events.dispatch.visits import JobInterrupted, NobodyAtHome
from shared.events.intake.decisions import ChargeCategory
from shared.policy import business_day

DayEvent = JobCompleted | JobCancelled | JobInterrupted | NobodyAtHome | JobCarriedOver | AssignmentRefused | JobHeld
_DONE = frozenset({"fixed", "no_fault_found"})
_SOLVED_REMOTELY = "solved_remotely"


class FactKind(StrEnum):
    """What kind of line it is."""

    VISIT = "visit"
    REMOTE = "remote"
    CARRIED_OVER = "carried_over"


@dataclass(frozen=True, kw_only=True)
class DayFact:
    """One line of a day: a visit, done or not, a remote solution, or a job that is carried over."""

    id: UUID
    version: int = 0
    day: date
    kind: FactKind
    technician_id: PersonId | None
    job_id: UUID
    job_number: str
    service: str
    """What it was and whether it was free: `fault/paid` …; an errand costs nothing: `put_back/free` …"""
    is_done: bool
    outcome: str
    minutes_on_the_road: int = 0
    minutes_on_site: int = 0
    happened_at: datetime


def facts_of(job: Job, event: DayEvent, new_id: Callable[[], UUID]) -> tuple[DayFact, ...]:
    """The lines that an event makes; none where nobody did anything that the report tells."""
    match event:
        case JobCompleted():
            arrived_at = job.arrival.arrived_at if job.arrival else event.completed_at
            completed = _line(
                new_id(), job, event.completed_at, event.outcome, FactKind.VISIT,
                is_done=event.outcome in _DONE,
                technician_id=event.technician_id,
                road=_minutes(job.departed_at, arrived_at),
                site=_minutes(arrived_at, event.completed_at),
            )  # fmt: skip
            return (completed,)
        case NobodyAtHome() | JobInterrupted():
            return (_broken_off(new_id(), job, event),)
        case JobCarriedOver():
            carried_over = _line(
                new_id(), job, event.carried_over_at, "not_dispatched", FactKind.CARRIED_OVER,
                is_done=False, technician_id=_let_it_lie(job, event.carried_over_at),
            )  # fmt: skip
            return (carried_over,)
        case JobCancelled():
            return tuple(_cancelled(job, event, new_id))
        case AssignmentRefused() | JobHeld():
            return tuple(_turned_back(job, event, new_id))


def _broken_off(fact_id: UUID, job: Job, event: NobodyAtHome | JobInterrupted) -> DayFact:
    """The road and the site of the trip that the event is about."""
    ended_at = event.left_at if isinstance(event, NobodyAtHome) else event.interrupted_at
    trip = next((trip for trip in job.trips if trip.ended_at == ended_at), None)
    outcome = event.reason if isinstance(event, JobInterrupted) else "nobody_at_home"
    return _line(
        fact_id, job, ended_at, outcome, FactKind.VISIT,
        is_done=False,
        technician_id=event.technician_id,
        road=_minutes(trip.departed_at, trip.arrived_at) if trip else 0,
        site=trip.minutes_on_site if trip else 0,
    )  # fmt: skip


def _let_it_lie(job: Job, carried_over_at: datetime) -> PersonId | None:
    """Who had not answered by the cut-off, whoever has the job now."""
    asked = (each for each in job.offers if each.state is OfferState.LAPSED and each.answered_at == carried_over_at)
    return next((each.technician_id for each in asked), None)


def _cancelled(job: Job, event: JobCancelled, new_id: Callable[[], UUID]) -> Iterator[DayFact]:
    """Solved by phone is a service; so is a way that was turned round; what nobody had begun is none."""
    was_solved = event.reason == _SOLVED_REMOTELY
    if was_solved:
        who = job.response.technician_id if job.response else job.technician_id
        yield _line(
            new_id(), job, event.cancelled_at, event.reason, FactKind.REMOTE, is_done=True, technician_id=who
        )  # fmt: skip
    if job.departed_at is not None and job.arrival is None:
        yield _line(
            new_id(), job, event.cancelled_at, "not_needed" if was_solved else "cancelled_on_the_road", FactKind.VISIT,
            is_done=False,
            technician_id=job.technician_id,
            road=_minutes(job.departed_at, event.cancelled_at),
        )  # fmt: skip


def _turned_back(job: Job, event: AssignmentRefused | JobHeld, new_id: Callable[[], UUID]) -> Iterator[DayFact]:
    """He gave the job back, or was called back, when he was on the road already."""
    at = event.refused_at if isinstance(event, AssignmentRefused) else event.held_at
    for offer in job.offers:
        if offer.departed_at is not None and offer.answered_at == at:
            yield _line(
                new_id(), job, at, "turned_back", FactKind.VISIT,
                is_done=False,
                technician_id=offer.technician_id,
                road=_minutes(offer.departed_at, at),
            )  # fmt: skip


def _line(  # noqa: PLR0913 - a line has so many places
    fact_id: UUID, job: Job, at: datetime, outcome: str, kind: FactKind, *,
    is_done: bool, technician_id: UUID | None, road: int = 0, site: int = 0,
) -> DayFact:  # fmt: skip
    is_service = terms_of(job.purpose).needs_visit_decision
    decided = job.charge.category if job.charge else ChargeCategory.UNDETERMINED
    what, category = (job.kind.value, decided.value) if is_service else (job.purpose.value, ChargeCategory.FREE.value)
    return DayFact(
        id=fact_id,
        day=business_day(at),
        kind=kind,
        technician_id=None if technician_id is None else PersonId(technician_id),
        job_id=job.id,
        job_number=job.number,
        service=f"{what}/{category}",
        is_done=is_done,
        outcome=outcome,
        minutes_on_the_road=road,
        minutes_on_site=site,
        happened_at=at,
    )


def _minutes(from_: datetime | None, until: datetime) -> int:
    return 0 if from_ is None else max(0, int((until - from_).total_seconds() // 60))
