"""Charges once their amount is fixed: raised, paid, reminded of, reduced, written off."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.billing.domain.charges.adjustment import adjustments
from services.billing.domain.charges.charge import Charge, Events
from services.billing.domain.charges.payment import Incoming, Payment, PaymentMethod, Way
from services.billing.domain.charges.receivable import (
    WriteOffReason,
    ask_to_write_off,
    refuse_write_off,
    remind,
    reminds_at,
    write_off,
)
from services.billing.domain.identifiers import ChargeId, PersonId
from services.billing.domain.prices.reduction import ReductionReason
from services.billing.domain.refusals import NotTheCollector
from services.billing.domain.states import STILL_OWED
from services.billing.use_cases.cases import booked_at, policy_for
from services.billing.use_cases.cash import book_travel, put_in_hands, record_transfer
from services.billing.use_cases.sight import Sight, charge_for, staff_id
from services.billing.work import Work
from shared.actor import Role
from shared.errors import NotYetKnown
from shared.events.dispatch.cards import CardSigned, SignatureRefused
from shared.money import Money

CHARGE_DUE = "charge_due"


async def raise_signed(event: CardSigned | SignatureRefused, at: datetime, work: Work) -> None:
    """The customer has signed, or would not: the amount on the card is owed."""
    charge = await work.charges.find(event.charge_id)
    if charge is None:
        raise NotYetKnown(f"charge {event.charge_id}")
    policy = await policy_for(charge.ticket_id, work)
    charge, events = charge.raise_it(event.amount, at, work.new_id(), policy)
    charge = replace(charge, booked_at=await booked_at(at, work))
    set_reminder(charge, reminds_at(charge, policy), work)
    work.charges.save(charge, events, origin=charge.origin)


async def raise_amount(charge: Charge, before: Events, work: Work) -> tuple[Charge, Events]:
    """What nobody signs for is owed as soon as it is fixed."""
    policy = await policy_for(charge.ticket_id, work)
    charge, events = charge.raise_it(charge.total, work.now, work.new_id(), policy)
    set_reminder(charge, reminds_at(charge, policy), work)
    return charge, [*before, *events]


async def receive_payment(charge_id: ChargeId, incoming: Incoming, sight: Sight, work: Work) -> Payment:
    """Money has come in; cash is in the hands of who took it."""
    before = await charge_for(charge_id, sight, work)
    incoming = replace(incoming, received_by_id=receiver(incoming, before.technician_id, work))
    await record_transfer(Way.IN, incoming.method, incoming.reference, work)
    number = await work.number("SJ")
    charge, payment, events = before.pay(work.new_id(), number, incoming, now=work.now)
    await save_charge(before, charge, events, work)
    if incoming.method is PaymentMethod.CASH:
        await put_in_hands(payment, charge, work)
    await book_travel(charge, charge.travel_owed(payment), payment.received_at, work)
    return work.payments.add(replace(payment, booked_at=await booked_at(payment.received_at, work)))


def receiver(incoming: Incoming, technician_id: PersonId | None, work: Work) -> PersonId | None:
    """Cash is taken by the caller or by the technician of the job; nobody puts it into other hands."""
    if incoming.method is not PaymentMethod.CASH and incoming.received_by_id is None:
        return staff_id(work.actor) if work.actor.role is Role.TECHNICIAN else None
    caller = staff_id(work.actor)
    taker = incoming.received_by_id or caller
    if taker not in (caller, technician_id):
        raise NotTheCollector("the caller himself or the technician of the job takes the money", field="received_by")
    return taker


async def tell_overdue(charge_id: ChargeId, timer_id: UUID, work: Work) -> None:
    """The due time, or that of a reminder, has passed and something is still owed."""
    charge = await work.charges.find(charge_id)
    if charge is None or charge.reminder_id is None or charge.reminder_id != timer_id:
        return
    policy = await policy_for(charge.ticket_id, work)
    charge, events = remind(charge, charge.reminder_id, work.new_id(), policy)
    if events:
        set_reminder(charge, reminds_at(charge, policy), work)
        work.charges.save(charge, events, origin=charge.origin)


async def reduce_charge(charge_id: ChargeId, reduction: Money, reason: ReductionReason, work: Work) -> Charge:
    """The supervisor asks for less than was charged, with a reason."""
    charge = await work.charges.get(charge_id)
    work.changes.reason = reason.value
    return await _reduced(charge, reduction, work)


async def give_back_part_of_year(charge: Charge, amount: Money, work: Work) -> None:
    """A contract ends before its term: so much of the year's price is not asked for, or goes back."""
    if amount := min(amount, charge.due):
        work.changes.reason = ReductionReason.CONTRACT_ENDED.value
        await _reduced(charge, amount, work)


async def ask_for_write_off(charge_id: ChargeId, reason: WriteOffReason, work: Work) -> Charge:
    """Finance asks that nobody asks for the money any more; another person decides."""
    charge = await work.charges.get(charge_id)
    charge = ask_to_write_off(charge, reason, work.actor.subject, work.now)
    return work.charges.save(charge, origin=charge.origin)


async def approve_write_off(charge_id: ChargeId, work: Work) -> Charge:
    """Another person agrees: it is written off."""
    before = await work.charges.get(charge_id)
    charge, events = write_off(before, work.actor.subject, await policy_for(before.ticket_id, work), work.now)
    return await save_charge(before, charge, events, work)


async def refuse_to_write_off(charge_id: ChargeId, work: Work) -> Charge:
    """The money is asked for as before."""
    charge = refuse_write_off(await work.charges.get(charge_id))
    return work.charges.save(charge, origin=charge.origin)


async def save_charge(before: Charge, after: Charge, events: Events, work: Work) -> Charge:
    """Store it; what is no longer owed is no longer reminded of."""
    if before.reminder_id is not None and after.state not in STILL_OWED:
        await work.drop_timer(before.reminder_id)
    for adjustment in adjustments(before, after, work.now, work.new_id):
        work.adjustments.add(adjustment)
    return work.charges.save(after, events, origin=after.origin)


def set_reminder(charge: Charge, due_at: datetime | None, work: Work) -> None:
    """Have it reminded of."""
    if charge.reminder_id is not None and due_at is not None:
        work.set_timer(charge.reminder_id, due_at=due_at, kind=CHARGE_DUE, subject=charge.id)


async def _reduced(before: Charge, reduction: Money, work: Work) -> Charge:
    policy = await policy_for(before.ticket_id, work)
    charge, events = before.reduce(reduction, policy.quote.clause, work.now)
    await book_travel(charge, charge.travel_paid - before.travel_paid, work.now, work)
    return await save_charge(before, charge, events, work)
