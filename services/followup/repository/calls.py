"""Load and save calls and the quiet clocks behind care calls."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.call_record import Purpose
from services.followup.domain.quiet import QuietClock
from services.followup.domain.refusals import CallNotFound
from services.followup.domain.states import CallState
from services.followup.repository.reported import ReportedThings
from services.followup.tables.calls import CALL, QUIET_CLOCK
from shared.storage.things import Things

_OWED = CallState.OWED.value


class Calls(ReportedThings[Call]):
    """Calls, by id and by what they are about."""

    mapping = CALL
    not_found = CallNotFound

    async def owed_for(self, ticket_id: UUID) -> list[Call]:
        """Calls about a ticket that nobody has made yet."""
        return await self.select("ticket_id = $1 AND state = $2", ticket_id, _OWED)

    async def owed_to(self, customer_id: UUID, purpose: Purpose) -> list[Call]:
        """Calls of this kind to a customer that nobody has made yet."""
        return await self.select("customer_id = $1 AND state = $2 AND purpose = $3", customer_id, _OWED, purpose.value)


class QuietClocks(Things[QuietClock]):
    """Since when nothing was repaired, by customer and site."""

    mapping = QUIET_CLOCK
    audited = False

    async def of(self, customer_id: UUID) -> list[QuietClock]:
        """Every clock of a customer."""
        return await self.select("customer_id = $1", customer_id)

    async def due(self, day: date, most: int) -> Sequence[QuietClock]:
        """Clocks of covered customers whose call is due by a day, the oldest first."""
        return await self.select(
            "call_id IS NULL AND call_on <= $1 AND covered_until >= $1", day, order_by="call_on, id", limit=most
        )
