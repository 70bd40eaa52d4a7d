"""Cases and tariffs that the tests of billing's rules start from."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.billing.domain.case import Circumstances
from services.billing.domain.charges.charge import Charge
from services.billing.domain.charges.payment import Incoming, PaymentMethod
from services.billing.domain.identifiers import ChargeId, JobId, PersonId, TicketId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.lines import Because, Line, LineKind
from services.billing.domain.prices.price_list import Price, Ware
from services.billing.domain.prices.tariff import Item, Tariff
from shared.events.intake.decisions import ChargeCategory, Coverage, CoverageVerdict, ItemVerdict
from shared.events.intake.tickets import Region, TicketKind
from shared.identifiers import new_id
from shared.money import Money
from shared.policy_file import load_policy

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 09:00 in Chongqing."""
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


def owed(total: str = "152.00", **changed: Any) -> Charge:
    """A charge that a customer owes since NOW."""
    line = Line(
        line=1,
        kind=LineKind.VISIT_FEE,
        quantity=Decimal(1),
        unit="visit",
        unit_price=Money.of(total),
        amount=Money.of(total),
        clause="3.2",
        because=Because.TARIFF,
    )
    facts: dict[str, Any] = {
        "id": ChargeId(new_id()),
        "number": "ZD20261123-0001",
        "ticket_id": TicketId(new_id()),
        "job_id": JobId(new_id()),
        "customer_id": new_id(),
        "technician_id": PersonId(new_id()),
        "lines": (line,),
        "total": Money.of(total),
        "circumstances": circumstances(),
        "policy_revision": "1.0",
        "fixed_at": NOW,
    }
    charge, _ = Charge(**facts | changed).raise_it(Money.of(total), NOW, new_id(), POLICY)
    return charge


def incoming(amount: str, method: PaymentMethod = PaymentMethod.TRANSFER, **changed: Any) -> Incoming:
    """Money that comes in."""
    facts: dict[str, Any] = {"reference": "TT-1", "received_by_id": None, "received_at": NOW}
    return Incoming(amount=Money.of(amount), method=method, **facts | changed)
