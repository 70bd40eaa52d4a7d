"""Whether a service has done what there is to do: for those who move a simulated clock and must not run ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.clock import Clock
from shared.database import Database
from shared.messaging import inbox
from shared.messaging.sequencer import SEQUENCER_LEASE

_AT_REST = """
    SELECT last FROM lease WHERE name = $2
       AND NOT EXISTS (
        SELECT 1 FROM generate_series(1, 9) AS u(urgency) JOIN timer ON timer.urgency = u.urgency WHERE due_at <= $1)
       AND NOT EXISTS (SELECT 1 FROM event WHERE position IS NULL)
"""


@dataclass(frozen=True)
class Settled:
    """What a service still has to do of its own and of what others told it."""

    database: Database
    consumer: str
    clock: Clock

    async def has_handled(self, event_ids: Sequence[UUID]) -> bool:
        """Whether each of these events has had its effect here, or was given up; a parked one has not."""
        return not event_ids or await inbox.known(self.database, self.consumer, event_ids) >= set(event_ids)

    async def position_at_rest(self) -> int | None:
        """The place of the newest event in the feed; None as long as a timer is due or an event has no place yet."""
        position: int | None = await self.database.value(_AT_REST, self.clock.now(), SEQUENCER_LEASE)
        return position
