"""Lists of price lists, of quotes, and of the jobs they are for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.billing.domain.case import JobCopy
from services.billing.domain.prices.price_list import PriceList
from services.billing.domain.quote import Quote
from services.billing.queries.wanted import NEWEST_FIRST, After, Wanted, narrowed
from services.billing.tables.copies import JOB_COPY
from services.billing.tables.quotes import PRICE_LIST, QUOTE
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader


@dataclass(frozen=True, kw_only=True)
class JobsWanted:
    """Which jobs; None: any."""

    ticket_id: UUID | None = None
    technician_id: UUID | None = None
    is_diagnosed: bool | None = None


async def quotes(reader: Reader, wanted: Wanted, after: After, limit: int) -> Sequence[Quote]:
    """Quotes; a technician's are those of his jobs."""
    query = narrowed(ListQuery("SELECT * FROM quote"), wanted)
    query = query.when("job_id IN (SELECT id FROM job_copy WHERE technician_id = {})", wanted.technician_id)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [QUOTE.from_record(row) for row in await reader.rows(sql, *values)]


async def jobs(reader: Reader, wanted: JobsWanted, after: After, limit: int) -> Sequence[JobCopy]:
    """What billing knows of jobs."""
    query = ListQuery("SELECT * FROM job_copy").equal("ticket_id", wanted.ticket_id)
    query = query.equal("technician_id", wanted.technician_id).equal("is_diagnosed", wanted.is_diagnosed)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [JOB_COPY.from_record(row) for row in await reader.rows(sql, *values)]


async def price_lists(reader: Reader, after: After, limit: int) -> Sequence[PriceList]:
    """Price lists."""
    sql, values = ListQuery("SELECT * FROM price_list").page(NEWEST_FIRST, after, limit, descending=True)
    return [PRICE_LIST.from_record(row) for row in await reader.rows(sql, *values)]
