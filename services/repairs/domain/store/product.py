"""One product or part in the books of the store: how much lies where, changed by movements only (7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.repairs.domain.policy import StoreRule
from services.repairs.domain.refusals import CountMatches, MovementIncomplete, NotHisToMove, NotInStock, ReasonUnknown
from shared.actor import Actor, Role
from shared.events.contract import Event
from shared.events.repairs.stock import StockLow, StockMoved

ProductId = NewType("ProductId", UUID)


class ProductKind(StrEnum):
    """What is kept."""

    PRODUCT = "product"
    PART = "part"


class Kind(StrEnum):
    """Why pieces move."""

    RECEIVED = "received"
    ISSUED = "issued"
    """To a technician, who carries them (7.1)."""
    USED = "used"
    """Built in, at a customer's or at our bench."""
    RETURNED = "returned"
    """Unused, by the technician."""
    OLD_PART = "old_part"
    """The replaced piece, brought back."""
    COUNTED = "counted"
    EXCHANGED_OUT = "exchanged_out"
    """To a customer in place of his own."""
    GOODS_RETURNED = "goods_returned"
    """By a customer, for his own unit."""


class Account(StrEnum):
    """Where pieces are; what leaves one comes to another."""

    STORE = "store"
    TECHNICIANS = "technicians"
    OLD = "old"
    """Replaced and returned pieces in the store."""
    OUTSIDE = "outside"
    """With suppliers and customers, or explained as a difference."""


_WAY: Mapping[Kind, tuple[Account, Account]] = {
    # kind                from                  to
    Kind.RECEIVED:       (Account.OUTSIDE,      Account.STORE),
    Kind.ISSUED:         (Account.STORE,        Account.TECHNICIANS),
    Kind.RETURNED:       (Account.TECHNICIANS,  Account.STORE),
    Kind.OLD_PART:       (Account.OUTSIDE,      Account.OLD),
    Kind.EXCHANGED_OUT:  (Account.STORE,        Account.OUTSIDE),
    Kind.GOODS_RETURNED: (Account.OUTSIDE,      Account.OLD),
}  # fmt: skip
"""Used and counted pieces leave, or come to, a bag where a technician is named, else the store."""


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """What somebody wants to move."""

    kind: Kind
    quantity: int
    """Of a count: what was counted; else what moves."""
    technician_id: UUID | None = None
    job_id: UUID | None = None
    repair_id: UUID | None = None
    reason: str | None = None
    """Why a count differs."""


@dataclass(frozen=True, kw_only=True)
class StockMovement:
    """Pieces that went from one place to another; it is never changed."""

    id: UUID
    version: int = 0
    product_id: UUID
    product: str
    kind: Kind
    from_account: Account
    to_account: Account
    quantity: int
    technician_id: UUID | None
    job_id: UUID | None
    repair_id: UUID | None
    reason: str | None
    moved_by: str
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Product:
    """A line of the books."""

    id: ProductId
    code: str
    """As parts are called on cards and quotes."""
    version: int = 0
    kind: ProductKind
    label: str
    least: int
    """Fewer than these in the store are announced."""
    in_store: int = 0
    old_in_store: int = 0
    bags: Mapping[UUID, int] = field(default_factory=dict)
    """What each technician carries; below zero where he used more than he was issued."""
    is_low: bool = False

    def opened(self, rule: StoreRule, *, now: datetime) -> tuple["Product", Sequence[Event]]:
        """A new line of the books; what is wanted and not there is announced at once."""
        return self._watched(rule, now)

    @property
    def with_technicians(self) -> int:
        """What all technicians carry."""
        return sum(self.bags.values())

    def move(
        self, pieces: Pieces, movement_id: UUID, moved_by: str, rule: StoreRule, *, now: datetime
    ) -> tuple["Product", StockMovement, Sequence[Event]]:
        """Book a movement. Raises MovementIncomplete, NotInStock, CountMatches, ReasonUnknown."""
        source, target = _accounts(pieces, rule)
        quantity = self._counted(pieces, rule) if pieces.kind is Kind.COUNTED else pieces.quantity
        after = self._taken(source, quantity, pieces, rule)._put(target, quantity, pieces)
        movement = StockMovement(
            id=movement_id,
            product_id=self.id,
            product=self.code,
            kind=pieces.kind,
            from_account=source,
            to_account=target,
            quantity=quantity,
            technician_id=pieces.technician_id,
            job_id=pieces.job_id,
            repair_id=pieces.repair_id,
            reason=pieces.reason,
            moved_by=moved_by,
            moved_at=now,
        )
        after, low = after._watched(rule, now)
        return after, movement, [after._moved(movement, rule), *low]

    def _counted(self, pieces: Pieces, rule: StoreRule) -> int:
        """The difference to the books, which must be explained."""
        booked = self.in_store if pieces.technician_id is None else self.bags.get(pieces.technician_id, 0)
        difference = pieces.quantity - booked
        if difference == 0:
            raise CountMatches(f"the books say {booked} as well", clause=rule.clause, field="quantity")
        if pieces.reason not in rule.difference_reasons:
            reasons = ", ".join(rule.difference_reasons)
            raise ReasonUnknown(f"a difference is explained: {reasons}", clause=rule.clause, field="reason")
        return difference

    def _taken(self, account: Account, quantity: int, pieces: Pieces, rule: StoreRule) -> "Product":
        """What is used at a customer's was there, whatever the books say: only that may go below zero."""
        has = {Account.STORE: self.in_store, Account.OLD: self.old_in_store}.get(account)
        if account is Account.TECHNICIANS and pieces.kind is not Kind.USED and pieces.technician_id is not None:
            has = self.bags.get(pieces.technician_id, 0)
        if has is not None and has < quantity:
            raise NotInStock(f"there are {has} of {self.code}", clause=rule.clause, facts={"there": str(has)})
        return self._put(account, -quantity, pieces)

    def _put(self, account: Account, quantity: int, pieces: Pieces) -> "Product":
        if account is Account.STORE:
            return replace(self, in_store=self.in_store + quantity)
        if account is Account.OLD:
            return replace(self, old_in_store=self.old_in_store + quantity)
        if account is Account.OUTSIDE or pieces.technician_id is None:
            return self
        carried = self.bags.get(pieces.technician_id, 0) + quantity
        others = {person: count for person, count in self.bags.items() if person != pieces.technician_id}
        return replace(self, bags=others | ({pieces.technician_id: carried} if carried else {}))

    def _watched(self, rule: StoreRule, now: datetime) -> tuple["Product", Sequence[Event]]:
        """Announced once, when it becomes low."""
        is_low = self.in_store < self.least
        after = replace(self, is_low=is_low)
        if not is_low or self.is_low:
            return after, []
        low = StockLow(
            product_id=self.id,
            product=self.code,
            in_store=self.in_store,
            least=self.least,
            clause=rule.clause,
            low_at=now,
        )
        return after, [low]

    def _moved(self, movement: StockMovement, rule: StoreRule) -> StockMoved:
        return StockMoved(
            product_id=self.id,
            product=self.code,
            movement=movement.kind.value,
            quantity=movement.quantity,
            technician_id=movement.technician_id,
            job_id=movement.job_id,
            repair_id=movement.repair_id,
            reason=movement.reason,
            in_store=self.in_store,
            with_technicians=self.with_technicians,
            old_in_store=self.old_in_store,
            clause=rule.clause,
            moved_at=movement.moved_at,
        )


def must_be_his(pieces: Pieces, actor: Actor, rule: StoreRule) -> None:
    """The storekeeper moves everything, the specialist what is built in at his bench. Raises NotHisToMove."""
    is_at_the_bench = pieces.kind is Kind.USED and pieces.repair_id is not None and pieces.technician_id is None
    if actor.role is not Role.WAREHOUSE and not is_at_the_bench:
        raise NotHisToMove("the warehouse receives, issues, takes back and counts", clause=rule.clause, field="kind")


def _accounts(pieces: Pieces, rule: StoreRule) -> tuple[Account, Account]:
    """From where to where. Raises MovementIncomplete."""
    bag = Account.STORE if pieces.technician_id is None else Account.TECHNICIANS
    if pieces.kind is Kind.USED:
        source, target = bag, Account.OUTSIDE
    elif pieces.kind is Kind.COUNTED:
        source, target = Account.OUTSIDE, bag
    else:
        source, target = _WAY[pieces.kind]
    if pieces.quantity < (0 if pieces.kind is Kind.COUNTED else 1):
        raise MovementIncomplete("say how many", clause=rule.clause, field="quantity")
    if Account.TECHNICIANS in (source, target) and pieces.technician_id is None:
        raise MovementIncomplete("say whose bag", clause=rule.clause, field="technician_id")
    if pieces.kind is Kind.USED and pieces.job_id is None and pieces.repair_id is None:
        raise MovementIncomplete("say for what it was used", clause=rule.clause, field="repair_id")
    return source, target
