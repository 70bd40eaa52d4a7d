"""Gives committed events their position: gap-free, in the order of insertion, by one process at a time."""

import asyncio

from shared.database import Database
from shared.lease import Lease, LeaseLost
from shared.messaging.bell import Bell
from shared.messaging.upkeep.audit_seal import AuditSealer

SEQUENCER_LEASE = "sequencer"
LARGEST_BATCH = 5_000
BUSY_BATCH = 16
"""So many events at once mean load: then it rests a moment, and numbers more with each transaction."""
REST_SECONDS = 0.01
SHORTEST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0

_IS_THERE_WORK = "SELECT 1 FROM event WHERE position IS NULL LIMIT 1"
_LOCK = "SELECT last FROM lease WHERE name = $1 AND epoch = $2 FOR UPDATE"
_NUMBER = """
    WITH batch AS (
        SELECT id, at, $1::bigint + row_number() OVER (ORDER BY seq) AS position
        FROM (SELECT id, at, seq FROM event WHERE position IS NULL ORDER BY seq LIMIT $2) AS oldest
    ), numbered AS (
        UPDATE event SET position = batch.position FROM batch WHERE event.id = batch.id AND event.at = batch.at
        RETURNING 1
    )
    UPDATE lease SET last = last + (SELECT count(*) FROM numbered) WHERE name = $3 AND epoch = $4 RETURNING last - $1
"""


class Sequencer:
    """Numbers the event log of one service, and seals its audit trail, while it has the lease.

    Ids and times order nothing. `seq` is right as an order because version n+1 of a thing can only be loaded after
    version n is committed; it is useless as a cursor, because it shows up out of order and with gaps.
    """

    def __init__(self, database: Database, holder: str, *, lease_seconds: float = 10.0) -> None:
        self._database = database
        self.lease = Lease(database, SEQUENCER_LEASE, holder, seconds=lease_seconds)
        self.commits = Bell()
        """Ring it when this process has committed events."""
        self.sequenced = Bell()
        """Rings when events have got their positions; readers wait for it."""
        self._sealer = AuditSealer(database, self.lease)

    def on_commit(self, tables: frozenset[str]) -> None:
        """Hook for the committer: there is work at once."""
        if "event" in tables:
            self.commits.ring()

    async def run(self) -> None:
        """Work until cancelled, whenever the lease is ours."""
        await self.lease.lead(self._lead)

    async def sequence(self, epoch: int) -> int:
        """Number one batch; returns how many events it had. Raises LeaseLost, and then nothing was written."""
        async with self._database.transaction() as connection:
            # A statement of its own: the update must see what an earlier holder committed before we got the lock.
            last = await connection.fetchval(_LOCK, SEQUENCER_LEASE, epoch)
            if last is None:
                raise LeaseLost(SEQUENCER_LEASE)
            count = int(await connection.fetchval(_NUMBER, last, LARGEST_BATCH, SEQUENCER_LEASE, epoch))
        if count:
            self.sequenced.ring()
        return count

    async def _lead(self, epoch: int) -> None:
        lost = False
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._sequence_on(epoch))
                group.create_task(self._sealer.run(epoch))
        except* LeaseLost:
            lost = True
        if lost:
            raise LeaseLost(SEQUENCER_LEASE)

    async def _sequence_on(self, epoch: int) -> None:
        pause = SHORTEST_PAUSE_SECONDS
        is_sure = False
        while True:
            heard = self.commits.rung
            count = await self.sequence(epoch) if is_sure or await self._database.value(_IS_THERE_WORK) else 0
            if BUSY_BATCH <= count < LARGEST_BATCH:
                await asyncio.sleep(REST_SECONDS)
            is_sure = count == LARGEST_BATCH or await self.commits.wait(heard, at_most_seconds=pause)
            pause = SHORTEST_PAUSE_SECONDS if is_sure or count else min(pause * 1.5, LONGEST_PAUSE_SECONDS)
