"""How equipment, and what covers it, is stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field

from services.intake.domain.cover import Cover, CoverKind
from services.intake.domain.equipment import Equipment, Provenance
from services.intake.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of


class EquipmentRow(Row, table=True):
    """A piece of equipment."""

    __tablename__ = "equipment"
    __table_args__ = (
        Index("equipment_serial_key_idx", "serial_key", "id"),
        Index("equipment_serial_keys_idx", "serial_keys", postgresql_using="gin"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    customer_id: UUID = Field(index=True)
    site_id: UUID | None = Field(index=True)
    product_model: str
    product_category: str
    serial: str | None
    provenance: Provenance = one_of(Provenance)
    project: str | None = document()
    proofs: str = document()
    card_months: int | None
    contract_months: int | None
    card_number: str | None
    agreement: str | None = document()
    parts: str = document()
    former_serials: str = document()
    serial_key: str | None = Field(sa_type=String(collation="C"))
    serial_keys: str = document()
    registered_at: datetime


class CoverRow(Row, table=True):
    """What we know of followup's contract."""

    __tablename__ = "cover"

    id: UUID = Field(primary_key=True)
    number: str
    version: int
    customer_id: UUID = Field(index=True)
    site_ids: str = document()
    kind: CoverKind = one_of(CoverKind)
    starts_on: date
    ends_on: date
    are_parts_included: bool
    waits_for_payment: bool
    renewed_by: UUID | None


EQUIPMENT = RowMapping(EquipmentRow, Equipment)
COVER = RowMapping(CoverRow, Cover)
