"""Daily partitions: made ahead, and dropped when they are older than anybody may still ask for."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import asyncpg
import structlog

from shared.clock import Clock, SystemClock
from shared.database import Database
from shared.messaging.feed import Feed
from shared.storage.plumbing import PARTITIONED_BY_DAY

DAYS_AHEAD = 7
PAUSE_SECONDS = 600.0
PURGE_BATCH = 5_000

_log = structlog.get_logger(__name__)
_PARTITIONS = """
    SELECT c.relname AS name FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::text::regclass
    AND c.relname ~ '_[0-9]{8}$'
"""
_PURGE = """
    DELETE FROM idempotency WHERE ctid = ANY(ARRAY(SELECT ctid FROM idempotency WHERE at < $1 LIMIT $2))
"""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """For how many days what is kept."""

    event_days: int = 400
    inbox_days: int = 401
    """At least a day longer than any source keeps events, or a replay would have effects again."""
    idempotency_days: int = 7


class Janitor:
    """Keeps the growing tables in days. Running it twice, or in several processes, does no harm.

    Events are dropped by the service's clock, which also dates them; the inbox by the machine's, which dates ids.
    """

    def __init__(self, database: Database, clock: Clock, retention: Retention) -> None:
        self._database = database
        self._clock = clock
        self._retention = retention

    async def run(self) -> None:
        """Tidy every ten minutes, and whenever the clock has reached another day."""
        while True:
            now = self._clock.now()
            await self.tidy()
            midnight = datetime.combine(_day(now) + timedelta(days=1), datetime.min.time(), UTC)
            await self._clock.wait_until(midnight, at_most_seconds=PAUSE_SECONDS)

    async def tidy(self) -> None:
        """Make partitions ahead, drop old ones, purge old answers."""
        today = {"event": _day(self._clock.now()), "inbox": _day(SystemClock().now())}
        days = {"event": self._retention.event_days, "inbox": self._retention.inbox_days}
        for table in PARTITIONED_BY_DAY:
            existing = await self._days_of(table)
            await self._make(table, today[table], existing)
            await self._drop(table, today[table] - timedelta(days=days[table]), existing)
        await self._purge_idempotency()

    async def _days_of(self, table: str) -> dict[str, date]:
        """Partitions by name, with their day; without the one that takes what fits nowhere."""
        rows = await self._database.rows(_PARTITIONS, table)
        return {row["name"]: date.fromisoformat(row["name"][-8:]) for row in rows}

    async def _make(self, table: str, today: date, existing: Mapping[str, date]) -> None:
        for ahead in range(-1, DAYS_AHEAD + 1):
            day = today + timedelta(days=ahead)
            if day in existing.values():
                continue
            # Rows that came before their day had a partition stay where they are, and so does the rest of that day.
            # Another process may make the same partition at this moment.
            with suppress(asyncpg.CheckViolationError, asyncpg.DuplicateTableError, asyncpg.UniqueViolationError):
                await self._database.execute(
                    f"CREATE TABLE IF NOT EXISTS {table}_{day:%Y%m%d} PARTITION OF {table} "
                    f"FOR VALUES FROM ('{day} 00:00:00+00') TO ('{day + timedelta(days=1)} 00:00:00+00')"
                )

    async def _drop(self, table: str, before: date, existing: Mapping[str, date]) -> None:
        column = PARTITIONED_BY_DAY[table]
        limit = datetime.combine(before, datetime.min.time(), UTC)
        if table == "event" and not await self._announce_drop(limit):
            return
        for name, day in existing.items():
            if day < before:
                await self._database.execute(f"DROP TABLE IF EXISTS {name}")
                _log.info("day dropped", partition=name)
        await self._database.execute(f"DELETE FROM {table}_default WHERE {column} < $1", limit)

    async def _announce_drop(self, limit: datetime) -> bool:
        """Say in the feed what is about to go; what was said before may go now, so that no running page misses it."""
        last = await self._database.value("SELECT max(position) FROM event WHERE at < $1", limit)
        waiting = await self._database.value("SELECT 1 FROM event WHERE at < $1 AND position IS NULL LIMIT 1", limit)
        if last is None or waiting is not None:
            return False
        told = (await Feed(self._database).start()).position
        if told >= last:
            return True
        await self._database.execute("UPDATE feed_identity SET dropped_through = greatest(dropped_through, $1)", last)
        return False

    async def _purge_idempotency(self) -> None:
        limit = self._clock.now() - timedelta(days=self._retention.idempotency_days)
        while await self._database.execute(_PURGE, limit, PURGE_BATCH) == f"DELETE {PURGE_BATCH}":
            pass


def _day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()
