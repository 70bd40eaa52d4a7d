"""What can be asked about calls: who must be called, what was tried, what the customer said."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.followup import queries, use_cases
from services.followup.domain.call import Answer as CustomersAnswer
from services.followup.domain.call import Attempt, AttemptResult, Call, CallId, Purpose
from services.followup.domain.refusals import (
    CalledBeforeItWasOwed,
    NotACallBack,
    NotATellingCall,
    SatisfactionOutOfRange,
)
from services.followup.domain.states import CallState
from services.followup.work import Work
from shared.actor import Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="calls")
CALLERS = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER)
READERS = (*CALLERS, Role.FINANCE, Role.AUDITOR)


class TriedInVain(Body):
    """An attempt that did not reach the customer."""

    EXAMPLE: ClassVar = {"at": "2026-11-24T10:00:00+08:00", "result": "no_answer"}

    at: Instant
    result: AttemptResult


class Outcome(Body):
    """What the customer said in a call-back (回访记录)."""

    EXAMPLE: ClassVar = {"answered_at": "2026-11-24T10:05:00+08:00", "is_solved": True, "satisfaction": 5}

    answered_at: Instant
    is_solved: bool
    satisfaction: Annotated[int, Field(ge=0, le=100)] | None = None
    is_conduct_named: bool = False


class Told(Body):
    """When the customer was told."""

    EXAMPLE: ClassVar = {"informed_at": "2026-11-24T10:05:00+08:00"}

    informed_at: Instant


class CallFilter(Listing):
    """Which calls."""

    state: CallState | None = None
    purpose: Purpose | None = None
    ticket_id: UUID | None = None
    due_before: Instant | None = None


class CallView(View):
    """A call."""

    id: UUID
    number: str
    version: int
    state: CallState
    purpose: Purpose
    ticket_id: UUID
    customer_id: UUID
    job_id: UUID | None
    repair_id: UUID | None
    clause: str
    policy_revision: str
    owed_since: datetime
    call_until: datetime
    is_missed: bool
    attempts: tuple[Attempt, ...]
    answer: CustomersAnswer | None

    @classmethod
    def of(cls, call: Call) -> "CallView":
        """What we show of a call."""
        about = {name: getattr(call.about, name) for name in ("customer_id", "job_id", "repair_id")}
        return cls(**about, **{name: getattr(call, name) for name in cls.model_fields if name not in about})


class CallSheetView(View):
    """What the caller has in front of him; null: not known, or erased."""

    call_id: UUID
    purpose: Purpose
    call_until: datetime
    ticket_number: str
    customer_name: str | None
    phones: tuple[str, ...]
    """In the order in which they are tried."""
    symptom: str | None
    """In the words of the report."""
    reporter_name: str | None
    reporter_phone: str | None
    technician_name: str | None

    @classmethod
    def of(cls, sheet: use_cases.CallSheet) -> "CallSheetView":
        """What we show of a call sheet."""
        customer, words, technician = sheet.customer, sheet.words, sheet.technician
        return cls(
            call_id=sheet.call.id,
            purpose=sheet.call.purpose,
            call_until=sheet.call.call_until,
            ticket_number=sheet.ticket.number,
            customer_name=customer.name if customer else None,
            phones=customer.phones if customer else (),
            symptom=words.symptom if words else None,
            reporter_name=words.reporter_name if words else None,
            reporter_phone=words.reporter_phone if words else None,
            technician_name=technician.name if technician else None,
        )


@routes.lists("/calls", CallView, may=READERS)
async def list_calls(wanted: Asked[CallFilter], door: Door[Work]) -> Answer:
    """Calls, those that must be made first in front."""
    which = queries.CallsWanted(**{name: getattr(wanted, name) for name in queries.CallsWanted.__dataclass_fields__})
    return await door.page(
        wanted,
        lambda work: queries.calls(work.reader, which, wanted.after(datetime, UUID), wanted.rows_to_read),
        show=CallView.of,
        by=queries.CALLS_BY,
    )


@routes.shows("/calls/{call_id}", CallView, may=READERS)
async def show_call(call_id: UUID, door: Door[Work]) -> Answer:
    """One call."""
    return await door.read(lambda work: work.calls.get(CallId(call_id)), show=CallView.of)


@routes.shows("/calls/{call_id}/sheet", CallSheetView, may=CALLERS)
async def show_call_sheet(call_id: UUID, door: Door[Work]) -> Answer:
    """Whom to call about what: name, phones, what was said, who was there; read from our own copies."""
    return await door.read(lambda work: use_cases.call_sheet(CallId(call_id), work), show=CallSheetView.of)


@routes.commands("/calls/{call_id}/attempts", CallView, may=CALLERS, refuses=(ActionNotAllowed, CalledBeforeItWasOwed))
async def record_attempt(call_id: UUID, tried: Sent[TriedInVain], door: Door[Work]) -> Answer:
    """Record an attempt in vain; the last one we owe gives the call up."""
    return await door.change(
        lambda work: use_cases.record_attempt(CallId(call_id), tried.at, tried.result, work), show=CallView.of
    )


@routes.commands(
    "/calls/{call_id}/outcome",
    CallView,
    may=CALLERS,
    refuses=(ActionNotAllowed, NotACallBack, SatisfactionOutOfRange),
)
async def record_outcome(call_id: UUID, outcome: Sent[Outcome], door: Door[Work]) -> Answer:
    """Record what the customer said in a call-back; not solved reopens the ticket."""
    answer = CustomersAnswer(**{name: getattr(outcome, name) for name in Outcome.model_fields})
    return await door.change(lambda work: use_cases.record_answer(CallId(call_id), answer, work), show=CallView.of)


@routes.commands("/calls/{call_id}/telling", CallView, may=CALLERS, refuses=(ActionNotAllowed, NotATellingCall))
async def record_telling(call_id: UUID, told: Sent[Told], door: Door[Work]) -> Answer:
    """Record that the customer was told what we had to tell him, such as an item that is ready."""
    return await door.change(
        lambda work: use_cases.record_telling(CallId(call_id), told.informed_at, work), show=CallView.of
    )


@routes.lists("/calls/{call_id}/history", AuditEntry, may=READERS)
async def show_call_history(call_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a call, oldest first."""
    return await history(door, wanted, lambda work: work.calls.get(CallId(call_id)))
