"""How complaints are stored."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.followup.domain.complaints.complaint import Complaint
from services.followup.domain.complaints.ladder import Level
from services.followup.domain.complaints.record import Ending, Finding, Remedy, Severity
from services.followup.domain.states import ComplaintState
from services.followup.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal


class ComplaintRow(Row, table=True):
    """A complaint; whom it is about and what was found stay out of the audit trail."""

    __tablename__ = "complaint"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: ComplaintState = one_of(ComplaintState)
    level: Level = one_of(Level)
    handler_id: UUID | None = personal()
    person_id: UUID | None = personal()
    matter: str | None = personal()
    customer_id: UUID | None = Field(index=True)
    ticket_id: UUID | None = Field(index=True)
    links: str = document()
    channel: str
    is_urgent: bool
    is_anonymous: bool
    clause: str
    policy_revision: str
    reported_at: datetime
    level_since: datetime
    clocks: str | None = document()
    is_late: bool
    is_overdue: bool
    severity: Severity | None = one_of(Severity)
    finding: Finding | None = one_of(Finding)
    findings_text: str | None = personal()
    remedy: Remedy | None = one_of(Remedy)
    answer_text: str | None = personal()
    ending: Ending | None = one_of(Ending)
    steps: str = document()
    closed_at: datetime | None
    origin: str | None


COMPLAINT = RowMapping(ComplaintRow, Complaint)
