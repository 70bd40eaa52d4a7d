"""Lists of invoices and closings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.billing.domain.closing.figures import Closing, Span
from services.billing.domain.invoices.invoice import Delivery, Invoice
from services.billing.domain.states import InvoiceState
from services.billing.queries.wanted import NEWEST_FIRST, OF_TECHNICIAN, After
from services.billing.tables.invoices import CLOSING, INVOICE
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader


@dataclass(frozen=True, kw_only=True)
class InvoicesWanted:
    """Which invoices; None: any."""

    state: InvoiceState | None = None
    delivery: Delivery | None = None
    charge_id: UUID | None = None
    customer_id: UUID | None = None
    send_before: datetime | None = None
    technician_id: UUID | None = None
    origins: tuple[str, ...] | None = None


async def invoices(reader: Reader, wanted: InvoicesWanted, after: After, limit: int) -> Sequence[Invoice]:
    """Invoices; a technician's are those of his charges."""
    query = ListQuery("SELECT * FROM invoice").equal("state", wanted.state).equal("delivery", wanted.delivery)
    query = query.equal("charge_id", wanted.charge_id).equal("customer_id", wanted.customer_id)
    query = query.below("send_until", wanted.send_before).when("origin = ANY({}::text[])", wanted.origins)
    query = query.when(f"charge_id IN (SELECT id FROM charge WHERE {OF_TECHNICIAN})", wanted.technician_id)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [INVOICE.from_record(row) for row in await reader.rows(sql, *values)]


async def closings(reader: Reader, span: Span | None, after: After, limit: int) -> Sequence[Closing]:
    """Closings."""
    query = ListQuery("SELECT * FROM closing").equal("span", span)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [CLOSING.from_record(row) for row in await reader.rows(sql, *values)]
