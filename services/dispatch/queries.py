"""Lists of dispatch, narrowed by what people look for, straight from tables to views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.dispatching.board import Board, BoardLine, Column
from services.dispatch.domain.jobs.facts import Purpose
from services.dispatch.domain.jobs.job import UNRANKED, Job
from services.dispatch.domain.oversight.conduct import DisciplinaryCase, Violation
from services.dispatch.domain.oversight.days import DailyReport
from services.dispatch.domain.people import Person
from services.dispatch.domain.states import CardState, CaseState, DayState, JobState, ViolationState
from services.dispatch.domain.technician import Technician
from services.dispatch.tables.jobs import CARD, JOB, PERSON, TECHNICIAN
from services.dispatch.tables.oversight import CASE, DAILY_REPORT, VIOLATION
from shared.actor import Role
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

After = tuple[UUID] | None


@dataclass(frozen=True, kw_only=True)
class JobsWanted:
    """Which jobs; None: any."""

    state: JobState | None = None
    ticket_id: UUID | None = None
    technician_id: UUID | None = None
    level: int | None = None
    region: str | None = None
    due_before: datetime | None = None
    purpose: Purpose | None = None
    district: str | None = None
    carried_over_to: date | None = None
    origins: tuple[str, ...] | None = None
    """The only sources that a partner sees."""


@dataclass(frozen=True, kw_only=True)
class CardsWanted:
    """Which cards; None: any."""

    state: CardState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    technician_id: UUID | None = None
    origins: tuple[str, ...] | None = None


async def jobs(reader: Reader, wanted: JobsWanted, after: After, limit: int) -> Sequence[Job]:
    """Jobs, newest first."""
    sql, values = _jobs(wanted).page(("id",), after, limit, descending=True)
    return [JOB.from_record(row) for row in await reader.rows(sql, *values)]


async def jobs_of_day(reader: Reader, wanted: JobsWanted, after: tuple[int, UUID] | None, limit: int) -> Sequence[Job]:
    """The carried-over jobs of a day in the supervisor's rank (5.10), behind them the oldest first."""
    sql, values = _jobs(wanted).page((f"COALESCE(rank, {UNRANKED})", "id"), after, limit)
    return [JOB.from_record(row) for row in await reader.rows(sql, *values)]


def _jobs(wanted: JobsWanted) -> ListQuery:
    query = ListQuery("SELECT * FROM job").equal("state", wanted.state).equal("ticket_id", wanted.ticket_id)
    query = query.equal("technician_id", wanted.technician_id).equal("level", wanted.level)
    query = query.equal("region", wanted.region).below("nearest_due_at", wanted.due_before)
    query = query.equal("purpose", wanted.purpose).equal("district", wanted.district)
    query = query.when("origin = ANY({}::text[])", wanted.origins)
    return query.equal("carried_over_to", wanted.carried_over_to)


async def cards(reader: Reader, wanted: CardsWanted, after: After, limit: int) -> Sequence[Card]:
    """Cards, newest first."""
    query = ListQuery("SELECT * FROM card").equal("state", wanted.state).equal("ticket_id", wanted.ticket_id)
    query = query.equal("job_id", wanted.job_id).equal("technician_id", wanted.technician_id)
    query = query.when("job_id IN (SELECT id FROM job WHERE origin = ANY({}::text[]))", wanted.origins)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [CARD.from_record(row) for row in await reader.rows(sql, *values)]


async def people(reader: Reader, role: Role | None, after: After, limit: int) -> Sequence[Person]:
    """The staff directory."""
    sql, values = ListQuery("SELECT * FROM person").equal("role", role).page(("id",), after, limit)
    return [PERSON.from_record(row) for row in await reader.rows(sql, *values)]


async def technicians(reader: Reader, certified_on: date | None, after: After, limit: int) -> Sequence[Technician]:
    """Technicians, those with a valid certificate on a day where one is given."""
    query = ListQuery("SELECT * FROM technician").at_least("certified_until", certified_on)
    sql, values = query.page(("id",), after, limit)
    return [TECHNICIAN.from_record(row) for row in await reader.rows(sql, *values)]


@dataclass(frozen=True, kw_only=True)
class ViolationsWanted:
    """Which violations; None: any."""

    person_id: UUID | None = None
    state: ViolationState | None = None
    hidden_from: str | None = None
    """Nobody sees what is only suspected of himself: he sees what was put down."""


@dataclass(frozen=True, kw_only=True)
class CasesWanted:
    """Which disciplinary cases; None: any."""

    person_id: UUID | None = None
    state: CaseState | None = None
    hidden_from: str | None = None
    """Nobody sees a case about himself before it is decided."""


@dataclass(frozen=True, kw_only=True)
class DaysWanted:
    """Which daily reports; None: any."""

    state: DayState | None = None
    from_day: date | None = None
    until_day: date | None = None


async def violations(reader: Reader, wanted: ViolationsWanted, after: After, limit: int) -> Sequence[Violation]:
    """Violations, newest first."""
    query = ListQuery("SELECT * FROM violation").equal("person_id", wanted.person_id).equal("state", wanted.state)
    hidden = "(state NOT IN ('suspected', 'dismissed') OR person_id::text <> {})"
    query = query.when(hidden, wanted.hidden_from)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [VIOLATION.from_record(row) for row in await reader.rows(sql, *values)]


async def cases(reader: Reader, wanted: CasesWanted, after: After, limit: int) -> Sequence[DisciplinaryCase]:
    """Disciplinary cases, newest first."""
    query = ListQuery("SELECT * FROM disciplinary_case").equal("person_id", wanted.person_id)
    query = query.equal("state", wanted.state)
    query = query.when("(decided_at IS NOT NULL OR person_id::text <> {})", wanted.hidden_from)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [CASE.from_record(row) for row in await reader.rows(sql, *values)]


async def days(reader: Reader, wanted: DaysWanted, after: tuple[date] | None, limit: int) -> Sequence[DailyReport]:
    """Daily reports, the newest day first."""
    query = ListQuery("SELECT * FROM daily_report").equal("state", wanted.state).at_least("day", wanted.from_day)
    next_day = None if wanted.until_day is None else wanted.until_day + timedelta(days=1)
    sql, values = query.below("day", next_day).page(("day",), after, limit, descending=True)
    return [DAILY_REPORT.from_record(row) for row in await reader.rows(sql, *values)]


_IN_COLUMN = {
    Column.WAITING: "(state = 'waiting' OR (state IN ('assigned', 'appointed') AND offers->-1->>'state' = 'offered'))",
    Column.DUE_SOON: "nearest_warn_at <= $1 AND nearest_due_at >= $1",
    Column.LATE: "nearest_due_at < $1",
    Column.HELD: "state = 'held'",
    Column.ON_THE_ROAD: "state = 'on_the_road'",
    Column.ON_SITE: "state IN ('on_site', 'diagnosed')",
}
_OPEN = "FROM job WHERE state NOT IN ('done', 'not_needed', 'cancelled') AND ($2::text IS NULL OR district = $2)"
_OUTSTANDING = """FROM card JOIN job ON job.id = card.job_id
    WHERE card.returned_at IS NULL AND card.state NOT IN ('void', 'archived')
    AND job.state IN ('done', 'not_needed', 'cancelled')
    AND ($2::text IS NULL OR job.district = $2)"""
_SHOWN = (
    "job.id AS job_id, job.number, job.ticket_number, purpose, job.state, level, region, district,"
    " {of}.technician_id, {card_number} AS card_number, carried_over_to::text, rank, nearest_due_at, nearest_warn_at,"
    " COALESCE((job.appointment->>'must_be_asked_again')::boolean, false) AS must_be_asked_again"
)
_NEAREST_FIRST = "ORDER BY nearest_due_at NULLS LAST, job.id LIMIT $3"
_COUNTS = ", ".join(f"count(*) FILTER (WHERE {condition}) AS {column}" for column, condition in _IN_COLUMN.items())
# Counted in one pass, and the first lines found by index: nothing is sorted, however many jobs are open.
_BOARD = f"WITH counted AS (SELECT {_COUNTS} {_OPEN})" + " UNION ALL ".join(
    [
        *(
            f"""
            SELECT '{column}' AS column, counted.{column} AS total, line.* FROM counted, LATERAL (
                SELECT {_SHOWN.format(of="job", card_number="NULL")} {_OPEN} AND {condition} {_NEAREST_FIRST}
            ) AS line"""
            for column, condition in _IN_COLUMN.items()
        ),
        f"""
        (SELECT '{Column.CARDS_OUTSTANDING}', count(*) OVER (),
            {_SHOWN.format(of="card", card_number="card.number")} {_OUTSTANDING} {_NEAREST_FIRST})""",
    ]
)
_NEWEST = "SELECT last FROM lease WHERE name = 'sequencer'"


async def board(reader: Reader, district: str | None, limit: int, now: datetime) -> Board:
    """The board of a district, or of all: one statement, as many lines in each column as are asked for."""
    rows = await reader.rows(_BOARD, now, district, limit)
    counts = dict.fromkeys(Column, 0) | {Column(row["column"]): row["total"] for row in rows}
    return Board(seen_at=now, counts=counts, lines=tuple(_line(row) for row in rows))


async def newest_event(reader: Reader) -> int:
    """How many events were announced by now: as long as it stands, nothing has happened."""
    return int(await reader.value(_NEWEST) or 0)


def _line(row: Mapping[str, Any]) -> BoardLine:
    given = {name: row[name] for name in BoardLine.__dataclass_fields__}
    return BoardLine(
        **{
            **given,
            "column": Column(row["column"]),
            "job_id": UUID(int=row["job_id"].int),
            "technician_id": None if row["technician_id"] is None else UUID(int=row["technician_id"].int),
        }
    )
