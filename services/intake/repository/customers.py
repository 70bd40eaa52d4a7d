"""Load and save customers, their sites and equipment, and what contracts cover."""

from uuid import UUID

from services.intake.domain.cover import Cover
from services.intake.domain.customer import Customer, Site
from services.intake.domain.equipment import Equipment
from services.intake.domain.refusals import CoverNotFound, CustomerNotFound, EquipmentNotFound, SiteNotFound
from services.intake.tables.customers import CUSTOMER, SITE
from services.intake.tables.equipment import COVER, EQUIPMENT
from shared.storage.things import Things


class Customers(Things[Customer]):
    """Customers, by id."""

    mapping = CUSTOMER
    not_found = CustomerNotFound


class Sites(Things[Site]):
    """Sites, by id and by customer."""

    mapping = SITE
    not_found = SiteNotFound

    async def of(self, customer_id: UUID) -> list[Site]:
        """All sites of a customer."""
        return await self.select("customer_id = $1", customer_id)


class EquipmentOnFile(Things[Equipment]):
    """Equipment, by id."""

    mapping = EQUIPMENT
    not_found = EquipmentNotFound


class Covers(Things[Cover]):
    """Our copies of followup's contracts, by the contract's id."""

    mapping = COVER
    not_found = CoverNotFound
    audited = False

    async def of(self, customer_id: UUID) -> tuple[Cover, ...]:
        """All contracts of a customer, running or over."""
        return tuple(await self.select("customer_id = $1", customer_id))
