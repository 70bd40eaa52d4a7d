"""Whether a service has done what there is to do: for those who move a simulated clock and must not run ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.clock import Clock
from shared.database import Database
from shared.messaging.inbox import recorded_at
from shared.messaging.sequencer import SEQUENCER_LEASE

_HANDLED = """
    SELECT count(*) = cardinality($2::uuid[]) FROM inbox i
    JOIN unnest($2::uuid[], $3::timestamptz[]) AS asked(id, at) ON i.event_id = asked.id AND i.event_at = asked.at
    WHERE i.consumer = $1
"""
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
        if not event_ids:
            return True
        return bool(await self.database.value(_HANDLED, self.consumer, event_ids, _days(event_ids)))

    async def position_at_rest(self) -> int | None:
        """The place of the newest event in the feed; None as long as a timer is due or an event has no place yet."""
        position: int | None = await self.database.value(_AT_REST, self.clock.now(), SEQUENCER_LEASE)
        return position


def _days(event_ids: Sequence[UUID]) -> list[datetime]:
    return [recorded_at(event_id) for event_id in event_ids]
