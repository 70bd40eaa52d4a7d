"""Instead of a repair: another unit for the customer, or his money back for the goods (4.4, 6.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.repairs.domain.copies import TicketCopy
from services.repairs.domain.entries import BenchFinding, Exchange, Ground, Outcome
from services.repairs.domain.fees import Fee
from services.repairs.domain.policy import ExchangeRule, RepairsPolicy
from services.repairs.domain.refusals import (
    AmountWrong,
    FaultNotConfirmed,
    NotInWarranty,
    OutsideStandard,
    ReasonMissing,
    SameUnit,
)
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import RepairAction
from shared.actor import Actor, Role
from shared.events.contract import Event
from shared.events.repairs.bench import ExchangeDecided
from shared.events.repairs.endings import GoodsReturned, ItemExchanged
from shared.money import Money
from shared.policy import business_day

DECIDES_OTHERWISE = frozenset({Role.SUPERVISOR, Role.MANAGER})
"""Who decides where neither the standard nor the warranty does."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Why the item is exchanged or taken back, and what decides about it."""

    ground: Ground
    reason: str | None
    ticket: TicketCopy
    price: Money | None = None
    """What the proof says was paid, where goods are returned and somebody has read it."""


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """What the warehouse gives in place of the customer's unit."""

    product_id: UUID | None
    product_model: str
    serial: str


def decide_exchange(
    repair: Repair, wish: Wish, actor: Actor, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """Within the standard the customer chooses, in warranty the specialist decides (6.1), else a supervisor."""
    after = repair.moved(RepairAction.DECIDE_EXCHANGE, now=now)
    judged = None if wish.ticket.warranty is None else wish.ticket.warranty.of(repair.equipment_id)
    until = None if judged is None else judged.exchange_until
    _check(repair, wish, actor, policy.exchange, until=until, now=now)
    clause = policy.exchange.standard_clause if wish.ground is Ground.WITHIN_STANDARD else policy.exchange.clause
    decided = Exchange(
        ground=wish.ground,
        reason=wish.reason,
        clause=clause,
        policy_revision=policy.revision.number,
        standard_until=until,
        decided_at=now,
        decided_by=actor.subject,
    )
    told = ExchangeDecided(**repair.facts(), ground=wish.ground.value, clause=clause, decided_at=now)
    return replace(after, exchange=decided), [told]


def make_exchange(repair: Repair, unit: NewUnit, policy: RepairsPolicy, *, now: datetime) -> Repair:
    """The warehouse has put the customer's unit away and laid another one out: both serial numbers are registered."""
    after = repair.moved(RepairAction.EXCHANGE, now=now)
    assert repair.exchange is not None
    old = repair.new_serial or repair.serial
    if unit.serial == old:
        raise SameUnit("this is the customer's own unit", clause=policy.exchange.clause, field="serial")
    made = replace(
        repair.exchange,
        product_id=unit.product_id,
        product_model=unit.product_model,
        old_serial=old,
        new_serial=unit.serial,
        made_at=now,
    )
    return replace(after, exchange=made, new_serial=unit.serial, outcome=Outcome.EXCHANGED)


def take_goods_back(
    repair: Repair, wish: Wish, actor: Actor, policy: RepairsPolicy, *, now: datetime
) -> tuple[Repair, Sequence[Event]]:
    """The goods go into the store, and billing refunds the price on the proof (4.4)."""
    after = repair.ended(RepairAction.RETURN_GOODS, now=now)
    judged = None if wish.ticket.warranty is None else wish.ticket.warranty.of(repair.equipment_id)
    until = None if judged is None else judged.return_until
    _check(repair, wish, actor, policy.exchange, until=until, now=now)
    if wish.ground is Ground.IN_WARRANTY:
        raise OutsideStandard("goods are taken back within the standard only", clause=policy.exchange.standard_clause)
    if wish.price is not None and wish.price <= Money.ZERO:
        raise AmountWrong("the proof says more than nothing", clause=policy.exchange.standard_clause, field="price")
    told = GoodsReturned(
        **repair.facts(),
        item_id=repair.item_id,
        equipment_id=repair.equipment_id,
        serial=repair.serial,
        product_model=repair.product_model,
        ground=wish.ground.value,
        decided_by=actor.subject,
        price=wish.price,
        clause=policy.exchange.standard_clause,
        returned_at=now,
    )
    decided = Exchange(
        ground=wish.ground,
        reason=wish.reason,
        clause=policy.exchange.standard_clause,
        policy_revision=policy.revision.number,
        standard_until=until,
        decided_at=now,
        decided_by=actor.subject,
        old_serial=repair.serial,
    )
    return replace(after, exchange=decided), [told]


def exchanged(repair: Repair, handed_over_by: str, policy: RepairsPolicy, *, now: datetime) -> ItemExchanged:
    """The customer has the new unit; by the national rule its cover starts anew with this day."""
    exchange = repair.exchange
    assert exchange is not None
    assert exchange.new_serial is not None
    assert exchange.product_model is not None
    return ItemExchanged(
        **repair.facts(),
        item_id=repair.item_id,
        equipment_id=repair.equipment_id,
        old_serial=exchange.old_serial,
        new_serial=exchange.new_serial,
        product_model=exchange.product_model,
        ground=exchange.ground.value,
        cover_rule=policy.exchange.cover_starts,
        cover_from=business_day(now),
        handed_over_by=handed_over_by,
        clause=exchange.clause,
        exchanged_at=now,
    )


def _check(repair: Repair, wish: Wish, actor: Actor, rule: ExchangeRule, *, until: date | None, now: datetime) -> None:
    """Raises FaultNotConfirmed, OutsideStandard, NotInWarranty, ReasonMissing."""
    is_by_supervisor = wish.ground is Ground.OTHER
    if is_by_supervisor and (wish.reason is None or actor.role not in DECIDES_OTHERWISE):
        raise ReasonMissing("a supervisor decides it, with a reason", clause=rule.clause, field="reason")
    if wish.ground is Ground.IN_WARRANTY and repair.fee.fee is not Fee.FREE:
        raise NotInWarranty("the warranty verdict does not cover it", clause=rule.clause, field="ground")
    if wish.ground is not Ground.WITHIN_STANDARD:
        return
    if repair.test is None or repair.test.finding is BenchFinding.NOT_REPRODUCED:
        raise FaultNotConfirmed("the standard asks for a fault of its performance", clause=rule.standard_clause)
    reported_on = business_day(wish.ticket.reported_at)
    if until is None or reported_on > until:
        raise OutsideStandard(
            "the days of the standard are over",
            clause=rule.standard_clause,
            field="ground",
            facts={"until": str(until or ""), "reported_on": str(reported_on), "decided_on": str(business_day(now))},
        )
