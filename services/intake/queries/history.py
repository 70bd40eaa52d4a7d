"""What happened: to a ticket, as intake knows it, and to equipment, unit by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.events.catalogue import RESTRICTED_TOPICS
from shared.events.intake.complaints import ComplaintReceived
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

TIMELINE_BY = ("happened_at", "id")
FACTS_BY = ("happened_at", "id")
_LEFT_OUT = ", ".join(f"'{topic}'" for topic in sorted(RESTRICTED_TOPICS | {ComplaintReceived.TOPIC}))
"""Somebody's own words, and complaints: they name the person they are about, who may read the timeline."""
_TIMELINE = f"""
    SELECT * FROM (
        SELECT id, happened_at, at AS known_at, type, 'intake' AS told_by, actor_role, actor_id, data
        FROM event WHERE ticket_id = $1 AND topic NOT IN ({_LEFT_OUT})
        UNION ALL
        SELECT id, happened_at, heard_at, type, split_part(type, '.', 2), NULL, NULL, data::json
        FROM heard_event WHERE ticket_id = $1
    ) AS told
"""
# The unit that hung there when a ticket was reported: the newest swap before it, else the first unit.
_UNIT_THEN = """
    coalesce(
        (SELECT f.serial FROM equipment_fact f WHERE f.equipment_id = e.id AND f.what = 'swapped'
         AND f.happened_at <= t.reported_at ORDER BY f.happened_at DESC LIMIT 1),
        e.former_serials ->> 0, e.serial)
"""
_WITH_SERIAL = "ARRAY(SELECT id FROM equipment WHERE serial_keys @> to_jsonb($1::text) LIMIT 100)"
_IS_ABOUT_IT = (
    "$1 IN ("
    + ", ".join(
        f"upper(regexp_replace({text}, '[^[:alnum:]]', '', 'g'))"
        for text in ("coalesce(serial, '')", "coalesce(details ->> 'old', '')", "coalesce(details ->> 'new', '')")
    )
    + ")"
)


@dataclass(frozen=True, kw_only=True)
class FactsWanted:
    """Whose history: a place where equipment hangs, or one unit wherever it hung."""

    equipment_id: UUID | None = None
    serial: str | None = None
    """As it is searched."""


async def timeline(
    reader: Reader, ticket_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Mapping[str, Any]]:
    """All that happened to a ticket, oldest first, without what was said in somebody's own words and complaints."""
    sql, values = ListQuery(_TIMELINE, ticket_id).page(TIMELINE_BY, after, limit)
    return await reader.rows(sql, *values)


async def equipment_facts(
    reader: Reader, wanted: FactsWanted, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Mapping[str, Any]]:
    """All that happened to equipment, oldest first; of one unit only what happened while it hung there."""
    if wanted.serial is not None:
        query = ListQuery(_of(_WITH_SERIAL), wanted.serial).where(_IS_ABOUT_IT)
    else:
        query = ListQuery(_of("ARRAY[$1::uuid]"), wanted.equipment_id)
    sql, values = query.page(FACTS_BY, after, limit)
    return await reader.rows(sql, *values)


def _of(equipment: str) -> str:
    return f"""
    SELECT * FROM (
        SELECT f.id, f.equipment_id, f.serial, f.what, f.ticket_id, f.job_id, f.repair_id, f.details, f.happened_at
        FROM equipment_fact f WHERE f.equipment_id = ANY({equipment})
        UNION ALL
        SELECT e.id, e.id, coalesce(e.former_serials ->> 0, e.serial), 'registered', NULL, NULL, NULL,
            jsonb_build_object('number', e.number), e.registered_at
        FROM equipment e WHERE e.id = ANY({equipment})
        UNION ALL
        SELECT t.id, e.id, {_UNIT_THEN}, 'reported', t.id, NULL, NULL,
            jsonb_build_object('number', t.number, 'symptom', coalesce(t.symptom_code, '')), t.reported_at
        FROM ticket t JOIN equipment e ON e.id = t.equipment_id WHERE t.equipment_id = ANY({equipment})
    ) AS fact
"""
