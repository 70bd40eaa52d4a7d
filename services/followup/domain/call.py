"""A call we owe a customer: when it is due, who makes it, what was tried, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NewType
from uuid import UUID

from services.followup.domain.call_record import (
    TELLS_SOMETHING,
    About,
    Answer,
    Attempt,
    AttemptResult,
    CareAnswer,
    Known,
    Purpose,
    Review,
    price_was_as_told,
)
from services.followup.domain.policy import Calling, FollowupPolicy, Satisfaction
from services.followup.domain.refusals import (
    AsksAboutHimself,
    CalledBeforeItWasOwed,
    NotACallBack,
    NotACareCall,
    NotATellingCall,
    SatisfactionOutOfRange,
    TakenByAnother,
    TimeInTheFuture,
)
from services.followup.domain.states import CALL_LIFE, CallAction, CallState
from shared.calendar import WorkingCalendar
from shared.deadlines import Amount, Unit, due
from shared.events.contract import Event
from shared.events.followup.calls import (
    CallAttempted,
    CallBackCompleted,
    CallBackMissed,
    CallGivenUp,
    CallScheduled,
    CareCallCompleted,
    CustomerInformed,
)
from shared.policy import business_day

CallId = NewType("CallId", UUID)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One thing that we owe a customer to say or to ask."""

    id: CallId
    number: str
    version: int = 0
    state: CallState = CallState.OWED
    purpose: Purpose
    about: About
    ticket_id: UUID | None
    customer_id: UUID
    clause: str
    policy_revision: str
    owed_since: datetime
    call_until: datetime
    """The last instant that is still in time."""
    deadline_id: UUID
    is_missed: bool = False
    assigned_to: UUID | None = None
    """The member of staff who should make it; None: any specialist."""
    taken_by: str | None = None
    """Who has it in hand, by the subject of his token, until `taken_until`."""
    taken_until: datetime | None = None
    not_before: datetime | None = None
    """After an attempt in vain there is a pause before the next one, where the policy says so."""
    attempts: tuple[Attempt, ...] = ()
    answer: Answer | None = None
    care_answer: CareAnswer | None = None
    review: Review = Review.NONE
    ended_at: datetime | None = None
    origin: str | None = None

    def scheduled(self) -> CallScheduled:
        """What is announced of a new one."""
        return CallScheduled(
            **self._facts(), call_until=self.call_until, clause=self.clause, scheduled_at=self.owed_since
        )

    def assign(self, person_id: UUID) -> "Call":
        """The specialist names who makes it: of a call-back not whom it asks about."""
        self._must_not_ask_about(str(person_id))
        return replace(self, state=CALL_LIFE.after(self.state, CallAction.ASSIGN), assigned_to=person_id)

    def take(self, by: str, *, now: datetime, policy: FollowupPolicy) -> "Call":
        """Somebody has it in hand for a while, so that nobody else calls as well."""
        state = CALL_LIFE.after(self.state, CallAction.TAKE)
        self._must_be_free_for(by, now)
        until = now + timedelta(minutes=policy.working_list.lease_minutes)
        return replace(self, state=state, taken_by=by, taken_until=until)

    def hand_back(self, by: str, *, now: datetime) -> "Call":
        """Not finished: somebody else may take it."""
        state = CALL_LIFE.after(self.state, CallAction.RELEASE)
        self._must_be_free_for(by, now)
        return replace(self, state=state, taken_by=None, taken_until=None)

    def attempt(
        self, attempt: Attempt, policy: FollowupPolicy, calendar: WorkingCalendar, *, now: datetime
    ) -> tuple["Call", Sequence[Event]]:
        """Somebody tried; the last attempt in vain that we owe gives the call up, another one hands it back."""
        state = CALL_LIFE.after(self.state, CallAction.ATTEMPT)
        self._must_be_free_for(attempt.by, now)
        self._must_be_possible(attempt.at, now, field="at")
        rule = policy.calling(self.purpose)
        call = replace(
            self,
            state=state,
            attempts=(*self.attempts, attempt),
            taken_by=None,
            taken_until=None,
            not_before=_earliest_next(attempt, rule, calendar),
        )
        tried = CallAttempted(
            **call._facts(), attempt=len(call.attempts), result=attempt.result.value, attempted_at=attempt.at
        )
        if not call._has_tried_enough(rule):
            return call, [tried]
        call = replace(call, state=CALL_LIFE.after(call.state, CallAction.GIVE_UP), ended_at=attempt.at)
        given_up = CallGivenUp(
            **call._facts(), **call._subject(), attempts=len(call.attempts), clause=self.clause, given_up_at=attempt.at
        )
        return call, [tried, given_up]

    def complete(
        self, answer: Answer, known: Known, policy: FollowupPolicy, *, by: str, now: datetime
    ) -> tuple["Call", Sequence[Event]]:
        """The customer has answered the call-back (5.12); what nobody likes to hear is put before a person."""
        if self.purpose is not Purpose.CALL_BACK:
            raise NotACallBack("this call does not ask whether it is solved", clause=self.clause)
        _must_be_on_the_scale(answer, policy.satisfaction)
        answer = replace(answer, is_price_as_told=price_was_as_told(answer, known))
        call = self._reached(answer.answered_at, by, now)
        completed = CallBackCompleted(
            **self._facts(),
            **self._subject(),
            technician_id=self.about.technician_id,
            is_solved=answer.is_solved,
            satisfaction=answer.satisfaction,
            cleanliness=answer.cleanliness,
            is_conduct_named=answer.is_conduct_named,
            is_price_as_told=answer.is_price_as_told,
            is_item_in_repair=known.is_item_in_repair,
            wants_complaint=answer.wants_complaint,
            clause=self.clause,
            completed_at=answer.answered_at,
        )
        review = Review.OPEN if must_be_reviewed(answer, policy.satisfaction) else Review.NONE
        return replace(call, answer=answer, review=review), [completed]

    def complete_care(self, answer: CareAnswer, *, by: str, now: datetime) -> tuple["Call", Sequence[Event]]:
        """The customer said how his equipment does (5.14)."""
        if self.purpose is not Purpose.CARE:
            raise NotACareCall("this call does not ask how the equipment does", clause=self.clause)
        call = self._reached(answer.answered_at, by, now)
        completed = CareCallCompleted(
            **self._facts(),
            site_id=self.about.site_id,
            is_content=answer.is_content,
            wants_service=answer.wants_service,
            clause=self.clause,
            completed_at=answer.answered_at,
        )
        return replace(call, care_answer=answer), [completed]

    def inform(self, informed_at: datetime, means: str, *, by: str, now: datetime) -> tuple["Call", Sequence[Event]]:
        """The customer was told, or has in the mail, what we owed him (6.4)."""
        if self.purpose not in TELLS_SOMETHING:
            raise NotATellingCall("this call ends with the customer's answer", clause=self.clause)
        informed = CustomerInformed(
            **self._facts(),
            **self._subject(),
            means=means,
            contract_id=self.about.contract_id,
            charge_id=self.about.charge_id,
            invoice_id=self.about.invoice_id,
            clause=self.clause,
            informed_at=informed_at,
        )
        return self._reached(informed_at, by, now), [informed]

    def settle(self, ended_at: datetime, *, by: str, now: datetime) -> "Call":
        """A renewal call has its outcome; the contract announces it."""
        return self._reached(ended_at, by, now)

    def look_at(self, by: str) -> "Call":
        """A person has looked at what the customer said; not whom it is about."""
        self._must_not_ask_about(by)
        state = CALL_LIFE.after(self.state, CallAction.REVIEW)
        return replace(self, state=state, review=Review.DONE)

    def miss(self) -> tuple["Call", Sequence[Event]]:
        """The promised time has passed; the call is still owed."""
        missed = CallBackMissed(**self._facts(), clause=self.clause, missed_at=self.call_until)
        return replace(self, is_missed=True), [missed]

    def waits_for(self, deadline_id: UUID) -> bool:
        """Whether this deadline can still pass: one of a call that is over says nothing."""
        return self.state is CallState.OWED and self.deadline_id == deadline_id

    def drop(self, *, at: datetime) -> "Call":
        """Nobody needs to call any more."""
        return replace(self, state=CALL_LIFE.after(self.state, CallAction.DROP), ended_at=at)

    def _reached(self, at: datetime, by: str, now: datetime) -> "Call":
        state = CALL_LIFE.after(self.state, CallAction.COMPLETE)
        self._must_be_free_for(by, now)
        self._must_be_possible(at, now, field="answered_at")
        reached = Attempt(at=at, result=AttemptResult.REACHED, by=by)
        return replace(
            self, state=state, attempts=(*self.attempts, reached), taken_by=None, taken_until=None, ended_at=at
        )

    def _must_not_ask_about(self, person_id: str | None) -> None:
        if self.purpose is Purpose.CALL_BACK and person_id == str(self.about.technician_id):
            raise AsksAboutHimself("somebody else asks about his visit", field="person_id", clause=self.clause)

    def _must_be_free_for(self, by: str | None, now: datetime) -> None:
        """A lease that has run out binds nobody; the last second still counts."""
        self._must_not_ask_about(by)
        if self.taken_by not in (None, by) and self.taken_until is not None and now <= self.taken_until:
            raise TakenByAnother("somebody else has this call in hand", facts={"until": self.taken_until.isoformat()})

    def _must_be_possible(self, at: datetime, now: datetime, *, field: str) -> None:
        if at < self.owed_since:
            raise CalledBeforeItWasOwed("that was before the call was owed", field=field, clause=self.clause)
        if at > now:
            raise TimeInTheFuture("that has not happened yet", field=field)

    def _has_tried_enough(self, rule: Calling) -> bool:
        in_vain = [attempt for attempt in self.attempts if attempt.result is not AttemptResult.REACHED]
        return len(in_vain) >= rule.attempts and len({business_day(each.at) for each in in_vain}) >= rule.on_days

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


def must_be_reviewed(answer: Answer, scale: Satisfaction) -> bool:
    """A low score, somebody's conduct, or another price than told is put before a person."""
    scores = [score for score in (answer.satisfaction, answer.cleanliness) if score is not None]
    is_low = any(score <= scale.low_until for score in scores)
    return is_low or answer.is_conduct_named or answer.is_price_as_told is False


def _must_be_on_the_scale(answer: Answer, scale: Satisfaction) -> None:
    for field in ("satisfaction", "cleanliness"):
        score = getattr(answer, field)
        if score is not None and not scale.lowest <= score <= scale.highest:
            message = f"{field} goes from {scale.lowest} to {scale.highest}"
            raise SatisfactionOutOfRange(message, clause=scale.clause, field=field)


def _earliest_next(attempt: Attempt, rule: Calling, calendar: WorkingCalendar) -> datetime | None:
    """The same time of day after the pause, counted in working days."""
    if not rule.pause_working_days:
        return None
    return due(attempt.at, Amount(rule.pause_working_days, Unit.DAY), calendar).due_at
