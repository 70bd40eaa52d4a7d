"""Tickets narrowed by what people look for, and how many there are of each kind; both in milliseconds at a million."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.states import STILL_OPEN, TicketState
from services.intake.domain.ticket import Ticket
from services.intake.tables.tickets import TICKET
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
    query = _narrowed(ListQuery("SELECT * FROM ticket"), wanted)
    sql, values = query.page(TICKETS_BY, after, limit, descending=True)
    return [TICKET.from_record(row) for row in await reader.rows(sql, *values)]


async def counts(reader: Reader, wanted: TicketsWanted, column: str, value: str | int) -> Count:
    """How many tickets have this value in a column, counted up to a bound."""
    query = _narrowed(ListQuery("SELECT 1 FROM ticket"), wanted).equal(column, value)
    sql, values = query.page(TICKETS_BY, None, COUNTED_UP_TO + 1, descending=True)
    found = await reader.value(f"SELECT count(*) FROM ({sql}) AS found", *values)
    return Count(value=str(value), count=min(found, COUNTED_UP_TO), is_at_least=found > COUNTED_UP_TO)


def _narrowed(query: ListQuery, wanted: TicketsWanted) -> ListQuery:
    for column in _EQUAL:
        query = query.equal(column, getattr(wanted, column))
    if wanted.is_open is not None:
        query = query.where(_OPEN if wanted.is_open else f"NOT ({_OPEN})")
    return query.at_least("reported_at", wanted.reported_from).below("reported_at", wanted.reported_until)
