"""A quote: what paid work costs, told before it begins, and the customer's consent to it (5.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.billing.domain.case import Circumstances, CustomerContacts
from services.billing.domain.identifiers import JobId, QuoteId, RepairId, TicketId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.lines import Line, sum_of
from services.billing.domain.prices.reduction import LineReduction, reduced
from services.billing.domain.refusals import (
    ContactNotListed,
    MayNotConsent,
    NoteMissing,
    OtherQuoteVersion,
    QuoteExpired,
    TimeNotPossible,
)
from services.billing.domain.states import QUOTE_LIFE, QuoteAction, QuoteState
from shared.events.billing.quotes import ConsentDeclined, ConsentGiven, ConsentLapsed, QuoteIssued, QuoteReduced
from shared.events.contract import Event
from shared.money import Money

Events = Sequence[Event]


class ConsentMethod(StrEnum):
    """How the customer agreed."""

    SIGNATURE = "signature"
    PHONE = "phone"
    MESSAGE = "message"
    IN_WRITING = "in_writing"


class DeclineReason(StrEnum):
    """Why the customer does not want it."""

    TOO_EXPENSIVE = "too_expensive"
    NOT_NEEDED = "not_needed"
    REPAIRED_ELSEWHERE = "repaired_elsewhere"
    DECIDES_LATER = "decides_later"


class LapseReason(StrEnum):
    """Why a quote or its consent no longer counts."""

    HIGHER_AMOUNT = "higher_amount"
    VERDICT_CHANGED = "verdict_changed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    WORK_OVER = "work_over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Who agreed to pay up to which amount, how and when."""

    contact_id: UUID
    method: ConsentMethod
    quote_version: int
    amount: Money
    consented_at: datetime
    recorded_by: str


@dataclass(frozen=True, kw_only=True)
class Quote:
    """One version of the quote for a job."""

    id: QuoteId
    number: str
    version: int = 0
    state: QuoteState = QuoteState.OPEN
    ticket_id: TicketId
    job_id: JobId | None = None
    repair_id: RepairId | None = None
    """A quote is for a job or for a repair."""
    customer_id: UUID
    origin: str
    quote_version: int
    """Counts the quotes of a job or repair; a consent names it."""
    lines: tuple[Line, ...]
    total: Money
    circumstances: Circumstances
    clause: str
    policy_revision: str
    issued_at: datetime
    valid_until: datetime
    deadline_id: UUID
    consent: Consent | None = None
    consent_note: str | None = None
    """What was said on the phone, in the words of who recorded it."""
    ended_because: str | None = None

    def give_consent(
        self,
        consent: Consent,
        note: str | None,
        contacts: CustomerContacts | None,
        policy: BillingPolicy,
        *,
        now: datetime,
    ) -> tuple["Quote", Events]:
        """A listed contact who may consent agrees to this version of the quote (5.5, reading of 3.7)."""
        state = QUOTE_LIFE.after(self.state, QuoteAction.CONSENT)
        if consent.method is ConsentMethod.PHONE and note is None:
            raise NoteMissing("note what was said on the phone", clause=self.clause, field="note")
        if not self.issued_at <= consent.consented_at <= now:
            raise TimeNotPossible("consent comes after the quote, and not in the future", field="consented_at")
        _check_contact(consent.contact_id, contacts, policy)
        if consent.quote_version != self.quote_version:
            raise OtherQuoteVersion(
                f"this is version {self.quote_version} of the quote", clause=self.clause, field="quote_version"
            )
        if consent.consented_at > self.valid_until:
            raise QuoteExpired("quote again", clause=self.clause, facts={"valid_until": self.valid_until.isoformat()})
        return replace(self, state=state, consent=consent, consent_note=note), [self._consented(consent)]

    def take_over(self, consent: Consent) -> tuple["Quote", Events]:
        """The consent to an earlier quote covers this one too: its total has not grown."""
        quote = replace(self, state=QUOTE_LIFE.after(self.state, QuoteAction.CONSENT), consent=consent)
        return quote, [self._consented(consent)]

    def decline(self, reason: DeclineReason, now: datetime) -> tuple["Quote", Events]:
        """The customer does not want it at this price; the work ends."""
        state = QUOTE_LIFE.after(self.state, QuoteAction.DECLINE)
        declined = ConsentDeclined(**self._keys(), reason=reason.value, declined_at=now)
        return replace(self, state=state, ended_because=reason.value), [declined]

    def lapse(self, reason: LapseReason, at: datetime) -> tuple["Quote", Events]:
        """It no longer counts, with or without consent; chargeable work stops."""
        state = QUOTE_LIFE.after(self.state, QuoteAction.LAPSE)
        lapsed = ConsentLapsed(
            **self._keys(),
            reason=reason.value,
            had_consent=self.consent is not None,
            clause=self.clause,
            lapsed_at=at,
        )
        return replace(self, state=state, ended_because=reason.value), [lapsed]

    def reduce(self, reduction: LineReduction, at: datetime) -> tuple["Quote", Events]:
        """The supervisor asks for less than the tariff; a consent to more covers it."""
        state = QUOTE_LIFE.after(self.state, QuoteAction.REDUCE)
        lines = reduced(self.lines, reduction, self.clause)
        quote = replace(self, state=state, lines=lines, total=sum_of(lines))
        told = QuoteReduced(
            **self._keys(),
            lines=tuple(line.told for line in lines),
            total=quote.total,
            clause=self.clause,
            reduced_at=at,
        )
        return quote, [told]

    def give_way_to(self, newer: "Quote", at: datetime) -> tuple["Quote", Events]:
        """A newer quote replaces it; a consent that the newer total exceeds lapses (5.5)."""
        if self.consent is not None and newer.total > self.consent.amount:
            return self.lapse(LapseReason.HIGHER_AMOUNT, at)
        state = QUOTE_LIFE.after(self.state, QuoteAction.SUPERSEDE)
        return replace(self, state=state, ended_because=f"version_{newer.quote_version}"), []

    def bill(self) -> "Quote":
        """The work is over and its amount fixed: nothing voids the consent any more."""
        return replace(self, state=QUOTE_LIFE.after(self.state, QuoteAction.BILL))

    def _consented(self, consent: Consent) -> ConsentGiven:
        return ConsentGiven(
            **self._keys(),
            total=consent.amount,
            means=consent.method.value,
            clause=self.clause,
            consented_at=consent.consented_at,
        )

    def _keys(self) -> dict[str, Any]:
        ids = {"ticket_id": self.ticket_id, "job_id": self.job_id, "repair_id": self.repair_id}
        return {"quote_id": self.id, **ids}


@dataclass(frozen=True, kw_only=True)
class QuoteFor:
    """What a new quote is called and whom it is for."""

    id: UUID
    number: str
    deadline_id: UUID
    ticket_id: TicketId
    job_id: JobId | None = None
    repair_id: RepairId | None = None
    customer_id: UUID
    origin: str
    quote_version: int


def issue(
    what: QuoteFor, lines: tuple[Line, ...], circumstances: Circumstances, policy: BillingPolicy, now: datetime
) -> tuple[Quote, Events]:
    """The customer is told itemised what it costs, before the work begins (5.5)."""
    quote = Quote(
        id=QuoteId(what.id),
        number=what.number,
        ticket_id=what.ticket_id,
        job_id=what.job_id,
        repair_id=what.repair_id,
        customer_id=what.customer_id,
        origin=what.origin,
        quote_version=what.quote_version,
        lines=lines,
        total=sum_of(lines),
        circumstances=circumstances,
        clause=policy.quote.clause,
        policy_revision=policy.revision.number,
        issued_at=now,
        valid_until=now + timedelta(days=policy.quote.valid_days),
        deadline_id=what.deadline_id,
    )
    issued = QuoteIssued(
        quote_id=quote.id,
        ticket_id=quote.ticket_id,
        job_id=quote.job_id,
        repair_id=quote.repair_id,
        number=quote.number,
        lines=tuple(line.told for line in lines),
        total=quote.total,
        valid_until=quote.valid_until,
        clause=quote.clause,
        policy_revision=quote.policy_revision,
        issued_at=now,
    )
    return quote, [issued]


def _check_contact(contact_id: UUID, contacts: CustomerContacts | None, policy: BillingPolicy) -> None:
    listed = () if contacts is None else contacts.contacts
    contact = next((contact for contact in listed if contact.contact_id == contact_id), None)
    clause = policy.consent.clause
    if contact is None:
        raise ContactNotListed("the customer has no such contact on file", clause=clause, field="contact_id")
    if not contact.may_consent:
        raise MayNotConsent("this contact may not consent to money", clause=clause, field="contact_id")
