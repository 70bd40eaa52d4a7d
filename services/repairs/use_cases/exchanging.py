"""Another unit for the customer, or his money back: decided at the desk, made at the warehouse (4.4, 6.1)."""

from uuid import UUID

from services.repairs.domain.endings import exchange
from services.repairs.domain.endings.exchange import NewUnit, Wish
from services.repairs.domain.entries import Ground
from services.repairs.domain.refusals import UnitGivenAlready
from services.repairs.domain.repair import Repair
from services.repairs.domain.store.product import Kind, Pieces, ProductKind
from services.repairs.use_cases import store
from services.repairs.use_cases.access import policy_of
from services.repairs.use_cases.saving import save
from services.repairs.work import Work
from shared.money import Money


async def decide_exchange(repair_id: UUID, ground: Ground, reason: str | None, work: Work) -> Repair:
    """Exchange instead of repair."""
    repair = await work.repairs.get(repair_id)
    wish = Wish(ground=ground, reason=reason, ticket=await work.tickets.get(repair.ticket_id))
    policy = await policy_of(repair, work)
    after, events = exchange.decide_exchange(repair, wish, work.actor, policy, now=work.now)
    work.changes.reason = reason
    return await save(repair, after, events, work)


async def make_exchange(repair_id: UUID, product_id: UUID, serial: str, work: Work) -> Repair:
    """The warehouse lays out a new unit and puts the old one away: two movements of the store."""
    repair = await work.repairs.get(repair_id)
    policy = await policy_of(repair, work)
    product = await work.products.get(product_id)
    unit = NewUnit(product_id=product.id, product_model=product.code, serial=serial)
    given = await work.repairs.given(unit.product_model, serial)
    if given is not None and given.id != repair.id:
        raise UnitGivenAlready(f"a customer has got {serial}", clause=policy.exchange.clause, field="serial")
    after = exchange.make_exchange(repair, unit, policy, now=work.now)
    await store.book(product, Pieces(kind=Kind.EXCHANGED_OUT, quantity=1, repair_id=repair.id), work)
    old = await store.line_of(repair.product_model, ProductKind.PRODUCT, work)
    await store.book(old, Pieces(kind=Kind.GOODS_RETURNED, quantity=1, repair_id=repair.id), work)
    return await save(repair, after, (), work)


async def take_goods_back(
    repair_id: UUID, ground: Ground, reason: str | None, price: Money | None, work: Work
) -> Repair:
    """The goods are ours again, and the customer gets his money."""
    repair = await work.repairs.get(repair_id)
    ticket = await work.tickets.get(repair.ticket_id)
    wish = Wish(ground=ground, reason=reason, ticket=ticket, price=price)
    policy = await policy_of(repair, work)
    after, events = exchange.take_goods_back(repair, wish, work.actor, policy, now=work.now)
    work.changes.reason = reason
    line = await store.line_of(repair.product_model, ProductKind.PRODUCT, work)
    await store.book(line, Pieces(kind=Kind.GOODS_RETURNED, quantity=1, repair_id=repair.id), work)
    return await save(repair, after, events, work)
