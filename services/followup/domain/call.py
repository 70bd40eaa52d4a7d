"""A call we owe a customer: when it is due, what was tried, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from services.followup.domain.policy import Calling, FollowupPolicy
from services.followup.domain.refusals import (
    CalledBeforeItWasOwed,
    NotACallBack,
    NotATellingCall,
    SatisfactionOutOfRange,
)
from services.followup.domain.states import CALL_LIFE, CallAction, CallState
from shared.deadlines import Amount, Unit, due
from shared.events.contract import Event
from shared.events.followup.calls import (
    CallAttempted,
    CallBackCompleted,
    CallBackMissed,
    CallGivenUp,
    CallScheduled,
    CustomerInformed,
)
from shared.policy import business_day

CallId = NewType("CallId", UUID)


class Purpose(StrEnum):
    """Why we call."""

    CALL_BACK = "call_back"
    ITEM_READY = "item_ready"


class AttemptResult(StrEnum):
    """How an attempt that did not reach the customer ended."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try to reach the customer in vain."""

    at: datetime
    result: AttemptResult


@dataclass(frozen=True, kw_only=True)
class About:
    """What the call is about: a visit, a repair, or (neither) the ticket that was solved by phone."""

    customer_id: UUID
    ticket_id: UUID
    job_id: UUID | None = None
    technician_id: UUID | None = None
    """Who was there, where a visit is asked about."""
    repair_id: UUID | None = None
    closure: int | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the customer said in a call-back (回访记录)."""

    is_solved: bool
    satisfaction: int | None = None
    is_conduct_named: bool = False
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call; a call-back or the word that an item is ready."""

    id: CallId
    number: str
    version: int = 0
    state: CallState = CallState.OWED
    purpose: Purpose
    about: About
    ticket_id: UUID
    clause: str
    policy_revision: str
    owed_since: datetime
    call_until: datetime
    """The last instant that is still in time."""
    deadline_id: UUID
    is_missed: bool = False
    attempts: tuple[Attempt, ...] = ()
    answer: Answer | None = None
    origin: str | None = None

    def attempt(self, attempt: Attempt, policy: FollowupPolicy) -> tuple["Call", Sequence[Event]]:
        """Somebody tried in vain; the last attempt we owe gives the call up."""
        state = CALL_LIFE.after(self.state, CallAction.ATTEMPT)
        if attempt.at < self.owed_since:
            raise CalledBeforeItWasOwed("the attempt was made before the call was owed", field="at", clause=self.clause)
        call = replace(self, state=state, attempts=(*self.attempts, attempt))
        tried = CallAttempted(**call._facts(), attempt=len(call.attempts), attempted_at=attempt.at)
        if not call._has_tried_enough(calling_for(self.purpose, policy)):
            return call, [tried]
        call = replace(call, state=CALL_LIFE.after(call.state, CallAction.GIVE_UP))
        given_up = CallGivenUp(
            **call._facts(), **call._subject(), attempts=len(call.attempts), clause=self.clause, given_up_at=attempt.at
        )
        return call, [tried, given_up]

    def complete(self, answer: Answer, policy: FollowupPolicy) -> tuple["Call", Sequence[Event]]:
        """The customer has answered the call-back (5.12)."""
        state = CALL_LIFE.after(self.state, CallAction.COMPLETE)
        scale = policy.satisfaction
        if self.purpose is not Purpose.CALL_BACK:
            raise NotACallBack("this call only tells the customer something", clause=self.clause)
        if answer.satisfaction is not None and not scale.lowest <= answer.satisfaction <= scale.highest:
            raise SatisfactionOutOfRange(
                f"satisfaction goes from {scale.lowest} to {scale.highest}", clause=scale.clause, field="satisfaction"
            )
        completed = CallBackCompleted(
            **self._facts(),
            **self._subject(),
            is_solved=answer.is_solved,
            satisfaction=answer.satisfaction,
            is_conduct_named=answer.is_conduct_named,
            clause=self.clause,
            completed_at=answer.answered_at,
        )
        return replace(self, state=state, answer=answer), [completed]

    def inform(self, informed_at: datetime) -> tuple["Call", Sequence[Event]]:
        """The customer was reached and told (6.4)."""
        state = CALL_LIFE.after(self.state, CallAction.COMPLETE)
        if self.purpose is Purpose.CALL_BACK:
            raise NotATellingCall("a call-back ends with the customer's answer", clause=self.clause)
        informed = CustomerInformed(
            **self._facts(), **self._subject(), means="phone", clause=self.clause, informed_at=informed_at
        )
        return replace(self, state=state), [informed]

    def miss(self) -> tuple["Call", Sequence[Event]]:
        """The promised time has passed; the call is still owed."""
        missed = CallBackMissed(**self._facts(), clause=self.clause, missed_at=self.call_until)
        return replace(self, is_missed=True), [missed]

    def waits_for(self, deadline_id: UUID) -> bool:
        """Whether this deadline can still pass: one of a call that is over says nothing."""
        return self.state is CallState.OWED and self.deadline_id == deadline_id

    def drop(self) -> "Call":
        """Nobody needs to call any more."""
        return replace(self, state=CALL_LIFE.after(self.state, CallAction.DROP))

    def _has_tried_enough(self, calling: Calling) -> bool:
        days = {business_day(attempt.at) for attempt in self.attempts}
        return len(self.attempts) >= calling.attempts and len(days) >= calling.on_days

    def _facts(self) -> dict[str, Any]:
        return {
            "call_id": self.id,
            "purpose": self.purpose.value,
            "customer_id": self.about.customer_id,
            "ticket_id": self.about.ticket_id,
            "closure": self.about.closure,
        }

    def _subject(self) -> dict[str, Any]:
        return {"job_id": self.about.job_id, "repair_id": self.about.repair_id}


def is_called_back(visit_for: str, policy: FollowupPolicy) -> bool:
    """Whether a visit with this purpose gets its call-back (5.12)."""
    return visit_for in policy.call_back.after_purposes


def calling_for(purpose: Purpose, policy: FollowupPolicy) -> Calling:
    """The policy's rule for this kind of call."""
    return policy.call_back if purpose is Purpose.CALL_BACK else policy.item_ready


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a new call is called."""

    id: UUID
    number: str
    deadline_id: UUID


def schedule_call(
    identity: Identity,
    purpose: Purpose,
    about: About,
    *,
    owed_since: datetime,
    policy: FollowupPolicy,
    origin: str | None,
) -> tuple[Call, Sequence[Event]]:
    """A call is owed from the instant of its reason, whenever we heard of it; the 24 h clock runs."""
    calling = calling_for(purpose, policy)
    call = Call(
        id=CallId(identity.id),
        number=identity.number,
        purpose=purpose,
        about=about,
        ticket_id=about.ticket_id,
        clause=calling.clause,
        policy_revision=policy.revision.number,
        owed_since=owed_since,
        call_until=due(owed_since, Amount(calling.within_hours, Unit.HOUR)).due_at,
        deadline_id=identity.deadline_id,
        origin=origin,
    )
    scheduled = CallScheduled(
        **call._facts(), call_until=call.call_until, clause=call.clause, scheduled_at=call.owed_since
    )
    return call, [scheduled]
