"""The equipment at the customers' that intake knows."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class EquipmentEvent(Event):
    """What all events of a piece of equipment have in common."""

    TOPIC = "intake.equipment"
    KEY = "equipment_id"
    FOR_PARTNERS = True

    equipment_id: UUID


@dataclass(frozen=True, kw_only=True)
class EquipmentRegistered(EquipmentEvent):
    """A piece of equipment at a customer's is known to us."""

    TYPE = "aftersales.intake.EquipmentRegistered.v1"

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


@dataclass(frozen=True, kw_only=True)
class EquipmentReplaced(EquipmentEvent):
    """Another unit hangs in its place: the serial is a new one, and its cover counts from the swap."""

    TYPE = "aftersales.intake.EquipmentReplaced.v1"

    customer_id: UUID
    ticket_id: UUID | None = None
    repair_id: UUID | None = None
    previous_serial: str | None = None
    serial: str
    because: str
    """`exchanged` at the warehouse, `factory_replaced` or `found_on_site`."""
    cover_starts_on: date
    clause: str
    replaced_at: datetime


@dataclass(frozen=True, kw_only=True)
class PartReplaced(EquipmentEvent):
    """A part of it is a new one, with a cover of its own from the swap (reading of 4.4)."""

    TYPE = "aftersales.intake.PartReplaced.v1"

    ticket_id: UUID | None = None
    job_id: UUID | None = None
    part: str
    """Code of a category of 4.1 and 4.2, or of the price list."""
    quantity: int
    previous_serial: str | None = None
    serial: str | None = None
    cover_starts_on: date
    covered_until: date | None = None
    """The last day, that day included; None where neither 4.1 nor 4.2 lists the part."""
    clause: str
    replaced_at: datetime


@dataclass(frozen=True, kw_only=True)
class EquipmentOwnerChanged(EquipmentEvent):
    """It belongs to another customer; the cover follows it with its proof."""

    TYPE = "aftersales.intake.EquipmentOwnerChanged.v1"

    previous_customer_id: UUID
    customer_id: UUID
    site_id: UUID | None = None
    changed_at: datetime
