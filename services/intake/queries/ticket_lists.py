"""Tickets narrowed by what people look for, and how many there are of each kind; both in milliseconds at a million."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.report import PARTNER_ORIGIN
from services.intake.domain.states import STILL_OPEN, TicketState
from services.intake.domain.ticket import Ticket
from services.intake.queries.customers import called_from
from services.intake.tables.tickets import OF_A_PARTNER, TICKET
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

TICKETS_BY = ("reported_at", "id")
COUNTED_UP_TO = 10_000
"""Nobody reads a longer list to its end: beyond it a count only says that there are more."""
_OPEN = f"state IN ({', '.join(repr(state.value) for state in TicketState if state in STILL_OPEN)})"
_EQUAL = ("state", "level", "district", "customer_id", "origin", "external_reference", "number")


@dataclass(frozen=True, kw_only=True)
class TicketsWanted:
    """Which tickets; None: any."""

    state: TicketState | None = None
    is_open: bool | None = None
    """Whether somebody still has to work on it."""
    level: int | None = None
    district: str | None = None
    customer_id: UUID | None = None
    origin: str | None = None
    external_reference: str | None = None
    number: str | None = None
    phone: str | None = None
    """The caller's number, as it is searched."""
    reported_from: datetime | None = None
    reported_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many tickets have this value; `is_at_least` when they were not counted to the end."""

    value: str
    count: int
    is_at_least: bool


async def tickets(
    reader: Reader, wanted: TicketsWanted, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Ticket]:
    """Tickets, the newest report first."""
    query = _narrowed(ListQuery("SELECT * FROM ticket"), _without_second_end(wanted, after))
    sql, values = query.page(TICKETS_BY, after, limit, descending=True)
    return [TICKET.from_record(row) for row in await reader.rows(sql, *values)]


async def counts(
    reader: Reader, wanted: TicketsWanted, column: str, of: Sequence[str] | Sequence[int]
) -> Sequence[Count]:
    """How many tickets have each of these values in a column, counted up to a bound; all in one query."""
    kind = "int" if column == "level" else "text"
    query = _narrowed(ListQuery("SELECT 1 FROM ticket", list(of)).where(f"{column} = asked.value"), wanted)
    sql, values = query.page(TICKETS_BY, None, COUNTED_UP_TO + 1, descending=True)
    every = f"unnest($1::{kind}[]) WITH ORDINALITY AS asked(value, place)"
    found = f"SELECT value, (SELECT count(*) FROM ({sql}) AS found) AS count FROM {every} ORDER BY place"
    return [_count(row["value"], row["count"]) for row in await reader.rows(found, *values)]


def _count(value: str | int, found: int) -> Count:
    return Count(value=str(value), count=min(found, COUNTED_UP_TO), is_at_least=found > COUNTED_UP_TO)


def _without_second_end(wanted: TicketsWanted, after: tuple[datetime, UUID] | None) -> TicketsWanted:
    """PostgreSQL starts at one of two ends, and walks from there to the other if it was the wrong one."""
    is_nearer = after is not None and wanted.reported_until is not None and after[0] < wanted.reported_until
    return replace(wanted, reported_until=None) if is_nearer else wanted


def _narrowed(query: ListQuery, wanted: TicketsWanted) -> ListQuery:
    for column in _EQUAL:
        query = query.equal(column, getattr(wanted, column))
    if wanted.origin is not None and wanted.origin.startswith(PARTNER_ORIGIN):
        query = query.where(OF_A_PARTNER)  # said as the index says it, so that it is used
    if wanted.is_open is not None:
        query = query.where(_OPEN if wanted.is_open else f"NOT ({_OPEN})")
    query = query.when(called_from("ticket"), wanted.phone)
    return query.at_least("reported_at", wanted.reported_from).below("reported_at", wanted.reported_until)
