"""Deposits for loaners: due, taken, released, kept in part, returned (4.5)."""

from dataclasses import replace
from uuid import UUID

from services.billing.domain.charges.payment import Incoming, PaymentMethod, Way
from services.billing.domain.custody.deposit import (
    Deposit,
    ReleaseReason,
    RetentionReason,
    kept,
    returned_from,
    taken_otherwise,
)
from services.billing.domain.custody.holdings import hand_in_until
from services.billing.domain.custody.ledger import Account, Movement, entries
from services.billing.domain.identifiers import DepositId, RepairId, TicketId
from services.billing.use_cases.cases import booked_at, known_case, policy_for, working_days
from services.billing.use_cases.cash import hands_of, record_transfer, store, write
from services.billing.use_cases.sight import staff_id
from services.billing.work import Work
from shared.actor import Role
from shared.errors import NotYetKnown
from shared.events.repairs.loans import LoanRequested
from shared.money import Money


async def expect_deposit(event: LoanRequested, work: Work) -> None:
    """A loaner is asked for: its deposit is due; one without a deposit counts as taken."""
    if await work.deposits.of_loan(event.loan_id) is not None:
        return
    case = await known_case(event.ticket_id, work)
    deposit = Deposit(
        id=DepositId(work.new_id()),
        number=await work.number("YJ"),
        loan_id=event.loan_id,
        repair_id=RepairId(event.repair_id),
        ticket_id=TicketId(event.ticket_id),
        customer_id=event.customer_id,
        origin=case.origin,
        amount=event.deposit,
        clause=work.policy_at(case.reported_at).deposit.clause,
        due_at=event.requested_at,
    )
    if deposit.amount:
        work.deposits.add(deposit)
    else:
        work.deposits.add(*deposit.need_none(work.now), origin=deposit.origin)


async def release_deposit(loan_id: UUID, reason: ReleaseReason, work: Work) -> None:
    """The loaner is back, or was not approved: the deposit is to go back."""
    deposit = await work.deposits.of_loan(loan_id)
    if deposit is None:
        raise NotYetKnown(f"the deposit of loan {loan_id}")
    work.deposits.save(*deposit.release(reason, work.now), origin=deposit.origin)


async def take_deposit(deposit_id: DepositId, incoming: Incoming, work: Work) -> Deposit:
    """The customer leaves the deposit; cash is then in the hands of who took it, and owed back on its own account."""
    deposit = await work.deposits.get(deposit_id)
    await record_transfer(Way.IN, incoming.method, incoming.reference, work)
    deposit, events = deposit.take(incoming, now=work.now)
    deposit = replace(deposit, booked_at=await booked_at(incoming.received_at, work))
    taker = staff_id(work.actor)
    if incoming.method is PaymentMethod.CASH:
        policy = await policy_for(deposit.ticket_id, work)
        until = hand_in_until(incoming.received_at, working_days(policy), policy.remittance.within_working_days)
        before = await hands_of(taker, work)
        account, written, told = before.take_deposit(deposit, until, work.new_id, now=work.now)
        await store(before, account, [*told, *account.warning(before, policy, incoming.received_at)], work)
    else:
        moved = deposit.moved(Movement.DEPOSIT_TAKEN, taker, work.now)
        written = entries(moved, taken_otherwise(deposit.amount), work.new_id)
    write(written, work)
    return work.deposits.save(deposit, events, origin=deposit.origin)


async def retain(deposit_id: DepositId, amount: Money, reason: RetentionReason, work: Work) -> Deposit:
    """A part of the deposit, or all of it, is kept with a reason."""
    deposit = await work.deposits.get(deposit_id)
    deposit, events = deposit.retain(amount, reason, work.now)
    moved = deposit.moved(Movement.DEPOSIT_RETAINED, staff_id(work.actor), work.now)
    write(entries(moved, kept(amount), work.new_id), work)
    return work.deposits.save(deposit, events, origin=deposit.origin)


async def give_back(deposit_id: DepositId, method: PaymentMethod, reference: str | None, work: Work) -> Deposit:
    """The customer has it back: cash out of the hands of the specialist or the cash box of finance, or by transfer."""
    deposit = await work.deposits.get(deposit_id)
    returned, events = deposit.give_back(method, reference, work.now)
    await record_transfer(Way.OUT, method, reference, work)
    payer, amount = staff_id(work.actor), deposit.to_return
    if method is PaymentMethod.CASH and work.actor.role is not Role.FINANCE:
        before = await hands_of(payer, work)
        account, written, told = before.pay_out(deposit, amount, now=work.now, new_id=work.new_id)
        await store(before, account, told, work)
    else:
        account_of = Account.FINANCE if method is PaymentMethod.CASH else Account.BANK
        moved = deposit.moved(Movement.DEPOSIT_RETURNED, payer, work.now)
        written = entries(moved, returned_from(account_of, amount), work.new_id)
    write(written, work)
    return work.deposits.save(returned, events, origin=deposit.origin)
