"""How the contact register and complaints are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from services.intake.domain.register.complaint import Complaint
from services.intake.domain.register.contact import LoggedContact, Medium
from services.intake.domain.states import ContactState
from services.intake.tables.rows import CALLER_PHONE, Row, personal_document
from shared.events.intake.contact_log import ContactOutcome
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal


class ContactRow(Row, table=True):
    """An entry of the register; the list of what is still open stays short, whatever came in before."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("origin", "external_reference"),
        Index("contact_newest_idx", "reported_at", "id"),
        Index("contact_state_idx", "state", "reported_at", "id"),
        Index("contact_customer_idx", "customer_id", "reported_at", "id"),
        Index("contact_ticket_idx", "ticket_id"),
        Index("contact_caller_phone_idx", text(CALLER_PHONE)),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: ContactState = one_of(ContactState)
    outcome: ContactOutcome = one_of(ContactOutcome)
    medium: Medium = one_of(Medium)
    channel: str
    dialled_number: str | None
    caller: str = personal_document()
    customer_id: UUID | None
    site_id: UUID | None
    words: str = personal()
    origin: str
    external_reference: str | None
    reported_at: datetime
    recorded_at: datetime
    recorded_by: str
    late_recording_reason: str | None = personal()
    policy_revision: str
    consultation: str | None = document()
    answer: str | None = personal()
    ticket_id: UUID | None
    complaint_id: UUID | None
    is_confidential: bool
    complaint_recorded_by: str | None
    ended_at: datetime | None


class ComplaintRow(Row, table=True):
    """What the desk wrote down of a complaint."""

    __tablename__ = "complaint"
    __table_args__ = (Index("complaint_newest_idx", "reported_at", "id"),)

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    contact_id: UUID
    customer_id: UUID | None = Field(index=True)
    concerns: str = document()
    clause: str
    policy_revision: str
    origin: str
    recorded_by: str
    reported_at: datetime
    recorded_at: datetime


CONTACT = RowMapping(ContactRow, LoggedContact)
COMPLAINT = RowMapping(ComplaintRow, Complaint)
