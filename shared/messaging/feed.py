"""The event log of one service as a feed: pages after a cursor, with filters, waiting for news."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from shared.clock import monotonic
from shared.database import Database
from shared.events.catalogue import EVENTS
from shared.messaging.bell import Bell
from shared.messaging.envelope import Envelope
from shared.messaging.feeds.cursor import Cursor
from shared.messaging.sequencer import SEQUENCER_LEASE

LARGEST_PAGE = 1_000
LONGEST_WAIT_SECONDS = 30.0
_SCAN = 20_000
"""Positions that one query looks through when a filter may reject nearly all."""
_POLL_SECONDS = 0.25
"""Another process may be the one that sequences."""
_RESTRICTED = [name for name, event_class in EVENTS.items() if event_class.RESTRICTED]
_STATE = """
    SELECT epoch, dropped_through, coalesce((SELECT last FROM lease WHERE name = $1), 0) AS last
    FROM feed_identity ORDER BY since DESC LIMIT 1
"""
_COLUMNS = """
    id, happened_at, type, topic, aggregate_id, aggregate_version, ordinal, ticket_id, origin, actor_role, actor_id,
    traceparent, data, position
"""


class FeedGone(Exception):
    """The cursor points to what is no longer there; a reader that goes on from `restart` may have missed events."""

    def __init__(self, why: str, restart: Cursor | None) -> None:
        super().__init__(why)
        self.restart = restart
        """The oldest place from which the feed can still be read; None when only the feed's owner knows."""


@dataclass(frozen=True, kw_only=True)
class FeedQuery:
    """Which events a reader wants to see."""

    types: tuple[str, ...] | None = None
    """Only these types; None for all."""
    subject: str | None = None
    """Only what is about this thing, or belongs to the ticket with this id."""
    origins: tuple[str, ...] | None = None
    """Only events of these origins: what a partner sees; None for all."""
    with_restricted: bool = False
    """Also events with personal data and free text: for our own services alone."""


EVERYTHING = FeedQuery(with_restricted=True)


@dataclass(frozen=True)
class FeedPage:
    """Events in the order of the feed; `next` also stands behind events that the filter kept out."""

    envelopes: list[Envelope]
    next: Cursor


@dataclass(frozen=True)
class _State:
    epoch: UUID
    dropped_through: int
    last: int


class Feed:
    """Reads the sequenced events of one service's database.

    `sequenced` is the bell of this process's sequencer; without it the feed polls.
    """

    def __init__(self, database: Database, sequenced: Bell | None = None) -> None:
        self._database = database
        self._sequenced = sequenced or Bell()

    async def start(self) -> Cursor:
        """Before the oldest event that is kept."""
        state = await self._state()
        return Cursor(state.epoch, state.dropped_through)

    async def latest(self) -> Cursor:
        """Behind the newest event: what comes next is news."""
        state = await self._state()
        return Cursor(state.epoch, state.last)

    async def page(
        self, after: Cursor | None, *, limit: int = 100, query: FeedQuery = EVERYTHING, wait_seconds: float = 0.0
    ) -> FeedPage:
        """Up to `limit` events behind the cursor (None: from the start); waits for the first up to `wait_seconds`.

        Raises FeedGone when the cursor is of another epoch or older than what is kept.
        """
        until = monotonic() + min(wait_seconds, LONGEST_WAIT_SECONDS)
        while True:
            heard = self._sequenced.rung
            state = await self._state()
            after = _checked(after, state)
            envelopes, position = await self._scan(after.position, state.last, min(limit, LARGEST_PAGE), query)
            after = replace(after, position=position)
            left = until - monotonic()
            if envelopes or left <= 0:
                return FeedPage(envelopes, after)
            await self._sequenced.wait(heard, at_most_seconds=min(left, _POLL_SECONDS))

    async def begin_new_epoch(self) -> None:
        """After a restore from a backup: every cursor given out before becomes invalid."""
        await self._database.execute(
            "INSERT INTO feed_identity (epoch, since, dropped_through) "
            "SELECT gen_random_uuid(), clock_timestamp(), max(dropped_through) FROM feed_identity"
        )

    async def _state(self) -> _State:
        row = await self._database.row(_STATE, SEQUENCER_LEASE)
        if row is None:
            raise LookupError("the service has no feed: its database was not migrated")
        return _State(row["epoch"], row["dropped_through"], row["last"])

    async def _scan(self, position: int, last: int, limit: int, query: FeedQuery) -> tuple[list[Envelope], int]:
        """Look through the log in steps until something is found; returns it, and how far it came."""
        step = _SCAN if query.subject is None else last
        while position < last:
            end = min(last, position + step)
            sql, values = _select(query, position, end, limit)
            rows = await self._database.rows(sql, *values)
            if len(rows) == limit:
                return [envelope_of(row) for row in rows], rows[-1]["position"]
            position = end
            if rows:
                return [envelope_of(row) for row in rows], position
        return [], position


def envelope_of(row: Mapping[str, Any]) -> Envelope:
    """The envelope of a row of the event log."""
    return Envelope(
        id=row["id"],
        type=row["type"],
        topic=row["topic"],
        subject=row["aggregate_id"],
        time=row["happened_at"],
        aggregate_version=row["aggregate_version"],
        ordinal=row["ordinal"],
        actor_role=row["actor_role"],
        actor_id=row["actor_id"],
        sequence=row["position"],
        ticket_id=row["ticket_id"],
        origin=row["origin"],
        traceparent=row["traceparent"],
        data=None if row["data"] is None else row["data"].encode(),
    )


def _checked(after: Cursor | None, state: _State) -> Cursor:
    start = Cursor(state.epoch, state.dropped_through)
    if after is None:
        return start
    if after.epoch != state.epoch:
        raise FeedGone("the feed has begun anew since this cursor was given", start)
    if after.position < state.dropped_through:
        raise FeedGone("events behind this cursor were dropped because of their age", start)
    if after.position > state.last:
        raise FeedGone("the feed is older than this cursor: it was restored from a backup", start)
    return after


def _select(query: FeedQuery, position: int, end: int, limit: int) -> tuple[str, list[object]]:
    values: list[object] = [position, end]
    where = ["position > $1", "position <= $2"]

    def add(condition: str, value: object) -> None:
        values.append(value)
        where.append(condition.replace("$", f"${len(values)}"))

    if query.types is not None:
        add("type = ANY($::text[])", list(query.types))
    if query.origins is not None:
        add("origin = ANY($::text[])", list(query.origins))
    if not query.with_restricted:
        add("type <> ALL($::text[])", _RESTRICTED)
    if query.subject is not None:
        add(*_about(query.subject))
    values.append(limit)
    sql = f"SELECT {_COLUMNS} FROM event WHERE {' AND '.join(where)} ORDER BY position LIMIT ${len(values)}"
    return sql, values


def _about(subject: str) -> tuple[str, str]:
    """The condition, and the subject as it is stored: PostgreSQL does not read every spelling that Python does."""
    try:
        return "(aggregate_id = $ OR ticket_id = $::text::uuid)", str(UUID(subject))
    except ValueError:
        return "aggregate_id = $", subject
