"""How tickets and the verdicts on them are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from services.intake.domain.report import PARTNER_ORIGIN
from services.intake.domain.states import TicketState
from services.intake.domain.ticket import Ticket
from services.intake.domain.verdicts.charge import VisitFeeWaiver
from services.intake.domain.verdicts.decisions import Decision, DecisionCause, DecisionSubject
from services.intake.domain.verdicts.facts import ServicePlace
from services.intake.tables.rows import CALLER_PHONE, Row, personal_document
from shared.actor import Role
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketKind
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal

OF_A_PARTNER = f"origin LIKE '{PARTNER_ORIGIN}%'"


class TicketRow(Row, table=True):
    """A ticket; each filter of the list has an index in the list's order, with the other filters behind it.

    So tickets that another filter leaves out are passed over in the index, without a look at them.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("origin", "external_reference"),
        Index("ticket_newest_idx", "reported_at", "id"),
        Index("ticket_state_idx", "state", "reported_at", "id", "level", "district"),
        Index("ticket_customer_idx", "customer_id", "reported_at", "id"),
        Index("ticket_district_idx", "district", "reported_at", "id", "state", "level"),
        Index("ticket_partner_idx", "origin", "reported_at", "id", postgresql_where=text(OF_A_PARTNER)),
        Index("ticket_equipment_ended_idx", "equipment_id", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
        Index("ticket_site_ended_idx", "site_id", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
        Index("ticket_level_idx", "level", "reported_at", "id", "state", "district"),
        Index("ticket_caller_phone_idx", text(CALLER_PHONE)),
        Index("ticket_equipment_idx", "equipment_id", "reported_at"),
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
    further_equipment_ids: str = document()
    product_model: str | None
    product_category: str | None
    symptom_code: str | None
    fault_began_on: date | None
    region: Region = one_of(Region)
    district: str | None
    division_code: str | None
    channel: str
    dialled_number: str | None
    origin: str
    external_reference: str | None
    caller: str = personal_document()
    description: str = personal()
    reported_at: datetime
    recorded_at: datetime
    late_recording_reason: str | None = personal()
    policy_revision: str
    judgement: str | None
    proposal: str | None = document()
    is_level_confirmed: bool
    suggestion: str | None = document()
    charge_category: ChargeCategory = one_of(ChargeCategory)
    charge_clause: str
    charge_number: int
    warranty_number: int
    visit_fee_waiver: VisitFeeWaiver | None = one_of(VisitFeeWaiver)
    told: str = document()
    repeat: str | None = document()
    service: str = document()
    closure: int
    ended_at: datetime | None
    ending_reason: str | None


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
    charges: str = document()
    visit_fee_waiver: VisitFeeWaiver | None = one_of(VisitFeeWaiver)
    cause: DecisionCause = one_of(DecisionCause)
    clause: str
    because: str
    facts: str = document()
    policy_revision: str
    decided_at: datetime
    decided_by_role: Role = one_of(Role)
    decided_by: str
    is_by_person: bool
    reason: str | None = personal()


TICKET = RowMapping(TicketRow, Ticket)
DECISION = RowMapping(DecisionRow, Decision)
