"""Chains the audit trail by hashes, so that a changed or missing entry is found."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from shared.database import Connection, Database
from shared.lease import Lease, LeaseLost

BATCH = 1_000
PAUSE_SECONDS = 1.0
SETTLED_AFTER_SECONDS = 10.0
_FIRST_HASH = bytes(32)
_FLOOR = "audit"
"""Name of the lease row whose `last` is the floor: nothing at or below it is unsealed, nor will anything come."""
_COLUMNS = (
    "seq, id, at, actor_role, actor_id, action, thing, thing_id, version, before, after, reason_hash, traceparent"
)
_UNSEALED = f"""
    SELECT {_COLUMNS} FROM audit a
    WHERE seq > $1 AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.audit_id = a.id) ORDER BY seq LIMIT $2
"""
_SEALED = f"""
    SELECT s.number, s.audit_id, s.hash, a.* FROM audit_seal s
    LEFT JOIN (SELECT {_COLUMNS} FROM audit) a ON a.id = s.audit_id WHERE s.number > $1 ORDER BY s.number LIMIT $2
"""
_NEVER_SEALED = f"""
    SELECT id FROM audit a WHERE seq <= (SELECT last FROM lease WHERE name = '{_FLOOR}')
    AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.audit_id = a.id) ORDER BY seq LIMIT 1
"""
_FALSE_REASON = """
    SELECT a.id FROM audit a JOIN audit_reason r ON r.audit_id = a.id
    WHERE a.reason_hash IS DISTINCT FROM encode(sha256(convert_to(r.salt || r.reason, 'UTF8')), 'hex') LIMIT 1
"""
_HORIZON = """
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS seq,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next_transaction,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest_transaction, clock_timestamp() AS at
    FROM audit_seq
"""


@dataclass(frozen=True)
class AuditVerdict:
    """What a look at the whole trail showed."""

    sealed: int
    unsealed: int
    """Entries that wait for their seal: young ones, or there is no sequencer."""
    first_wrong: str | None
    """What is wrong with which entry, or None when every seal fits."""


class AuditSealer:
    """Seals entries in batches under the sequencer's lease."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._lease = lease
        self._horizon: Mapping[str, Any] | None = None

    async def run(self, epoch: int) -> None:
        """Seal until cancelled. Raises LeaseLost."""
        while True:
            if await self.seal(epoch) < BATCH:
                await asyncio.sleep(PAUSE_SECONDS)

    async def seal(self, epoch: int) -> int:
        """Seal one batch; returns how many entries it had. Raises LeaseLost, and then nothing was written."""
        async with self._database.transaction() as connection:
            held = await connection.fetchval(
                "SELECT 1 FROM lease WHERE name = $1 AND epoch = $2 FOR UPDATE", self._lease.name, epoch
            )
            if held is None:
                raise LeaseLost(self._lease.name)
            horizon = (await connection.fetch(_HORIZON))[0]
            floor = await connection.fetchval("SELECT last FROM lease WHERE name = $1", _FLOOR) or 0
            entries = await connection.fetch(_UNSEALED, floor, BATCH)
            await _store(connection, entries)
            if len(entries) < BATCH:
                await self._raise_floor(connection, horizon)
        return len(entries)

    async def _raise_floor(self, connection: Connection, now: Mapping[str, Any]) -> None:
        """Late commits show up below what is sealed: the floor follows only when no writer of then is left."""
        then = self._horizon
        if then is None:
            self._horizon = now
            return
        age = (now["at"] - then["at"]).total_seconds()
        if age < SETTLED_AFTER_SECONDS or now["oldest_transaction"] < then["next_transaction"]:
            return
        await connection.execute(
            "INSERT INTO lease (name, last) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
            _FLOOR,
            then["seq"],
        )
        self._horizon = now


async def verify_audit(database: Database) -> AuditVerdict:
    """Recompute the whole chain; names the first changed or missing entry, or one that came in past the seals.

    A reason may be gone (an erasure takes it, its hash stays in the chain), but not be another one.

    Cannot see that the newest entries and their seals are gone together: for that, compare `sealed` with a number
    that was noted elsewhere.
    """
    previous, number, wrong = _FIRST_HASH, 0, None
    while wrong is None and (seals := await database.rows(_SEALED, number, BATCH)):
        for seal in seals:
            number += 1
            wrong = _what_is_wrong(seal, number, previous)
            if wrong is not None:
                break
            previous = bytes(seal["hash"])
    if wrong is None and (stranger := await database.value(_NEVER_SEALED)) is not None:
        wrong = f"entry {stranger} has no seal"
    if wrong is None and (changed := await database.value(_FALSE_REASON)) is not None:
        wrong = f"the reason of entry {changed} was changed"
    total = await database.value("SELECT count(*) FROM audit_seal")
    entries = await database.value("SELECT count(*) FROM audit")
    return AuditVerdict(sealed=total, unsealed=max(0, entries - total), first_wrong=wrong)


def _what_is_wrong(seal: Mapping[str, Any], number: int, previous: bytes) -> str | None:
    if seal["number"] != number:
        return f"seal {number} is missing"
    if seal["id"] is None:
        return f"entry {seal['audit_id']} (seal {number}) is missing"
    if chained(previous, seal) != seal["hash"]:
        return f"entry {seal['audit_id']} (seal {number}) was changed"
    return None


async def _store(connection: Connection, entries: list[Any]) -> None:
    if not entries:
        return
    last = await connection.fetchrow("SELECT number, hash FROM audit_seal ORDER BY number DESC LIMIT 1")
    number, previous = (last["number"], bytes(last["hash"])) if last else (0, _FIRST_HASH)
    ids: list[UUID] = []
    hashes: list[bytes] = []
    for entry in entries:
        previous = chained(previous, entry)
        ids.append(entry["id"])
        hashes.append(previous)
    numbers = list(range(number + 1, number + 1 + len(entries)))
    await connection.execute(
        "INSERT INTO audit_seal SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[])", numbers, ids, hashes
    )


def chained(previous: bytes, entry: Mapping[str, Any]) -> bytes:
    """SHA-256 of the hash before and the entry as JSON with sorted keys."""
    names = [name.strip() for name in _COLUMNS.split(",")]
    canonical = orjson.dumps({name: entry[name] for name in names}, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(previous + canonical).digest()
