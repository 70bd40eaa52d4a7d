"""Lists of loaner units and loans."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.repairs.domain.lending.life import LoanerState, LoanState
from services.repairs.domain.lending.loan import Loan
from services.repairs.domain.lending.loaner import Loaner
from services.repairs.tables.lending import LOAN, LOANER
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader


@dataclass(frozen=True, kw_only=True)
class LoansWanted:
    """Which loans; None: any."""

    state: LoanState | None = None
    loaner_id: UUID | None = None
    repair_id: UUID | None = None
    ticket_id: UUID | None = None
    technician_id: UUID | None = None
    is_overdue: bool | None = None


async def loans(reader: Reader, wanted: LoansWanted, after: tuple[UUID] | None, limit: int) -> Sequence[Loan]:
    """Loans, newest first."""
    query = ListQuery("SELECT * FROM loan")
    for column in ("state", "loaner_id", "repair_id", "ticket_id", "technician_id", "is_overdue"):
        query = query.equal(column, getattr(wanted, column))
    sql, values = query.page(("id",), after, limit, descending=True)
    return [LOAN.from_record(row) for row in await reader.rows(sql, *values)]


async def loaners(
    reader: Reader, state: LoanerState | None, product_model: str | None, after: tuple[UUID] | None, limit: int
) -> Sequence[Loaner]:
    """Units, newest first."""
    query = ListQuery("SELECT * FROM loaner").equal("state", state).equal("product_model", product_model)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [LOANER.from_record(row) for row in await reader.rows(sql, *values)]
