"""Lists of remittances, of the ledger, and of deposits."""

from collections.abc import Sequence
from uuid import UUID

from services.billing.domain.custody.deposit import Deposit
from services.billing.domain.custody.ledger import Account, Entry
from services.billing.domain.custody.remittance import Remittance
from services.billing.domain.states import DepositState, RemittanceState
from services.billing.queries.wanted import NEWEST_FIRST, After
from services.billing.tables.custody import CASH_ENTRY, DEPOSIT, REMITTANCE
from shared.money import Money
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader


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


async def balances(reader: Reader, person_id: UUID) -> dict[Account, Money]:
    """What one person's accounts stand at."""
    sql = "SELECT account, sum(amount) AS sum FROM cash_entry WHERE person_id = $1 GROUP BY account"
    return {Account(row["account"]): Money(row["sum"]) for row in await reader.rows(sql, person_id)}


async def deposits(
    reader: Reader, state: DepositState | None, loan_id: UUID | None, after: After, limit: int
) -> Sequence[Deposit]:
    """Deposits."""
    query = ListQuery("SELECT * FROM deposit").equal("state", state).equal("loan_id", loan_id)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [DEPOSIT.from_record(row) for row in await reader.rows(sql, *values)]
