"""Somebody's own words on a job: taken off for those who do not work on it, and for ever after an erasure."""

from dataclasses import replace

from services.dispatch.domain.clocks import Clock
from services.dispatch.domain.jobs.facts import Appointment
from services.dispatch.domain.jobs.job import Job
from shared.copying import copy_with

TAKEN_OFF = ""


def without_words(job: Job) -> Job:
    """The job without notes, and without what was said to show a hold, a pause or the customer's own wish."""
    bare = copy_with(
        job,
        notes=None,
        holds=tuple(replace(hold, evidence=None) for hold in job.holds),
        appointment=_without_evidence(job.appointment),
        clocks=tuple(_without_words(clock) for clock in job.clocks),
    )
    return job if bare == job else bare


def _without_evidence(appointment: Appointment | None) -> Appointment | None:
    if appointment is None or appointment.wish is None:
        return appointment
    return replace(appointment, wish=replace(appointment.wish, evidence=TAKEN_OFF))


def _without_words(clock: Clock) -> Clock:
    """Its times stay: what it counts, and what stopped it, is known without them."""
    if not clock.moves and not clock.pauses:
        return clock
    return copy_with(
        clock,
        moves=tuple(replace(move, evidence=TAKEN_OFF) for move in clock.moves),
        pauses=tuple(replace(pause, evidence=TAKEN_OFF) for pause in clock.pauses),
    )
