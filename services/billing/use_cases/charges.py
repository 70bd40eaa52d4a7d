"""Charges: fixed from the facts of the work, raised by the signature, paid."""

from dataclasses import replace
from decimal import Decimal

from services.billing.domain.case import JobCopy
from services.billing.domain.charges.charge import ChargeFor, Incoming, Payment, PaymentMethod, fix_amount
from services.billing.domain.identifiers import ChargeId, JobId, PersonId, TicketId
from services.billing.domain.prices.bill import Agreement, WorkFacts, bill
from services.billing.domain.prices.lines import LineKind
from services.billing.domain.prices.tariff import Item
from services.billing.domain.quote import LapseReason, Quote
from services.billing.domain.refusals import NotTheCollector
from services.billing.domain.states import QuoteState
from services.billing.use_cases.cash import put_in_hands
from services.billing.use_cases.copies import known_case
from services.billing.use_cases.prices import tariff_for
from services.billing.use_cases.quotes import lapse_quote
from services.billing.use_cases.sight import Sight, charge_for, staff_id
from services.billing.work import Work
from shared.actor import Role
from shared.errors import NotYetKnown
from shared.events.dispatch.cards import CardSigned
from shared.events.dispatch.jobs import JobCompleted, PartUsed

_CENTIMETRES = Decimal(100)


async def fix(event: JobCompleted, work: Work) -> None:
    """The work is over: price what was done and used, once for each job."""
    if await work.charges.of_job(event.job_id) is not None:
        return
    case = await known_case(event.ticket_id, work)
    circumstances = case.circumstances(has_paid_visit_fee=await work.charges.has_visit_fee(case.id))
    if circumstances is None:
        raise NotYetKnown(f"whether ticket {case.number} is free or paid")
    known = await work.jobs.find(event.job_id)
    job = known or JobCopy(id=JobId(event.job_id), ticket_id=TicketId(event.ticket_id))
    agreed = await _close_quotes(job, work)
    facts = _facts(event, job)
    tariff = await tariff_for(circumstances, facts.items, case.reported_at, work)
    agreement = Agreement(
        lines=None if agreed is None else agreed.lines,
        was_told_visit_fee=job.was_told_visit_fee,
        was_told_travel_rule=job.was_told_travel_rule,
    )
    what = ChargeFor(
        id=work.new_id(),
        number=await work.number("ZD"),
        ticket_id=case.id,
        job_id=job.id,
        customer_id=case.customer_id,
        technician_id=PersonId(event.technician_id),
        origin=case.origin,
        quote_id=None if agreed is None else agreed.id,
    )
    charge, events = fix_amount(what, bill(facts, agreement, tariff), circumstances, tariff.policy, work.now)
    work.charges.add(charge, events, origin=charge.origin)
    work.jobs.save(replace(job, technician_id=what.technician_id, is_over=True))


async def raise_charge(event: CardSigned, work: Work) -> None:
    """The customer has signed: the amount is owed."""
    charge = await work.charges.find(event.charge_id)
    if charge is None:
        raise NotYetKnown(f"charge {event.charge_id}")
    case = await known_case(charge.ticket_id, work)
    charge, events = charge.raise_it(event.amount, event.signed_at, work.policy_at(case.reported_at))
    work.charges.save(charge, events, origin=charge.origin)


async def receive_payment(charge_id: ChargeId, incoming: Incoming, sight: Sight, work: Work) -> Payment:
    """Money has come in; cash is in the hands of who took it."""
    charge = await charge_for(charge_id, sight, work)
    incoming = replace(incoming, received_by_id=_receiver(incoming, charge.technician_id, work))
    number = await work.number("SJ")
    charge, payment, events = charge.pay(work.new_id(), number, incoming, now=work.now)
    work.charges.save(charge, events, origin=charge.origin)
    if incoming.method is PaymentMethod.CASH:
        await put_in_hands(payment, charge, work)
    return work.payments.add(payment)


def _receiver(incoming: Incoming, technician_id: PersonId | None, work: Work) -> PersonId | None:
    """Cash is taken by the caller or by the technician of the job; nobody puts it into other hands."""
    if incoming.method is not PaymentMethod.CASH and incoming.received_by_id is None:
        return staff_id(work.actor) if work.actor.role is Role.TECHNICIAN else None
    caller = staff_id(work.actor)
    receiver = incoming.received_by_id or caller
    if receiver not in (caller, technician_id):
        raise NotTheCollector("the caller himself or the technician of the job takes the money", field="received_by")
    return receiver


async def _close_quotes(job: JobCopy, work: Work) -> Quote | None:
    """The consented quote, billed now; a quote without an answer no longer counts."""
    agreed = None
    for quote in await work.quotes.of_job(job.id):
        if quote.state is QuoteState.CONSENTED:
            agreed = work.quotes.save(quote.bill())
        elif quote.state is QuoteState.OPEN:
            await lapse_quote(quote, LapseReason.WORK_OVER, work)
    return agreed


def _facts(event: JobCompleted, job: JobCopy) -> WorkFacts:
    items = [_used(part) for part in event.parts if part.quantity > 0]
    if event.camera_points:
        items.append(Item(kind=LineKind.CAMERA_POINT, quantity=Decimal(event.camera_points)))
    if event.cable_centimetres:
        items.append(Item(kind=LineKind.CABLE_METRE, quantity=event.cable_centimetres / _CENTIMETRES))
    if event.travel_cost:
        items.append(Item(kind=LineKind.TRAVEL, cost=event.travel_cost))
    return WorkFacts(
        purpose=event.purpose,
        has_arrived=job.has_arrived,
        outcome=event.outcome,
        work_findings=tuple(done.finding for done in event.work if done.outcome == "done"),
        items=tuple(items),
    )


def _used(part: PartUsed) -> Item:
    return Item(
        kind=LineKind.PART,
        code=part.part,
        quantity=Decimal(part.quantity),
        finding=part.finding,
        equipment_id=part.equipment_id,
    )
