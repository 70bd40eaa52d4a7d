"""Load and save what happened to equipment, what others told, and what the law keeps."""

from uuid import UUID

from services.intake.domain.on_file.erasure import InvoiceHold
from services.intake.domain.on_file.history import EquipmentFact, FactKind, HeardEvent
from services.intake.tables.history import EQUIPMENT_FACT, HEARD_EVENT, INVOICE_HOLD
from shared.storage.things import Things


class EquipmentFacts(Things[EquipmentFact]):
    """What happened to equipment; never changed, so that it is its own trail."""

    mapping = EQUIPMENT_FACT
    audited = False

    async def equipment_of(self, repair_id: UUID) -> UUID | None:
        """The equipment that a repair is about, as far as we have heard."""
        found = await self.first("repair_id = $1", repair_id)
        return None if found is None else found.equipment_id

    async def swaps_of(self, equipment_id: UUID) -> list[EquipmentFact]:
        """Every unit that came in place of another one there."""
        return await self.select("equipment_id = $1 AND what = $2", equipment_id, FactKind.SWAPPED.value)


class HeardEvents(Things[HeardEvent]):
    """What others told; they audit it themselves."""

    mapping = HEARD_EVENT
    audited = False


class InvoiceHolds(Things[InvoiceHold]):
    """Our copies of billing's invoices, by the invoice's id."""

    mapping = INVOICE_HOLD
    audited = False

    async def of(self, customer_id: UUID) -> list[InvoiceHold]:
        """All invoices of a customer."""
        return await self.select("customer_id = $1", customer_id)
