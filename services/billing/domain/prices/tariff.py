"""What things cost by chapter 3, and why: one ruling for each kind of line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from services.billing.domain.case import Circumstances
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.lines import Because, LineKind, Ruling
from services.billing.domain.prices.price_list import Price, Prices
from services.billing.domain.refusals import PriceNotListed
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict
from shared.events.intake.tickets import TicketKind
from shared.money import Money

_NEW_WORK = frozenset({TicketKind.CAMERA_MOVE, TicketKind.INSTALLATION})
"""No warranty case: materials are always charged."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something to be priced."""

    kind: LineKind
    code: str | None = None
    """Of the part or material."""
    quantity: Decimal = Decimal(1)
    finding: int | None = None
    equipment_id: UUID | None = None
    cost: Money | None = None
    """Travel and the factory's work: what it costs, or costs at most."""
    receipt: str | None = None
    """Of the travel, once it is known what it cost."""


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """The tariff as it applies to one case."""

    circumstances: Circumstances
    prices: Prices
    policy: BillingPolicy

    def ruling(self, item: Item, *, visit: Sequence[Item], is_only_part_swap: bool) -> Ruling:
        """The price of one unit; `visit` is everything that is done on the same visit.

        Raises PriceNotListed for a part, material or cable that no price list in force names.
        """
        match item.kind:
            case LineKind.VISIT_FEE:
                return self._visit_fee(visit, is_only_part_swap=is_only_part_swap)
            case LineKind.CAMERA_POINT:
                move = self.policy.camera_move
                return Ruling(unit_price=move.yuan_per_point, clause=move.clause, because=Because.TARIFF)
            case LineKind.CABLE_METRE:
                price = self.price_of(self.policy.camera_move.cable_code)
                return Ruling(
                    unit_price=price.unit_price, clause=self.policy.camera_move.clause, because=Because.TARIFF
                )
            case LineKind.TRAVEL:
                return self._travel(item)
            case LineKind.FACTORY_REPAIR:
                return self._factory(item)
            case LineKind.CONTRACT_YEAR:
                return self._contract()
            case LineKind.PART | LineKind.MATERIAL:
                return self._ware(item)

    def price_of(self, code: str) -> Price:
        """The price in force; raises PriceNotListed."""
        price = self.prices.get(code)
        if price is None:
            raise PriceNotListed(f"no price list in force names {code}", field="code", facts={"code": code})
        return price

    @property
    def is_travel_charged(self) -> bool:
        """Only outside the main city districts (3.6)."""
        return self.circumstances.region in self.policy.travel.charged_in

    def _visit_fee(self, visit: Sequence[Item], *, is_only_part_swap: bool) -> Ruling:
        case, policy = self.circumstances, self.policy
        fee = policy.visit_fee_in(case.charge_clause, is_part_of_installation=case.is_part_of_installation)
        moves_cameras = any(item.kind is LineKind.CAMERA_POINT for item in visit)
        if case.category is ChargeCategory.FREE:
            return self._nothing(fee.yuan_per_visit, case.charge_clause, Because.COVERED)
        if case.category is not ChargeCategory.PAID:
            return self._nothing(fee.yuan_per_visit, case.charge_clause, Because.NOT_DECIDED)
        if case.free_item is not None:
            return self._nothing(fee.yuan_per_visit, case.free_item.labour.clause, Because.FREE_ITEM_ON_VISIT)
        if (moves_cameras or case.kind is TicketKind.CAMERA_MOVE) and policy.camera_move.replaces_visit_fee:
            return self._nothing(fee.yuan_per_visit, policy.camera_move.clause, Because.REPLACED_BY_CAMERA_MOVE)
        if case.has_paid_visit_fee or case.is_repeat_of_paid_repair:
            return self._nothing(fee.yuan_per_visit, policy.fee_once_per_fault.clause, Because.ONCE_PER_FAULT)
        if is_only_part_swap and self._waives_fee_for_part_swap():
            return self._nothing(fee.yuan_per_visit, policy.system_part_swap.clause, Because.SYSTEM_PART_SWAP)
        return Ruling(unit_price=fee.yuan_per_visit, clause=fee.clause, because=Because.TARIFF)

    def _waives_fee_for_part_swap(self) -> bool:
        """4.4 goes before 3.2: it is more specific and favours the customer (reading of 4)."""
        case = self.circumstances
        rule = self.policy.system_part_swap
        return (
            rule.waive_visit_fee_on_system_part_swap and case.is_part_of_installation and case.kind is TicketKind.FAULT
        )

    def _ware(self, item: Item) -> Ruling:
        price = self.price_of(item.code or "")
        verdict = self.circumstances.verdict_on(item.equipment_id)
        is_new_work = item.kind is LineKind.MATERIAL and self.circumstances.kind in _NEW_WORK
        if verdict is not None and verdict.parts.verdict is CoverageVerdict.COVERED and not is_new_work:
            return self._nothing(price.unit_price, verdict.parts.clause, Because.COVERED)
        return Ruling(unit_price=price.unit_price, clause=self.policy.materials.clause, because=Because.TARIFF)

    def _factory(self, item: Item) -> Ruling:
        """What the factory asks for it, at cost; nothing while the warranty pays (4.4, 6.5)."""
        cost, rule = item.cost or Money.ZERO, self.policy.part_cost
        verdict = self.circumstances.verdict_on(item.equipment_id)
        if verdict is not None and verdict.parts.verdict is CoverageVerdict.COVERED:
            return self._nothing(cost, verdict.parts.clause, Because.COVERED)
        return Ruling(unit_price=cost, clause=rule.clause, because=Because.TARIFF)

    def _contract(self) -> Ruling:
        """A device point for a year; the sum of a contract may be agreed case by case (3.4)."""
        rule = self.policy.maintenance_contract
        return Ruling(unit_price=rule.yuan_per_point_and_year, clause=rule.clause, because=Because.TARIFF)

    def _travel(self, item: Item) -> Ruling:
        cost = item.cost or Money.ZERO
        if not self.is_travel_charged:
            return self._nothing(cost, self.policy.travel.clause, Because.MAIN_CITY)
        return Ruling(unit_price=cost, clause=self.policy.travel.clause, because=Because.TARIFF)

    def _nothing(self, unit_price: Money, clause: str, because: Because) -> Ruling:
        return Ruling(unit_price=unit_price, clause=clause, because=because, is_charged=False)
