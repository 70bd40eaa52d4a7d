"""Lists of follow-up, narrowed by what people look for, straight from tables to views."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.followup.domain.call import Call, Purpose
from services.followup.domain.contract import Contract
from services.followup.domain.states import CallState, ContractState
from services.followup.tables import CALL, CONTRACT
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

CALLS_BY = ("call_until", "id")


@dataclass(frozen=True, kw_only=True)
class CallsWanted:
    """Which calls; None: any."""

    state: CallState | None = None
    purpose: Purpose | None = None
    ticket_id: UUID | None = None
    due_before: datetime | None = None


async def calls(reader: Reader, wanted: CallsWanted, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Call]:
    """Calls, those that must be made first in front."""
    query = ListQuery("SELECT * FROM call").equal("state", wanted.state).equal("purpose", wanted.purpose)
    query = query.equal("ticket_id", wanted.ticket_id).below("call_until", wanted.due_before)
    sql, values = query.page(CALLS_BY, after, limit)
    return [CALL.from_record(row) for row in await reader.rows(sql, *values)]


async def contracts(
    reader: Reader,
    after: tuple[UUID] | None,
    limit: int,
    *,
    state: ContractState | None = None,
    customer_id: UUID | None = None,
) -> Sequence[Contract]:
    """Contracts, newest first."""
    query = ListQuery("SELECT * FROM contract").equal("state", state).equal("customer_id", customer_id)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [CONTRACT.from_record(row) for row in await reader.rows(sql, *values)]
