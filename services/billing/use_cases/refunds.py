"""Money that goes back to customers."""

from services.billing.domain.charges.payment import Outgoing, PaymentMethod, Way
from services.billing.domain.charges.refund import Refund, RefundFor, RefundReason, ask
from services.billing.domain.custody.ledger import Account, Moved, Movement, entries
from services.billing.domain.identifiers import ChargeId, RefundId, RepairId, TicketId
from services.billing.use_cases.cases import known_case, policy_for
from services.billing.use_cases.cash import record_transfer
from services.billing.use_cases.sight import staff_id
from services.billing.work import Work
from shared.events.repairs.endings import GoodsReturned
from shared.money import Money


async def ask_for_refund(charge_id: ChargeId, amount: Money, reason: RefundReason, work: Work) -> Refund:
    """What was paid beyond what is owed is to go back."""
    charge = await work.charges.get(charge_id)
    policy = await policy_for(charge.ticket_id, work)
    before = charge.refunded + charge.refunding
    what = RefundFor(
        id=work.new_id(),
        number=await work.number("TK"),
        customer_id=charge.customer_id,
        reason=reason,
        origin=charge.origin,
        ticket_id=charge.ticket_id,
        charge_id=charge.id,
    )
    refund = ask(what, policy.refund.clause, work.now)
    refund, events = refund.name_price(amount, before, work.actor.subject, policy, work.now)
    work.charges.save(charge.promise_back(amount), origin=charge.origin)
    return work.refunds.add(refund, events, origin=charge.origin)


async def refund_goods(event: GoodsReturned, work: Work) -> None:
    """Goods were taken back (退货): the price on the proof is to go back (4.4), once."""
    if await work.refunds.of_repair(event.repair_id) is not None:
        return
    case = await known_case(event.ticket_id, work)
    policy = work.policy_at(case.reported_at)
    what = RefundFor(
        id=work.new_id(),
        number=await work.number("TK"),
        customer_id=event.customer_id,
        reason=RefundReason.GOODS_RETURNED,
        decided_by=event.decided_by,
        origin=case.origin,
        ticket_id=TicketId(event.ticket_id),
        repair_id=RepairId(event.repair_id),
    )
    refund = ask(what, policy.goods_return.clause, work.now)
    if event.price:
        refund, events = refund.name_price(
            event.price, Money.ZERO, event.decided_by or work.actor.subject, policy, work.now
        )
        work.refunds.add(refund, events, origin=case.origin)
    else:
        work.refunds.add(refund)


async def name_price(refund_id: RefundId, amount: Money, work: Work) -> Refund:
    """Somebody has read the price on the proof of the returned goods."""
    refund = await work.refunds.get(refund_id)
    policy = await policy_for(refund.ticket_id, work)
    refund, events = refund.name_price(amount, Money.ZERO, work.actor.subject, policy, work.now)
    return work.refunds.save(refund, events, origin=refund.origin)


async def approve_refund(refund_id: RefundId, work: Work) -> Refund:
    """Another person than the one who asked agrees."""
    refund = await work.refunds.get(refund_id)
    policy = await policy_for(refund.ticket_id, work)
    refund, events = refund.approve(work.actor.subject, policy, work.now)
    return work.refunds.save(refund, events, origin=refund.origin)


async def refuse_refund(refund_id: RefundId, reason: str, work: Work) -> Refund:
    """The money does not go back."""
    refund = await work.refunds.get(refund_id)
    refused, events = refund.refuse(reason, work.now)
    if refund.charge_id is not None:
        charge = await work.charges.get(refund.charge_id)
        work.charges.save(charge.keep_after_all(refund.sum_back), origin=charge.origin)
    return work.refunds.save(refused, events, origin=refund.origin)


async def pay_refund(refund_id: RefundId, outgoing: Outgoing, work: Work) -> Refund:
    """Finance gives the money back; cash leaves the cash box of finance."""
    refund = await work.refunds.get(refund_id)
    payer = staff_id(work.actor)
    await record_transfer(Way.OUT, outgoing.method, outgoing.reference, work)
    paid, events = refund.pay(outgoing.method, outgoing.reference, payer, work.now)
    if refund.charge_id is not None:
        charge = await work.charges.get(refund.charge_id)
        work.charges.save(charge.gave_back(refund.sum_back), origin=charge.origin)
    if outgoing.method is PaymentMethod.CASH:
        moved = Moved(
            movement=Movement.REFUNDED,
            person_id=payer,
            moved_at=work.now,
            charge_id=refund.charge_id,
            refund_id=refund.id,
        )
        sides = {Account.FINANCE: -refund.sum_back, Account.CUSTOMERS: refund.sum_back}
        for entry in entries(moved, sides, work.new_id):
            work.ledger.add(entry)
    return work.refunds.save(paid, events, origin=refund.origin)
