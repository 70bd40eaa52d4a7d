"""Load and save the books of the store."""

from services.repairs.domain.refusals import ProductNotFound
from services.repairs.domain.store.product import Product, StockMovement
from services.repairs.tables.store import PRODUCT, STOCK_MOVEMENT
from shared.storage.things import Things


class Products(Things[Product]):
    """Lines of the books, by id and by code."""

    mapping = PRODUCT
    not_found = ProductNotFound

    async def with_code(self, code: str) -> Product | None:
        """The line of a part as cards and quotes call it."""
        return await self.first("code = $1", code)


class StockMovements(Things[StockMovement]):
    """Every movement; the audit trail of the product says who changed what."""

    mapping = STOCK_MOVEMENT
    audited = False
