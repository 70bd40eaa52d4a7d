"""What a consumer has already handled, so that an event that comes again has no second effect."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from shared.database import Database
from shared.storage.changes import Changes
from shared.storage.plumbing import INBOX
from shared.storage.reader import Reader

_KNOWN = """
    SELECT i.event_id FROM inbox i JOIN unnest($2::uuid[], $3::timestamptz[]) AS asked(id, at)
    ON i.event_id = asked.id AND i.event_at = asked.at WHERE i.consumer = $1
"""


def recorded_at(event_id: UUID) -> datetime:
    """When the event was recorded, in UTC, read from its UUIDv7: it decides the day of the inbox row.

    Not the time in the envelope: what happened months ago may be recorded today, and its row must outlive replays.
    """
    return datetime.fromtimestamp((event_id.int >> 80) / 1000, UTC)


def remember(changes: Changes, consumer: str, event_id: UUID) -> None:
    """Have the flush fail with AlreadyThere when this consumer has handled the event before."""
    changes.insert(INBOX, (consumer, event_id, recorded_at(event_id)))


async def known(database: Database, consumer: str, event_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these events the consumer has handled, or given up."""
    rows = await database.rows(_KNOWN, consumer, event_ids, [recorded_at(event_id) for event_id in event_ids])
    return {row["event_id"] for row in rows}


async def has(reader: Reader, consumer: str, event_id: UUID) -> bool:
    """Whether the consumer has handled, or given up, this one event."""
    sql = "SELECT 1 FROM inbox WHERE consumer = $1 AND event_id = $2 AND event_at = $3"
    return await reader.value(sql, consumer, event_id, recorded_at(event_id)) is not None
