"""What can be asked about quotes and consent, and what billing knows of the jobs they are for."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.billing import queries
from services.billing.domain.case import Circumstances, JobCopy
from services.billing.domain.identifiers import JobId, QuoteId
from services.billing.domain.quote import Consent, ConsentMethod, DeclineReason, Quote
from services.billing.domain.refusals import (
    ContactNotListed,
    JobIsOver,
    JobNotFound,
    LinesMissing,
    LineWrong,
    MayNotConsent,
    NoMatchingFinding,
    NotStaff,
    OtherQuoteVersion,
    PriceNotListed,
    QuoteExpired,
    TicketIsCancelled,
    TimeNotPossible,
    TravelNotCharged,
    VerdictMissing,
)
from services.billing.domain.states import QuoteState
from services.billing.routes.line_bodies import LineBodies, LineView, shown
from services.billing.routes.who_may import AT_THE_CUSTOMERS, CASH_READERS, OFFICE, READERS
from services.billing.use_cases import quotes as use_cases
from services.billing.use_cases.sight import quote_for, sight_of
from services.billing.work import Work
from shared.events.dispatch.jobs import Finding
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="quotes")


class IssueQuote(Body):
    """What shall be told to the customer before the work."""

    EXAMPLE: ClassVar = {
        "job_id": "01936b2e-0000-7000-8000-000000000001",
        "lines": [{"kind": "visit_fee"}, {"kind": "part", "part": "PSU-12V", "finding": 1, "quantity": "1"}],
    }

    job_id: UUID
    lines: LineBodies


class GiveConsent(Body):
    """Who agreed to which version of the quote, and how; now, unless it is said when."""

    EXAMPLE: ClassVar = {
        "contact_id": "01936b2e-0000-7000-8000-000000000002",
        "method": "signature",
        "quote_version": 1,
    }

    contact_id: UUID
    method: ConsentMethod
    quote_version: Annotated[int, Field(ge=1, le=10_000)]
    consented_at: Instant | None = None


class DeclineQuote(Body):
    """Why the customer does not want it."""

    EXAMPLE: ClassVar = {"reason": "too_expensive"}

    reason: DeclineReason


class QuoteFilter(Listing):
    """Which quotes."""

    state: QuoteState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None


class QuoteView(View):
    """A quote with what it rests on."""

    id: UUID
    number: str
    version: int
    state: QuoteState
    ticket_id: UUID
    job_id: UUID
    customer_id: UUID
    quote_version: int = Field(description="Counts the quotes of a job; a consent names it.")
    lines: tuple[LineView, ...]
    total: Money
    circumstances: Circumstances = Field(description="The verdicts that the prices rest on.")
    clause: str
    policy_revision: str
    issued_at: datetime
    valid_until: datetime
    consent: Consent | None
    ended_because: str | None

    @classmethod
    def of(cls, quote: Quote) -> "QuoteView":
        """What we show of a quote."""
        values = {name: getattr(quote, name) for name in cls.model_fields if name != "lines"}
        return cls(**values, lines=shown(quote.lines))


class JobFilter(Listing):
    """Which jobs."""

    ticket_id: UUID | None = None
    is_diagnosed: bool | None = None


class JobView(View):
    """What billing has heard of a job: a quote can be issued when it is there, parts when it is diagnosed."""

    id: UUID
    ticket_id: UUID
    technician_id: UUID | None
    has_arrived: bool
    is_diagnosed: bool
    findings: tuple[Finding, ...]
    was_told_visit_fee: bool
    was_told_travel_rule: bool
    is_over: bool

    @classmethod
    def of(cls, job: JobCopy) -> "JobView":
        """What we show of it."""
        return cls(**{name: getattr(job, name) for name in cls.model_fields})


@routes.creates(
    "/quotes",
    QuoteView,
    may=AT_THE_CUSTOMERS,
    refuses=(
        JobNotFound,
        JobIsOver,
        TicketIsCancelled,
        VerdictMissing,
        LinesMissing,
        LineWrong,
        NoMatchingFinding,
        PriceNotListed,
        TravelNotCharged,
        NotStaff,
    ),
)
async def issue_quote(order: Sent[IssueQuote], door: Door[Work]) -> Answer:
    """Tell the customer itemised what it costs, before the work (5.5); replaces an earlier quote of the job."""
    items = [line.item() for line in order.lines]
    sight = sight_of(door.actor, door.caller.sources)
    return await door.change(
        lambda work: use_cases.issue_quote(JobId(order.job_id), items, sight, work), show=QuoteView.of
    )


@routes.commands(
    "/quotes/{quote_id}/consent",
    QuoteView,
    may=AT_THE_CUSTOMERS,
    refuses=(
        ActionNotAllowed,
        ContactNotListed,
        MayNotConsent,
        OtherQuoteVersion,
        QuoteExpired,
        TimeNotPossible,
        NotStaff,
    ),
)
async def give_consent(quote_id: UUID, order: Sent[GiveConsent], door: Door[Work]) -> Answer:
    """Record that a contact of the customer agrees to pay up to the total; chargeable work may begin."""
    sight = sight_of(door.actor, door.caller.sources)
    word = use_cases.CustomersWord(**{name: getattr(order, name) for name in GiveConsent.model_fields})
    return await door.change(
        lambda work: use_cases.give_consent(QuoteId(quote_id), word, sight, work), show=QuoteView.of
    )


@routes.commands("/quotes/{quote_id}/refusal", QuoteView, may=AT_THE_CUSTOMERS, refuses=(ActionNotAllowed, NotStaff))
async def decline_quote(quote_id: UUID, order: Sent[DeclineQuote], door: Door[Work]) -> Answer:
    """Record that the customer does not want it; only what he was told beforehand is owed."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.change(
        lambda work: use_cases.decline_quote(QuoteId(quote_id), order.reason, sight, work), show=QuoteView.of
    )


@routes.lists("/quotes", QuoteView, may=READERS, refuses=(NotStaff,))
async def list_quotes(wanted: Asked[QuoteFilter], door: Door[Work]) -> Answer:
    """Quotes, newest first; a technician sees those of his jobs, a partner those of its sources."""
    sight = sight_of(door.actor, door.caller.sources)
    which = queries.Wanted(
        state=wanted.state,
        ticket_id=wanted.ticket_id,
        job_id=wanted.job_id,
        technician_id=sight.technician_id,
        origins=sight.origins,
    )
    return await door.page(
        wanted,
        lambda work: queries.quotes(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=QuoteView.of,
        by=queries.NEWEST_FIRST,
    )


@routes.shows("/quotes/{quote_id}", QuoteView, may=READERS, refuses=(NotStaff,))
async def show_quote(quote_id: UUID, door: Door[Work]) -> Answer:
    """One quote, with clause and reason of each line and the verdicts it rests on."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.read(lambda work: quote_for(QuoteId(quote_id), sight, work), show=QuoteView.of)


@routes.lists("/quotes/{quote_id}/history", AuditEntry, may=OFFICE)
async def show_quote_history(quote_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a quote."""
    return await history(door, wanted, lambda work: work.quotes.get(QuoteId(quote_id)))


@routes.lists("/jobs", JobView, may=CASH_READERS, refuses=(NotStaff,))
async def list_known_jobs(wanted: Asked[JobFilter], door: Door[Work]) -> Answer:
    """What billing has heard of jobs, newest first; a technician sees his own."""
    which = queries.JobsWanted(
        ticket_id=wanted.ticket_id,
        technician_id=sight_of(door.actor, door.caller.sources).technician_id,
        is_diagnosed=wanted.is_diagnosed,
    )
    return await door.page(
        wanted,
        lambda work: queries.jobs(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=JobView.of,
        by=queries.NEWEST_FIRST,
    )
