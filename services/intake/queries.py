"""Lists of intake, narrowed by what people look for, straight from tables to views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake.domain.customer import Customer, Site
from services.intake.domain.equipment import Equipment
from services.intake.domain.states import TicketState
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import Decision
from services.intake.tables import CUSTOMER, DECISION, EQUIPMENT, SITE, TICKET
from shared.events.catalogue import RESTRICTED_TOPICS
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

TICKETS_BY = ("reported_at", "id")
DECISIONS_BY = ("decided_at", "id")
_BEHIND_ALL_TEXT = "\U0010ffff"


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


@dataclass(frozen=True, kw_only=True)
class CustomersWanted:
    """Which customers; None: any."""

    phone: str | None = None
    """Digits only."""
    name: str | None = None
    """The beginning of the name."""
    origin: str | None = None


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


async def customers(
    reader: Reader, wanted: CustomersWanted, after: tuple[UUID] | None, limit: int
) -> Sequence[Customer]:
    """Customers by a whole number or the beginning of a name."""
    query = ListQuery("SELECT * FROM customer").holding("phones", wanted.phone).equal("origin", wanted.origin)
    if wanted.name is not None:
        query = query.at_least("name", wanted.name).below("name", wanted.name + _BEHIND_ALL_TEXT)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [CUSTOMER.from_record(row) for row in await reader.rows(sql, *values)]


async def sites(reader: Reader, customer_id: UUID, after: tuple[UUID] | None, limit: int) -> Sequence[Site]:
    """The sites of a customer."""
    sql, values = ListQuery("SELECT * FROM site").equal("customer_id", customer_id).page(("id",), after, limit)
    return [SITE.from_record(row) for row in await reader.rows(sql, *values)]


async def equipment(
    reader: Reader,
    after: tuple[UUID] | None,
    limit: int,
    *,
    customer_id: UUID | None,
    serial: str | None,
) -> Sequence[Equipment]:
    """Equipment of a customer, or with a serial number."""
    query = ListQuery("SELECT * FROM equipment").equal("customer_id", customer_id).equal("serial", serial)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [EQUIPMENT.from_record(row) for row in await reader.rows(sql, *values)]


async def decisions(
    reader: Reader, ticket_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Decision]:
    """All verdicts on a ticket, oldest first."""
    sql, values = ListQuery("SELECT * FROM decision").equal("ticket_id", ticket_id).page(DECISIONS_BY, after, limit)
    return [DECISION.from_record(row) for row in await reader.rows(sql, *values)]


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
