"""Stores a repair, its events and a timer for each running clock; once it is over nobody asks for a loaner."""

from collections.abc import Sequence
from uuid import UUID

from services.repairs.domain.lending.life import LOAN_LIFE, LoanAction
from services.repairs.domain.lending.loan import Loan
from services.repairs.domain.promises.clocks import await_collection, running
from services.repairs.domain.repair import Repair
from services.repairs.use_cases.access import loan_rule, policy_of
from services.repairs.work import Work
from shared.events.contract import Event

REPAIR_OVER = ("repair", "repair_ready")
CUSTOMER_WITHDREW = ("customer", "customer_withdrew")
"""Who says that a loaner is needed no more, and the reason of the policy."""


async def save(
    before: Repair, after: Repair, events: Sequence[Event], work: Work, *, fired: UUID | None = None
) -> Repair:
    """Clocks that stopped lose their timer, new ones get one; `fired` is the timer that is removed by itself."""
    if after.ready_at is not None and after.ready_at != before.ready_at and not after.is_over:
        after = await_collection(after, await policy_of(after, work), work.new_id(), now=work.now)
    old = {deadline.id for deadline in running(before)}
    new = {deadline.id: deadline for deadline in running(after)}
    for deadline_id in old - new.keys() - {fired}:
        await work.drop_timer(deadline_id)
    for deadline_id in new.keys() - old:
        deadline = new[deadline_id]
        work.set_timer(deadline_id, due_at=deadline.due_at, kind=deadline.clock.value, subject=after.id)
    if after.is_over and not before.is_over:
        await drop_request(after.id, REPAIR_OVER, work)
    return work.repairs.save(after, events, origin=after.origin)


def add(repair: Repair, work: Work) -> Repair:
    """A new item, with the timers of its clocks."""
    for deadline in running(repair):
        work.set_timer(deadline.id, due_at=deadline.due_at, kind=deadline.clock.value, subject=repair.id)
    return work.repairs.add(repair, origin=repair.origin)


async def drop_request(repair_id: UUID, why: tuple[str, str], work: Work) -> None:
    """A loaner that nobody has taken out of the store yet is not needed any more."""
    loan = await work.loans.lent_for(repair_id)
    if loan is not None and LOAN_LIFE.allows(loan.state, LoanAction.REFUSE):
        await refuse_loan(loan, *why, work)


async def refuse_loan(loan: Loan, step: str, reason: str, work: Work) -> Loan:
    """Not approved, or not wanted: the unit is free, and a deposit goes back."""
    rule = await loan_rule(loan, work)
    after, events = loan.refuse(step, reason, rule, now=work.now)
    work.loaners.save((await work.loaners.get(loan.loaner_id)).release())
    if after.owes_nothing:
        after, closed = after.settle(rule, now=work.now)
        events = [*events, *closed]
    return work.loans.save(after, events, origin=after.origin)
