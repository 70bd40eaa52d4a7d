"""Until when the work is finished, as it was said at the visit (5.12), and who took note of a late clock."""

from datetime import datetime

from services.dispatch.domain.clock_book import Announced
from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.dispatching.reasons import DelayReason
from services.dispatch.domain.identifiers import DeadlineId, PersonId
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.promises import promised_completion_clock
from services.dispatch.domain.refusals import DelayUnexplained, NotToldToYou, TechnicianNotThere, WindowWrong
from services.dispatch.domain.states import JOB_LIFE, VISITED, JobAction
from shared.actor import Actor, Role


def promise_completion(
    job: Job, until: datetime, moment: Moment, reason: DelayReason | None = None
) -> tuple[Job, Events]:
    """What the technician promises at the visit takes the place of the days that the policy gives.

    What he has promised already counts on: another time needs a reason, and stands beside the first.
    """
    setting = moment.policy.promised_completion
    if job.state not in VISITED or not (
        JOB_LIFE.allows(job.state, JobAction.DIAGNOSE) or JOB_LIFE.allows(job.state, JobAction.COMPLETE)
    ):
        raise TechnicianNotThere("the end of the work is promised at the visit", clause=setting.clause)
    if until <= moment.now:
        raise WindowWrong("what is promised lies ahead", clause=setting.clause, field="until")
    book, events = job.clock_book(moment), Announced()
    is_first = all(clock.until is None for clock in book.running(ClockKind.PROMISED_COMPLETION))
    if is_first:
        book, events = book.ending(Outcome.REPLACED, moment.now, [ClockKind.PROMISED_COMPLETION])
    elif reason is None:
        raise DelayUnexplained("an end was promised already", clause=setting.clause, field="reason")
    occasion = moment.occasion("promised_at_the_visit" if reason is None else reason.value, moment.now)
    book, running = book.setting([promised_completion_clock(moment.now, until, occasion)])
    return job.timed((book, [*events, *running]))


def take_note(
    job: Job, clock_id: DeadlineId, place: int, person_id: PersonId, actor: Actor, moment: Moment
) -> tuple[Job, Events]:
    """Whoever was told takes note; where nobody was, a supervisor or the manager."""
    clock = job.clock(clock_id)
    told = clock.tellings[place - 1].person_id if 1 <= place <= len(clock.tellings) else None
    if person_id != told and not (told is None and actor.role in (Role.SUPERVISOR, Role.MANAGER)):
        raise NotToldToYou("somebody else was told of this", clause=moment.policy.ladder.clause)
    return job.timed(job.clock_book(moment).acknowledge(clock.id, place, person_id, moment.now))
