"""A complaint as it comes in: about a person or a matter, urgent or not (8.1, 8.2); followup sees it through."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import ComplaintAboutYourself, ComplaintSubjectUnclear
from services.intake.domain.register.contact import LoggedContact
from services.intake.domain.report import check_code
from shared.events.contract import Event
from shared.events.intake.complaints import ComplaintReceived, ComplaintSubject
from shared.events.intake.contacts import DescriptionRecorded

ComplaintId = NewType("ComplaintId", UUID)


@dataclass(frozen=True, kw_only=True)
class Concerns:
    """What a complaint is about, and what it belongs to."""

    about: ComplaintSubject
    person_id: UUID | None = None
    """The member of staff it is about, who never handles or reads it."""
    matter: str | None = None
    is_urgent: bool = False
    is_anonymous: bool = False
    wanted_level: str | None = None
    """Where the customer wants it to go, if he skips levels (8.3)."""
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    card_id: UUID | None = None
    charge_id: UUID | None = None
    repair_id: UUID | None = None

    def is_about(self, subject: str) -> bool:
        """Whether this member of staff is the person it is about."""
        return self.person_id is not None and str(self.person_id) == subject

    def check_is_not_about(self, subject: str, policy: IntakePolicy) -> None:
        """Nobody has a hand in what is said about himself (8.3); raises ComplaintAboutYourself."""
        if self.is_about(subject):
            raise ComplaintAboutYourself("this is for somebody else to do", clause=policy.complaints.ladder_clause)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What the desk wrote down of it; the words stand in the register, its course at followup."""

    id: ComplaintId
    number: str
    version: int = 0
    contact_id: UUID
    customer_id: UUID | None
    concerns: Concerns
    clause: str
    policy_revision: str
    origin: str
    recorded_by: str
    reported_at: datetime
    recorded_at: datetime

    @property
    def is_about_a_person(self) -> bool:
        """Whether only who wrote it down may read it here."""
        return self.concerns.about is ComplaintSubject.PERSON

    def may_be_read_by(self, subject: str) -> bool:
        """One about a matter by whoever may read complaints, one about a person by who wrote it down, never by him."""
        if not self.is_about_a_person:
            return True
        return self.recorded_by == subject and not self.concerns.is_about(subject)


def receive_complaint(
    complaint_id: ComplaintId,
    number: str,
    contact: LoggedContact,
    concerns: Concerns,
    policy: IntakePolicy,
    *,
    recorded_by: str,
) -> tuple[Complaint, list[Event]]:
    """Written down in full and told on at once.

    Raises ComplaintSubjectUnclear, CodeUnknown, and ComplaintAboutYourself.
    """
    check_concerns(concerns, policy)
    concerns.check_is_not_about(recorded_by, policy)
    complaint = Complaint(
        id=complaint_id,
        number=number,
        contact_id=contact.id,
        customer_id=None if concerns.is_anonymous else contact.customer_id,
        concerns=concerns,
        clause=policy.complaints.clause,
        policy_revision=policy.revision.number,
        origin=contact.origin,
        recorded_by=recorded_by,
        reported_at=contact.reported_at,
        recorded_at=contact.recorded_at,
    )
    return complaint, [_received(complaint, contact), _described(complaint, contact)]


def check_concerns(concerns: Concerns, policy: IntakePolicy) -> None:
    """A complaint about a person names him where he is known; one about a matter names the matter, and nobody."""
    rule = policy.complaints
    if concerns.about is ComplaintSubject.MATTER:
        if concerns.matter is None:
            raise ComplaintSubjectUnclear("say which matter it is", field="matter", clause=rule.clause)
        if concerns.person_id is not None:
            raise ComplaintSubjectUnclear("it names a person: it is about him", field="person_id", clause=rule.clause)
    if concerns.matter is not None:
        check_code(concerns.matter, rule.matters, field="matter", clause=rule.clause)
    if concerns.wanted_level is not None:
        check_code(concerns.wanted_level, rule.levels, field="wanted_level", clause=rule.ladder_clause)


def _received(complaint: Complaint, contact: LoggedContact) -> Event:
    concerns = complaint.concerns
    return ComplaintReceived(
        complaint_id=complaint.id,
        number=complaint.number,
        contact_id=contact.id,
        customer_id=complaint.customer_id,
        site_id=None if concerns.is_anonymous else contact.site_id,
        about=concerns.about,
        person_id=concerns.person_id,
        matter=concerns.matter,
        is_urgent=concerns.is_urgent,
        is_anonymous=concerns.is_anonymous,
        ticket_id=concerns.ticket_id,
        job_id=concerns.job_id,
        card_id=concerns.card_id,
        charge_id=concerns.charge_id,
        repair_id=concerns.repair_id,
        channel=contact.channel,
        origin=contact.origin,
        wanted_level=concerns.wanted_level,
        clause=complaint.clause,
        policy_revision=complaint.policy_revision,
        reported_at=contact.reported_at,
        recorded_at=contact.recorded_at,
    )


def _described(complaint: Complaint, contact: LoggedContact) -> Event:
    """The customer's own words, on the restricted stream; of an anonymous one without who said them."""
    is_named = not complaint.concerns.is_anonymous
    return DescriptionRecorded(
        ticket_id=complaint.id,
        about="complaint",
        customer_id=complaint.customer_id or contact.id,
        symptom=contact.words,
        reporter_name=contact.caller.name if is_named else None,
        reporter_phone=contact.caller.phone if is_named else None,
        recorded_at=contact.recorded_at,
    )
