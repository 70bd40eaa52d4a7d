"""One loan of a loaner: asked with a reason, deposit, agreement, two approvals, out, due, back, settled (4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from services.repairs.domain.lending.life import LOAN_LIFE, LoanAction, LoanState
from services.repairs.domain.lending.loaner import Condition
from services.repairs.domain.policy import LoanRule
from services.repairs.domain.refusals import (
    AgreementNotSigned,
    ApprovedTwice,
    DepositNotTaken,
    NotYourStep,
    ReasonMissing,
    ReasonUnknown,
)
from shared.actor import Actor, Role
from shared.events.contract import Event
from shared.events.repairs.loans import (
    LoanApproved,
    LoanClosed,
    LoanerIssued,
    LoanerReturned,
    LoanOverdue,
    LoanRefused,
    LoanReminded,
)
from shared.money import Money

LoanId = NewType("LoanId", UUID)


class LoanReason(StrEnum):
    """Why a loaner is asked for."""

    PROMISE_MISSED = "promise_missed"
    PROMISE_CANNOT_BE_KEPT = "promise_cannot_be_kept"
    MANAGERS_REASON = "managers_reason"
    """The manager says his own reason when he approves."""


class Handover(StrEnum):
    """How the customer gets it."""

    COUNTER = "counter"
    VISIT = "visit"


@dataclass(frozen=True, kw_only=True)
class DepositCopy:
    """What billing says of the deposit."""

    deposit_id: UUID
    amount: Money
    is_settled: bool = False


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The signed document 代用机使用文件, by reference."""

    contact_id: UUID
    reference: str
    sha256: str
    signed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One of the two."""

    role: Role
    subject: str
    reason: str | None
    approved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Loan:
    """A unit lent to one customer during one repair."""

    id: LoanId
    number: str
    version: int = 0
    state: LoanState = LoanState.REQUESTED
    loaner_id: UUID
    repair_id: UUID
    ticket_id: UUID
    customer_id: UUID
    origin: str
    reason: LoanReason
    handover: Handover
    deposit_wanted: Money
    requested_by: str
    requested_at: datetime
    deposit: DepositCopy | None = None
    agreement: Agreement | None = None
    approvals: tuple[Approval, ...] = ()
    refusal_reason: str | None = None
    technician_id: UUID | None = None
    """Who brings it."""
    issued_at: datetime | None = None
    due_until: datetime | None = None
    deadline_id: UUID | None = None
    reminder_id: UUID | None = None
    remind_at: datetime | None = None
    is_reminded: bool = False
    is_overdue: bool = False
    returned_at: datetime | None = None
    condition: Condition | None = None

    def approve(
        self, actor: Actor, reason: str | None, rule: LoanRule, *, now: datetime
    ) -> tuple["Loan", Sequence[Event]]:
        """The manager, then the logistics director; never one person twice, nor the one who asked."""
        wanted = rule.approved_by[len(self.approvals)] if len(self.approvals) < len(rule.approved_by) else None
        is_last = len(self.approvals) + 1 == len(rule.approved_by)
        state = LOAN_LIFE.after(self.state, LoanAction.APPROVE_LAST if is_last else LoanAction.APPROVE_FIRST)
        if actor.role is not wanted:
            raise NotYourStep(f"the {wanted} approves now", clause=rule.clause, facts={"step": str(wanted)})
        if actor.subject in {self.requested_by, *(each.subject for each in self.approvals)}:
            raise ApprovedTwice("another person approves than who asked or approved before", clause=rule.clause)
        if self.reason is LoanReason.MANAGERS_REASON and actor.role is Role.MANAGER and reason is None:
            raise ReasonMissing("the manager says his reason", clause=rule.clause, field="reason")
        given = Approval(role=actor.role, subject=actor.subject, reason=reason, approved_at=now)
        told = LoanApproved(
            **self.facts(),
            step=actor.role.value,
            approved_by=actor.subject,
            is_final=is_last,
            handover=self.handover.value,
            clause=rule.clause,
            approved_at=now,
        )
        return replace(self, state=state, approvals=(*self.approvals, given)), [told]

    def refuse(self, step: str, reason: str, rule: LoanRule, *, now: datetime) -> tuple["Loan", Sequence[Event]]:
        """Not approved, or not wanted: a deposit goes back, without one the loan is closed."""
        state = LOAN_LIFE.after(self.state, LoanAction.REFUSE)
        if reason not in rule.refusal_reasons:
            raise ReasonUnknown(f"one of: {', '.join(rule.refusal_reasons)}", clause=rule.clause, field="reason")
        told = LoanRefused(
            **self.facts(),
            step=step,
            reason=reason,
            deposit=self.deposit_wanted,
            is_deposit_taken=self.deposit is not None,
            deposit_id=None if self.deposit is None else self.deposit.deposit_id,
            clause=rule.clause,
            refused_at=now,
        )
        return replace(self, state=state, refusal_reason=reason), [told]

    def take_deposit(self, deposit: DepositCopy) -> "Loan":
        """Billing has the customer's money."""
        return replace(self, state=LOAN_LIFE.after(self.state, LoanAction.TAKE_DEPOSIT), deposit=deposit)

    def sign(self, agreement: Agreement) -> "Loan":
        """The customer has signed how he treats the unit."""
        return replace(self, state=LOAN_LIFE.after(self.state, LoanAction.SIGN), agreement=agreement)

    def send(self, technician_id: UUID, rule: LoanRule) -> "Loan":
        """A technician takes it along."""
        state = LOAN_LIFE.after(self.state, LoanAction.SEND)
        self._may_go_out(rule)
        return replace(self, state=state, technician_id=technician_id)

    def come_back(self) -> "Loan":
        """The technician brings it back: nobody was at home."""
        return replace(self, state=LOAN_LIFE.after(self.state, LoanAction.COME_BACK), technician_id=None)

    def issue(
        self, rule: LoanRule, deadline_ids: tuple[UUID, UUID], *, now: datetime
    ) -> tuple["Loan", Sequence[Event]]:
        """The customer has it; it is due after so many days, with a reminder before."""
        state = LOAN_LIFE.after(self.state, LoanAction.ISSUE)
        self._may_go_out(rule)
        due_until = now + timedelta(days=rule.days)
        told = LoanerIssued(
            **self.facts(),
            handover=(Handover.COUNTER if self.technician_id is None else Handover.VISIT).value,
            technician_id=self.technician_id,
            due_until=due_until,
            clause=rule.clause,
            issued_at=now,
        )
        after = replace(
            self,
            state=state,
            issued_at=now,
            due_until=due_until,
            deadline_id=deadline_ids[0],
            reminder_id=deadline_ids[1],
            remind_at=due_until - timedelta(days=rule.reminder_days_before),
        )
        return after, [told]

    def remind(self, rule: LoanRule, *, at: datetime) -> tuple["Loan", Sequence[Event]]:
        """It is due in some days."""
        state = LOAN_LIFE.after(self.state, LoanAction.REMIND)
        assert self.due_until is not None
        told = LoanReminded(**self.facts(), due_until=self.due_until, clause=rule.clause, reminded_at=at)
        return replace(self, state=state, is_reminded=True), [told]

    def run_over(self, rule: LoanRule) -> tuple["Loan", Sequence[Event]]:
        """It was not brought back in time."""
        assert self.due_until is not None
        told = LoanOverdue(**self.facts(), clause=rule.clause, overdue_at=self.due_until)
        return replace(self, is_overdue=True), [told]

    def give_back(self, condition: Condition, rule: LoanRule, *, now: datetime) -> tuple["Loan", Sequence[Event]]:
        """The unit is here again: the deposit is settled by its condition."""
        state = LOAN_LIFE.after(self.state, LoanAction.RETURN)
        told = LoanerReturned(
            **self.facts(),
            condition=condition.value,
            deposit=self.deposit_wanted,
            deposit_id=None if self.deposit is None else self.deposit.deposit_id,
            clause=rule.clause,
            returned_at=now,
        )
        return replace(self, state=state, condition=condition, returned_at=now), [told]

    def settle(self, rule: LoanRule, *, now: datetime) -> tuple["Loan", Sequence[Event]]:
        """The deposit is settled; the loan is closed once it is refused or the unit is back."""
        settled = None if self.deposit is None else replace(self.deposit, is_settled=True)
        after = replace(self, deposit=settled)
        if not LOAN_LIFE.allows(self.state, LoanAction.SETTLE):
            return after, []
        state = LOAN_LIFE.after(self.state, LoanAction.SETTLE)
        return replace(after, state=state), [LoanClosed(**self.facts(), clause=rule.clause, closed_at=now)]

    @property
    def owes_nothing(self) -> bool:
        """Whether there is no deposit that has still to be settled."""
        return self.deposit is None or self.deposit.is_settled

    def facts(self) -> dict[str, Any]:
        """What every event of a loan says."""
        return {
            "loan_id": self.id,
            "ticket_id": self.ticket_id,
            "customer_id": self.customer_id,
            "repair_id": self.repair_id,
            "loaner_id": self.loaner_id,
        }

    def _may_go_out(self, rule: LoanRule) -> None:
        if self.deposit_wanted and (self.deposit is None or self.deposit.is_settled):
            raise DepositNotTaken("the deposit is not paid", clause=rule.clause)
        if self.agreement is None:
            raise AgreementNotSigned("the customer has not signed the agreement", clause=rule.clause)
