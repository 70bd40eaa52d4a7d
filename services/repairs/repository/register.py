"""Load and save repairs, batches and our copies of tickets and contacts."""

from uuid import UUID

from services.repairs.domain.copies import CustomerContacts, TicketCopy
from services.repairs.domain.factory import Batch
from services.repairs.domain.refusals import BatchNotFound, CustomerNotKnown, RepairNotFound, TicketNotKnown
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import ENDED, Place
from services.repairs.tables.register import BATCH, CUSTOMER_CONTACTS, REPAIR, TICKET_COPY
from shared.storage.things import Things

_OVER = sorted(state.value for state in ENDED)

_GIVEN = "new_serial = $1 AND COALESCE(exchange ->> 'product_model', $2) = $2"
_TAKEN_BACK = """EXISTS (
    SELECT FROM repair back WHERE back.serial = repair.new_serial AND back.exchange ->> 'old_serial' = back.serial
    AND COALESCE(back.exchange ->> 'made_at', back.exchange ->> 'decided_at')::timestamptz
        > COALESCE((repair.exchange ->> 'made_at')::timestamptz, repair.taken_in_at)
)"""
"""The goods were returned, or exchanged for yet another unit: it lies in the store again."""


class Repairs(Things[Repair]):
    """Repairs, by id and by ticket."""

    mapping = REPAIR
    not_found = RepairNotFound

    async def open_on(self, ticket_id: UUID) -> list[Repair]:
        """Items of a ticket whose repair is not over."""
        return await self.select("ticket_id = $1 AND state <> ALL($2)", ticket_id, _OVER)

    async def open_about(self, unit: Repair) -> list[Repair]:
        """Entries of one unit that are not over: so called, or on the same ticket whatever it is called there.

        What is at home again, while only its loaner is awaited, is no such entry: it may fail again.
        """
        same = "serial = $1 AND (product_model = $2 OR ticket_id = $3)"
        is_open = "state <> ALL($4) AND place <> $5"
        known = (unit.serial, unit.product_model, unit.ticket_id)
        return await self.select(f"{same} AND {is_open}", *known, _OVER, Place.CUSTOMER.value)

    async def carried_by(self, technician_id: UUID, ticket_id: UUID) -> list[Repair]:
        """What a technician takes home on a ticket."""
        return await self.select("carried_by = $1 AND ticket_id = $2", technician_id, ticket_id)

    async def given(self, product_model: str, serial: str) -> Repair | None:
        """The repair for which a customer has got this unit; what the factory sent in its place may be of any model."""
        return await self.first(f"{_GIVEN} AND NOT {_TAKEN_BACK}", serial, product_model)

    async def with_ids(self, repair_ids: list[UUID]) -> list[Repair]:
        """Those of these repairs that there are, in one look."""
        return await self.select("id = ANY($1)", repair_ids)


class Batches(Things[Batch]):
    """Batches, by id."""

    mapping = BATCH
    not_found = BatchNotFound


class TicketCopies(Things[TicketCopy]):
    """Our copies of tickets, by the ticket's id."""

    mapping = TICKET_COPY
    not_found = TicketNotKnown
    audited = False


class Customers(Things[CustomerContacts]):
    """Who speaks for a customer, by the customer's id."""

    mapping = CUSTOMER_CONTACTS
    not_found = CustomerNotKnown
    audited = False
