"""What we show of complaints, and to whom."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.followup.domain.complaints.complaint import Complaint
from services.followup.domain.complaints.ladder import Level
from services.followup.domain.complaints.record import Ending, Finding, Links, Remedy, Severity, Step
from services.followup.domain.states import ComplaintState
from services.followup.use_cases.complaints.readers import ComplaintSheet
from shared.actor import Role
from shared.web.answer import View

_INSIDE = ("handler_id", "person_id", "findings_text", "answer_text")
"""What only our own people who deal with complaints read."""


class ComplaintView(View):
    """A complaint."""

    id: UUID
    number: str
    version: int
    state: ComplaintState
    level: Level
    handler_id: UUID | None
    person_id: UUID | None
    matter: str | None
    customer_id: UUID | None
    ticket_id: UUID | None
    links: Links
    channel: str
    is_urgent: bool
    is_anonymous: bool
    clause: str
    policy_revision: str
    reported_at: datetime
    level_since: datetime
    answer_until: datetime | None
    step_until: datetime | None
    is_late: bool
    is_overdue: bool
    severity: Severity | None
    finding: Finding | None
    findings_text: str | None
    remedy: Remedy | None
    answer_text: str | None
    ending: Ending | None
    steps: tuple[Step, ...]
    closed_at: datetime | None

    @classmethod
    def of(cls, complaint: Complaint) -> "ComplaintView":
        """What we show of a complaint."""
        clocks = complaint.clocks
        own: dict[str, Any] = {
            "answer_until": None if clocks is None else clocks.level_until,
            "step_until": None if clocks is None else clocks.step_until,
        }
        return cls(**own, **{name: getattr(complaint, name) for name in cls.model_fields if name not in own})

    @classmethod
    def for_reader(cls, role: Role) -> Callable[[Complaint], "ComplaintView"]:
        """Partners and the technician himself do not see who looked into it and in which words."""
        if role not in (Role.PARTNER, Role.TECHNICIAN):
            return cls.of
        return lambda complaint: cls.of(complaint).model_copy(update={**dict.fromkeys(_INSIDE), "steps": ()})


class ComplaintSheetView(View):
    """What who deals with it has in front of him; null: not known, or erased."""

    complaint_id: UUID
    number: str
    customer_name: str | None
    phones: tuple[str, ...]
    words: str | None
    """In the words of the customer."""
    person_name: str | None
    handler_name: str | None
    ticket_number: str | None

    @classmethod
    def of(cls, sheet: ComplaintSheet) -> "ComplaintSheetView":
        """What we show of a complaint sheet."""
        return cls(
            complaint_id=sheet.complaint.id,
            number=sheet.complaint.number,
            customer_name=sheet.customer.name if sheet.customer else None,
            phones=sheet.customer.phones if sheet.customer else (),
            words=sheet.words.symptom if sheet.words else None,
            person_name=sheet.person.name if sheet.person else None,
            handler_name=sheet.handler.name if sheet.handler else None,
            ticket_number=sheet.ticket.number if sheet.ticket else None,
        )
