"""Cases and tariffs that the tests of billing's rules start from."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.billing.domain.case import Circumstances
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.lines import LineKind
from services.billing.domain.prices.price_list import Price, Ware
from services.billing.domain.prices.tariff import Item, Tariff
from shared.events.intake.decisions import ChargeCategory, Coverage, CoverageVerdict, ItemVerdict
from shared.events.intake.tickets import Region, TicketKind
from shared.money import Money
from shared.policy_file import load_policy

POLICY = load_policy(Path("services/billing/policy.toml"), BillingPolicy).latest
PRICES = {
    "PSU": Price(code="PSU", unit_price=Money.of("52.00"), cost=Money.of("52.00")),
    "PLUG": Price(code="PLUG", ware=Ware.MATERIAL, unit_price=Money.of("1.25"), cost=Money.of("0.80")),
    "CABLE": Price(code="CABLE", ware=Ware.MATERIAL, unit_price=Money.of("4.55"), cost=Money.of("2.80")),
}
WITHOUT_WAIVER = replace(
    POLICY, system_part_swap=replace(POLICY.system_part_swap, waive_visit_fee_on_system_part_swap=False)
)
FEE = Item(kind=LineKind.VISIT_FEE)


def circumstances(**changed: Any) -> Circumstances:
    """A paid fault of a project out of warranty in the suburbs."""
    facts: dict[str, Any] = {
        "kind": TicketKind.FAULT,
        "category": ChargeCategory.PAID,
        "charge_clause": "2.2.1",
        "region": Region.SUBURB,
        "is_part_of_installation": True,
    }
    return Circumstances(**facts | changed)


def tariff(policy: BillingPolicy = POLICY, **changed: Any) -> Tariff:
    """The tariff of such a case, with the prices above."""
    return Tariff(circumstances=circumstances(**changed), prices=PRICES, policy=policy)


def verdict(*, parts: bool = False, labour: bool = False) -> ItemVerdict:
    """What is covered for the one item."""

    def coverage(clause: str, *, covered: bool) -> Coverage:
        return Coverage(verdict=CoverageVerdict.COVERED if covered else CoverageVerdict.NOT_COVERED, clause=clause)

    return ItemVerdict(
        parts=coverage("4.1", covered=parts),
        labour=coverage("2.1.1", covered=labour),
        travel=coverage("3.6", covered=False),
    )


def part(quantity: int = 1, *, code: str = "PSU", finding: int | None = 1) -> Item:
    """Some of a part."""
    return Item(kind=LineKind.PART, code=code, quantity=Decimal(quantity), finding=finding)


def points(quantity: int) -> Item:
    """Cameras moved."""
    return Item(kind=LineKind.CAMERA_POINT, quantity=Decimal(quantity))


def cable(metres: str) -> Item:
    """Cable used."""
    return Item(kind=LineKind.CABLE_METRE, quantity=Decimal(metres))


def travel(cost: str, *, receipt: str | None = "R-1") -> Item:
    """Travel, by receipt."""
    return Item(kind=LineKind.TRAVEL, cost=Money.of(cost), receipt=receipt)
