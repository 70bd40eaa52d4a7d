"""What can be asked about quotes and consent, and what billing knows of the jobs they are for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.billing.domain.case import Circumstances
from services.billing.domain.identifiers import JobId, QuoteId, RepairId
from services.billing.domain.prices.reduction import LineReduction, ReductionReason
from services.billing.domain.quote import Consent, ConsentMethod, DeclineReason, Quote
from services.billing.domain.refusals import (
    ContactNotListed,
    JobIsOver,
    JobNotFound,
    LineNotForRepairs,
    LinesMissing,
    LineWrong,
    MayNotConsent,
    NoMatchingFinding,
    NotBelow,
    NoteMissing,
    NotForOne,
    NotStaff,
    OtherQuoteVersion,
    PriceNotListed,
    QuoteExpired,
    RepairNotFound,
    TicketIsCancelled,
    TimeNotPossible,
    TravelNotCharged,
    VerdictMissing,
)
from services.billing.domain.states import QuoteState
from services.billing.queries import quotes as queries
from services.billing.queries.wanted import NEWEST_FIRST, Wanted
from services.billing.routes.line_bodies import LineBodies, LineView, shown
from services.billing.routes.who_may import AT_THE_CUSTOMERS, MASK, OFFICE, READERS, SEES_MASKED, SUPERVISOR_ONLY
from services.billing.use_cases import quotes as use_cases
from services.billing.use_cases.sight import quote_for, sight_of
from services.billing.work import Work
from shared.actor import Actor
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant, LongText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="quotes")


class IssueQuote(Body):
    """What shall be told to the customer before the work on a job, or at the bench."""

    EXAMPLE: ClassVar = {
        "job_id": "01936b2e-0000-7000-8000-000000000001",
        "lines": [{"kind": "visit_fee"}, {"kind": "part", "part": "PSU-12V", "finding": 1, "quantity": "1"}],
    }

    job_id: UUID | None = None
    repair_id: UUID | None = None
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
    note: LongText | None = Field(None, description="What was said; needed where it was said on the phone.")


class ReduceQuote(Body):
    """Which line shall cost less, and why (5.5)."""

    EXAMPLE: ClassVar = {"line": 1, "unit_price": "50.00", "reason": "goodwill"}

    line: Annotated[int, Field(ge=1, le=1000)]
    unit_price: Money
    reason: ReductionReason


class DeclineQuote(Body):
    """Why the customer does not want it."""

    EXAMPLE: ClassVar = {"reason": "too_expensive"}

    reason: DeclineReason


class QuoteFilter(Listing):
    """Which quotes."""

    state: QuoteState | None = None
    ticket_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None


class QuoteView(View):
    """A quote with what it rests on."""

    id: UUID
    number: str
    version: int
    state: QuoteState
    ticket_id: UUID
    job_id: UUID | None
    repair_id: UUID | None
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
    consent_note: str | None
    ended_because: str | None

    @classmethod
    def of(cls, quote: Quote) -> "QuoteView":
        """What we show of a quote."""
        values = {name: getattr(quote, name) for name in cls.model_fields if name != "lines"}
        return cls(**values, lines=shown(quote.lines))

    @classmethod
    def masked(cls, quote: Quote) -> "QuoteView":
        """Without what was said on the phone, in somebody's own words."""
        return cls.of(quote if quote.consent_note is None else replace(quote, consent_note=MASK))


def _quote_for(actor: Actor) -> Callable[[Quote], QuoteView]:
    """How quotes look to this caller."""
    return QuoteView.masked if actor.role in SEES_MASKED else QuoteView.of


@routes.creates(
    "/quotes",
    QuoteView,
    may=AT_THE_CUSTOMERS,
    refuses=(
        JobNotFound,
        JobIsOver,
        NotForOne,
        RepairNotFound,
        LineNotForRepairs,
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
    """Tell the customer itemised what it costs, before the work (5.5); replaces an earlier quote of it."""
    items = [line.item() for line in order.lines]
    sight = sight_of(door.actor, door.caller.sources)

    async def issue(work: Work) -> Quote:
        if order.repair_id is not None and order.job_id is None:
            return await use_cases.quote_repair(RepairId(order.repair_id), items, sight, work)
        if order.job_id is not None and order.repair_id is None:
            return await use_cases.quote_job(JobId(order.job_id), items, sight, work)
        raise NotForOne("name either the job or the repair", field="job_id")

    return await door.change(issue, show=QuoteView.of)


@routes.commands("/quotes/{quote_id}/reduction", QuoteView, may=SUPERVISOR_ONLY, refuses=(ActionNotAllowed, NotBelow))
async def reduce_quote(quote_id: UUID, order: Sent[ReduceQuote], door: Door[Work]) -> Answer:
    """Ask for less than the tariff, with a reason; above it asks nobody (5.5)."""
    reduction = LineReduction(line=order.line, unit_price=order.unit_price)
    return await door.change(
        lambda work: use_cases.reduce_quote(QuoteId(quote_id), reduction, order.reason, work), show=QuoteView.of
    )


@routes.commands("/quotes/{quote_id}/withdrawal", QuoteView, may=AT_THE_CUSTOMERS, refuses=(ActionNotAllowed, NotStaff))
async def withdraw_quote(quote_id: UUID, door: Door[Work]) -> Answer:
    """Take a quote back that was a mistake; a consent to it no longer counts."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.change(lambda work: use_cases.withdraw_quote(QuoteId(quote_id), sight, work), show=QuoteView.of)


@routes.commands(
    "/quotes/{quote_id}/consent",
    QuoteView,
    may=AT_THE_CUSTOMERS,
    refuses=(
        ActionNotAllowed,
        ContactNotListed,
        MayNotConsent,
        NoteMissing,
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
    which = Wanted(
        state=wanted.state,
        ticket_id=wanted.ticket_id,
        job_id=wanted.job_id,
        repair_id=wanted.repair_id,
        technician_id=sight.technician_id,
        origins=sight.origins,
    )
    return await door.page(
        wanted,
        lambda work: queries.quotes(work.reader, which, wanted.after(UUID), wanted.rows_to_read),
        show=_quote_for(door.actor),
        by=NEWEST_FIRST,
    )


@routes.shows("/quotes/{quote_id}", QuoteView, may=READERS, refuses=(NotStaff,))
async def show_quote(quote_id: UUID, door: Door[Work]) -> Answer:
    """One quote, with clause and reason of each line and the verdicts it rests on."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.read(lambda work: quote_for(QuoteId(quote_id), sight, work), show=_quote_for(door.actor))


@routes.lists("/quotes/{quote_id}/history", AuditEntry, may=OFFICE)
async def show_quote_history(quote_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a quote."""
    return await history(door, wanted, lambda work: work.quotes.get(QuoteId(quote_id)))
