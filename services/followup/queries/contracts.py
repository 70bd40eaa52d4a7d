"""Lists of contracts."""

from collections.abc import Sequence
from uuid import UUID

from services.followup.domain.contract import Contract
from services.followup.domain.states import ContractState
from services.followup.tables.contracts import CONTRACT
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader


async def contracts(
    reader: Reader,
    after: tuple[UUID] | None,
    limit: int,
    *,
    state: ContractState | None = None,
    customer_id: UUID | None = None,
    reference: str | None = None,
) -> Sequence[Contract]:
    """Contracts, newest first."""
    query = ListQuery("SELECT * FROM contract").equal("state", state).equal("customer_id", customer_id)
    query = query.equal("external_reference", reference)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [CONTRACT.from_record(row) for row in await reader.rows(sql, *values)]
