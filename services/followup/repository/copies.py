"""Load and save our copies of other services' things."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast
from uuid import UUID

from services.followup.domain.copies import (
    CustomerCopy,
    LastVisit,
    PersonCopy,
    ServiceCopy,
    TicketCopy,
    TicketWords,
)
from services.followup.tables.copies import (
    CUSTOMER_COPY,
    LAST_VISIT,
    PERSON_COPY,
    SERVICE_COPY,
    TICKET_COPY,
    TICKET_WORDS,
)
from shared.storage.things import Thing, Things

T = TypeVar("T", bound=Thing)
_MOST_STAFF = 1000
_UPWARDS = """
    WITH RECURSIVE upwards AS (
        SELECT id, superior_id, 0 AS height FROM person_copy WHERE id = $1
        UNION ALL
        SELECT p.id, p.superior_id, u.height + 1 FROM person_copy p JOIN upwards u ON p.id = u.superior_id
        WHERE u.height < 20
    )
    SELECT id FROM upwards ORDER BY height
"""
_REPAIRED_LAST = """
    SELECT max(reported_at) FROM ticket_copy
    WHERE customer_id = $1 AND ($2::uuid IS NULL OR site_id IS NULL OR site_id = $2) AND kind <> ALL($3::text[])
"""


class TicketCopies(Things[TicketCopy]):
    """Our copies of tickets, by the ticket's id."""

    mapping = TICKET_COPY
    audited = False

    async def last_report(self, customer_id: UUID, site_id: UUID | None, beside: Sequence[str]) -> Any:
        """When the customer last reported something there, beside tickets of these kinds; None: never."""
        return await self._reader.value(_REPAIRED_LAST, customer_id, site_id, list(beside))


class ServiceCopies(Things[ServiceCopy]):
    """Our copies of visits and repairs, by the id of the job or repair."""

    mapping = SERVICE_COPY
    audited = False

    async def of(self, service_id: UUID) -> ServiceCopy:
        """What is known of it; events about it come from two services, in any order."""
        return await self.find(service_id) or ServiceCopy(id=service_id)


class LastVisits(Things[LastVisit]):
    """Who was last where, by the id of the site or customer."""

    mapping = LAST_VISIT
    audited = False


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
    """Our copies of customers, by the customer's id."""

    mapping = CUSTOMER_COPY


class TicketsWords(PersonalCopies[TicketWords]):
    """What was said about tickets, by the ticket's id."""

    mapping = TICKET_WORDS


class PersonCopies(PersonalCopies[PersonCopy]):
    """Our copies of the staff directory, by the person's id."""

    mapping = PERSON_COPY

    async def everybody(self) -> list[PersonCopy]:
        """The whole directory."""
        return await self.select("true", limit=_MOST_STAFF)

    async def ids_above(self, person_id: UUID) -> list[UUID]:
        """The superiors of a person, from below; without himself."""
        rows = await self._reader.rows(_UPWARDS, person_id)
        found = dict.fromkeys(UUID(int=row["id"].int) for row in rows)
        found.pop(person_id, None)
        return list(found)
