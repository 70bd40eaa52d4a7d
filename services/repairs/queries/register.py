"""Lists of repairs: what is where and since when, what is late, how many in which state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.repairs.domain.factory import Batch
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import (
    ENDED,
    KEEPS_ITS_PROMISE,
    OWED_NOTHING_MORE,
    WAITS_FOR,
    BatchState,
    Place,
    RepairState,
)
from services.repairs.tables.register import BATCH, REPAIR
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

REPAIRS_BY = ("in_place_since", "id")
_SELECT = "SELECT * FROM repair"


@dataclass(frozen=True, kw_only=True)
class RepairsWanted:
    """Which repairs; None: any."""

    state: RepairState | None = None
    place: Place | None = None
    ticket_id: UUID | None = None
    customer_id: UUID | None = None
    batch_id: UUID | None = None
    responsible_id: UUID | None = None
    serial: str | None = None
    number: str | None = None
    waits_for: str | None = None
    """Who has to do something next."""
    origins: tuple[str, ...] | None = None
    """None: of any origin."""
    technician_id: UUID | None = None
    """Only what this technician answers for or carries."""
    in_place_before: datetime | None = None
    due_before: datetime | None = None
    is_open: bool | None = None
    is_late: bool | None = None
    """True: only those that are not ready although their date has passed; False narrows nothing."""


async def repairs(
    reader: Reader, wanted: RepairsWanted, after: tuple[datetime, UUID] | None, limit: int, *, now: datetime
) -> Sequence[Repair]:
    """Repairs, those that have lain longest where they are in front."""
    query = ListQuery(_SELECT)
    for column in ("state", "place", "ticket_id", "customer_id", "batch_id", "responsible_id", "serial", "number"):
        query = query.equal(column, getattr(wanted, column))
    query = query.when("origin = ANY({}::text[])", None if wanted.origins is None else list(wanted.origins))
    if wanted.technician_id is not None:
        query = query.when("(responsible_id = {0} OR carried_by = {0})", wanted.technician_id)
    if wanted.waits_for is not None:
        waiting = frozenset(state for state, who in WAITS_FOR.items() if who == wanted.waits_for)
        query = query.where(_among(waiting, is_in=True))
    query = query.below("in_place_since", wanted.in_place_before).below("ready_until", wanted.due_before)
    if wanted.is_open is not None:
        query = query.where(_among(ENDED, is_in=not wanted.is_open))
    if wanted.is_late:
        query = query.below("ready_until", now).where(_CAN_BE_LATE)
    sql, values = query.page(REPAIRS_BY, after, limit)
    return [REPAIR.from_record(row) for row in await reader.rows(sql, *values)]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many repairs there are, by state; how many are late."""

    by_state: Mapping[RepairState, int]
    by_place: Mapping[Place, int]
    by_waits_for: Mapping[str, int]
    late: int


async def counts(reader: Reader, *, now: datetime) -> Counts:
    """Of every state and place, also where there is none."""
    rows = await reader.rows(
        "SELECT state, place, count(*) AS items, count(*) FILTER (WHERE ready_until < $1) AS overdue "
        "FROM repair GROUP BY state, place",
        now,
    )
    by_state, by_place, late = dict.fromkeys(RepairState, 0), dict.fromkeys(Place, 0), 0
    waiting = dict.fromkeys(sorted(set(WAITS_FOR.values())), 0)
    for row in rows:
        state, place = RepairState(row["state"]), Place(row["place"])
        by_state[state] += row["items"]
        by_place[place] += row["items"]
        if state in WAITS_FOR:
            waiting[WAITS_FOR[state]] += row["items"]
        late += 0 if state in KEEPS_ITS_PROMISE | OWED_NOTHING_MORE else row["overdue"]
    return Counts(by_state=by_state, by_place=by_place, by_waits_for=waiting, late=late)


async def with_serial(reader: Reader, serial: str, after: tuple[UUID] | None, limit: int) -> Sequence[Repair]:
    """Every repair in which a unit with this serial number was, the oldest first."""
    query = ListQuery(_SELECT).when("(serial = {0} OR new_serial = {0})", serial)
    sql, values = query.page(("id",), after, limit)
    return [REPAIR.from_record(row) for row in await reader.rows(sql, *values)]


async def items_of(reader: Reader, batch_id: UUID) -> Sequence[Repair]:
    """What a batch holds, in the order of the register."""
    rows = await reader.rows(f"{_SELECT} WHERE batch_id = $1 ORDER BY number LIMIT 1000", batch_id)
    return [REPAIR.from_record(row) for row in rows]


async def batches(reader: Reader, state: BatchState | None, after: tuple[UUID] | None, limit: int) -> Sequence[Batch]:
    """Batches, newest first."""
    sql, values = ListQuery("SELECT * FROM batch").equal("state", state).page(("id",), after, limit, descending=True)
    return [BATCH.from_record(row) for row in await reader.rows(sql, *values)]


def _among(states: frozenset[RepairState], *, is_in: bool) -> str:
    """States are words of ours, so they may stand in the text."""
    listed = ", ".join(f"'{state}'" for state in sorted(states))
    return f"state {'IN' if is_in else 'NOT IN'} ({listed})"


_CAN_BE_LATE = _among(KEEPS_ITS_PROMISE | OWED_NOTHING_MORE, is_in=False)
