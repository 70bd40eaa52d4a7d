"""A job waits for a reason; only what lies with the customer or his site pauses the clocks of the visit (5.16)."""

from dataclasses import replace

from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.dispatching.answering import NOBODY_GOES, withdrawn
from services.dispatch.domain.dispatching.facts import Hold
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.refusals import EvidenceMissing, WindowWrong
from services.dispatch.domain.states import JobAction
from shared.events.dispatch.assignments import JobHeld, JobResumed


def hold(job: Job, wanted: Hold, moment: Moment) -> tuple[Job, Events]:
    """Nobody goes on: whoever was sent is free again and turns back, an appointment is agreed anew afterwards."""
    setting = moment.policy.hold
    pause = wanted.pause(setting)
    if pause is not None and not wanted.evidence:
        raise EvidenceMissing("say how the customer's reason is shown", clause=setting.clause, field="evidence")
    if wanted.until is not None and wanted.until <= wanted.held_at:
        raise WindowWrong("the hold ends before it begins", clause=setting.clause, field="until")
    job = withdrawn(job, wanted.held_at)
    book, events = job.clock_book(moment).ending(Outcome.REPLACED, wanted.held_at, [ClockKind.APPOINTMENT])
    if pause is not None:
        book, paused = book.pause(pause)
        events += paused
    job = job.moving(
        JobAction.HOLD,
        **NOBODY_GOES,
        appointment=None,
        holds=(*job.holds, wanted),
    )
    job, told = job.timed((book, events))
    held = JobHeld(
        **job.keys,
        reason=wanted.reason.value,
        pauses_clocks=pause is not None,
        until=pause.limit if pause else None,
        held_at=wanted.held_at,
    )
    return job, [held, *told]


def resume(job: Job, moment: Moment) -> tuple[Job, Events]:
    """It goes on: the clocks count again, the job waits for a technician."""
    job = job.moving(JobAction.RESUME)
    last = replace(job.holds[-1], resumed_at=moment.now)
    job = replace(job, holds=(*job.holds[:-1], last))
    job, events = job.timed(job.clock_book(moment).resume(moment.now))
    return job, [JobResumed(**job.keys, resumed_at=moment.now), *events]
