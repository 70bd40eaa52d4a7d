"""What can be asked about calls: who must be called, who does it, what was tried, what the customer said."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.followup.domain.call import CallId
from services.followup.domain.call_record import Answer as CustomersAnswer
from services.followup.domain.call_record import AttemptResult, CareAnswer, Purpose, Review
from services.followup.domain.refusals import (
    AsksAboutHimself,
    CalledBeforeItWasOwed,
    NotACallBack,
    NotACareCall,
    NotATellingCall,
    PersonNotKnown,
    SatisfactionOutOfRange,
    TakenByAnother,
    TimeInTheFuture,
)
from services.followup.domain.states import CallState
from services.followup.queries.calls import CALLS_BY, CallsWanted, calls
from services.followup.routes.call_views import CallSheetView, CallView
from services.followup.use_cases import calls as use_cases
from services.followup.use_cases.messages import own_id
from services.followup.work import Work
from shared.actor import Role
from shared.money import Money
from shared.policy import BUSINESS_ZONE, business_day
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="calls")
OFFICE = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)
CALLERS = (*OFFICE, Role.TECHNICIAN)
REVIEWERS = (Role.SUPERVISOR, Role.MANAGER)
READERS = (*CALLERS, Role.FINANCE, Role.AUDITOR)
LISTERS = (*READERS, Role.PARTNER)
IN_HAND = (ActionNotAllowed, AsksAboutHimself, TakenByAnother, CalledBeforeItWasOwed, TimeInTheFuture)
Score = Annotated[int, Field(ge=0, le=100)]


class Due(StrEnum):
    """By when a call is due."""

    TODAY = "today"


class Means(StrEnum):
    """How the customer was told."""

    PHONE = "phone"
    MESSAGE = "message"
    POST = "post"
    IN_PERSON = "in_person"


class NamedCaller(Body):
    """Who makes the call."""

    EXAMPLE: ClassVar = {"person_id": "01936b2e-0000-7000-8000-000000000001"}

    person_id: UUID


class Tried(Body):
    """An attempt, and how it ended."""

    EXAMPLE: ClassVar = {"at": "2026-11-24T10:00:00+08:00", "result": "no_answer"}

    at: Instant
    result: AttemptResult


class Outcome(Body):
    """What the customer said in a call-back (回访记录)."""

    EXAMPLE: ClassVar = {"answered_at": "2026-11-24T10:05:00+08:00", "is_solved": True, "satisfaction": 5}

    answered_at: Instant
    is_solved: bool
    satisfaction: Score | None = None
    cleanliness: Score | None = None
    is_conduct_named: bool = False
    is_price_as_told: bool | None = None
    amount_paid: Money | None = None
    wants_complaint: bool = False


class CareOutcome(Body):
    """How the customer's equipment does."""

    EXAMPLE: ClassVar = {"answered_at": "2026-11-24T10:05:00+08:00", "is_content": True}

    answered_at: Instant
    is_content: bool
    wants_service: bool = False


class Told(Body):
    """When and how the customer was told."""

    EXAMPLE: ClassVar = {"informed_at": "2026-11-24T10:05:00+08:00"}

    informed_at: Instant
    means: Means = Means.PHONE


class CallFilter(Listing):
    """Which calls; `due=today` is the working list: owed, due by the end of today, not resting after an attempt."""

    state: CallState | None = None
    purpose: Purpose | None = None
    ticket_id: UUID | None = None
    customer_id: UUID | None = None
    assigned_to: UUID | None = None
    review: Review | None = None
    due_before: Instant | None = None
    due: Due | None = None


@routes.lists("/calls", CallView, may=LISTERS)
async def list_calls(wanted: Asked[CallFilter], door: Door[Work]) -> Answer:
    """Calls, those that must be made first in front; a technician sees those he should make."""
    return await door.page(
        wanted,
        lambda work: calls(
            work.reader, _wanted(wanted, door, work.now), wanted.after(datetime, UUID), wanted.rows_to_read
        ),
        show=CallView.of,
        by=CALLS_BY,
    )


@routes.shows("/calls/{call_id}", CallView, may=READERS)
async def show_call(call_id: UUID, door: Door[Work]) -> Answer:
    """One call."""
    return await door.read(lambda work: use_cases.visible_call(CallId(call_id), work), show=CallView.of)


@routes.shows("/calls/{call_id}/sheet", CallSheetView, may=CALLERS)
async def show_call_sheet(call_id: UUID, door: Door[Work]) -> Answer:
    """Whom to call about what: phones, what was said, who was there, the card, free or paid and the amount."""
    return await door.read(lambda work: use_cases.call_sheet(CallId(call_id), work), show=CallSheetView.of)


@routes.commands(
    "/calls/{call_id}/assignment", CallView, may=OFFICE, refuses=(ActionNotAllowed, AsksAboutHimself, PersonNotKnown)
)
async def assign_call(call_id: UUID, named: Sent[NamedCaller], door: Door[Work]) -> Answer:
    """Name who makes the call, such as a technician about a renewal where nobody was at the site yet (5.13)."""
    return await door.change(
        lambda work: use_cases.assign_call(CallId(call_id), named.person_id, work), show=CallView.of
    )


@routes.commands(
    "/calls/{call_id}/take", CallView, may=CALLERS, refuses=(ActionNotAllowed, AsksAboutHimself, TakenByAnother)
)
async def take_call(call_id: UUID, door: Door[Work]) -> Answer:
    """Have a call in hand for a while, so that nobody else makes it; taken again, the while begins anew."""
    return await door.change(lambda work: use_cases.take_call(CallId(call_id), work), show=CallView.of)


@routes.commands("/calls/{call_id}/release", CallView, may=CALLERS, refuses=(ActionNotAllowed, TakenByAnother))
async def release_call(call_id: UUID, door: Door[Work]) -> Answer:
    """Hand a call back unfinished."""
    return await door.change(lambda work: use_cases.release_call(CallId(call_id), work), show=CallView.of)


@routes.commands("/calls/{call_id}/attempts", CallView, may=CALLERS, refuses=IN_HAND)
async def record_attempt(call_id: UUID, tried: Sent[Tried], door: Door[Work]) -> Answer:
    """Record an attempt; the last one in vain that we owe gives the call up."""
    return await door.change(
        lambda work: use_cases.record_attempt(CallId(call_id), tried.at, tried.result, work), show=CallView.of
    )


@routes.commands(
    "/calls/{call_id}/outcome", CallView, may=CALLERS, refuses=(*IN_HAND, NotACallBack, SatisfactionOutOfRange)
)
async def record_outcome(call_id: UUID, outcome: Sent[Outcome], door: Door[Work]) -> Answer:
    """Record what the customer said in a call-back; not solved reopens the ticket, and a complaint starts if wished."""
    answer = CustomersAnswer(**{name: getattr(outcome, name) for name in Outcome.model_fields})
    return await door.change(lambda work: use_cases.record_answer(CallId(call_id), answer, work), show=CallView.of)


@routes.commands("/calls/{call_id}/care-outcome", CallView, may=CALLERS, refuses=(*IN_HAND, NotACareCall))
async def record_care_outcome(call_id: UUID, outcome: Sent[CareOutcome], door: Door[Work]) -> Answer:
    """Record how the customer's equipment does (5.14); the three quiet months begin anew."""
    answer = CareAnswer(**{name: getattr(outcome, name) for name in CareOutcome.model_fields})
    return await door.change(lambda work: use_cases.record_care_answer(CallId(call_id), answer, work), show=CallView.of)


@routes.commands("/calls/{call_id}/telling", CallView, may=CALLERS, refuses=(*IN_HAND, NotATellingCall))
async def record_telling(call_id: UUID, told: Sent[Told], door: Door[Work]) -> Answer:
    """Record that the customer was told, or has in the mail, what we owed him, such as an item that is ready."""
    return await door.change(
        lambda work: use_cases.record_telling(CallId(call_id), told.informed_at, told.means.value, work),
        show=CallView.of,
    )


@routes.commands("/calls/{call_id}/review", CallView, may=REVIEWERS, refuses=(ActionNotAllowed, AsksAboutHimself))
async def review_call(call_id: UUID, door: Door[Work]) -> Answer:
    """Record that a person has looked at a low score, a conduct matter or a price other than told."""
    return await door.change(lambda work: use_cases.review_call(CallId(call_id), work), show=CallView.of)


@routes.lists("/calls/{call_id}/history", AuditEntry, may=READERS)
async def show_call_history(call_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a call, oldest first."""
    return await history(door, wanted, lambda work: use_cases.visible_call(CallId(call_id), work))


def _wanted(wanted: CallFilter, door: Door[Work], now: datetime) -> CallsWanted:
    which = CallsWanted(
        state=wanted.state,
        purpose=wanted.purpose,
        ticket_id=wanted.ticket_id,
        customer_id=wanted.customer_id,
        assigned_to=own_id(door.actor) if door.actor.role is Role.TECHNICIAN else wanted.assigned_to,
        review=wanted.review,
        due_before=wanted.due_before,
        sources=tuple(sorted(door.caller.sources)) if door.actor.role is Role.PARTNER else None,
    )
    if wanted.due is None:
        return which
    tomorrow = datetime.combine(business_day(now) + timedelta(days=1), time.min, BUSINESS_ZONE).astimezone(UTC)
    return which.due_today(tomorrow)
