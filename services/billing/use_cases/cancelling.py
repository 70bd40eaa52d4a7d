"""What a cancelled job costs: what coming has cost as far as it was told, and what was agreed and done before."""

from dataclasses import replace

from services.billing.domain.charges.charge import Charge
from services.billing.domain.identifiers import JobId, PersonId
from services.billing.domain.prices.bill import WorkFacts
from services.billing.domain.prices.lines import LineKind, is_travel_decided
from services.billing.domain.quote import LapseReason, Quote
from services.billing.domain.refusals import (
    AmountNotPositive,
    NobodyTravelled,
    TravelEntered,
    TravelNotOwed,
    VerdictMissing,
)
from services.billing.domain.states import QuoteState
from services.billing.use_cases import copies
from services.billing.use_cases.cases import known_case
from services.billing.use_cases.fixing import (
    Done,
    agreement_of,
    close_quotes,
    owe_unsigned,
    priced,
    travelled,
    used_on,
)
from services.billing.use_cases.quotes import void_quotes
from services.billing.use_cases.receivables import raise_amount
from services.billing.use_cases.sight import Sight, job_for
from services.billing.work import Work
from shared.events.dispatch.jobs import JobCancelled
from shared.money import Money

_CANCELLED = "cancelled"


async def fix_cancelled_job(event: JobCancelled, work: Work) -> None:
    """Nobody goes on: who came is paid what was told and agreed, who turned back on the way his travel (3.6, 5.5)."""
    job = await copies.known_job(event, work)
    came = event.has_visit_taken_place
    technician_id = job.technician_id if event.technician_id is None else PersonId(event.technician_id)
    has_departed = came or event.technician_id is not None
    job = replace(job, technician_id=technician_id, has_departed=has_departed, is_over=True, is_cancelled=True)
    work.jobs.save(job)
    agreed = None
    if came:
        agreed = await close_quotes(await work.quotes.of_job(job.id), work, LapseReason.CANCELLED)
    else:
        await void_quotes(job.ticket_id, LapseReason.CANCELLED, work, job_id=job.id)
    case = await work.cases.find(job.ticket_id)
    if case is None or case.category is None or await work.charges.of_job(job.id) is not None:
        return
    facts = WorkFacts(
        purpose=event.purpose or "service",
        has_arrived=came,
        outcome=_CANCELLED,
        items=(*used_on(event), *travelled(event.travel_cost or Money.ZERO, event.travel_receipt)),
    )
    agreement = agreement_of(agreed, job)
    done = Done(case=case, job_id=job.id, technician_id=technician_id, facts=facts, agreement=agreement, quote=agreed)
    await owe_unsigned(*await priced(done, work), case, work)


async def enter_travel(job_id: JobId, cost: Money, receipt: str, sight: Sight, work: Work) -> Charge:
    """What it cost to travel to a job that was cancelled when somebody was on the way already (3.6).

    Raises AmountNotPositive, NobodyTravelled, TravelEntered, VerdictMissing, TravelNotOwed.
    """
    job = await job_for(job_id, sight, work)
    case = await known_case(job.ticket_id, work)
    clause = work.policy_at(case.reported_at).travel.clause
    if cost <= Money.ZERO:
        raise AmountNotPositive("travel costs more than nothing", clause=clause, field="cost")
    if not (job.is_cancelled and job.has_departed):
        raise NobodyTravelled("only of a cancelled job to which somebody had departed", clause=clause)
    if any(is_travel_decided(charge.lines) for charge in await work.charges.all_of_job(job.id)):
        raise TravelEntered("travel to this job is on a bill already", clause=clause)
    if case.category is None:
        raise VerdictMissing("free or paid is not decided yet", clause="5.3")
    quote = _quoted_travel(await work.quotes.of_job(job.id))
    done = Done(
        case=case,
        job_id=job.id,
        is_travel_alone=True,
        technician_id=job.technician_id,
        facts=WorkFacts(
            purpose="service", has_arrived=False, outcome=_CANCELLED, items=tuple(travelled(cost, receipt))
        ),
        agreement=agreement_of(quote, job),
    )
    charge, events = await priced(done, work)
    if not charge.total:
        because = charge.lines[0].because
        raise TravelNotOwed("the customer does not owe this travel", clause=clause, facts={"because": because.value})
    # The job is saved too: of two who enter the same travel at this very moment only one does.
    work.jobs.save(job)
    return work.charges.save(*await raise_amount(charge, events, work), origin=charge.origin)


def _quoted_travel(quotes: list[Quote]) -> Quote | None:
    """The consent that counts for travel, before what was told.

    It is that by which the job was billed; else the newest which only the cancellation ended, if it names travel.
    """
    billed = [quote for quote in quotes if quote.state is QuoteState.BILLED]
    ended = [quote for quote in quotes if quote.consent is not None and quote.ended_because == LapseReason.CANCELLED]
    about_travel = [quote for quote in ended if any(line.kind is LineKind.TRAVEL for line in quote.lines)]
    return next(reversed([*about_travel, *billed]), None)
