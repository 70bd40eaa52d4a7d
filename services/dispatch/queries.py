"""Lists of dispatch, narrowed by what people look for, straight from tables to views."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.jobs.facts import Purpose
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.people import Person
from services.dispatch.domain.states import CardState, JobState
from services.dispatch.domain.technician import Technician
from services.dispatch.tables import CARD, JOB, PERSON, TECHNICIAN
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


@dataclass(frozen=True, kw_only=True)
class CardsWanted:
    """Which cards; None: any."""

    state: CardState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    technician_id: UUID | None = None


async def jobs(reader: Reader, wanted: JobsWanted, after: After, limit: int) -> Sequence[Job]:
    """Jobs, newest first."""
    query = ListQuery("SELECT * FROM job").equal("state", wanted.state).equal("ticket_id", wanted.ticket_id)
    query = query.equal("technician_id", wanted.technician_id).equal("level", wanted.level)
    query = query.equal("region", wanted.region).below("nearest_due_at", wanted.due_before)
    query = query.equal("purpose", wanted.purpose).equal("district", wanted.district)
    query = query.equal("carried_over_to", wanted.carried_over_to)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [JOB.from_record(row) for row in await reader.rows(sql, *values)]


async def cards(reader: Reader, wanted: CardsWanted, after: After, limit: int) -> Sequence[Card]:
    """Cards, newest first."""
    query = ListQuery("SELECT * FROM card").equal("state", wanted.state).equal("ticket_id", wanted.ticket_id)
    query = query.equal("job_id", wanted.job_id).equal("technician_id", wanted.technician_id)
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
