"""What can be asked about cash in people's hands."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from services.billing.domain.charges.payment import Outgoing, PaymentMethod
from services.billing.domain.custody.holdings import Holding
from services.billing.domain.custody.ledger import Account, Entry, Movement
from services.billing.domain.custody.remittance import (
    DifferenceCause,
    DifferenceSettlement,
    Explanation,
    Remittance,
)
from services.billing.domain.identifiers import PersonId, RemittanceId
from services.billing.domain.refusals import (
    AmountNotPositive,
    CashAccountNotFound,
    MoreThanInHands,
    MoreThanOwed,
    NotSettledByCash,
    NotStaff,
    NotYourCash,
    ReferenceMissing,
    ReferenceUsed,
    SamePerson,
)
from services.billing.domain.states import RemittanceState
from services.billing.queries import custody as queries
from services.billing.queries.wanted import NEWEST_FIRST
from services.billing.routes.who_may import CASH_READERS, COLLECTORS, FINANCE_ONLY
from services.billing.use_cases import cash as use_cases
from services.billing.use_cases.sight import staff_id
from services.billing.work import Work
from shared.actor import Role
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="cash")


class HandIn(Body):
    """What the caller says he hands to finance; `person_id` is he himself."""

    EXAMPLE: ClassVar = {"amount": "152.00"}

    amount: Money
    person_id: UUID | None = None


class Count(Body):
    """What finance found."""

    EXAMPLE: ClassVar = {"amount": "152.00"}

    amount: Money


class ExplainDifference(Body):
    """Why the count differed, and who bears it."""

    EXAMPLE: ClassVar = {"cause": "miscounted", "settlement": "made_good"}

    cause: DifferenceCause
    settlement: DifferenceSettlement


class PayTravel(Body):
    """How much of his travel money a technician is paid, and how."""

    EXAMPLE: ClassVar = {"amount": "45.00", "method": "cash"}

    amount: Money
    method: PaymentMethod
    reference: Code | None = None


class RemittanceFilter(Listing):
    """Which remittances."""

    state: RemittanceState | None = None
    person_id: UUID | None = None


class HoldingView(View):
    """Cash of one charge that is still in the person's hands."""

    charge_id: UUID | None
    deposit_id: UUID | None
    amount: Money
    hand_in_until: datetime

    @classmethod
    def of(cls, holding: Holding) -> "HoldingView":
        """What we show of it."""
        return cls(**{name: getattr(holding, name) for name in cls.model_fields})


class CashView(View):
    """What one person carries, and what his accounts in the ledger stand at; they sum to zero."""

    id: UUID
    version: int
    carried: Money
    travel_owed: Money = Field(
        description="Travel money that customers have paid otherwise than into his hands: the company owes it to him."
    )
    holdings: tuple[HoldingView, ...]
    accounts: dict[Account, Money] = Field(
        description="Collected (`customers`), carried, own travel money, handed in, counted (`finance`), differences."
    )

    @classmethod
    def of(cls, hands: use_cases.Hands) -> "CashView":
        """What we show of an account."""
        holdings = tuple(HoldingView.of(holding) for holding in hands.account.holdings)
        return cls(
            id=hands.id,
            version=hands.version,
            carried=hands.account.carried,
            travel_owed=hands.account.travel_owed,
            holdings=holdings,
            accounts=dict(hands.balances),
        )


class EntryView(View):
    """One side of a movement; the sides of a movement sum to zero."""

    id: UUID
    movement_id: UUID
    movement: Movement
    account: Account
    amount: Money
    charge_id: UUID | None
    remittance_id: UUID | None
    deposit_id: UUID | None
    refund_id: UUID | None
    moved_at: datetime

    @classmethod
    def of(cls, entry: Entry) -> "EntryView":
        """What we show of an entry."""
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})


class RemittanceView(View):
    """Cash handed to finance, and what finance found."""

    id: UUID
    number: str
    version: int
    state: RemittanceState
    person_id: UUID
    amount: Money
    charge_ids: tuple[UUID, ...]
    deposit_ids: tuple[UUID, ...]
    handed_in_at: datetime
    counted: Money | None
    counted_at: datetime | None
    difference: Money
    explanation: Explanation | None

    @classmethod
    def of(cls, remittance: Remittance) -> "RemittanceView":
        """What we show of a remittance."""
        return cls(**{name: getattr(remittance, name) for name in cls.model_fields})


@routes.shows("/cash/{person_id}", CashView, may=CASH_READERS, refuses=(CashAccountNotFound, NotStaff))
async def show_cash(person_id: UUID, door: Door[Work]) -> Answer:
    """What somebody carries, and until when it is to be handed in; who collects sees only his own."""
    return await door.read(lambda work: use_cases.show_hands(PersonId(person_id), work), show=CashView.of)


@routes.lists("/cash/{person_id}/entries", EntryView, may=CASH_READERS, refuses=(CashAccountNotFound, NotStaff))
async def list_cash_entries(person_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """The ledger of one person's cash, newest first."""

    async def entries(work: Work) -> list[Entry]:
        account = await use_cases.account_for(PersonId(person_id), work)
        return list(await queries.cash_entries(work.reader, account.id, wanted.after(UUID), wanted.rows_to_read))

    return await door.page(wanted, entries, show=EntryView.of, by=NEWEST_FIRST)


@routes.moves_money(
    "/cash/{person_id}/travel-payment",
    CashView,
    may=FINANCE_ONLY,
    refuses=(
        AmountNotPositive,
        CashAccountNotFound,
        MoreThanOwed,
        NotStaff,
        ReferenceMissing,
        ReferenceUsed,
        SamePerson,
    ),
)
async def pay_travel(person_id: UUID, order: Sent[PayTravel], door: Door[Work]) -> Answer:
    """Pay a technician travel money that customers have paid to the company (reading of 3.6)."""
    outgoing = Outgoing(method=order.method, reference=order.reference)
    return await door.change(
        lambda work: use_cases.pay_travel(PersonId(person_id), outgoing, order.amount, work), show=CashView.of
    )


@routes.creates(
    "/remittances",
    RemittanceView,
    may=COLLECTORS,
    refuses=(AmountNotPositive, MoreThanInHands, NotYourCash, NotStaff),
)
async def hand_in_cash(order: Sent[HandIn], door: Door[Work]) -> Answer:
    """Hand the cash one carries to finance; the oldest goes first (5.6)."""
    person_id = None if order.person_id is None else PersonId(order.person_id)
    return await door.change(lambda work: use_cases.hand_in(person_id, order.amount, work), show=RemittanceView.of)


@routes.moves_money(
    "/remittances/{remittance_id}/count",
    RemittanceView,
    may=FINANCE_ONLY,
    refuses=(ActionNotAllowed, AmountNotPositive, SamePerson),
)
async def count_remittance(remittance_id: UUID, order: Sent[Count], door: Door[Work]) -> Answer:
    """Record what finance found; a difference stays open on the person's account."""
    return await door.change(
        lambda work: use_cases.count(RemittanceId(remittance_id), order.amount, work), show=RemittanceView.of
    )


@routes.moves_money(
    "/remittances/{remittance_id}/explanation",
    RemittanceView,
    may=FINANCE_ONLY,
    refuses=(ActionNotAllowed, NotSettledByCash, SamePerson),
)
async def explain_difference(remittance_id: UUID, order: Sent[ExplainDifference], door: Door[Work]) -> Answer:
    """Say why the count differed, and who bears it; the person's account is even again."""
    return await door.change(
        lambda work: use_cases.explain(RemittanceId(remittance_id), order.cause, order.settlement, work),
        show=RemittanceView.of,
    )


@routes.lists("/remittances", RemittanceView, may=CASH_READERS, refuses=(NotStaff,))
async def list_remittances(wanted: Asked[RemittanceFilter], door: Door[Work]) -> Answer:
    """Remittances, newest first; who collects sees only his own."""
    own = staff_id(door.actor) if door.actor.role in use_cases.OWN_ONLY else wanted.person_id
    return await door.page(
        wanted,
        lambda work: queries.remittances(work.reader, wanted.state, own, wanted.after(UUID), wanted.rows_to_read),
        show=RemittanceView.of,
        by=NEWEST_FIRST,
    )


@routes.shows("/remittances/{remittance_id}", RemittanceView, may=CASH_READERS, refuses=(NotStaff,))
async def show_remittance(remittance_id: UUID, door: Door[Work]) -> Answer:
    """One remittance."""
    return await door.read(
        lambda work: use_cases.remittance_for(RemittanceId(remittance_id), work), show=RemittanceView.of
    )


@routes.lists("/remittances/{remittance_id}/history", AuditEntry, may=(Role.FINANCE, Role.MANAGER, Role.AUDITOR))
async def show_remittance_history(remittance_id: UUID, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a remittance."""
    return await history(door, wanted, lambda work: work.remittances.get(RemittanceId(remittance_id)))
