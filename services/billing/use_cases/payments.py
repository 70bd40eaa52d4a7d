"""Money that comes in for charges."""

from dataclasses import replace

from services.billing.domain.charges.payment import Incoming, Payment, PaymentMethod
from services.billing.domain.identifiers import ChargeId, PersonId
from services.billing.domain.refusals import NotTheCollector, ReferenceUsed
from services.billing.use_cases.cash import put_in_hands
from services.billing.use_cases.receivables import save_charge
from services.billing.use_cases.sight import Sight, charge_for, staff_id
from services.billing.work import Work
from shared.actor import Role


async def receive_payment(charge_id: ChargeId, incoming: Incoming, sight: Sight, work: Work) -> Payment:
    """Money has come in; cash is in the hands of who took it."""
    before = await charge_for(charge_id, sight, work)
    incoming = replace(incoming, received_by_id=receiver(incoming, before.technician_id, work))
    await must_be_new(incoming, work)
    number = await work.number("SJ")
    charge, payment, events = before.pay(work.new_id(), number, incoming, now=work.now)
    await save_charge(before, charge, events, work)
    if incoming.method is PaymentMethod.CASH:
        await put_in_hands(payment, charge, work)
    return work.payments.add(payment)


async def must_be_new(incoming: Incoming, work: Work) -> None:
    """A transfer is recorded once; raises ReferenceUsed."""
    reference = incoming.reference
    if incoming.method is PaymentMethod.CASH or reference is None:
        return
    if await work.payments.has_reference(incoming.method, reference):
        raise ReferenceUsed(f"{incoming.method} {reference} is recorded already", field="reference")


def receiver(incoming: Incoming, technician_id: PersonId | None, work: Work) -> PersonId | None:
    """Cash is taken by the caller or by the technician of the job; nobody puts it into other hands."""
    if incoming.method is not PaymentMethod.CASH and incoming.received_by_id is None:
        return staff_id(work.actor) if work.actor.role is Role.TECHNICIAN else None
    caller = staff_id(work.actor)
    taker = incoming.received_by_id or caller
    if taker not in (caller, technician_id):
        raise NotTheCollector("the caller himself or the technician of the job takes the money", field="received_by")
    return taker
