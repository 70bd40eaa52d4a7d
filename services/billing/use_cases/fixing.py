"""How an amount is fixed: from a finished job, or a repair that is ready."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.billing.domain.case import Case, JobCopy
from services.billing.domain.charges.charge import Charge
from services.billing.domain.charges.charge import Events as ChargeEvents
from services.billing.domain.charges.fixing import ChargeFor, fix_amount
from services.billing.domain.identifiers import JobId, PersonId, RepairId, TicketId
from services.billing.domain.prices.bill import Agreement, WorkFacts, bill
from services.billing.domain.prices.lines import LineKind
from services.billing.domain.prices.tariff import Item
from services.billing.domain.quote import LapseReason, Quote
from services.billing.domain.states import QuoteState
from services.billing.use_cases.cases import known_case
from services.billing.use_cases.prices import tariff_for
from services.billing.use_cases.quotes import lapse_quote
from services.billing.use_cases.receivables import raise_amount
from services.billing.work import Work
from shared.errors import NotYetKnown
from shared.events.dispatch.jobs import JobCancelled, JobCompleted, PartUsed
from shared.events.repairs.endings import RepairEnded
from shared.events.repairs.items import PartBuiltIn, RepairReady
from shared.money import Money

_CENTIMETRES = Decimal(100)
_BENCH = "bench"


@dataclass(frozen=True, kw_only=True)
class Done:
    """Whose work is priced, what it was, and what the customer had agreed to."""

    case: Case
    job_id: JobId | None = None
    is_travel_alone: bool = False
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
    agreed = await close_quotes(await work.quotes.of_job(job.id), work)
    done = Done(
        case=case,
        job_id=job.id,
        technician_id=PersonId(event.technician_id),
        facts=_facts(event, job),
        agreement=agreement_of(agreed, job),
        quote=agreed,
    )
    charge, events = await priced(done, work)
    work.jobs.save(replace(job, technician_id=done.technician_id, is_over=True))
    if event.has_card:
        work.charges.add(charge, events, origin=charge.origin)
        work.cases.save(case.billed())
    else:
        await owe_unsigned(charge, events, case, work)


async def fix_repair(event: RepairReady, work: Work) -> None:
    """A repair is ready: what was used and what the factory asks, as far as it was agreed (6.5); owed at once."""
    if await work.charges.of_repair(event.repair_id) is not None:
        return
    case = await known_case(event.ticket_id, work)
    agreed = await close_quotes(await work.quotes.of_repair(event.repair_id), work)
    charge, events = await priced(_at_the_bench(event, case, agreed), work)
    work.charges.save(*await raise_amount(charge, events, work), origin=charge.origin)


async def fix_unready_repair(event: RepairEnded, work: Work) -> bool:
    """It is over and was never ready: what was agreed and done is owed. Returns whether anything was."""
    quotes = await work.quotes.of_repair(event.repair_id)
    is_agreed = any(quote.state is QuoteState.CONSENTED for quote in quotes)
    if not is_agreed or not (event.parts or event.factory_cost):
        return False
    case = await known_case(event.ticket_id, work)
    agreed = await close_quotes(quotes, work)
    await owe_unsigned(*await priced(_at_the_bench(event, case, agreed), work), case, work)
    return True


async def owe_unsigned(charge: Charge, events: ChargeEvents, case: Case, work: Work) -> None:
    """There is no card to sign, so it is owed at once; where nothing is owed there is no charge."""
    if charge.total:
        work.charges.save(*await raise_amount(charge, events, work), origin=charge.origin)
        work.cases.save(case.billed())


async def priced(done: Done, work: Work) -> tuple[Charge, ChargeEvents]:
    """The lines of the bill and the charge they make; raises NotYetKnown while nobody has decided free or paid."""
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
        is_travel_alone=done.is_travel_alone,
        repair_id=done.repair_id,
        customer_id=case.customer_id,
        technician_id=done.technician_id,
        origin=case.origin,
        quote_id=None if done.quote is None else done.quote.id,
    )
    lines = bill(done.facts, done.agreement, tariff)
    return fix_amount(what, lines, circumstances, tariff.policy, work.now)


async def close_quotes(
    quotes: Sequence[Quote], work: Work, reason: LapseReason = LapseReason.WORK_OVER
) -> Quote | None:
    """The consented quote, billed now; a quote without an answer no longer counts."""
    agreed = None
    for quote in quotes:
        if quote.state is QuoteState.CONSENTED:
            agreed = work.quotes.save(quote.bill())
        elif quote.state is QuoteState.OPEN:
            await lapse_quote(quote, reason, work)
    return agreed


def agreement_of(agreed: Quote | None, job: JobCopy) -> Agreement:
    """What the customer agreed to before the work: a quote, or what he was told with the appointment."""
    return Agreement(
        lines=None if agreed is None else agreed.lines,
        was_told_visit_fee=job.was_told_visit_fee,
        was_told_travel_rule=job.was_told_travel_rule,
    )


def _at_the_bench(event: RepairReady | RepairEnded, case: Case, agreed: Quote | None) -> Done:
    items = [_built_in(part) for part in event.parts if part.quantity > 0]
    if event.factory_cost:
        items.append(Item(kind=LineKind.FACTORY_REPAIR, cost=event.factory_cost))
    return Done(
        case=case,
        repair_id=RepairId(event.repair_id),
        technician_id=None,
        facts=WorkFacts(purpose=_BENCH, has_arrived=False, outcome=event.outcome or "repaired", items=tuple(items)),
        agreement=Agreement(lines=None if agreed is None else agreed.lines),
        quote=agreed,
    )


def _facts(event: JobCompleted, job: JobCopy) -> WorkFacts:
    items = used_on(event) + travelled(event.travel_cost, event.travel_receipt)
    return WorkFacts(
        purpose=event.purpose,
        has_arrived=job.has_arrived,
        outcome=event.outcome,
        work_findings=tuple(done.finding for done in event.work if done.outcome == "done"),
        items=tuple(items),
    )


def used_on(event: JobCompleted | JobCancelled) -> list[Item]:
    """Parts, points and cable of all trips of a job."""
    items = [_used(part) for part in event.parts if part.quantity > 0]
    if event.camera_points:
        items.append(Item(kind=LineKind.CAMERA_POINT, quantity=Decimal(event.camera_points)))
    if event.cable_centimetres:
        items.append(Item(kind=LineKind.CABLE_METRE, quantity=event.cable_centimetres / _CENTIMETRES))
    return items


def travelled(cost: Money, receipt: str | None) -> list[Item]:
    """What the technician paid to travel, if he paid anything."""
    return [Item(kind=LineKind.TRAVEL, cost=cost, receipt=receipt)] if cost else []


def _used(part: PartUsed) -> Item:
    return Item(
        kind=LineKind.MATERIAL if part.is_material else LineKind.PART,
        code=part.part,
        quantity=Decimal(part.quantity),
        finding=part.finding,
        equipment_id=part.equipment_id,
    )


def _built_in(part: PartBuiltIn) -> Item:
    return Item(kind=LineKind.PART, code=part.part, quantity=Decimal(part.quantity), finding=1)
