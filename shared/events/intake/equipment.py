"""The equipment at the customers' that intake knows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class EquipmentRegistered(Event):
    """A piece of equipment at a customer's is known to us."""

    TYPE = "aftersales.intake.EquipmentRegistered.v1"
    TOPIC = "intake.equipment"
    KEY = "equipment_id"
    FOR_PARTNERS = True

    equipment_id: UUID
    number: str
    customer_id: UUID
    site_id: UUID | None = None
    """None for a product that was sold over the counter."""
    product_model: str
    product_category: str
    """A code of the warranty table 4.1 and 4.2, for example `camera`."""
    serial: str | None = None
    is_part_of_installation: bool
    registered_at: datetime
