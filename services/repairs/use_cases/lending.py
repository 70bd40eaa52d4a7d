"""Loaners: units, and loans from the request to the settled deposit (4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.repairs.domain.endings import leaving
from services.repairs.domain.lending.life import LOAN_LIFE, LoanAction, LoanState
from services.repairs.domain.lending.loan import Agreement, DepositCopy, Handover, Loan, LoanReason
from services.repairs.domain.lending.loaner import Condition, Loaner, LoanerId
from services.repairs.domain.lending.request import Asked, must_be_needed, request
from services.repairs.domain.refusals import LoanerThere, LoanThere
from services.repairs.use_cases.access import check_contact, loan_rule, policy_of
from services.repairs.use_cases.saving import CUSTOMER_WITHDREW, REPAIR_OVER, refuse_loan, save
from services.repairs.work import Work
from shared.errors import NotYetKnown
from shared.events.billing.deposits import DepositEvent, DepositTaken
from shared.events.contract import Event
from shared.money import Money

UNIT, LOAN = "DY", "JY"
"""How numbers of units 代用机 and of loans 借用 begin."""
REMINDER_DUE, LOAN_DUE = "loan_reminder", "loan_due"


@dataclass(frozen=True, kw_only=True)
class LoanWish:
    """Which unit for which repair, and why."""

    repair_id: UUID
    loaner_id: UUID
    reason: LoanReason
    handover: Handover


async def add_unit(product_model: str, serial: str, accessories: tuple[str, ...], deposit: Money, work: Work) -> Loaner:
    """A unit that can be lent."""
    if await work.loaners.with_serial(serial) is not None:
        raise LoanerThere(f"unit {serial} is in the books", field="serial")
    loaner = Loaner(
        id=LoanerId(work.new_id()),
        number=await work.number(UNIT),
        product_model=product_model,
        serial=serial,
        accessories=accessories,
    )
    return work.loaners.add(loaner.with_deposit(deposit, work.policy.loan))


async def pass_check(loaner_id: UUID, work: Work) -> Loaner:
    """A unit that came back damaged is in order again."""
    return work.loaners.save((await work.loaners.get(loaner_id)).pass_check())


async def withdraw(loaner_id: UUID, work: Work) -> Loaner:
    """A unit is lent no more."""
    return work.loaners.save((await work.loaners.get(loaner_id)).withdraw())


async def ask(wish: LoanWish, work: Work) -> Loan:
    """Ask for a loaner: the unit is kept for this customer until it is decided, or until the repair is over."""
    repair = await work.repairs.get(wish.repair_id)
    loaner = await work.loaners.get(wish.loaner_id)
    rule = (await policy_of(repair, work)).loan
    if await work.loans.lent_for(repair.id) is not None:
        raise LoanThere("one loaner for each repair", clause=rule.clause, field="repair_id")
    asked = Asked(loan_id=work.new_id(), number=await work.number(LOAN), reason=wish.reason, handover=wish.handover)
    loan, events = request(asked, repair, loaner, work.actor, rule, now=work.now)
    work.loaners.save(loaner.reserve(loan.id))
    await save(repair, repair, (), work)  # so that one of the two is refused where it is handed out meanwhile
    return work.loans.add(loan, events, origin=loan.origin)


async def sign(loan_id: UUID, contact_id: UUID, reference: str, sha256: str, work: Work) -> Loan:
    """The customer has signed the agreement."""
    loan = await work.loans.get(loan_id)
    agreement = Agreement(contact_id=contact_id, reference=reference, sha256=sha256, signed_at=work.now)
    after = loan.sign(agreement)
    await check_contact(contact_id, loan.customer_id, (await loan_rule(loan, work)).clause, work)
    return _save(after, (), work)


async def approve(loan_id: UUID, reason: str | None, work: Work) -> Loan:
    """The manager, then the logistics director."""
    loan = await work.loans.get(loan_id)
    after, events = loan.approve(work.actor, reason, await loan_rule(loan, work), now=work.now)
    work.changes.reason = reason
    return _save(after, events, work)


async def refuse(loan_id: UUID, step: str, reason: str, work: Work) -> Loan:
    """Not approved, or not wanted."""
    return await refuse_loan(await work.loans.get(loan_id), step, reason, work)


async def send(loan_id: UUID, technician_id: UUID, work: Work) -> Loan:
    """A technician brings it to the customer: the repair is not over before it is back."""
    loan = await work.loans.get(loan_id)
    rule = await loan_rule(loan, work)
    after = loan.send(technician_id, rule)
    repair = await work.repairs.get(loan.repair_id)
    must_be_needed(repair, rule)
    await save(repair, replace(repair, loan_id=loan.id), (), work)
    return _save(after, (), work)


async def come_back(loan_id: UUID, work: Work) -> Loan:
    """He did not get rid of it; where the item is at home again, or the ticket cancelled, nobody needs it any more."""
    loan = await work.loans.get(loan_id)
    after = loan.come_back()
    repair = await work.repairs.get(loan.repair_id)
    home, told = leaving.loaner_is_back(repair, await policy_of(repair, work), now=work.now)
    await save(repair, home, told, work)
    if home.is_over:
        return await refuse_loan(after, *REPAIR_OVER, work)
    is_cancelled = (await work.tickets.get(loan.ticket_id)).is_cancelled
    return await refuse_loan(after, *CUSTOMER_WITHDREW, work) if is_cancelled else _save(after, (), work)


async def issue(loan_id: UUID, at: datetime, work: Work) -> Loan:
    """The customer has it: the repair is not over before it is back."""
    loan = await work.loans.get(loan_id)
    rule = await loan_rule(loan, work)
    after, events = loan.issue(rule, (work.new_id(), work.new_id()), now=at)
    work.loaners.save((await work.loaners.get(loan.loaner_id)).give_out())
    repair = await work.repairs.get(loan.repair_id)
    if loan.state is not LoanState.ON_THE_WAY:
        must_be_needed(repair, rule)
    await save(repair, replace(repair, loan_id=loan.id), (), work)
    for timer_id, due_at, kind in (
        (after.reminder_id, after.remind_at, REMINDER_DUE),
        (after.deadline_id, after.due_until, LOAN_DUE),
    ):
        assert timer_id is not None
        assert due_at is not None
        work.set_timer(timer_id, due_at=due_at, kind=kind, subject=loan.id)
    return _save(after, events, work)


async def take_back(loan_id: UUID, condition: Condition, work: Work) -> Loan:
    """It is here again; a repair whose item is at home already is over with it."""
    loan = await work.loans.get(loan_id)
    rule = await loan_rule(loan, work)
    after, events = loan.give_back(condition, rule, now=work.now)
    work.loaners.save((await work.loaners.get(loan.loaner_id)).take_back(condition))
    repair = await work.repairs.get(loan.repair_id)
    home, told = leaving.loaner_is_back(repair, await policy_of(repair, work), now=work.now)
    await save(repair, home, told, work)
    for timer_id in (loan.reminder_id, loan.deadline_id):
        if timer_id is not None:
            await work.drop_timer(timer_id)
    if after.owes_nothing:
        after, closed = after.settle(rule, now=work.now)
        events = [*events, *closed]
    return _save(after, events, work)


async def keep_deposit(event: DepositTaken, work: Work) -> None:
    """The customer has left his deposit."""
    loan = await _told(event, work)
    if LOAN_LIFE.allows(loan.state, LoanAction.TAKE_DEPOSIT):
        _save(loan.take_deposit(DepositCopy(deposit_id=event.deposit_id, amount=event.amount)), (), work)


async def settle_deposit(event: DepositEvent, work: Work) -> None:
    """The deposit is back with the customer, or kept; a loan that was closed without one needs to know nothing."""
    loan = await _told(event, work)
    if loan.state is LoanState.CLOSED:
        return
    if loan.deposit is None:
        raise NotYetKnown(f"deposit {event.deposit_id}")
    if not loan.deposit.is_settled:
        after, events = loan.settle(await loan_rule(loan, work), now=work.now)
        _save(after, events, work)


async def remind(loan_id: UUID, deadline_id: UUID, work: Work) -> None:
    """It is due in some days."""
    loan = await work.loans.find(loan_id)
    if loan is not None and loan.reminder_id == deadline_id and loan.state is LoanState.OUT:
        assert loan.remind_at is not None
        after, events = loan.remind(await loan_rule(loan, work), at=loan.remind_at)
        _save(after, events, work)


async def run_over(loan_id: UUID, deadline_id: UUID, work: Work) -> None:
    """It was not brought back in time."""
    loan = await work.loans.find(loan_id)
    if loan is not None and loan.deadline_id == deadline_id and loan.state is LoanState.OUT:
        after, events = loan.run_over(await loan_rule(loan, work))
        _save(after, events, work)


async def _told(event: DepositEvent, work: Work) -> Loan:
    loan = await work.loans.find(event.loan_id)
    if loan is None:
        raise NotYetKnown(f"loan {event.loan_id}")
    return loan


def _save(loan: Loan, events: Sequence[Event], work: Work) -> Loan:
    return work.loans.save(loan, events, origin=loan.origin)
