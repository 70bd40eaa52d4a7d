"""Lists of tickets, of the verdicts on them and of what was announced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake.domain.states import ExclusionState, TicketState
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import Decision
from services.intake.domain.verdicts.exclusion import Exclusion
from services.intake.tables.tickets import DECISION, TICKET
from services.intake.tables.verdicts import EXCLUSION
from shared.events.catalogue import RESTRICTED_TOPICS
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

TICKETS_BY = ("reported_at", "id")
DECISIONS_BY = ("decided_at", "id")
EXCLUSIONS_BY = ("found_at", "id")


@dataclass(frozen=True, kw_only=True)
class TicketsWanted:
    """Which tickets; None: any."""

    state: TicketState | None = None
    level: int | None = None
    district: str | None = None
    customer_id: UUID | None = None
    origin: str | None = None
    external_reference: str | None = None
    number: str | None = None
    reported_from: datetime | None = None
    reported_until: datetime | None = None


async def tickets(
    reader: Reader, wanted: TicketsWanted, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Ticket]:
    """Tickets, the newest report first."""
    query = ListQuery("SELECT * FROM ticket")
    for column in ("state", "level", "district", "customer_id", "origin", "external_reference", "number"):
        query = query.equal(column, getattr(wanted, column))
    query = query.at_least("reported_at", wanted.reported_from).below("reported_at", wanted.reported_until)
    sql, values = query.page(TICKETS_BY, after, limit, descending=True)
    return [TICKET.from_record(row) for row in await reader.rows(sql, *values)]


async def decisions(
    reader: Reader, ticket_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Decision]:
    """All verdicts on a ticket, oldest first."""
    sql, values = ListQuery("SELECT * FROM decision").equal("ticket_id", ticket_id).page(DECISIONS_BY, after, limit)
    return [DECISION.from_record(row) for row in await reader.rows(sql, *values)]


async def exclusions(
    reader: Reader,
    after: tuple[datetime, UUID] | None,
    limit: int,
    *,
    ticket_id: UUID | None = None,
    state: ExclusionState | None = None,
) -> Sequence[Exclusion]:
    """What was found that ends a cover, on a ticket or anywhere, oldest first."""
    query = ListQuery("SELECT * FROM exclusion").equal("ticket_id", ticket_id).equal("state", state)
    sql, values = query.page(EXCLUSIONS_BY, after, limit)
    return [EXCLUSION.from_record(row) for row in await reader.rows(sql, *values)]


async def announced(
    reader: Reader, ticket_id: UUID, after: tuple[int] | None, limit: int
) -> Sequence[Mapping[str, Any]]:
    """What intake announced about a ticket, oldest first; what was said in somebody's own words is left out."""
    query = ListQuery("SELECT seq, type, happened_at, at, actor_role, actor_id, data FROM event")
    query = query.equal("ticket_id", ticket_id)
    for topic in sorted(RESTRICTED_TOPICS):
        query = query.where(f"topic <> '{topic}'")
    sql, values = query.page(("seq",), after, limit)
    return await reader.rows(sql, *values)
