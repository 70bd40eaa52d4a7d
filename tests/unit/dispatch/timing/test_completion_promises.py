"""The end of the work that is promised at the visit (5.12): the first word counts, whatever is said afterwards."""

from dataclasses import replace

import pytest

from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.dispatching.facts import Hold
from services.dispatch.domain.dispatching.holding import hold, resume
from services.dispatch.domain.dispatching.reasons import DelayReason, HoldReason
from services.dispatch.domain.jobs.applying import item_taken
from services.dispatch.domain.jobs.device_records import Took
from services.dispatch.domain.jobs.facts import Completion, CompletionOutcome
from services.dispatch.domain.jobs.job import Events, Job
from services.dispatch.domain.jobs.promising import promise_completion
from services.dispatch.domain.jobs.site_work import bring_back, complete, finished_by_redo
from services.dispatch.domain.jobs.trips import Interruption, interrupt
from services.dispatch.domain.refusals import DelayUnexplained
from shared.events.dispatch.deadlines import DeadlineMissed, DeadlinePaused, DeadlineSet
from shared.events.dispatch.jobs import JobCompleted
from tests.unit.dispatch.stories import at, moment, new_id, only, until_diagnosed, until_on_site

PROMISED = ClockKind.PROMISED_COMPLETION


def promised(job: Job, hours: float, now: float, reason: DelayReason | None = None) -> tuple[Job, Events]:
    return promise_completion(job, at(hours=hours), moment(at(hours=now)), reason)


def ended(outcome: CompletionOutcome, hours: float, job: Job | None = None) -> tuple[Job, Events]:
    return complete(
        job or until_diagnosed(), Completion(outcome=outcome, completed_at=at(hours=hours)), moment(at(hours=hours))
    )


def outcomes(job: Job) -> list[Outcome]:
    return [clock.outcome for clock in job.clocks if clock.kind is PROMISED]


def test_another_end_needs_a_reason_and_the_first_promise_counts_on() -> None:
    job, first = promised(until_on_site(), 30, 3)
    with pytest.raises(DelayUnexplained):
        promised(job, 60, 29)
    job, second = promised(job, 60, 29, DelayReason.PART_MISSING)

    assert [only(events, DeadlineSet).is_the_promise for events in (first, second)] == [True, False]
    assert outcomes(job) == [Outcome.REPLACED, Outcome.RUNNING, Outcome.RUNNING]
    assert job.clocks[-1].why == "part_missing"
    job, told = job.lapse(moment(at(hours=31)))
    assert [(event.clock, event.due_at) for event in told if isinstance(event, DeadlineMissed)][-1] == (
        "promised_completion",
        at(hours=30),
    )
    assert outcomes(job) == [Outcome.REPLACED, Outcome.MISSED, Outcome.RUNNING]


def test_a_named_end_waits_for_the_customer_who_is_away() -> None:
    job, _ = promised(until_on_site(), 30, 3)
    job, _ = interrupt(job, Interruption(reason="no_access", interrupted_at=at(hours=4)), moment(at(hours=4)))
    wanted = Hold(reason=HoldReason.CUSTOMER_AWAY, evidence="call", held_at=at(hours=5))
    job, events = hold(job, wanted, moment(at(hours=5)))
    assert only(events, DeadlinePaused).due_at == at(hours=30 + 72)
    job, _ = resume(job, moment(at(hours=10)))

    clock = job.clocks[-1]
    assert (clock.due_at, clock.explained.counted_seconds) == (at(hours=35), 27 * 3600)


ENDINGS = [
    # how the work ended                        the promise of three working days
    (CompletionOutcome.NO_FAULT_FOUND,          Outcome.MET),
    (CompletionOutcome.DECLINED_BY_CUSTOMER,    Outcome.NOT_NEEDED),
    (CompletionOutcome.NOT_FIXED,               Outcome.RUNNING),
]  # fmt: skip


@pytest.mark.parametrize(("outcome", "promise"), ENDINGS)
def test_what_could_not_be_fixed_is_still_promised(outcome: CompletionOutcome, promise: Outcome) -> None:
    assert outcomes(ended(outcome, 3)[0]) == [promise]


def test_whoever_cancelled_meanwhile_is_promised_nothing() -> None:
    job = replace(until_diagnosed(), customer_withdrew_at=at(hours=2.5))

    assert outcomes(ended(CompletionOutcome.NOT_FIXED, 3, job)[0]) == [Outcome.NOT_NEEDED]


REDONE = [
    # hour of the redo, its outcome             the promise of the first job, due after 74:10
    (50, CompletionOutcome.NO_FAULT_FOUND,      Outcome.MET),
    (80, CompletionOutcome.NO_FAULT_FOUND,      Outcome.MISSED),
    (50, CompletionOutcome.NOT_FIXED,           Outcome.RUNNING),
    (50, CompletionOutcome.BROUGHT_BACK,        Outcome.REPLACED),
    (50, CompletionOutcome.DECLINED_BY_CUSTOMER, Outcome.NOT_NEEDED),
]  # fmt: skip


@pytest.mark.parametrize(("hours", "outcome", "promise"), REDONE)
def test_a_redo_keeps_the_promise_of_the_job_that_could_not_fix_it(
    hours: float, outcome: CompletionOutcome, promise: Outcome
) -> None:
    first, _ = ended(CompletionOutcome.NOT_FIXED, 3)
    redo = until_diagnosed()
    if outcome is CompletionOutcome.BROUGHT_BACK:
        taken = item_taken(redo, new_id(), Took(slip_number="QJ7"), at(hours=3))
        redo, _ = bring_back(redo, taken, moment(at(hours=3)))
    redone = only(ended(outcome, hours, redo)[1], JobCompleted)
    job, _ = finished_by_redo(first, redone, moment(at(hours=hours)))

    assert outcomes(job) == [promise]
