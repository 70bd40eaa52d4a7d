"""Subscribes a consumer to another service's feed, with its place kept in the consumer's own database."""

import asyncio
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from shared.clock import monotonic
from shared.database import Database
from shared.lease import Lease
from shared.messaging.feed import FeedGone
from shared.messaging.feeds.cursor import Cursor
from shared.messaging.feeds.readers import FeedReader
from shared.messaging.feeds.watermark import Watermark
from shared.messaging.transport import Delivery, SourceGone

_SAVE_EVERY_SECONDS = 0.25
_LOAD = "SELECT epoch, position FROM consumer_cursor WHERE consumer = $1 AND source = $2"
# Written only while the lease is ours, so that one who was paused cannot turn the place back.
_SAVE = """
    INSERT INTO consumer_cursor AS c (consumer, source, epoch, position)
    SELECT $1, $2, $3, $4 FROM lease WHERE name = $5 AND lease.epoch = $6
    ON CONFLICT (consumer, source) DO UPDATE SET epoch = excluded.epoch, position = excluded.position
    WHERE c.epoch <> excluded.epoch OR c.position < excluded.position
"""


class FeedSubscription:
    """Reads one source for one consumer; of several processes only the one with the lease gets anything."""

    def __init__(
        self, reader: FeedReader, database: Database, *, consumer: str, source: str, types: tuple[str, ...], holder: str
    ) -> None:
        self._reader = reader
        self._database = database
        self._consumer = consumer
        self._source = source
        self._types = types
        self._lease = Lease(database, f"read {source} for {consumer}", holder)
        self._kept_at = 0.0
        self._feed_epoch: UUID | None = None
        self._next = 0
        self._watermark = Watermark(0)
        self._saved = 0
        self._saved_at = 0.0

    @property
    def source(self) -> str:
        """The service that tells."""
        return self._source

    async def take(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """The next deliveries. Raises TransportAway, and SourceGone when our place is no longer there."""
        if not await self._holds_lease():
            await asyncio.sleep(min(wait_seconds, self._lease.renewal_seconds))
            return []
        if self._feed_epoch is None:
            await self._load()
        wait_seconds = min(wait_seconds, self._lease.renewal_seconds)
        after = None if self._feed_epoch is None else Cursor(self._feed_epoch, self._next)
        try:
            page = await self._reader.page(after, limit=limit, types=self._types, wait_seconds=wait_seconds)
        except FeedGone as gone:
            self._feed_epoch = None  # so that the place an operator sets is read again
            raise SourceGone(f"{self._source}: {gone}; restart at {gone.restart}") from gone
        if after is None:
            self._feed_epoch = page.next.epoch
        watermark = self._watermark
        deliveries = []
        for envelope in page.envelopes:
            position = envelope.sequence or 0
            watermark.taken(position)
            deliveries.append(Delivery(envelope, partial(watermark.done, position)))
        self._watermark.passed(page.next.position)
        self._next = page.next.position
        if not deliveries:
            await self._save()
        return deliveries

    async def done(self, deliveries: Sequence[Delivery]) -> None:
        """These need no further work; the place is written down a few times a second."""
        for delivery in deliveries:
            delivery.receipt()
        if monotonic() - self._saved_at >= _SAVE_EVERY_SECONDS:
            await self._save()

    async def readings(self) -> dict[str, float]:
        """None: our place is in the database, and the source tells its own."""
        return {}

    async def close(self) -> None:
        """Write down how far we came, and let another process go on at once."""
        try:
            await self._save()
            await self._lease.give_back()
        finally:
            self._feed_epoch = None  # who takes again begins at the saved place: what was taken may not be done
            await self._reader.close()

    async def _holds_lease(self) -> bool:
        if self._lease.epoch is not None and monotonic() - self._kept_at < self._lease.renewal_seconds:
            return True
        self._kept_at = monotonic()
        if self._lease.epoch is not None and await self._lease.keep():
            return True
        self._feed_epoch = None
        return await self._lease.take()

    async def _load(self) -> None:
        row = await self._database.row(_LOAD, self._consumer, self._source)
        self._feed_epoch = None if row is None else row["epoch"]
        self._next = self._saved = 0 if row is None else row["position"]
        self._watermark = Watermark(self._saved)

    async def _save(self) -> None:
        safe = self._watermark.safe
        if self._feed_epoch is None or self._lease.epoch is None or safe == self._saved:
            return
        values = (self._consumer, self._source, self._feed_epoch, safe, self._lease.name, self._lease.epoch)
        await self._database.execute(_SAVE, *values)
        self._saved, self._saved_at = safe, monotonic()


async def restart_source(database: Database, *, consumer: str, source: str, at: Cursor | None = None) -> None:
    """After SourceGone: go on from `at`, or from the oldest event that the source has; the inbox drops the known."""
    if at is None:
        await database.execute("DELETE FROM consumer_cursor WHERE consumer = $1 AND source = $2", consumer, source)
        return
    await database.execute(
        "INSERT INTO consumer_cursor (consumer, source, epoch, position) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (consumer, source) DO UPDATE SET epoch = excluded.epoch, position = excluded.position",
        consumer,
        source,
        at.epoch,
        at.position,
    )
