"""Lists of charges and refunds."""

from collections.abc import Sequence
from uuid import UUID

from services.billing.domain.charges.charge import Charge
from services.billing.domain.charges.refund import Refund
from services.billing.domain.states import STILL_OWED, RefundState
from services.billing.queries.wanted import NEWEST_FIRST, OF_TECHNICIAN, After, Wanted, narrowed
from services.billing.tables.charges import CHARGE, REFUND
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader


async def charges(reader: Reader, wanted: Wanted, after: After, limit: int) -> Sequence[Charge]:
    """Charges."""
    query = narrowed(ListQuery("SELECT * FROM charge"), wanted).when(OF_TECHNICIAN, wanted.technician_id)
    if wanted.due_before is not None:
        owed = sorted(state.value for state in STILL_OWED)
        query = query.below("pay_until", wanted.due_before).when("state = ANY({}::text[])", owed)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [CHARGE.from_record(row) for row in await reader.rows(sql, *values)]


async def refunds(
    reader: Reader, state: RefundState | None, charge_id: UUID | None, after: After, limit: int
) -> Sequence[Refund]:
    """Refunds."""
    query = ListQuery("SELECT * FROM refund").equal("state", state).equal("charge_id", charge_id)
    sql, values = query.page(NEWEST_FIRST, after, limit, descending=True)
    return [REFUND.from_record(row) for row in await reader.rows(sql, *values)]
