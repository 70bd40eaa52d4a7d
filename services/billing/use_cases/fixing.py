"""How an amount is fixed: from a finished job, a cancelled one, or a repair that is ready."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.billing.domain.case import Case, JobCopy, Owed
from services.billing.domain.charges.charge import Charge
from services.billing.domain.charges.charge import Events as ChargeEvents
from services.billing.domain.charges.fixing import ChargeFor, fix_amount
from services.billing.domain.identifiers import JobId, PersonId, RepairId, TicketId
from services.billing.domain.prices.bill import Agreement, WorkFacts, bill
from services.billing.domain.prices.lines import LineKind
from services.billing.domain.prices.tariff import Item
from services.billing.domain.quote import LapseReason, Quote
from services.billing.domain.states import ChargeState, QuoteState
from services.billing.use_cases import copies
from services.billing.use_cases.cases import known_case
from services.billing.use_cases.prices import tariff_for
from services.billing.use_cases.quotes import lapse_quote, void_quotes
from services.billing.use_cases.receivables import raise_amount, reduce_to_travel
from services.billing.work import Work
from shared.errors import NotYetKnown
from shared.events.dispatch.jobs import JobCancelled, JobCompleted, PartUsed
from shared.events.intake.tickets import TicketCancelled
from shared.events.repairs.items import PartBuiltIn, RepairReady
from shared.money import Money

_CENTIMETRES = Decimal(100)
_BENCH = "bench"


@dataclass(frozen=True, kw_only=True)
class _Done:
    """Whose work is priced, what it was, and what the customer had agreed to."""

    case: Case
    job_id: JobId | None = None
    repair_id: RepairId | None = None
    technician_id: PersonId | None
    facts: WorkFacts
    agreement: Agreement
    quote: Quote | None = None


async def fix_job(event: JobCompleted, work: Work) -> None:
    """The work is over: price what was done and used, once for each job; a visit without a ticket costs nothing."""
    if not event.has_ticket:
        return
    if await work.charges.of_job(event.job_id) is not None:
        return
    case = await known_case(event.ticket_id, work)
    known = await work.jobs.find(event.job_id)
    job = known or JobCopy(id=JobId(event.job_id), ticket_id=TicketId(event.ticket_id))
    agreed = await _close_quotes(await work.quotes.of_job(job.id), work)
    done = _Done(
        case=case,
        job_id=job.id,
        technician_id=PersonId(event.technician_id),
        facts=_facts(event, job),
        agreement=_agreement(agreed, job),
        quote=agreed,
    )
    charge, events = await _priced(done, work)
    work.jobs.save(replace(job, technician_id=done.technician_id, is_over=True))
    if event.has_card:
        work.charges.add(charge, events, origin=charge.origin)
        work.cases.save(case.billed())
    else:
        await _owe_unsigned(charge, events, case, work)


async def fix_cancelled_job(event: JobCancelled, work: Work) -> None:
    """Nobody goes on: what was quoted no longer counts, and what coming has cost is owed as far as it was told."""
    job = await copies.known_job(event, work)
    technician_id = job.technician_id if event.technician_id is None else PersonId(event.technician_id)
    work.jobs.save(replace(job, technician_id=technician_id, is_over=True, is_cancelled=True))
    await void_quotes(job.ticket_id, LapseReason.CANCELLED, work, job_id=job.id)
    case = await work.cases.find(job.ticket_id)
    if case is None or case.category is None or await work.charges.of_job(job.id) is not None:
        return
    travel = _travel(event.travel_cost or Money.ZERO, event.travel_receipt)
    came = event.has_visit_taken_place
    facts = WorkFacts(purpose="service", has_arrived=came, outcome="cancelled", items=tuple(travel))
    done = _Done(case=case, job_id=job.id, technician_id=technician_id, facts=facts, agreement=_agreement(None, job))
    await _owe_unsigned(*await _priced(done, work), case, work)


async def close_case(event: TicketCancelled, work: Work) -> None:
    """Nothing is quoted any more; where nothing is owed, the fee for coming is taken back."""
    case = await copies.close_case(event, work)
    if case.owes(Owed.VISIT_FEE):
        return
    for charge in await work.charges.of_ticket(case.id):
        job = None if charge.job_id is None else await work.jobs.find(charge.job_id)
        if job is not None and job.is_cancelled and charge.state is ChargeState.OWED and not charge.paid:
            await reduce_to_travel(charge, work)


async def fix_repair(event: RepairReady, work: Work) -> None:
    """A repair is ready: what was used and what the factory asks, as far as it was agreed (6.5); owed at once."""
    if await work.charges.of_repair(event.repair_id) is not None:
        return
    case = await known_case(event.ticket_id, work)
    agreed = await _close_quotes(await work.quotes.of_repair(event.repair_id), work)
    items = [_built_in(part) for part in event.parts if part.quantity > 0]
    if event.factory_cost:
        items.append(Item(kind=LineKind.FACTORY_REPAIR, cost=event.factory_cost))
    done = _Done(
        case=case,
        repair_id=RepairId(event.repair_id),
        technician_id=None,
        facts=WorkFacts(purpose=_BENCH, has_arrived=False, outcome=event.outcome or "repaired", items=tuple(items)),
        agreement=Agreement(lines=None if agreed is None else agreed.lines),
        quote=agreed,
    )
    charge, events = await _priced(done, work)
    work.charges.save(*await raise_amount(charge, events, work), origin=charge.origin)


async def _owe_unsigned(charge: Charge, events: ChargeEvents, case: Case, work: Work) -> None:
    """There is no card to sign, so it is owed at once; where nothing is owed there is no charge."""
    if charge.total:
        work.charges.save(*await raise_amount(charge, events, work), origin=charge.origin)
        work.cases.save(case.billed())


async def _priced(done: _Done, work: Work) -> tuple[Charge, ChargeEvents]:
    case = done.case
    circumstances = case.circumstances(has_paid_visit_fee=await work.charges.has_visit_fee(case.id))
    if circumstances is None:
        raise NotYetKnown(f"whether ticket {case.number} is free or paid")
    tariff = await tariff_for(circumstances, done.facts.items, case.reported_at, work)
    what = ChargeFor(
        id=work.new_id(),
        number=await work.number("ZD"),
        ticket_id=case.id,
        job_id=done.job_id,
        repair_id=done.repair_id,
        customer_id=case.customer_id,
        technician_id=done.technician_id,
        origin=case.origin,
        quote_id=None if done.quote is None else done.quote.id,
    )
    lines = bill(done.facts, done.agreement, tariff)
    return fix_amount(what, lines, circumstances, tariff.policy, work.now)


async def _close_quotes(quotes: Sequence[Quote], work: Work) -> Quote | None:
    """The consented quote, billed now; a quote without an answer no longer counts."""
    agreed = None
    for quote in quotes:
        if quote.state is QuoteState.CONSENTED:
            agreed = work.quotes.save(quote.bill())
        elif quote.state is QuoteState.OPEN:
            await lapse_quote(quote, LapseReason.WORK_OVER, work)
    return agreed


def _agreement(agreed: Quote | None, job: JobCopy) -> Agreement:
    return Agreement(
        lines=None if agreed is None else agreed.lines,
        was_told_visit_fee=job.was_told_visit_fee,
        was_told_travel_rule=job.was_told_travel_rule,
    )


def _facts(event: JobCompleted, job: JobCopy) -> WorkFacts:
    items = [_used(part) for part in event.parts if part.quantity > 0]
    if event.camera_points:
        items.append(Item(kind=LineKind.CAMERA_POINT, quantity=Decimal(event.camera_points)))
    if event.cable_centimetres:
        items.append(Item(kind=LineKind.CABLE_METRE, quantity=event.cable_centimetres / _CENTIMETRES))
    items += _travel(event.travel_cost, event.travel_receipt)
    return WorkFacts(
        purpose=event.purpose,
        has_arrived=job.has_arrived,
        outcome=event.outcome,
        work_findings=tuple(done.finding for done in event.work if done.outcome == "done"),
        items=tuple(items),
    )


def _travel(cost: Money, receipt: str | None) -> list[Item]:
    return [Item(kind=LineKind.TRAVEL, cost=cost, receipt=receipt)] if cost else []


def _used(part: PartUsed) -> Item:
    return Item(
        kind=LineKind.PART,
        code=part.part,
        quantity=Decimal(part.quantity),
        finding=part.finding,
        equipment_id=part.equipment_id,
    )


def _built_in(part: PartBuiltIn) -> Item:
    return Item(kind=LineKind.PART, code=part.part, quantity=Decimal(part.quantity), finding=1)
