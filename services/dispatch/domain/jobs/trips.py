"""A trip that does not end the job: nobody at home, no access, a part missing. A follow-up visit continues it."""

from dataclasses import dataclass
from datetime import datetime

from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.visit_facts import Trip, TripEnding
from services.dispatch.domain.refusals import EvidenceMissing, MissingPartsNotNamed
from services.dispatch.domain.states import JobAction
from shared.events.dispatch.visits import JobInterrupted, NobodyAtHome

PART_MISSING = "part_missing"
VISIT_CLAUSE = "5.4"


@dataclass(frozen=True, kw_only=True)
class Interruption:
    """Why the work could not be finished on this trip."""

    reason: str
    missing_parts: tuple[str, ...] = ()
    evidence_sha256: tuple[str, ...] = ()
    interrupted_at: datetime


def find_nobody(job: Job, evidence_sha256: tuple[str, ...], left_at: datetime, moment: Moment) -> tuple[Job, Events]:
    """He came and nobody let him in: his arrival counts with photos or calls, the customer broke the appointment."""
    moved = job.moving(JobAction.FIND_NOBODY)
    arrived_at = _arrived(job, left_at, "left_at", moment)
    setting = moment.policy.nobody_at_home
    calls = sum(arrived_at <= each.attempted_at <= left_at for each in job.attempts)
    if not evidence_sha256 and calls < setting.calls:
        raise EvidenceMissing(
            f"a photo, or {setting.calls} calls from the door, show that nobody was there",
            clause=setting.clause,
            field="evidence_sha256",
            facts={"calls": str(calls)},
        )
    trip = Trip(
        technician_id=job.traveller,
        departed_at=job.departed_at,
        arrived_at=arrived_at,
        ended_at=left_at,
        ending=TripEnding.NOBODY_AT_HOME,
        reason=TripEnding.NOBODY_AT_HOME.value,
        evidence_sha256=evidence_sha256,
        calls=calls,
    )
    event = NobodyAtHome(
        **job.keys,
        technician_id=trip.technician_id,
        arrived_at=arrived_at,
        calls=calls,
        evidence_sha256=evidence_sha256,
        is_next_trip_free=setting.next_trip_is_free,
        clause=setting.clause,
        left_at=left_at,
    )
    return moved.after_trip(trip), [event]


def interrupt(job: Job, why: Interruption, moment: Moment) -> tuple[Job, Events]:
    """The work cannot be finished now: what was found and done stays on the job, somebody comes again."""
    moved = job.moving(JobAction.INTERRUPT)
    arrived_at = _arrived(job, why.interrupted_at, "interrupted_at", moment)
    if why.reason == PART_MISSING and not why.missing_parts:
        raise MissingPartsNotNamed("say which parts are missing", clause=VISIT_CLAUSE, field="missing_parts")
    trip = Trip(
        technician_id=job.traveller,
        departed_at=job.departed_at,
        arrived_at=arrived_at,
        ended_at=why.interrupted_at,
        ending=TripEnding.INTERRUPTED,
        reason=why.reason,
        evidence_sha256=why.evidence_sha256,
        missing_parts=why.missing_parts,
    )
    event = JobInterrupted(
        **job.keys,
        technician_id=trip.technician_id,
        reason=why.reason,
        missing_parts=why.missing_parts,
        minutes_on_site=trip.minutes_on_site,
        interrupted_at=why.interrupted_at,
    )
    return moved.after_trip(trip), [event]


def _arrived(job: Job, ended_at: datetime, field: str, moment: Moment) -> datetime:
    """When this trip reached the site; raises TimeOutOfOrder, TimeInTheFuture."""
    assert job.arrival is not None
    job.must_have_happened(ended_at, moment, after=job.at_site_since, field=field)
    return job.arrival.arrived_at
