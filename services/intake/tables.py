"""How intake's things are stored; rows never leave the repository."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from services.intake.domain.cover import Cover, CoverKind
from services.intake.domain.customer import Customer, Site
from services.intake.domain.equipment import Equipment, Provenance
from services.intake.domain.states import TicketState
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.decisions import Decision, DecisionSubject
from services.intake.domain.verdicts.facts import ServicePlace
from shared.actor import Role
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketKind
from shared.storage.mapping import PERSONAL, RowMapping
from shared.storage.rows import document, one_of, personal, row_registry


class Row(SQLModel, registry=row_registry()):
    """What intake stores."""


def _personal_document() -> Any:
    return document(sa_column_kwargs={"info": {PERSONAL: True}})


class CustomerRow(Row, table=True):
    """A customer with the people who speak for him."""

    __tablename__ = "customer"
    __table_args__ = (Index("customer_phones_idx", "phones", postgresql_using="gin"),)

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    name: str = Field(sa_type=String(collation="C"), index=True, sa_column_kwargs={"info": {PERSONAL: True}})
    contacts: str = _personal_document()
    phones: str = _personal_document()
    origin: str
    registered_at: datetime


class SiteRow(Row, table=True):
    """A place at which we work."""

    __tablename__ = "site"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    customer_id: UUID = Field(index=True)
    address: str = personal()
    division_code: str | None
    district: str | None
    region: Region = one_of(Region)
    region_clause: str
    region_basis: str
    contact_name: str | None = personal()
    contact_phone: str | None = personal()


class EquipmentRow(Row, table=True):
    """A piece of equipment."""

    __tablename__ = "equipment"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    customer_id: UUID = Field(index=True)
    site_id: UUID | None = Field(index=True)
    product_model: str
    product_category: str
    serial: str | None = Field(index=True)
    provenance: Provenance = one_of(Provenance)
    project: str | None = document()
    proofs: str = document()
    card_months: int | None
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


class TicketRow(Row, table=True):
    """A ticket; the list's filters each have an index that ends in the list's order."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("origin", "external_reference"),
        Index("ticket_newest_idx", "reported_at", "id"),
        Index("ticket_state_idx", "state", "reported_at", "id"),
        Index("ticket_customer_idx", "customer_id", "reported_at", "id"),
        Index("ticket_district_idx", "district", "reported_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: TicketState = one_of(TicketState)
    kind: TicketKind = one_of(TicketKind)
    level: int | None
    place: ServicePlace = one_of(ServicePlace)
    customer_id: UUID
    site_id: UUID | None
    equipment_id: UUID | None
    product_model: str | None
    product_category: str | None
    symptom_code: str | None
    region: Region = one_of(Region)
    district: str | None
    division_code: str | None
    channel: str
    dialled_number: str | None
    origin: str
    external_reference: str | None
    caller: str = _personal_document()
    description: str = personal()
    reported_at: datetime
    recorded_at: datetime
    late_recording_reason: str | None = personal()
    policy_revision: str
    judgement: str | None
    suggestion: str | None = document()
    charge_category: ChargeCategory = one_of(ChargeCategory)
    charge_clause: str
    charge_number: int
    warranty_number: int
    service: str = document()
    closure: int
    ended_at: datetime | None


class DecisionRow(Row, table=True):
    """A verdict on a ticket, with its reasons."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("ticket_id", "subject", "number"),)

    id: UUID = Field(primary_key=True)
    version: int
    ticket_id: UUID
    subject: DecisionSubject = one_of(DecisionSubject)
    number: int
    category: ChargeCategory | None = one_of(ChargeCategory)
    items: str = document()
    clause: str
    because: str
    facts: str = document()
    policy_revision: str
    decided_at: datetime
    decided_by_role: Role = one_of(Role)
    decided_by: str
    is_by_person: bool
    reason: str | None = personal()


METADATA = Row.metadata

CUSTOMER = RowMapping(CustomerRow, Customer)
SITE = RowMapping(SiteRow, Site)
EQUIPMENT = RowMapping(EquipmentRow, Equipment)
COVER = RowMapping(CoverRow, Cover)
TICKET = RowMapping(TicketRow, Ticket)
DECISION = RowMapping(DecisionRow, Decision)
