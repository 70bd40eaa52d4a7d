"""The audit trail: who changed what, when, from what to what, and why."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import orjson

from shared.actor import Role
from shared.storage.work import SharedWork
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.fields import Code, Instant
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes

AUDITORS = (Role.AUDITOR, Role.OPERATOR, Role.MANAGER)
_COLUMNS = """
    seq, at, actor_role, actor_id, action, thing, thing_id, version, before, after, reason_hash, traceparent,
    (SELECT reason FROM audit_reason r WHERE r.audit_id = audit.id) AS reason
"""
W = TypeVar("W", bound=SharedWork[Any])
routes = Routes(tag="audit")


class AuditEntry(View):
    """One change of one thing. Personal values are left out."""

    at: datetime
    actor_role: str
    actor_id: str
    action: str
    thing: str
    thing_id: str
    version: int
    before: dict[str, Any] | None
    """Only what changed; null when the thing was new."""
    after: dict[str, Any] | None
    reason: str | None
    """In somebody's own words; null when none was asked, or when an erasure took it and only its hash is left."""
    reason_hash: str | None
    traceparent: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "AuditEntry":
        """What a row of the trail says."""
        values = {name: row[name] for name in cls.model_fields if name not in {"before", "after"}}
        return cls(**values, before=_loaded(row["before"]), after=_loaded(row["after"]))


class AuditFilter(Listing):
    """Which changes."""

    thing_id: Code | None = None
    actor_id: Code | None = None
    action: Code | None = None
    since: Instant | None = None
    until: Instant | None = None


@routes.lists("/audit", AuditEntry, may=AUDITORS)
async def list_audit_trail(wanted: Asked[AuditFilter], door: Door[SharedWork[Any]]) -> Answer:
    """Every change in this service, newest first; of confidential things to auditors alone."""
    return await door.page(wanted, lambda work: _newest(wanted, work), show=AuditEntry.of, by=("seq",))


async def history(door: Door[W], wanted: Listing, thing: Callable[[W], Awaitable[Any]]) -> Answer:
    """The changes of one thing, oldest first: for `GET /{things}/{id}/history`.

    `thing` loads it, so that a thing the caller may not know of is refused as everywhere.
    """

    async def changes(work: W) -> Sequence[Mapping[str, Any]]:
        loaded = await thing(work)
        after = wanted.after(int)
        return await work.reader.rows(
            f"SELECT {_COLUMNS} FROM audit WHERE thing_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            str(loaded.id),
            0 if after is None else after[0],
            wanted.rows_to_read,
        )

    return await door.page(wanted, changes, show=AuditEntry.of, by=("seq",))


async def _newest(wanted: AuditFilter, work: SharedWork[Any]) -> Sequence[Mapping[str, Any]]:
    after = wanted.after(int)
    conditions = {
        "seq < $": None if after is None else after[0],
        "thing_id = $": wanted.thing_id,
        "actor_id = $": wanted.actor_id,
        "action = $": wanted.action,
        "at >= $": wanted.since,
        "at < $": wanted.until,
        "thing <> ALL($::text[])": None if work.actor.role is Role.AUDITOR else list(work.CONFIDENTIAL),
    }
    given = {text: value for text, value in conditions.items() if value is not None}
    where = " AND ".join(text.replace("$", f"${number}") for number, text in enumerate(given, start=1)) or "true"
    sql = f"SELECT {_COLUMNS} FROM audit WHERE {where} ORDER BY seq DESC LIMIT {wanted.rows_to_read:d}"
    return await work.reader.rows(sql, *given.values())


def _loaded(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    loaded: dict[str, Any] = orjson.loads(text)
    return loaded
