"""What can be asked about deposits for loaners."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.billing.domain.charges.payment import Incoming, PaymentMethod
from services.billing.domain.custody.deposit import Deposit, ReleaseReason, RetentionReason
from services.billing.domain.identifiers import DepositId
from services.billing.domain.refusals import (
    AmountNotPositive,
    MoreThanHeld,
    MoreThanInHands,
    NotStaff,
    ReferenceMissing,
    ReferenceUsed,
    TimeNotPossible,
)
from services.billing.domain.states import DepositState
from services.billing.queries import custody as queries
from services.billing.queries.wanted import NEWEST_FIRST
from services.billing.routes.who_may import COUNTER, FINANCE_ONLY, HISTORY_READERS, OFFICE
from services.billing.use_cases import deposits as use_cases
from services.billing.use_cases.sight import staff_id
from services.billing.work import Work
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="deposits")


class TakeDeposit(Body):
    """The deposit, in one sum."""

    EXAMPLE: ClassVar = {"amount": "500.00", "method": "cash"}

    amount: Money
    method: PaymentMethod
    reference: Code | None = None
    received_at: Instant | None = None


class RetainDeposit(Body):
    """How much is kept, and why."""

    EXAMPLE: ClassVar = {"amount": "80.00", "reason": "accessories_missing"}

    amount: Money
    reason: RetentionReason


class ReturnDeposit(Body):
    """How it goes back."""

    EXAMPLE: ClassVar = {"method": "cash"}

    method: PaymentMethod
    reference: Code | None = None


class DepositFilter(Listing):
    """Which deposits."""

    state: DepositState | None = None
    loan_id: UUID | None = None


class DepositView(View):
    """A deposit, and what became of it."""

    id: UUID
    number: str
    version: int
    state: DepositState
    loan_id: UUID
    repair_id: UUID | None
    ticket_id: UUID | None
    customer_id: UUID
    amount: Money
    clause: str
    due_at: datetime
    method: PaymentMethod | None
    reference: str | None
    received_by_id: UUID | None
    taken_at: datetime | None
    released_because: ReleaseReason | None
    retained: Money
    retained_because: RetentionReason | None
    to_return: Money
    returned: Money
    returned_at: datetime | None
    return_method: PaymentMethod | None
    return_reference: str | None

    @classmethod
    def of(cls, deposit: Deposit) -> "DepositView":
        """What we show of a deposit."""
        return cls(**{name: getattr(deposit, name) for name in cls.model_fields})


@routes.moves_money(
    "/deposits/{deposit_id}/payment",
    DepositView,
    may=COUNTER,
    refuses=(
        ActionNotAllowed,
        AmountNotPositive,
        MoreThanHeld,
        NotStaff,
        ReferenceMissing,
        ReferenceUsed,
        TimeNotPossible,
    ),
)
async def take_deposit(deposit_id: UUID, order: Sent[TakeDeposit], door: Door[Work]) -> Answer:
    """Take the deposit that is due for a loaner (4.5); cash is then in the hands of who took it."""

    async def take(work: Work) -> Deposit:
        incoming = Incoming(
            amount=order.amount,
            method=order.method,
            reference=order.reference,
            received_by_id=staff_id(work.actor),
            received_at=order.received_at or work.now,
        )
        return await use_cases.take_deposit(DepositId(deposit_id), incoming, work)

    return await door.change(take, show=DepositView.of)


@routes.moves_money(
    "/deposits/{deposit_id}/retention",
    DepositView,
    may=FINANCE_ONLY,
    refuses=(ActionNotAllowed, AmountNotPositive, MoreThanHeld, NotStaff),
)
async def retain_deposit(deposit_id: UUID, order: Sent[RetainDeposit], door: Door[Work]) -> Answer:
    """Keep a part of it, or all of it, with a reason."""
    return await door.change(
        lambda work: use_cases.retain(DepositId(deposit_id), order.amount, order.reason, work), show=DepositView.of
    )


@routes.moves_money(
    "/deposits/{deposit_id}/return",
    DepositView,
    may=COUNTER,
    refuses=(ActionNotAllowed, MoreThanInHands, NotStaff, ReferenceMissing, ReferenceUsed),
)
async def return_deposit(deposit_id: UUID, order: Sent[ReturnDeposit], door: Door[Work]) -> Answer:
    """Give back what was not kept of it."""
    return await door.change(
        lambda work: use_cases.give_back(DepositId(deposit_id), order.method, order.reference, work),
        show=DepositView.of,
    )


@routes.lists("/deposits", DepositView, may=OFFICE)
async def list_deposits(wanted: Asked[DepositFilter], door: Door[Work]) -> Answer:
    """Deposits, newest first."""
    return await door.page(
        wanted,
        lambda work: queries.deposits(
            work.reader, wanted.state, wanted.loan_id, wanted.after(UUID), wanted.rows_to_read
        ),
        show=DepositView.of,
        by=NEWEST_FIRST,
    )


@routes.shows("/deposits/{deposit_id}", DepositView, may=OFFICE)
async def show_deposit(deposit_id: UUID, door: Door[Work]) -> Answer:
    """One deposit."""
    return await door.read(lambda work: work.deposits.get(DepositId(deposit_id)), show=DepositView.of)


@routes.lists("/deposits/{deposit_id}/history", AuditEntry, may=HISTORY_READERS)
async def show_deposit_history(deposit_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a deposit."""
    return await history(door, wanted, lambda work: work.deposits.get(DepositId(deposit_id)))
