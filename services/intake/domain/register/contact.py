"""One entry of the contact register: who came through which channel with what, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.intake.domain.policy import IntakePolicy
from services.intake.domain.refusals import RequestCounts
from services.intake.domain.register.consultation import Consultation
from services.intake.domain.report import Caller, CallerRelation, check_code, is_published
from services.intake.domain.states import CONTACT_LIFE, ContactAction, ContactState
from services.intake.domain.ticket import Ticket
from shared.events.contract import Event
from shared.events.intake.contact_log import (
    ConsultationAnswered,
    ConsultationOverdue,
    ConsultationRouted,
    ContactLogged,
    ContactOutcome,
    RelayedRequestRefused,
)

LoggedContactId = NewType("LoggedContactId", UUID)


class Medium(StrEnum):
    """How somebody came to us (8.2)."""

    CALL = "call"
    MAIL = "mail"
    LETTER = "letter"
    VISIT = "visit"
    WEB = "web"
    PARTNER_API = "partner_api"


@dataclass(frozen=True, kw_only=True)
class LoggedContact:
    """A call, a mail, a letter or a visit; nothing that came in stays without an outcome."""

    id: LoggedContactId
    number: str
    version: int = 0
    state: ContactState
    outcome: ContactOutcome
    medium: Medium
    channel: str
    dialled_number: str | None
    caller: Caller
    customer_id: UUID | None
    """None while the customer is not known: none is made up."""
    site_id: UUID | None
    words: str
    origin: str
    external_reference: str | None
    reported_at: datetime
    recorded_at: datetime
    recorded_by: str
    late_recording_reason: str | None
    policy_revision: str
    consultation: Consultation | None = None
    answer: str | None = None
    """What we said to it, in our own words."""
    ticket_id: UUID | None = None
    complaint_id: UUID | None = None
    is_confidential: bool = False
    """It complains about a person: only who wrote that down reads it here."""
    complaint_recorded_by: str | None = None
    """Who wrote down that it is a complaint; the call may have been taken by the one it is about."""
    ended_at: datetime | None = None

    def logged(self) -> ContactLogged:
        """The entry as partners and our other services may know it."""
        return ContactLogged(
            contact_id=self.id,
            number=self.number,
            channel=self.channel,
            relation=self.caller.relation,
            outcome=self.outcome,
            customer_id=self.customer_id,
            ticket_id=self.ticket_id,
            complaint_id=self.complaint_id,
            origin=self.origin,
            reported_at=self.reported_at,
            recorded_at=self.recorded_at,
        )

    def opened_ticket(self, ticket: Ticket, *, now: datetime) -> "tuple[LoggedContact, list[Event]]":
        """It is a ticket."""
        return self._with_ticket(ContactAction.OPEN_TICKET, ContactOutcome.TICKET_OPENED, ticket, now)

    def joined(self, ticket: Ticket, *, now: datetime) -> "tuple[LoggedContact, list[Event]]":
        """It is about an outage that others have reported: one ticket for all."""
        return self._with_ticket(ContactAction.JOIN_TICKET, ContactOutcome.JOINED_TICKET, ticket, now)

    def refuse(self, reason: str, *, now: datetime, policy: IntakePolicy) -> "tuple[LoggedContact, list[Event]]":
        """It was passed on by others: a polite answer that tells the published channels, no job, no clock (3.7)."""
        rule = policy.relayed_requests
        check_code(reason, rule.reasons, field="reason", clause=rule.clause)
        is_relayed = self.caller.relation is CallerRelation.RELAYED
        if not is_relayed and is_published(self.channel, self.dialled_number, policy):
            raise RequestCounts("the caller speaks for the customer, through a published channel", clause=rule.clause)
        refused = RelayedRequestRefused(
            contact_id=self.id, reason=reason, channel=self.channel, clause=rule.clause, refused_at=now
        )
        after = self._ended(ContactAction.REFUSE_RELAYED, ContactOutcome.RELAYED_REFUSED, now)
        after = replace(after, answer=rule.answer.format(channels=policy.channels.told))
        return after, [after.logged(), refused]

    def complained(
        self, complaint_id: UUID, *, is_confidential: bool, recorded_by: str, now: datetime
    ) -> "LoggedContact":
        """It is a complaint (8.1)."""
        return replace(
            self._ended(ContactAction.COMPLAIN, ContactOutcome.COMPLAINT, now),
            complaint_id=complaint_id,
            is_confidential=is_confidential,
            complaint_recorded_by=recorded_by,
        )

    def anonymous(self) -> "LoggedContact":
        """Who does not want to be known is not kept: neither his name and number nor whose customer he is."""
        return replace(self, caller=Caller(relation=self.caller.relation), customer_id=None, site_id=None)

    def dismiss(self, *, now: datetime) -> "tuple[LoggedContact, list[Event]]":
        """The caller did not want us."""
        after = self._ended(ContactAction.DISMISS, ContactOutcome.WRONG_NUMBER, now)
        return after, [after.logged()]

    def route(self, consultation: Consultation) -> "tuple[LoggedContact, list[Event]]":
        """A question goes to the department that must answer it, with an owner and a due time (3.8)."""
        after = replace(
            self,
            state=CONTACT_LIFE.after(self.state, ContactAction.ROUTE),
            outcome=ContactOutcome.CONSULTATION,
            consultation=consultation,
        )
        routed = ConsultationRouted(
            contact_id=self.id,
            department=consultation.department,
            owner_id=consultation.owner_id,
            answer_until=consultation.answer_until,
            clause=consultation.clause,
            routed_at=consultation.routed_at,
        )
        return after, [after.logged(), routed]

    def give_answer(self, answer: str, *, now: datetime) -> "tuple[LoggedContact, list[Event]]":
        """The customer has his answer, at once or from the department it was routed to."""
        consultation = self.consultation
        outcome = ContactOutcome.ANSWERED if consultation is None else ContactOutcome.CONSULTATION
        after = replace(self._ended(ContactAction.ANSWER, outcome, now), answer=answer)
        if consultation is None:
            return after, [after.logged()]
        answered = ConsultationAnswered(
            contact_id=self.id,
            department=consultation.department,
            was_in_time=consultation.is_in_time(now),
            clause=consultation.clause,
            answered_at=now,
        )
        return after, [answered]

    def miss_answer(self, deadline_id: UUID) -> "tuple[LoggedContact, list[Event]]":
        """The due time has passed; nothing where the question is answered or went elsewhere since."""
        consultation = self.consultation
        if self.state is not ContactState.ROUTED or consultation is None or consultation.deadline_id != deadline_id:
            return self, []
        overdue = ConsultationOverdue(
            contact_id=self.id,
            department=consultation.department,
            owner_id=consultation.owner_id,
            clause=consultation.clause,
            overdue_at=consultation.answer_until,
        )
        return replace(self, consultation=replace(consultation, is_overdue=True)), [overdue]

    def _with_ticket(
        self, action: ContactAction, outcome: ContactOutcome, ticket: Ticket, now: datetime
    ) -> "tuple[LoggedContact, list[Event]]":
        after = replace(self._ended(action, outcome, now), ticket_id=ticket.id, customer_id=ticket.customer_id)
        return after, [after.logged()]

    def _ended(self, action: ContactAction, outcome: ContactOutcome, now: datetime) -> "LoggedContact":
        return replace(self, state=CONTACT_LIFE.after(self.state, action), outcome=outcome, ended_at=now)
