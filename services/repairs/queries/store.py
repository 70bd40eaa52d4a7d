"""Lists of the books of the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.repairs.domain.store.product import Kind, Product, ProductKind, StockMovement
from services.repairs.tables.store import PRODUCT, STOCK_MOVEMENT
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

MOVEMENTS_BY = ("moved_at", "id")


@dataclass(frozen=True, kw_only=True)
class ProductsWanted:
    """Which lines of the books; None: any."""

    kind: ProductKind | None = None
    code: str | None = None
    is_low: bool | None = None
    carried_by: UUID | None = None
    """Only what this technician carries."""


@dataclass(frozen=True, kw_only=True)
class MovementsWanted:
    """Which movements; None: any."""

    product_id: UUID | None = None
    kind: Kind | None = None
    technician_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None
    since: datetime | None = None


async def products(reader: Reader, wanted: ProductsWanted, after: tuple[str] | None, limit: int) -> Sequence[Product]:
    """Lines of the books by their code."""
    query = ListQuery("SELECT * FROM product")
    for column in ("kind", "code", "is_low"):
        query = query.equal(column, getattr(wanted, column))
    carried_by = None if wanted.carried_by is None else str(wanted.carried_by)
    sql, values = query.when("bags ? {}", carried_by).page(("code",), after, limit)
    return [PRODUCT.from_record(row) for row in await reader.rows(sql, *values)]


async def movements(
    reader: Reader, wanted: MovementsWanted, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[StockMovement]:
    """Movements, newest first."""
    query = ListQuery("SELECT * FROM stock_movement")
    for column in ("product_id", "kind", "technician_id", "job_id", "repair_id"):
        query = query.equal(column, getattr(wanted, column))
    sql, values = query.at_least("moved_at", wanted.since).page(MOVEMENTS_BY, after, limit, descending=True)
    return [STOCK_MOVEMENT.from_record(row) for row in await reader.rows(sql, *values)]
