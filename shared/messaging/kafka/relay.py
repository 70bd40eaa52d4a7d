"""Ships the feed of one service to Kafka: an ordinary reader of the feed, one process at a time."""

import asyncio

import structlog

from shared.database import Database, DatabaseAway
from shared.identifiers import new_id
from shared.lease import Lease, LeaseLost
from shared.messaging.feed import EVERYTHING, Feed, FeedGone, FeedPage
from shared.messaging.feeds.cursor import Cursor
from shared.messaging.kafka.publisher import Publisher
from shared.messaging.transport import TransportAway

RELAY = "kafka relay"
"""Its name among the consumers of the feed, and of its lease."""
LARGEST_BATCH = 1_000
WAIT_SECONDS = 1.0
PAUSE_WHILE_AWAY_SECONDS = 1.0
_LOAD = "SELECT epoch, position FROM consumer_cursor WHERE consumer = $1 AND source = $2"
# Only under the lease, which nobody can take in between.
_ADVANCE = """
    INSERT INTO consumer_cursor AS c (consumer, source, epoch, position)
    SELECT $1, $2, $3, $4 FROM lease WHERE name = $5 AND lease.epoch = $6 FOR SHARE
    ON CONFLICT (consumer, source) DO UPDATE SET epoch = excluded.epoch, position = excluded.position
    WHERE c.epoch <> excluded.epoch OR c.position <= excluded.position
    RETURNING position
"""
_log = structlog.get_logger(__name__)


class Relay:
    """Publishes every event once it has a position, in batches, and then remembers how far it came.

    An unclean stop between the two publishes a batch again: each event is delivered at least once. Events of a key
    are never reversed, because every run begins at a place up to which all is published, and goes on without gaps.
    """

    def __init__(
        self, feed: Feed, database: Database, publisher: Publisher, *, service: str, lease_seconds: float = 10.0
    ) -> None:
        self._feed = feed
        self._database = database
        self._publisher = publisher
        self._service = service
        self.lease = Lease(database, RELAY, str(new_id()), seconds=lease_seconds)
        self.shipped = 0
        """How many events this process has published."""

    async def run(self) -> None:
        """Ship until cancelled, whenever the lease is ours."""
        try:
            await self.lease.lead(self._lead)
        finally:
            await self._publisher.close()

    async def ship(self, epoch: int, *, wait_seconds: float = 0.0) -> int:
        """Publish one batch; returns how many events it had.

        Raises TransportAway, DatabaseAway, and LeaseLost: then another relay ships, and our place was not written.
        """
        page = await self._next(epoch, wait_seconds)
        if page.envelopes:
            await self._publisher.publish(page.envelopes)
            await self._advance(page.next, epoch)
            self.shipped += len(page.envelopes)
        return len(page.envelopes)

    async def _lead(self, epoch: int) -> None:
        while True:
            try:
                await self.ship(epoch, wait_seconds=WAIT_SECONDS)
            except (TransportAway, DatabaseAway) as away:
                _log.warning("the relay waits", service=self._service, reason=str(away))
                await asyncio.sleep(PAUSE_WHILE_AWAY_SECONDS)

    async def _next(self, epoch: int, wait_seconds: float) -> FeedPage:
        row = await self._database.row(_LOAD, RELAY, self._service)
        cursor = None if row is None else Cursor(row["epoch"], row["position"])
        try:
            return await self._feed.page(cursor, limit=LARGEST_BATCH, query=EVERYTHING, wait_seconds=wait_seconds)
        except FeedGone as gone:
            # A restored backup, or a relay that slept longer than events are kept. Consumers drop what they know.
            _log.error("the relay begins anew with the oldest event", service=self._service, reason=str(gone))
            start = gone.restart or await self._feed.start()
            await self._advance(start, epoch)
            return await self._feed.page(start, limit=LARGEST_BATCH, query=EVERYTHING)

    async def _advance(self, cursor: Cursor, epoch: int) -> None:
        values = (RELAY, self._service, cursor.epoch, cursor.position, self.lease.name, epoch)
        if await self._database.value(_ADVANCE, *values) is None:
            raise LeaseLost(self.lease.name)
