"""Reports, computed from the events that were kept for them: as known at the end of a day, so the same for ever.

Every report takes what was recorded before `known_by`. An answer of yesterday that is recorded today belongs to
yesterday in today's report and is missing from yesterday's own: asked again, each day's report says what it said then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.followup.domain.complaints.ladder import LADDER
from services.followup.domain.complaints.ladder import Reader as Person
from shared.actor import Role
from shared.policy import business_day
from shared.storage.reader import Reader

Rows = Sequence[Mapping[str, Any]]

_CALL_BACKS = """
    SELECT count(*) AS owed,
        count(*) FILTER (WHERE answered.happened_at <= (owed.data ->> 'call_until')::timestamptz) AS in_time,
        count(*) FILTER (WHERE answered.happened_at > (owed.data ->> 'call_until')::timestamptz) AS late,
        count(*) FILTER (WHERE given_up.happened_at IS NOT NULL) AS given_up
    FROM reported owed
    LEFT JOIN LATERAL (
        SELECT happened_at FROM reported
        WHERE thing_id = owed.thing_id AND type = 'CallBackCompleted' AND recorded_at < $3 LIMIT 1
    ) answered ON true
    LEFT JOIN LATERAL (
        SELECT happened_at FROM reported
        WHERE thing_id = owed.thing_id AND type = 'CallGivenUp' AND recorded_at < $3 LIMIT 1
    ) given_up ON true
    WHERE owed.type = 'CallScheduled' AND owed.data ->> 'purpose' = 'call_back'
        AND owed.happened_at >= $1 AND owed.happened_at < $2 AND owed.recorded_at < $3
"""
_SATISFACTION = """
    SELECT technician_id, to_char(happened_at AT TIME ZONE $4, 'YYYY-MM') AS month,
        count(*) AS answers,
        count(data ->> 'satisfaction') AS scores,
        round(avg((data ->> 'satisfaction')::numeric), 2) AS satisfaction,
        round(avg((data ->> 'cleanliness')::numeric), 2) AS cleanliness,
        count(*) FILTER (WHERE (data ->> 'is_solved')::boolean) AS solved
    FROM reported
    WHERE type = 'CallBackCompleted' AND happened_at >= $1 AND happened_at < $2 AND recorded_at < $3
    GROUP BY technician_id, month ORDER BY month, technician_id NULLS LAST LIMIT $5
"""
_RENEWALS = """
    WITH ending AS (
        SELECT thing_id, (data ->> 'ends_on')::date AS ends_on
        FROM reported WHERE type = 'ContractSigned' AND recorded_at < $3
    ), outcome AS (
        SELECT DISTINCT ON (thing_id) thing_id, type FROM reported
        WHERE type IN ('ContractRenewed', 'RenewalLost', 'ContractTerminated') AND recorded_at < $3
        ORDER BY thing_id, recorded_at DESC, type
    )
    SELECT count(*) AS ending,
        count(*) FILTER (WHERE outcome.type = 'ContractRenewed') AS won,
        count(*) FILTER (WHERE outcome.type = 'RenewalLost') AS lost,
        count(*) FILTER (WHERE outcome.type = 'ContractTerminated') AS terminated
    FROM ending LEFT JOIN outcome USING (thing_id)
    WHERE ending.ends_on >= $1 AND ending.ends_on < $2
"""
_COMPLAINTS = """
    SELECT coalesce(closed.data ->> 'level', raised.data ->> 'level', opened.data ->> 'level') AS level,
        count(*) AS opened,
        count(closed.happened_at) AS closed,
        round(avg(extract(epoch FROM closed.happened_at - opened.happened_at) / 3600)
            FILTER (WHERE closed.happened_at IS NOT NULL), 1) AS hours_to_close,
        count(raised.happened_at) AS raised
    FROM reported opened
    JOIN complaint ON complaint.id = opened.thing_id
    LEFT JOIN LATERAL (
        SELECT happened_at, data FROM reported
        WHERE thing_id = opened.thing_id AND type = 'ComplaintClosed' AND recorded_at < $3 LIMIT 1
    ) closed ON true
    LEFT JOIN LATERAL (
        SELECT happened_at, data FROM reported
        WHERE thing_id = opened.thing_id AND type = 'ComplaintRaised' AND recorded_at < $3
        ORDER BY happened_at DESC, recorded_at DESC LIMIT 1
    ) raised ON true
    WHERE opened.type = 'ComplaintOpened' AND opened.happened_at >= $1 AND opened.happened_at < $2
        AND opened.recorded_at < $3
        AND (complaint.person_id IS NULL OR ($5 AND complaint.person_id <> ALL($4::uuid[])))
    GROUP BY 1
"""
MOST_LINES = 2000


@dataclass(frozen=True, kw_only=True)
class Period:
    """From when until when, and what was known by then."""

    begins_at: datetime
    ends_at: datetime
    known_by: datetime


async def call_backs(reader: Reader, period: Period) -> Mapping[str, Any]:
    """How many of the call-backs owed in a period were answered within their time (5.12)."""
    row = await reader.row(_CALL_BACKS, period.begins_at, period.ends_at, period.known_by)
    assert row is not None
    return row


async def satisfaction(reader: Reader, period: Period, zone: str) -> Rows:
    """What customers said, by technician and month."""
    return await reader.rows(_SATISFACTION, period.begins_at, period.ends_at, period.known_by, zone, MOST_LINES)


async def renewals(reader: Reader, period: Period) -> Mapping[str, Any]:
    """What became of contracts whose last day lies in a period."""
    first, last = (business_day(instant) for instant in (period.begins_at, period.ends_at))
    row = await reader.row(_RENEWALS, first, last, period.known_by)
    assert row is not None
    return row


async def complaints(reader: Reader, period: Period, person: Person) -> Rows:
    """Complaints by the level they reached, and how long they took; without those the reader may not see."""
    is_auditor = person.actor.role is Role.AUDITOR
    forbidden = [] if is_auditor else [*person.above, *([] if person.person_id is None else [person.person_id])]
    may_see_persons = is_auditor or person.is_known
    rows = await reader.rows(_COMPLAINTS, period.begins_at, period.ends_at, period.known_by, forbidden, may_see_persons)
    return sorted(rows, key=lambda row: LADDER.index(row["level"]))
