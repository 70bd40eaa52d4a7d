"""Load and save people, technicians, jobs and cards; SQL narrows, the domain decides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar, cast
from uuid import UUID

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.dispatching.bag import Bag
from services.dispatch.domain.dispatching.candidates import Load
from services.dispatch.domain.dispatching.customers import CustomerCopy, TicketWords
from services.dispatch.domain.identifiers import JobId, PersonId
from services.dispatch.domain.jobs.device_records import RecordStream
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.oversight.cash import CashCopy
from services.dispatch.domain.oversight.conduct import DisciplinaryCase, Violation
from services.dispatch.domain.oversight.day_facts import DayFact
from services.dispatch.domain.oversight.days import DailyReport
from services.dispatch.domain.people import Person
from services.dispatch.domain.refusals import (
    CardNotFound,
    CaseNotFound,
    DailyReportNotFound,
    JobNotFound,
    PersonNotFound,
    TechnicianNotFound,
    ViolationNotFound,
)
from services.dispatch.domain.states import ENDED, OUTSTANDING, CaseState
from services.dispatch.domain.technician import Technician
from services.dispatch.tables.jobs import BAG, CARD, CUSTOMER_COPY, JOB, PERSON, RECORD_STREAM, TECHNICIAN, TICKET_WORDS
from services.dispatch.tables.oversight import CASE, CASH, DAILY_REPORT, DAY_FACT, VIOLATION
from shared.actor import Role
from shared.storage.things import Thing, Things

T = TypeVar("T", bound=Thing)


# In one statement, so that works that ask at the same moment share it.
_AROUND = """
    WITH RECURSIVE around AS (
        SELECT id, deputy_id FROM person WHERE role = ANY($1::text[]) OR id IN (SELECT superior_id FROM person)
        UNION SELECT deputy.id, deputy.deputy_id FROM person AS deputy JOIN around ON deputy.id = around.deputy_id
    )
    SELECT * FROM person WHERE id IN (SELECT id FROM around) ORDER BY id LIMIT 1000
"""


@lru_cache(maxsize=1024)
def _person(record: Any) -> Person:
    """Clocks ask for the same few people again and again; an entry that was changed is another record."""
    return PERSON.from_record(record)


class People(Things[Person]):
    """The staff directory."""

    mapping = PERSON
    not_found = PersonNotFound

    async def around(self, responsible_id: PersonId | None, roles: Sequence[Role], at: datetime) -> list[Person]:
        """Whoever may have to be told about a job: holders of these roles, superiors, and the one responsible.

        Whoever is away comes with the line of his deputies.
        """
        records = await self._reader.rows_with_others(_AROUND, tuple(role.value for role in roles))
        seen = self._changes.loaded
        around = {person.id: seen.get((self.mapping.table.name, person.id), person) for person in map(_person, records)}
        person_id = responsible_id
        while person_id is not None and person_id not in around:
            person = await self.find(person_id)
            if person is None:
                break
            around[person_id] = person
            person_id = None if person.is_there(at) else person.deputy_id
        return list(around.values())

    async def everybody_of(self, role: Role) -> list[Person]:
        """Everybody of a role, those who left as well."""
        return await self.select("role = $1", role.value)

    async def holding(self, roles: Sequence[Role]) -> list[Person]:
        """Everybody of these roles: whom the duty roster may name."""
        return await self.select("role = ANY($1::text[]) AND is_active", [role.value for role in roles])


class Technicians(Things[Technician]):
    """Who may be sent, once certified."""

    mapping = TECHNICIAN
    not_found = TechnicianNotFound

    async def everybody(self) -> list[Technician]:
        """Every technician there is."""
        return await self.select("true", order_by="number")


class Jobs(Things[Job]):
    """Jobs, by id and by ticket."""

    mapping = JOB
    not_found = JobNotFound

    async def of_ticket(self, ticket_id: UUID) -> list[Job]:
        """Every job of a ticket, the oldest first."""
        return await self.select("ticket_id = $1", ticket_id, order_by="opened_at, id")

    async def loads(self, due_at: datetime | None) -> dict[PersonId, Load]:
        """What each technician has to do, and how much of it is due before an instant."""
        rows = await self._reader.rows(
            "SELECT technician_id, count(*) AS jobs, count(*) FILTER (WHERE nearest_due_at < $1) AS due"
            " FROM job WHERE technician_id IS NOT NULL AND state NOT IN ('done', 'not_needed', 'cancelled') GROUP BY 1",
            due_at,
        )
        return {
            PersonId(UUID(int=row["technician_id"].int)): Load(open_jobs=row["jobs"], due_before=row["due"])
            for row in rows
        }

    async def load_of(self, technician_id: PersonId) -> Load:
        """How many open jobs a technician has."""
        jobs = await self._reader.value(
            "SELECT count(*) FROM job WHERE technician_id = $1 AND state NOT IN ('done', 'not_needed', 'cancelled')",
            technician_id,
        )
        return Load(open_jobs=jobs)

    async def open_for(self, occasion_id: UUID) -> list[Job]:
        """Jobs that still wait because of a charge, a repair, a loan or a contract's visit."""
        return await self.select(
            "occasion_id = $1 AND state NOT IN ('done', 'not_needed', 'cancelled')",
            occasion_id,
            order_by="opened_at, id",
        )

    async def of_customer(self, customer_id: UUID) -> list[Job]:
        """Every job of a customer."""
        return await self.select("customer_id = $1", customer_id, limit=10_000)


class Cards(Things[Card]):
    """Service cards, by id and by job."""

    mapping = CARD
    not_found = CardNotFound

    async def of_job(self, job_id: JobId) -> Card | None:
        """The card of a job; None when no visit was decided."""
        return await self.first("job_id = $1", job_id)

    async def outstanding(self) -> list[Card]:
        """Cards of jobs that are over which somebody has still to hand to the specialist."""
        return await self.select(
            "state = ANY($1::text[]) AND technician_id IS NOT NULL"
            " AND job_id IN (SELECT id FROM job WHERE state = ANY($2::text[]))",
            sorted(state.value for state in OUTSTANDING),
            sorted(state.value for state in ENDED),
            order_by="number",
            limit=10_000,
        )

    async def with_persons_of(self, customer_id: UUID) -> list[Card]:
        """Cards of a customer on which somebody stands or something was said."""
        return await self.select(
            "job_id IN (SELECT id FROM job WHERE customer_id = $1) AND (personal_part IS NOT NULL OR addenda <> '[]')",
            customer_id,
            limit=10_000,
        )


class PersonalCopies(Things[T]):
    """Copies of what was said on a restricted topic: the newest counts, and an erasure takes it away."""

    audited = False

    async def keep(self, copy: T) -> None:
        """Store what is now true, whether or not something was known before."""
        known = await self.find(copy.id)
        self.add(copy) if known is None else self.save(cast(T, replace(cast(Any, copy), version=known.version)))

    async def forget(self, thing_id: UUID) -> None:
        """Delete the copy, if there is one."""
        if await self.find(thing_id) is not None:
            self._changes.delete(self.mapping.table, (thing_id,))


class CustomerCopies(PersonalCopies[CustomerCopy]):
    """Where customers are, by the customer's id."""

    mapping = CUSTOMER_COPY


class TicketsWords(PersonalCopies[TicketWords]):
    """What was said about tickets, by the ticket's id."""

    mapping = TICKET_WORDS


class RecordStreams(Things[RecordStream]):
    """What phones recorded off line, by job and phone."""

    mapping = RECORD_STREAM
    audited = False

    async def of(self, job_id: JobId, device: str) -> RecordStream | None:
        """What this phone recorded about this job; None before its first batch."""
        return await self.first("job_id = $1 AND device = $2", job_id, device)

    async def of_job(self, job_id: JobId) -> list[RecordStream]:
        """All phones of a job."""
        return await self.select("job_id = $1", job_id, order_by="device")

    async def with_words_of(self, customer_id: UUID) -> list[RecordStream]:
        """Records of jobs of a customer that wait for their turn."""
        return await self.select(
            "job_id IN (SELECT id FROM job WHERE customer_id = $1) AND waiting <> '[]'", customer_id, limit=10_000
        )


class Bags(Things[Bag]):
    """What technicians carry."""

    mapping = BAG
    audited = False


class Violations(Things[Violation]):
    """Violations of chapter 7, and what points to them."""

    mapping = VIOLATION
    not_found = ViolationNotFound

    async def of(self, person_id: PersonId) -> list[Violation]:
        """All about one person, the oldest first."""
        return await self.select("person_id = $1", person_id, order_by="happened_on, number")


class Cases(Things[DisciplinaryCase]):
    """Disciplinary cases."""

    mapping = CASE
    not_found = CaseNotFound

    async def open_of(self, person_id: PersonId) -> DisciplinaryCase | None:
        """The case about somebody that is not decided yet; None: there is none."""
        return await self.first("person_id = $1 AND state = $2", person_id, CaseState.OPEN.value)


class DayFacts(Things[DayFact]):
    """What happened on each day; written once."""

    mapping = DAY_FACT
    audited = False

    async def of(self, day: date) -> list[DayFact]:
        """Every line of a day."""
        return await self.select("day = $1", day, limit=10_000)


class Days(Things[DailyReport]):
    """Daily reports; the id follows from the day."""

    mapping = DAILY_REPORT
    not_found = DailyReportNotFound


class Cash(Things[CashCopy]):
    """What members of staff carry of the customers' money."""

    mapping = CASH
    audited = False

    async def carried(self) -> list[CashCopy]:
        """Whoever has money that finance has not counted."""
        return await self.select("in_hands <> 0 OR handed_in <> 0", limit=10_000)
