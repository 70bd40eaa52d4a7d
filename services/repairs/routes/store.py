"""What can be asked about the main store 总库: its books, and the movements that change them (7.1)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.repairs.domain.refusals import (
    ConsentMissing,
    CountMatches,
    MovementIncomplete,
    NotHisToMove,
    NotInStock,
    ProductNotFound,
    ProductThere,
    ReasonUnknown,
    RepairNotFound,
    VerdictPending,
)
from services.repairs.domain.store.product import Account, Kind, Pieces, Product, ProductKind, StockMovement
from services.repairs.queries import store as queries
from services.repairs.routes.roles import BATCH_READERS, PACKERS, STORE_READERS, STOREKEEPERS
from services.repairs.routes.sent import AN_ID
from services.repairs.use_cases import store
from services.repairs.use_cases.access import NOBODY, staff_id
from services.repairs.work import Work
from shared.actor import Actor, Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Count, Instant, ShortText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="store")


class OpenLine(Body):
    """A product or part that is kept in the store; fewer than `least` are announced."""

    EXAMPLE: ClassVar = {"code": "power-supply-12v", "kind": "part", "label": "摄像机电源 12V", "least": 5}

    code: Code
    kind: ProductKind
    label: ShortText
    least: Count = 0


class Moved(Body):
    """How many pieces went where; of a count, how many were counted and why that differs."""

    EXAMPLE: ClassVar = {"product_id": AN_ID, "kind": "issued", "quantity": 2, "technician_id": AN_ID}

    product_id: UUID
    kind: Kind
    quantity: Count
    technician_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None
    reason: Code | None = None


class ProductFilter(Listing):
    """Which lines of the books."""

    kind: ProductKind | None = None
    code: Code | None = None
    is_low: bool | None = None
    carried_by: UUID | None = None


class MovementFilter(Listing):
    """Which movements."""

    product_id: UUID | None = None
    kind: Kind | None = None
    technician_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None
    since: Instant | None = None


class BagView(View):
    """What one technician carries of it."""

    technician_id: UUID
    quantity: int


class ProductView(View):
    """One line of the books."""

    id: UUID
    code: str
    version: int
    kind: ProductKind
    label: str
    least: int
    in_store: int
    old_in_store: int
    with_technicians: int
    bags: tuple[BagView, ...]
    is_low: bool

    @classmethod
    def of(cls, product: Product) -> "ProductView":
        """With everybody's bag."""
        bags = tuple(BagView(technician_id=who, quantity=count) for who, count in sorted(product.bags.items()))
        return cls(**{name: getattr(product, name) for name in cls.model_fields if name != "bags"}, bags=bags)


class MovementView(View):
    """Pieces that went from one place to another."""

    id: UUID
    product_id: UUID
    product: str
    kind: Kind
    from_account: Account
    to_account: Account
    quantity: int
    technician_id: UUID | None
    job_id: UUID | None
    repair_id: UUID | None
    reason: str | None
    moved_by: str
    moved_at: datetime

    @classmethod
    def of(cls, movement: StockMovement) -> "MovementView":
        """As it was booked."""
        return cls(**{name: getattr(movement, name) for name in cls.model_fields})


@routes.creates("/stock", ProductView, may=STOREKEEPERS, refuses=(ProductThere,))
async def open_line(line: Sent[OpenLine], door: Door[Work]) -> Answer:
    """Keep books about a product or part."""
    return await door.change(
        lambda work: store.open_line(line.code, line.kind, line.label, line.least, work), show=ProductView.of
    )


@routes.creates(
    "/stock-movements",
    MovementView,
    may=PACKERS,
    refuses=(
        ProductNotFound,
        RepairNotFound,
        MovementIncomplete,
        NotHisToMove,
        NotInStock,
        CountMatches,
        ReasonUnknown,
        ActionNotAllowed,
        ConsentMissing,
        VerdictPending,
    ),
)
async def move_stock(moved: Sent[Moved], door: Door[Work]) -> Answer:
    """Book pieces that came in, were issued, returned or counted, or used at the bench, which its specialist may."""
    pieces = Pieces(**{name: getattr(moved, name) for name in Moved.model_fields if name != "product_id"})
    return await door.change(lambda work: store.move(moved.product_id, pieces, work), show=MovementView.of)


@routes.lists("/stock", ProductView, may=STORE_READERS)
async def list_stock(wanted: Asked[ProductFilter], door: Door[Work]) -> Answer:
    """What lies in the store and in whose bag, by code; a technician sees what he carries."""
    asked = queries.ProductsWanted(
        kind=wanted.kind, code=wanted.code, is_low=wanted.is_low, carried_by=_own(door.actor, wanted.carried_by)
    )
    return await door.page(
        wanted,
        lambda work: queries.products(work.reader, asked, wanted.after(str), wanted.rows_to_read),
        show=ProductView.of,
        by=("code",),
    )


@routes.lists("/stock-movements", MovementView, may=STORE_READERS)
async def list_stock_movements(wanted: Asked[MovementFilter], door: Door[Work]) -> Answer:
    """Movements, newest first; a technician sees those of his bag."""
    named = {name: getattr(wanted, name) for name in MovementFilter.model_fields if name not in Listing.model_fields}
    asked = queries.MovementsWanted(**(named | {"technician_id": _own(door.actor, wanted.technician_id)}))
    return await door.page(
        wanted,
        lambda work: queries.movements(work.reader, asked, wanted.after(datetime, UUID), wanted.rows_to_read),
        show=MovementView.of,
        by=queries.MOVEMENTS_BY,
    )


@routes.shows("/stock/{product_id}", ProductView, may=BATCH_READERS, refuses=(ProductNotFound,))
async def show_stock(product_id: UUID, door: Door[Work]) -> Answer:
    """One line of the books."""
    return await door.read(lambda work: work.products.get(product_id), show=ProductView.of)


@routes.lists("/stock/{product_id}/history", AuditEntry, may=BATCH_READERS, refuses=(ProductNotFound,))
async def show_stock_history(product_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a line, oldest first."""
    return await history(door, wanted, lambda work: work.products.get(product_id))


def _own(actor: Actor, wanted: UUID | None) -> UUID | None:
    """A technician asks about himself only."""
    return (staff_id(actor) or NOBODY) if actor.role is Role.TECHNICIAN else wanted
