"""What dispatch does when intake tells it something about a ticket."""

from collections.abc import Callable
from uuid import UUID

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.jobs.deciding import (
    assess,
    change_level,
    decide_charge,
    decide_parts,
    decide_visit,
    hear_earlier_report,
)
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.opening import (
    decline,
    needs_another_job,
    open_again,
    open_job,
    reopen_job,
    settle_without_visit,
    withdraw,
)
from services.dispatch.domain.jobs.purposes import concerns, terms_of
from services.dispatch.domain.jobs.site_work import no_longer_promised
from services.dispatch.use_cases.keeping import CARD_NUMBERS, JOB_NUMBERS, moment_for, moment_with_people, store
from services.dispatch.work import Work
from shared.errors import NotYetKnown
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import (
    BringInExpected,
    CallerJoined,
    FaultLevelChanged,
    RemoteSolutionFound,
    TicketAssessed,
    TicketCancelled,
    TicketClosed,
    TicketEvent,
    TicketOpened,
    TicketReopened,
)


async def open_for_ticket(event: TicketOpened, work: Work) -> Job:
    """A job opens at once, so that the response clock runs from the report."""
    moment = await moment_with_people(event.reported_at, None, work)
    job, events = open_job(event, work.new_id(), await work.number(JOB_NUMBERS), moment)
    return store(job, events, work)


async def reopen_for_ticket(event: TicketReopened, work: Work) -> Job:
    """Not solved: somebody goes again."""
    previous = (await _service_jobs_of(event.ticket_id, work))[-1]
    moment = await moment_with_people(event.reopened_at, None, work)
    job, events = reopen_job(previous, event, work.new_id(), await work.number(JOB_NUMBERS), moment)
    return store(job, events, work)


async def plan_visit(event: VisitDecided, work: Work) -> None:
    """A visit is decided: arrival clocks run, and the job gets its card; there is a job again where it had ended."""
    for job in await _concerned(event, work) or await _opened_again(event, work):
        moment = await moment_with_people(job.reported_at, job.technician_id, work)
        changed, events = decide_visit(job, event, moment)
        store(changed, events, work)
        if await work.cards.of_job(job.id) is None:
            card, opened = Card.opened(job, event, work.new_id(), await work.number(CARD_NUMBERS))
            work.cards.add(card, opened, origin=job.origin)


async def _opened_again(event: VisitDecided, work: Work) -> list[Job]:
    """He cannot bring it after all, or it was not solved: somebody goes, although the job was over."""
    previous = (await _service_jobs_of(event.ticket_id, work))[-1]
    if not needs_another_job(previous, event):
        return []
    moment = await moment_with_people(previous.reported_at, None, work)
    job, events = open_again(previous, event, work.new_id(), await work.number(JOB_NUMBERS), moment)
    return [store(job, events, work)]


async def hear_assessment(event: TicketAssessed, work: Work) -> None:
    """The technician sees what the supervisor makes of it."""
    for job in await _concerned(event, work):
        store(assess(job, event), [], work)


async def retarget_clocks(event: FaultLevelChanged, work: Work) -> None:
    """A fault is worse or less bad than thought: its clocks run anew."""
    await _each_concerned(event, lambda job, moment: change_level(job, event, moment), work)


async def count_from_earliest_report(event: CallerJoined, work: Work) -> None:
    """One more caller about the same outage: clocks run from the earliest report."""
    await _each_concerned(event, lambda job, moment: hear_earlier_report(job, event, moment), work)


async def hear_charge(event: ChargeDecided, work: Work) -> None:
    """Free or paid: on the job, and on a card that is not sealed yet, also once the work is done.

    After a job was reopened it is about the redo: the first visit keeps what was decided for it.
    """
    for job in await _concerned(event, work) or (await _service_jobs_of(event.ticket_id, work))[-1:]:
        changed = job if job.is_over else decide_charge(job, event)
        if changed is not job:
            store(changed, [], work)
        if changed is not job or job.is_over:
            card = await work.cards.of_job(job.id)
            if card is not None and (decided := card.decided(event.category, event.clause)) != card:
                work.cards.save(decided)


async def hear_warranty(event: WarrantyDecided, work: Work) -> None:
    """Whether parts are covered."""
    for job in await _concerned(event, work):
        changed = decide_parts(job, event)
        if changed is not job:
            store(changed, [], work)


async def end_without_visit(event: RemoteSolutionFound | BringInExpected, work: Work) -> None:
    """Solved by phone, or the customer brings the item: nobody goes."""
    await end_promises(event, work)
    await _each_concerned(event, lambda job, moment: settle_without_visit(job, event, moment), work)


async def cancel_for_ticket(event: TicketCancelled, work: Work) -> None:
    """The customer no longer wants it."""
    await end_promises(event, work)
    await _each_concerned(event, lambda job, moment: withdraw(job, event, moment), work)


async def close_for_ticket(event: TicketClosed, work: Work) -> None:
    """The company does not serve it, or it is over."""
    await end_promises(event, work)
    await _each_concerned(event, lambda job, moment: decline(job, event, moment), work)


async def end_promises(
    event: RemoteSolutionFound | BringInExpected | TicketCancelled | TicketClosed, work: Work
) -> None:
    """What a technician could not fix is no longer promised: the ticket has come to another end."""
    jobs = await work.jobs.of_ticket(event.ticket_id)
    for job in (each for each in jobs if terms_of(each.purpose).needs_visit_decision):
        moment = await moment_for(job, work, happened_at=event.happened_at())
        changed, told = no_longer_promised(job, event.happened_at(), moment)
        if changed is not job:
            store(changed, told, work)


async def void_card(job: Job, work: Work) -> None:
    """A job that ended before anybody went leaves no card behind."""
    card = await work.cards.of_job(job.id)
    if card is not None and (void := card.without_visit(job)) is not card:
        work.cards.save(void)


async def _each_concerned(event: TicketEvent, change: Callable[[Job, Moment], tuple[Job, Events]], work: Work) -> None:
    for job in await _concerned(event, work):
        moment = await moment_with_people(job.reported_at, job.technician_id, work)
        changed, events = change(job, moment)
        if changed is not job:
            store(changed, events, work)
        if changed.is_over:
            await void_card(changed, work)


async def _concerned(event: TicketEvent, work: Work) -> list[Job]:
    """Open jobs of the ticket that have anything to do with what is told."""
    jobs = await _jobs_of(event.ticket_id, work)
    return [job for job in jobs if not job.is_over and concerns(event, job.purpose)]


async def _service_jobs_of(ticket_id: UUID, work: Work) -> list[Job]:
    """What was reported and its redos, the oldest first, without errands: the first job of a ticket is one."""
    return [job for job in await _jobs_of(ticket_id, work) if terms_of(job.purpose).needs_visit_decision]


async def _jobs_of(ticket_id: UUID, work: Work) -> list[Job]:
    jobs = await work.jobs.of_ticket(ticket_id)
    if not jobs:
        raise NotYetKnown(f"no job of ticket {ticket_id} yet")
    return jobs
