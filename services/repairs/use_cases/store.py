"""The books of the main store: lines, and movements that change them (7.1)."""

from uuid import UUID

from services.repairs.domain.bench import build_in
from services.repairs.domain.refusals import ProductThere
from services.repairs.domain.store.product import (
    Kind,
    Pieces,
    Product,
    ProductId,
    ProductKind,
    StockMovement,
    must_be_his,
)
from services.repairs.use_cases.access import policy_of
from services.repairs.use_cases.saving import save
from services.repairs.work import Work


async def open_line(code: str, kind: ProductKind, label: str, least: int, work: Work) -> Product:
    """Keep books about a product or part."""
    if await work.products.with_code(code) is not None:
        raise ProductThere(f"{code} is in the books", field="code")
    product = Product(id=ProductId(work.new_id()), code=code, kind=kind, label=label, least=least)
    opened, events = product.opened(work.policy.store, now=work.now)
    return work.products.add(opened, events)


async def move(product_id: UUID, pieces: Pieces, work: Work) -> StockMovement:
    """Book what somebody has moved; what is built in at our bench stands on its repair as well."""
    must_be_his(pieces, work.actor, work.policy.store)
    product = await work.products.get(product_id)
    movement = await book(product, pieces, work)
    if pieces.kind is Kind.USED and pieces.repair_id is not None:
        repair = await work.repairs.get(pieces.repair_id)
        policy = await policy_of(repair, work)
        await save(repair, build_in(repair, product.code, pieces.quantity, policy, now=work.now), (), work)
    return movement


async def book(product: Product, pieces: Pieces, work: Work) -> StockMovement:
    """Change a line by one movement, which is kept for ever."""
    rule = work.policy.store
    after, movement, events = product.move(pieces, work.new_id(), work.actor.subject, rule, now=work.now)
    if after.version:
        work.products.save(after, events)
    else:
        work.products.add(after, events)
    return work.stock_movements.add(movement)


async def line_of(code: str, kind: ProductKind, work: Work) -> Product:
    """The line with this code; where the books have none yet, a new one that is stored with its first movement."""
    known = await work.products.with_code(code)
    return known or Product(id=ProductId(work.new_id()), code=code, kind=kind, label=code, least=0)
