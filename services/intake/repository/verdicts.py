"""Load and save what verdicts rest on beside equipment and contracts: exclusions and paid repairs."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.intake.domain.refusals import ExclusionNotFound, PaidWorkNotFound
from services.intake.domain.verdicts.exclusion import Exclusion
from services.intake.domain.verdicts.paid_work import PaidWork
from services.intake.tables.verdicts import EXCLUSION, PAID_WORK
from shared.storage.things import Things


class Exclusions(Things[Exclusion]):
    """What ends a cover, by ticket and by item."""

    mapping = EXCLUSION
    not_found = ExclusionNotFound

    async def about(self, ticket_id: UUID, equipment_ids: Sequence[UUID]) -> list[Exclusion]:
        """Everything that was found on this ticket, or on its items at any time; also what this work has just found."""
        on_file = await self.select(
            "ticket_id = $1 OR equipment_id = ANY($2::uuid[])", ticket_id, list(equipment_ids), order_by="found_at, id"
        )
        known = {each.id for each in on_file}
        seen = [each for each in self._changes.loaded.values() if isinstance(each, Exclusion)]
        return on_file + [each for each in seen if each.id not in known and each.ticket_id == ticket_id]

    async def of_equipment(self, equipment_id: UUID) -> list[Exclusion]:
        """Everything that was ever found on an item."""
        return await self.select("equipment_id = $1", equipment_id, order_by="found_at, id")

    async def with_words(self, ticket_ids: list[UUID]) -> list[Exclusion]:
        """The findings on these tickets for which somebody gave a reason in his own words."""
        return await self.select("ticket_id = ANY($1::uuid[]) AND reason IS NOT NULL", ticket_ids, limit=10_000)

    async def of_ticket(self, ticket_id: UUID, exclusion_id: UUID) -> Exclusion:
        """One finding on a ticket; raises ExclusionNotFound."""
        found = await self.get(exclusion_id)
        if found.ticket_id != ticket_id:
            raise ExclusionNotFound(f"ticket {ticket_id} has no finding {exclusion_id}")
        return found


class PaidWorks(Things[PaidWork]):
    """Paid repairs, by the charge's id."""

    mapping = PAID_WORK
    not_found = PaidWorkNotFound
    audited = False

    async def of(self, customer_id: UUID, *, since: date) -> tuple[PaidWork, ...]:
        """A customer's paid repairs since a day."""
        return tuple(await self.select("customer_id = $1 AND done_on >= $2", customer_id, since))
