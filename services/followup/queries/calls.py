"""Lists of calls, narrowed by what people look for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.call_record import Purpose, Review
from services.followup.domain.states import CallState
from services.followup.tables.calls import CALL
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

_OWED = CallState.OWED
CALLS_BY = ("call_until", "id")


@dataclass(frozen=True, kw_only=True)
class CallsWanted:
    """Which calls; None: any."""

    state: CallState | None = None
    purpose: Purpose | None = None
    ticket_id: UUID | None = None
    customer_id: UUID | None = None
    assigned_to: UUID | None = None
    review: Review | None = None
    due_before: datetime | None = None
    resting_until: datetime | None = None
    """Without those whose pause after an attempt lasts beyond this time."""
    sources: tuple[str, ...] | None = None
    """Only of tickets from these sources."""

    def due_today(self, tomorrow: datetime) -> "CallsWanted":
        """The working list: owed, due before tomorrow, and not resting until then."""
        before = tomorrow if self.due_before is None else min(tomorrow, self.due_before)
        return CallsWanted(**(vars(self) | {"state": _OWED, "due_before": before, "resting_until": tomorrow}))


async def calls(reader: Reader, wanted: CallsWanted, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Call]:
    """Calls, those that must be made first in front."""
    query = ListQuery("SELECT * FROM call").equal("state", wanted.state).equal("purpose", wanted.purpose)
    query = query.equal("ticket_id", wanted.ticket_id).equal("customer_id", wanted.customer_id)
    query = query.equal("assigned_to", wanted.assigned_to).equal("review", wanted.review)
    query = query.below("call_until", wanted.due_before)
    query = query.when("(not_before IS NULL OR not_before < {})", wanted.resting_until)
    query = query.when("origin = ANY({}::text[])", None if wanted.sources is None else list(wanted.sources))
    sql, values = query.page(CALLS_BY, after, limit)
    return [CALL.from_record(row) for row in await reader.rows(sql, *values)]
