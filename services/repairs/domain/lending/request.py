"""Who may ask for a loaner, and why (4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.repairs.domain.lending.loan import Handover, Loan, LoanId, LoanReason
from services.repairs.domain.lending.loaner import Loaner
from services.repairs.domain.policy import LoanRule
from services.repairs.domain.refusals import NoReasonForLoan, RepairIsOver
from services.repairs.domain.repair import Repair
from shared.actor import Actor
from shared.events.contract import Event
from shared.events.repairs.loans import LoanRequested


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants to lend, and why."""

    loan_id: UUID
    number: str
    reason: LoanReason
    handover: Handover


def request(
    asked: Asked, repair: Repair, loaner: Loaner, actor: Actor, rule: LoanRule, *, now: datetime
) -> tuple[Loan, Sequence[Event]]:
    """Once the promised date is past or cannot be kept, or for the manager's own reason. Raises NoReasonForLoan."""
    promise = repair.promise
    holds = {
        LoanReason.PROMISE_MISSED: repair.is_promise_missed,
        LoanReason.PROMISE_CANNOT_BE_KEPT: promise is not None and (promise.is_at_risk or repair.is_delay_explained),
        LoanReason.MANAGERS_REASON: True,
    }
    must_be_needed(repair, rule)
    if not holds[asked.reason]:
        raise NoReasonForLoan("this is not so for the repair", clause=rule.clause, field="reason")
    loan = Loan(
        id=LoanId(asked.loan_id),
        number=asked.number,
        loaner_id=loaner.id,
        repair_id=repair.id,
        ticket_id=repair.ticket_id,
        customer_id=repair.customer_id,
        origin=repair.origin,
        reason=asked.reason,
        handover=asked.handover,
        deposit_wanted=loaner.deposit,
        requested_by=actor.subject,
        requested_at=now,
    )
    told = LoanRequested(
        **loan.facts(),
        number=loan.number,
        reason=loan.reason.value,
        deposit=loan.deposit_wanted,
        handover=loan.handover.value,
        requested_by=actor.subject,
        clause=rule.clause,
        requested_at=now,
    )
    return loan, [told]


def must_be_needed(repair: Repair, rule: LoanRule) -> None:
    """A loaner stands in for an item that the customer does not have again. Raises RepairIsOver."""
    if repair.is_over:
        raise RepairIsOver("the repair is over", clause=rule.clause)
