"""Quotes and what the customer says to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.billing.domain.case import Case, Circumstances
from services.billing.domain.identifiers import JobId, QuoteId, RepairId, TicketId
from services.billing.domain.prices.lines import AT_THE_BENCH
from services.billing.domain.prices.pricing import matched, price, with_visit_fee
from services.billing.domain.prices.reduction import LineReduction, ReductionReason
from services.billing.domain.prices.tariff import Item
from services.billing.domain.quote import (
    Consent,
    ConsentMethod,
    DeclineReason,
    LapseReason,
    Quote,
    QuoteFor,
    issue,
)
from services.billing.domain.refusals import (
    JobIsOver,
    JobNotFound,
    LineNotForRepairs,
    TicketIsCancelled,
    VerdictMissing,
)
from services.billing.domain.states import STILL_COUNTS, QuoteState
from services.billing.use_cases.prices import tariff_for
from services.billing.use_cases.sight import Sight, job_for, quote_for, repair_for
from services.billing.work import Work
from shared.events.dispatch.jobs import Finding

QUOTE_EXPIRES = "quote_expires"


@dataclass(frozen=True, kw_only=True)
class CustomersWord:
    """Consent as it is reported."""

    contact_id: UUID
    method: ConsentMethod
    quote_version: int
    consented_at: datetime | None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Occasion:
    """The work that is quoted: a job at a site, or a repair at the bench."""

    job_id: JobId | None = None
    repair_id: RepairId | None = None
    case: Case
    findings: tuple[Finding, ...]
    earlier: Sequence[Quote]


async def quote_job(job_id: JobId, items: Sequence[Item], sight: Sight, work: Work) -> Quote:
    """Tell what the work on a job costs, in the place of an earlier quote of the same job."""
    job = await job_for(job_id, sight, work)
    if job.is_over:
        raise JobIsOver("the work of this job is over")
    case = await _open_case(job.ticket_id, work)
    earlier = await work.quotes.of_job(job.id)
    if job.was_told_visit_fee:
        items = with_visit_fee(items)
    return await _issue(_Occasion(job_id=job.id, case=case, findings=job.findings, earlier=earlier), items, work)


async def quote_repair(repair_id: RepairId, items: Sequence[Item], sight: Sight, work: Work) -> Quote:
    """Tell what a repair costs, in the place of an earlier quote of the same repair (6.5)."""
    repair = await repair_for(repair_id, sight, work)
    if repair.is_over:
        raise JobIsOver("this repair is over")
    stray = next((item.kind for item in items if item.kind not in AT_THE_BENCH), None)
    if stray is not None:
        raise LineNotForRepairs(f"a repair has no {stray}", field="lines")
    case = await _open_case(repair.ticket_id, work)
    findings = repair.findings
    items = [replace(item, finding=item.finding or len(findings) or None) for item in items]
    earlier = await work.quotes.of_repair(repair.id)
    return await _issue(_Occasion(repair_id=repair.id, case=case, findings=findings, earlier=earlier), items, work)


async def _issue(occasion: _Occasion, items: Sequence[Item], work: Work) -> Quote:
    case, findings = occasion.case, occasion.findings
    circumstances = await circumstances_of(case, work)
    tariff = await tariff_for(circumstances, items, case.reported_at, work)
    items = matched(items, findings, tariff.policy.quote.clause)
    lines = price(items, tariff, findings)
    what = QuoteFor(
        id=work.new_id(),
        number=await work.number("BJ"),
        deadline_id=work.new_id(),
        ticket_id=case.id,
        job_id=occasion.job_id,
        repair_id=occasion.repair_id,
        customer_id=case.customer_id,
        origin=case.origin,
        quote_version=len(occasion.earlier) + 1,
    )
    quote, events = issue(what, lines, circumstances, tariff.policy, work.now)
    # The case is saved too: a verdict that changes at this very moment must see this quote, or this work the verdict.
    work.cases.save(case.quoted())
    quote = work.quotes.add(quote, events, origin=quote.origin)
    return await _replace(occasion.earlier, quote, work)


async def reduce_quote(quote_id: QuoteId, reduction: LineReduction, reason: ReductionReason, work: Work) -> Quote:
    """The supervisor asks for less than the tariff, with a reason (5.5)."""
    quote = await work.quotes.get(quote_id)
    cheaper, events = quote.reduce(reduction, work.now)
    work.changes.reason = reason.value
    return work.quotes.save(cheaper, events, origin=quote.origin)


async def withdraw_quote(quote_id: QuoteId, sight: Sight, work: Work) -> Quote:
    """The quote was a mistake: it no longer counts, nor does a consent to it."""
    quote = await quote_for(quote_id, sight, work)
    return await lapse_quote(quote, LapseReason.WITHDRAWN, work)


async def give_consent(quote_id: QuoteId, word: CustomersWord, sight: Sight, work: Work) -> Quote:
    """A contact of the customer agrees to the quote."""
    quote = await quote_for(quote_id, sight, work)
    case = await work.cases.get(quote.ticket_id)
    consent = Consent(
        contact_id=word.contact_id,
        method=word.method,
        quote_version=word.quote_version,
        amount=quote.total,
        consented_at=word.consented_at or work.now,
        recorded_by=work.actor.subject,
    )
    contacts = await work.customers.find(quote.customer_id)
    agreed, events = quote.give_consent(consent, word.note, contacts, work.policy_at(case.reported_at), now=work.now)
    await work.drop_timer(quote.deadline_id)
    return work.quotes.save(agreed, events, origin=quote.origin)


async def decline_quote(quote_id: QuoteId, reason: DeclineReason, sight: Sight, work: Work) -> Quote:
    """The customer does not want it at this price."""
    quote = await quote_for(quote_id, sight, work)
    declined, events = quote.decline(reason, work.now)
    await work.drop_timer(quote.deadline_id)
    return work.quotes.save(declined, events, origin=quote.origin)


async def expire_quote(quote_id: QuoteId, deadline_id: UUID, work: Work) -> None:
    """A quote that nobody answered in its time no longer counts."""
    quote = await work.quotes.find(quote_id)
    if quote is not None and quote.deadline_id == deadline_id and quote.state is QuoteState.OPEN:
        expired, events = quote.lapse(LapseReason.EXPIRED, quote.valid_until)
        work.quotes.save(expired, events, origin=quote.origin)


async def void_quotes(
    ticket_id: TicketId,
    reason: LapseReason,
    work: Work,
    *,
    job_id: JobId | None = None,
    repair_id: RepairId | None = None,
) -> None:
    """Quotes and consents that still count no longer do: of the ticket, or only of one job or repair of it."""
    for quote in await work.quotes.still_counting(ticket_id):
        if job_id in (None, quote.job_id) and repair_id in (None, quote.repair_id):
            await lapse_quote(quote, reason, work)


async def close_open_quotes(quotes: Sequence[Quote], reason: LapseReason, work: Work) -> None:
    """What nobody has answered no longer counts; what was agreed still does."""
    for quote in quotes:
        if quote.state is QuoteState.OPEN:
            await lapse_quote(quote, reason, work)


async def lapse_quote(quote: Quote, reason: LapseReason, work: Work) -> Quote:
    """One quote no longer counts."""
    lapsed, events = quote.lapse(reason, work.now)
    await work.drop_timer(quote.deadline_id)
    return work.quotes.save(lapsed, events, origin=quote.origin)


async def forget_words(customer_id: UUID, work: Work) -> None:
    """The customer's data was erased: what was said on the phone goes with it, the consent itself stays."""
    for quote in await work.quotes.with_note(customer_id):
        work.quotes.save(replace(quote, consent_note=None), origin=quote.origin)


async def circumstances_of(case: Case, work: Work) -> Circumstances:
    """What prices of this case rest on; raises VerdictMissing while nobody has decided free or paid."""
    has_paid_visit_fee = await work.charges.has_visit_fee(case.id)
    circumstances = case.circumstances(has_paid_visit_fee=has_paid_visit_fee)
    if circumstances is None:
        raise VerdictMissing("free or paid is not decided yet", clause="5.3")
    return circumstances


async def _open_case(ticket_id: TicketId, work: Work) -> Case:
    case = await work.cases.find(ticket_id)
    if case is None:
        raise JobNotFound(f"ticket {ticket_id} is not known yet")
    if case.is_cancelled:
        raise TicketIsCancelled("the ticket was cancelled")
    return case


async def _replace(earlier: Sequence[Quote], newer: Quote, work: Work) -> Quote:
    """The earlier quote gives way; its consent covers the newer one as long as the total has not grown."""
    for quote in earlier:
        if quote.state not in STILL_COUNTS:
            continue
        old, events = quote.give_way_to(newer, work.now)
        await work.drop_timer(quote.deadline_id)
        work.quotes.save(old, events, origin=old.origin)
        if quote.consent is not None and old.state is QuoteState.SUPERSEDED:
            covered, events = newer.take_over(quote.consent)
            return work.quotes.save(covered, events, origin=newer.origin)
    work.set_timer(newer.deadline_id, due_at=newer.valid_until, kind=QUOTE_EXPIRES, subject=newer.id)
    return newer
