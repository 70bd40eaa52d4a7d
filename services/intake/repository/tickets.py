"""Load and save tickets and verdicts, and look up what a new ticket is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from services.intake.domain.cover import Cover
from services.intake.domain.customer import Site
from services.intake.domain.equipment import Equipment, EquipmentId
from services.intake.domain.refusals import DecisionNotFound, TicketNotFound
from services.intake.domain.register.repeat import EarlierFault
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import Decision, DecisionSubject
from services.intake.domain.verdicts.exclusion import Exclusion
from services.intake.domain.verdicts.paid_work import PaidWork
from services.intake.tables.tickets import DECISION, TICKET
from shared.storage.reader import Reader
from shared.storage.things import Things

_WITH_WORDS = "customer_id = $1 AND description <> ''"


class Tickets(Things[Ticket]):
    """Tickets, by id."""

    mapping = TICKET
    not_found = TicketNotFound

    async def with_words(self, customer_id: UUID, *, limit: int) -> list[Ticket]:
        """Tickets of a customer on which somebody's words still stand: only an erasure leaves them without."""
        return await self.select(_WITH_WORDS, customer_id, limit=limit)

    async def count_with_words(self, customer_id: UUID) -> int:
        """How many those are."""
        count: int = await self._reader.value(f"SELECT count(*) FROM ticket WHERE {_WITH_WORDS}", customer_id)
        return count


class Decisions(Things[Decision]):
    """Verdicts, by ticket; never changed, so that they are their own trail."""

    mapping = DECISION
    not_found = DecisionNotFound
    audited = False

    async def of(self, ticket_id: UUID) -> list[Decision]:
        """All verdicts on a ticket, oldest first."""
        return await self.select("ticket_id = $1", ticket_id, order_by="decided_at, subject, number")

    async def with_words(self, ticket_ids: list[UUID]) -> list[Decision]:
        """The verdicts on these tickets for which a person gave a reason."""
        return await self.select("ticket_id = ANY($1::uuid[]) AND reason IS NOT NULL", ticket_ids, limit=10_000)

    async def current(self, ticket_id: UUID, subject: DecisionSubject, number: int) -> Decision:
        """The verdict with this number; raises DecisionNotFound."""
        found = await self.select(
            "ticket_id = $1 AND subject = $2 AND number = $3", ticket_id, subject.value, number, limit=1
        )
        if not found:
            raise DecisionNotFound(f"ticket {ticket_id} has no {subject} decision {number}")
        return found[0]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a report names, to be looked up together."""

    customer_id: UUID
    site_id: UUID | None
    equipment_ids: tuple[UUID, ...]
    origin: str
    external_reference: str | None


@dataclass(frozen=True, kw_only=True)
class OnFile:
    """What is on file about it."""

    customer_origin: str | None
    """None when there is no such customer."""
    site: Site | None
    equipment: tuple[Equipment, ...]
    """In the order in which they were named."""
    covers: tuple[Cover, ...]
    exclusions: tuple[Exclusion, ...]
    """What was ever found on this equipment."""
    paid_work: tuple[PaidWork, ...]
    """The customer's newest paid repairs."""
    earlier_faults: tuple[EarlierFault, ...]
    """The last fault of each of these items and of the site that was served and ended."""
    known_ticket_id: UUID | None
    """The ticket that this source opened under the same reference."""


_EARLIER = """
    t.id AS ticket_id, t.site_id, t.ended_at, t.service->'technician_ids'->-1 AS technician_id,
    to_jsonb(array_remove(ARRAY[t.equipment_id], NULL)) || t.further_equipment_ids AS equipment_ids,
    t.charge_category = 'paid' AS is_paid
"""
_SERVED = """
    t.kind = 'fault' AND t.state IN ('resolved', 'closed') AND t.ended_at IS NOT NULL
    AND jsonb_array_length(t.service->'done') > 0
"""
_LOOK_UP = f"""
    SELECT w.asked,
           (SELECT origin FROM customer WHERE id = w.customer_id AND erased_at IS NULL) AS customer_origin,
           (SELECT to_jsonb(s) FROM site s WHERE s.id = w.site_id) AS site,
           (SELECT jsonb_agg(e) FROM equipment e WHERE e.id = ANY(string_to_array(w.equipment_ids, ',')::uuid[]))
               AS equipment,
           (SELECT jsonb_agg(x) FROM exclusion x
            WHERE x.equipment_id = ANY(string_to_array(w.equipment_ids, ',')::uuid[])) AS exclusions,
           (SELECT jsonb_agg(c ORDER BY c.id) FROM cover c WHERE c.customer_id = w.customer_id OR c.id = ANY(ARRAY(
               SELECT (e.project ->> 'contract_id')::uuid FROM equipment e
               WHERE e.id = ANY(string_to_array(w.equipment_ids, ',')::uuid[])))) AS covers,
           (SELECT jsonb_agg(p) FROM (SELECT * FROM paid_work WHERE customer_id = w.customer_id
                                      ORDER BY done_on DESC LIMIT 50) p) AS paid_work,
           (SELECT jsonb_agg(f) FROM (
               (SELECT {_EARLIER} FROM ticket t
                WHERE t.equipment_id = ANY(string_to_array(w.equipment_ids, ',')::uuid[]) AND {_SERVED}
                ORDER BY t.ended_at DESC LIMIT 3)
               UNION ALL
               (SELECT {_EARLIER} FROM ticket t WHERE t.site_id = w.site_id AND {_SERVED}
                ORDER BY t.ended_at DESC LIMIT 1)) f) AS earlier_faults,
           (SELECT t.id FROM ticket t WHERE t.origin = w.origin AND t.external_reference = w.external_reference)
               AS known_ticket_id
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
        AS w(customer_id, site_id, equipment_ids, origin, external_reference, asked)
"""
_SITE: TypeAdapter[Site] = TypeAdapter(Site)
_EARLIER_FAULTS: TypeAdapter[tuple[EarlierFault, ...]] = TypeAdapter(tuple[EarlierFault, ...])
_EQUIPMENT: TypeAdapter[tuple[Equipment, ...]] = TypeAdapter(tuple[Equipment, ...])
_EXCLUSIONS: TypeAdapter[tuple[Exclusion, ...]] = TypeAdapter(tuple[Exclusion, ...])
_PAID_WORK: TypeAdapter[tuple[PaidWork, ...]] = TypeAdapter(tuple[PaidWork, ...])
_COVERS: TypeAdapter[tuple[Cover, ...]] = TypeAdapter(tuple[Cover, ...])


async def look_up(reader: Reader, wanted: Wanted) -> OnFile:
    """Everything that a new ticket is judged by, in one query by key that takes others along: the desk waits for it."""
    row = await reader.row_with_others(
        _LOOK_UP,
        wanted.customer_id,
        wanted.site_id,
        ",".join(map(str, wanted.equipment_ids)),
        wanted.origin,
        wanted.external_reference,
    )
    found: Mapping[str, Any] = row or {}
    known = found["known_ticket_id"]
    return OnFile(
        customer_origin=found["customer_origin"],
        site=None if found["site"] is None else _SITE.validate_json(found["site"]),
        equipment=() if found["equipment"] is None else _named(found["equipment"], wanted.equipment_ids),
        covers=() if found["covers"] is None else _COVERS.validate_json(found["covers"]),
        exclusions=() if found["exclusions"] is None else _EXCLUSIONS.validate_json(found["exclusions"]),
        paid_work=() if found["paid_work"] is None else _PAID_WORK.validate_json(found["paid_work"]),
        earlier_faults=()
        if found["earlier_faults"] is None
        else _EARLIER_FAULTS.validate_json(found["earlier_faults"]),
        known_ticket_id=None if known is None else UUID(int=known.int),
    )


def _named(document: str, ids: tuple[UUID, ...]) -> tuple[Equipment, ...]:
    by_id = {each.id: each for each in _EQUIPMENT.validate_json(document)}
    return tuple(by_id[EquipmentId(one)] for one in ids if one in by_id)
