"""Lists of billing, narrowed by what people look for, straight from tables to views."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.billing.domain.case import JobCopy
from services.billing.domain.charges.charge import Charge
from services.billing.domain.custody.cash import Remittance
from services.billing.domain.custody.ledger import Entry
from services.billing.domain.prices.price_list import PriceList
from services.billing.domain.quote import Quote
from services.billing.domain.states import ChargeState, QuoteState, RemittanceState
from services.billing.tables import CASH_ENTRY, CHARGE, JOB_COPY, PRICE_LIST, QUOTE, REMITTANCE
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

NEWEST_FIRST = ("id",)
After = tuple[UUID] | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which quotes or charges; None: any."""

    state: QuoteState | ChargeState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    technician_id: UUID | None = None
    origins: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class JobsWanted:
    """Which jobs; None: any."""

    ticket_id: UUID | None = None
    technician_id: UUID | None = None
    is_diagnosed: bool | None = None


async def quotes(reader: Reader, wanted: Wanted, after: After, limit: int) -> Sequence[Quote]:
    """Quotes; a technician's are those of his jobs."""
    query = _narrowed(ListQuery("SELECT * FROM quote"), wanted)
    query = query.when("job_id IN (SELECT id FROM job_copy WHERE technician_id = {})", wanted.technician_id)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [QUOTE.from_record(row) for row in await reader.rows(sql, *values)]


async def charges(reader: Reader, wanted: Wanted, after: After, limit: int) -> Sequence[Charge]:
    """Charges."""
    query = _narrowed(ListQuery("SELECT * FROM charge"), wanted).equal("technician_id", wanted.technician_id)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [CHARGE.from_record(row) for row in await reader.rows(sql, *values)]


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


async def remittances(
    reader: Reader, state: RemittanceState | None, person_id: UUID | None, after: After, limit: int
) -> Sequence[Remittance]:
    """Remittances."""
    query = ListQuery("SELECT * FROM remittance").equal("state", state).equal("person_id", person_id)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [REMITTANCE.from_record(row) for row in await reader.rows(sql, *values)]


async def cash_entries(reader: Reader, person_id: UUID, after: After, limit: int) -> Sequence[Entry]:
    """The movements of one person's cash."""
    query = ListQuery("SELECT * FROM cash_entry").equal("person_id", person_id)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [CASH_ENTRY.from_record(row) for row in await reader.rows(sql, *values)]


def _narrowed(query: ListQuery, wanted: Wanted) -> ListQuery:
    query = query.equal("state", wanted.state).equal("ticket_id", wanted.ticket_id).equal("job_id", wanted.job_id)
    return query.when("origin = ANY({}::text[])", wanted.origins)
