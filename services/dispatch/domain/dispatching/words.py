"""Somebody's own words, and where he stood: taken off for those who do not work on a job, and by an erasure."""

from dataclasses import replace

from services.dispatch.domain.clocks import Clock
from services.dispatch.domain.jobs.facts import Appointment, Arrival
from services.dispatch.domain.jobs.job import Job
from shared.copying import copy_with

TAKEN_OFF = ""


def without_words(job: Job) -> Job:
    """The job without notes, without what was said to show a hold, a pause or a wish, and without the site's place."""
    bare = copy_with(
        job,
        notes=None,
        holds=tuple(replace(hold, evidence=None) for hold in job.holds),
        appointment=_without_evidence(job.appointment),
        clocks=tuple(_without_words(clock) for clock in job.clocks),
        arrival=_without_position(job.arrival),
    )
    return job if bare == job else bare


def _without_evidence(appointment: Appointment | None) -> Appointment | None:
    if appointment is None or appointment.wish is None:
        return appointment
    return replace(appointment, wish=replace(appointment.wish, evidence=TAKEN_OFF))


def _without_position(arrival: Arrival | None) -> Arrival | None:
    """The phone stood where the customer is; whether that was near his site stays known."""
    return None if arrival is None else replace(arrival, position=None)


def _without_words(clock: Clock) -> Clock:
    """Its times stay: what it counts, and what stopped it, is known without them."""
    if not clock.moves and not clock.pauses:
        return clock
    return copy_with(
        clock,
        moves=tuple(replace(move, evidence=TAKEN_OFF) for move in clock.moves),
        pauses=tuple(replace(pause, evidence=TAKEN_OFF) for pause in clock.pauses),
    )
