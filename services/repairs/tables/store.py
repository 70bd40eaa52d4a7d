"""How the books of the store are kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.repairs.domain.store.product import Account, Kind, Product, ProductKind, StockMovement
from services.repairs.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of


class ProductRow(Row, table=True):
    """One line of the books."""

    __tablename__ = "product"

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    version: int
    kind: ProductKind = one_of(ProductKind)
    label: str
    least: int
    in_store: int
    old_in_store: int
    bags: str = document()
    is_low: bool = Field(index=True)


class StockMovementRow(Row, table=True):
    """Pieces that went from one place to another."""

    __tablename__ = "stock_movement"

    id: UUID = Field(primary_key=True)
    version: int
    product_id: UUID = Field(index=True)
    product: str
    kind: Kind = one_of(Kind)
    from_account: Account = one_of(Account)
    to_account: Account = one_of(Account)
    quantity: int
    technician_id: UUID | None = Field(index=True)
    job_id: UUID | None = Field(index=True)
    repair_id: UUID | None = Field(index=True)
    reason: str | None
    moved_by: str
    moved_at: datetime = Field(index=True)


PRODUCT = RowMapping(ProductRow, Product)
STOCK_MOVEMENT = RowMapping(StockMovementRow, StockMovement)
