"""Events that wait because they, or an earlier one of the same thing, could not be handled; the rows of `parked`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from shared.database import Database
from shared.messaging.envelope import Envelope, from_structured, to_structured_json
from shared.messaging.inbox import recorded_at
from shared.storage.reader import Reader

BEHIND = "behind_another"
"""The code of an event that waits only for its turn."""

_FIELDS = (
    "number",
    "consumer",
    "lane",
    "event_id",
    "type",
    "envelope",
    "code",
    "cause",
    "tries",
    "parked_at",
    "retry_at",
    "version",
)
_COLUMNS = ", ".join(_FIELDS)
_PARK = """
    INSERT INTO parked (consumer, lane, event_id, type, envelope, code, cause, tries, parked_at, retry_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp(),
        clock_timestamp() + make_interval(secs => $9::double precision))
    ON CONFLICT (consumer, event_id) DO NOTHING
"""
_AGAIN = """
    UPDATE parked SET code = $2, cause = $3, tries = $4, version = version + 1,
        retry_at = clock_timestamp() + make_interval(secs => $5::double precision) WHERE number = $1
"""
_WAITING = "SELECT event_id FROM parked WHERE consumer = $1 AND lane = $2 AND type = $3"
_FORGET = """
    WITH gone AS (DELETE FROM parked WHERE consumer = $1 AND event_id = ANY($2::uuid[]) RETURNING event_id)
    INSERT INTO inbox (consumer, event_id, event_at)
    SELECT $1, i.id, i.at FROM unnest($2::uuid[], $3::timestamptz[]) AS i(id, at) JOIN gone ON gone.event_id = i.id
    ON CONFLICT DO NOTHING
"""
_HEADS = """
    SELECT DISTINCT ON (lane) number, lane, code, retry_at FROM parked WHERE consumer = $1 ORDER BY lane, number
"""
_DUE = f"""
    SELECT lane FROM ({_HEADS}) AS head WHERE code = '{BEHIND}' OR retry_at <= clock_timestamp()
    ORDER BY retry_at NULLS FIRST LIMIT $2
"""
_HEAD = f"""
    SELECT {_COLUMNS}, code = '{BEHIND}' OR retry_at <= clock_timestamp() AS is_due
    FROM parked WHERE consumer = $1 AND lane = $2 ORDER BY number LIMIT 1
"""
_FIND = f"SELECT {_COLUMNS} FROM parked WHERE number = $1"
_LIST = f"SELECT {_COLUMNS} FROM parked WHERE number > $1 ORDER BY number LIMIT $2"
_IS_FIRST = "SELECT NOT EXISTS (SELECT 1 FROM parked WHERE lane = $1 AND number < $2)"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why an event could not be handled, and after how many seconds it is tried again (None: when somebody asks)."""

    code: str
    cause: str
    tries: int
    retry_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class ParkedEvent:
    """One waiting event; `number` gives the order in its lane."""

    number: int
    consumer: str
    lane: str
    event_id: UUID
    type: str
    envelope: Envelope
    code: str
    cause: str
    tries: int
    parked_at: datetime
    retry_at: datetime | None
    version: int


class ParkedEvents:
    """The waiting events of one consumer. Times here are the database's: a simulated clock stops no retry."""

    def __init__(self, database: Database, consumer: str) -> None:
        self._database = database
        self._consumer = consumer

    async def park(self, lane: str, envelope: Envelope, failure: Failure) -> None:
        """Let an event wait; one that waits already stays as it is."""
        body = to_structured_json(envelope).decode()
        await self._database.execute(
            _PARK, self._consumer, lane, envelope.id, envelope.type, body, *_told(failure), failure.retry_seconds
        )

    async def failed_again(self, number: int, failure: Failure) -> None:
        """Note a try that did not help."""
        await self._database.execute(_AGAIN, number, *_told(failure), failure.retry_seconds)

    async def forget(self, lane: str, event_type: str) -> None:
        """What waits of this type in a lane was erased by its owner: it counts as handled, and its words go."""
        rows = await self._database.rows(_WAITING, self._consumer, lane, event_type)
        ids = [row["event_id"] for row in rows]
        if ids:
            await self._database.execute(_FORGET, self._consumer, ids, [recorded_at(one) for one in ids])

    async def lanes(self, asked: Collection[str]) -> set[str]:
        """Which of these lanes have something waiting."""
        sql = "SELECT DISTINCT lane FROM parked WHERE consumer = $1 AND lane = ANY($2::text[])"
        return {row["lane"] for row in await self._database.rows(sql, self._consumer, list(asked))}

    async def due_lanes(self, limit: int = 100) -> list[str]:
        """Lanes whose first event may be tried now."""
        return [row["lane"] for row in await self._database.rows(_DUE, self._consumer, limit)]

    async def head(self, lane: str) -> tuple[ParkedEvent, bool] | None:
        """The event that holds up a lane, and whether it may be tried now; None when nothing waits."""
        row = await self._database.row(_HEAD, self._consumer, lane)
        return None if row is None else (_parked(row), bool(row["is_due"]))

    async def remove(self, number: int) -> None:
        """An event was handled: it waits no longer."""
        await self._database.execute("DELETE FROM parked WHERE number = $1", number)


def _told(failure: Failure) -> tuple[str, str, int]:
    return failure.code, failure.cause[:2000].replace("\0", ""), failure.tries


def _parked(row: Any) -> ParkedEvent:
    values = {name: row[name] for name in _FIELDS}
    return ParkedEvent(**values | {"envelope": from_structured(orjson.loads(row["envelope"]))})


async def find(reader: Reader, number: int) -> ParkedEvent | None:
    """One waiting event by its number."""
    row = await reader.row(_FIND, number)
    return None if row is None else _parked(row)


async def following(reader: Reader, after: int, limit: int) -> list[ParkedEvent]:
    """Waiting events by number, behind `after`."""
    return [_parked(row) for row in await reader.rows(_LIST, after, limit)]


async def is_first(reader: Reader, event: ParkedEvent) -> bool:
    """Whether nothing of its lane waits before it."""
    return bool(await reader.value(_IS_FIRST, event.lane, event.number))
