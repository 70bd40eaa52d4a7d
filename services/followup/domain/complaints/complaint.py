"""A complaint, from the day it comes in until the customer has answered to its outcome (8.3; steps of GB/T 19012)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NewType
from uuid import UUID

from services.followup.domain.complaints.ladder import LADDER, Level, Place, is_higher
from services.followup.domain.complaints.record import (
    ENDED_BY,
    Cause,
    Clocks,
    Ending,
    Finding,
    Links,
    Remedy,
    Severity,
    Step,
)
from services.followup.domain.refusals import NobodyToAnswer, NotUp, SomebodyToAnswer
from services.followup.domain.states import COMPLAINT_LIFE, WAITS_FOR_US, ComplaintAction, ComplaintState
from shared.events.contract import Event
from shared.events.followup.complaints import (
    ComplaintAcknowledged,
    ComplaintAnswered,
    ComplaintAssessed,
    ComplaintClosed,
    ComplaintInvestigated,
    ComplaintOpened,
    ComplaintRaised,
)

ComplaintId = NewType("ComplaintId", UUID)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """One case."""

    id: ComplaintId
    number: str
    version: int = 0
    state: ComplaintState = ComplaintState.RECEIVED
    level: Level
    handler_id: UUID | None
    """Who deals with it at this level; never whom it is about."""
    person_id: UUID | None = None
    """Whom it is about; None: a matter, or nobody is named."""
    matter: str | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    links: Links
    channel: str
    is_urgent: bool
    is_anonymous: bool
    clause: str
    policy_revision: str
    reported_at: datetime
    level_since: datetime
    clocks: Clocks | None
    """None: nothing is due from us."""
    is_late: bool = False
    """A step was late at this level."""
    is_overdue: bool = False
    """The last level has let its time pass."""
    severity: Severity | None = None
    finding: Finding | None = None
    findings_text: str | None = None
    remedy: Remedy | None = None
    answer_text: str | None = None
    ending: Ending | None = None
    steps: tuple[Step, ...] = ()
    closed_at: datetime | None = None
    origin: str | None = None

    def opened(self) -> ComplaintOpened:
        """What is announced of a new one."""
        assert self.clocks is not None
        return ComplaintOpened(
            **self._facts(),
            is_urgent=self.is_urgent,
            answer_until=self.clocks.level_until,
            policy_revision=self.policy_revision,
            opened_at=self.reported_at,
        )

    def acknowledge(self, *, at: datetime, by: str, clocks: Clocks) -> tuple["Complaint", Sequence[Event]]:
        """The customer knows that we have it and who deals with it."""
        complaint = self._stepped(ComplaintAction.ACKNOWLEDGE, at, by, clocks)
        return complaint, [ComplaintAcknowledged(**complaint._facts(), acknowledged_at=at)]

    def assess(
        self, severity: Severity, *, at: datetime, by: str, clocks: Clocks
    ) -> tuple["Complaint", Sequence[Event]]:
        """How serious it is."""
        complaint = replace(self._stepped(ComplaintAction.ASSESS, at, by, clocks), severity=severity)
        assessed = ComplaintAssessed(
            **complaint._facts(), severity=severity.value, is_urgent=self.is_urgent, assessed_at=at
        )
        return complaint, [assessed]

    def investigate(
        self, finding: Finding, text: str, *, at: datetime, by: str, clocks: Clocks
    ) -> tuple["Complaint", Sequence[Event]]:
        """What happened was found out."""
        complaint = self._stepped(ComplaintAction.INVESTIGATE, at, by, clocks)
        complaint = replace(complaint, finding=finding, findings_text=text)
        return complaint, [ComplaintInvestigated(**complaint._facts(), finding=finding.value, investigated_at=at)]

    def answer(self, remedy: Remedy, text: str, *, at: datetime, by: str) -> tuple["Complaint", Sequence[Event]]:
        """The customer was told what came of it; from now on we wait for him."""
        if self.customer_id is None:
            raise NobodyToAnswer("an anonymous complaint is closed without an answer", clause=self.clause)
        complaint = replace(self._stepped(ComplaintAction.ANSWER, at, by, None), remedy=remedy, answer_text=text)
        return complaint, [ComplaintAnswered(**complaint._facts(), remedy=remedy.value, answered_at=at)]

    def close(self, ending: Ending, *, at: datetime, by: str) -> tuple["Complaint", Sequence[Event]]:
        """The customer has answered to the outcome, or there is nobody who could."""
        if ending is Ending.ANONYMOUS and self.customer_id is not None:
            raise SomebodyToAnswer("it closes with the customer's answer", clause=self.clause, field="ending")
        if ending is Ending.NOT_REACHABLE and self.state is not ComplaintState.ANSWERED:
            raise SomebodyToAnswer("he is answered before he is given up", clause=self.clause, field="ending")
        complaint = replace(self._stepped(ENDED_BY[ending], at, by, None), ending=ending, closed_at=at)
        closed = ComplaintClosed(**complaint._facts(), reason=ending.value, opened_at=self.reported_at, closed_at=at)
        return complaint, [closed]

    def go_up(
        self, to: Place, cause: Cause, *, at: datetime, by: str | None, clocks: Clocks
    ) -> tuple["Complaint", Sequence[Event]]:
        """The next level, or the one the customer asks for, deals with it (8.3). Raises NotUp."""
        if not is_higher(to.level, self.level):
            raise NotUp("a complaint is only raised", clause=self.clause, field="level")
        state = COMPLAINT_LIFE.after(self.state, ComplaintAction.RAISE)
        complaint = replace(
            self,
            state=state,
            level=to.level,
            handler_id=to.person_id,
            level_since=at,
            clocks=clocks,
            is_late=False,
            steps=(*self.steps, Step(state=state, level=to.level, at=at, by=by, cause=cause)),
        )
        raised = ComplaintRaised(
            **complaint._facts(),
            previous_level=self.level.value,
            cause=cause.value,
            answer_until=clocks.level_until,
            raised_at=at,
        )
        return complaint, [raised]

    def forget_words(self) -> "Complaint":
        """The customer was erased: what was written about his case goes as well, what was found stays as a code."""
        return replace(self, findings_text=None, answer_text=None)

    def let_time_pass(self) -> "Complaint":
        """The last level has not answered in time; there is nobody above it."""
        return replace(self, is_overdue=True)

    def let_step_pass(self) -> "Complaint":
        """A step was not done in time; the level still has the rest of its own."""
        return replace(self, is_late=True)

    def waits_for_level(self, timer_id: UUID) -> bool:
        """Whether this timer of a level still means something."""
        return self.clocks is not None and self.state in WAITS_FOR_US and self.clocks.level_timer == timer_id

    def waits_for_step(self, timer_id: UUID) -> bool:
        """Whether this timer of a step still means something."""
        return self.clocks is not None and self.state in WAITS_FOR_US and self.clocks.step_timer == timer_id

    @property
    def last_done_at(self) -> datetime:
        """When a person did something last; what time did by itself may have been overtaken."""
        return max((step.at for step in self.steps if step.by is not None), default=self.reported_at)

    @property
    def is_at_the_top(self) -> bool:
        """Whether there is no level above."""
        return self.level is LADDER[-1]

    def _stepped(self, action: ComplaintAction, at: datetime, by: str, clocks: Clocks | None) -> "Complaint":
        state = COMPLAINT_LIFE.after(self.state, action)
        step = Step(state=state, level=self.level, at=at, by=by)
        return replace(self, state=state, clocks=clocks, steps=(*self.steps, step))

    def _facts(self) -> dict[str, Any]:
        return {
            "complaint_id": self.id,
            "number": self.number,
            "customer_id": self.customer_id,
            "ticket_id": self.ticket_id,
            "level": self.level.value,
            "clause": self.clause,
        }
