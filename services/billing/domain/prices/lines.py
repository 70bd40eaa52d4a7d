"""One line of a quote or bill: what it is, what it costs, by which clause, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.events.billing.quotes import PricedLine
from shared.money import Money, total


class LineKind(StrEnum):
    """What can stand on a quote."""

    VISIT_FEE = "visit_fee"
    PART = "part"
    MATERIAL = "material"
    CAMERA_POINT = "camera_point"
    CABLE_METRE = "cable_metre"
    TRAVEL = "travel"
    FACTORY_REPAIR = "factory_repair"
    CONTRACT_YEAR = "contract_year"


class Because(StrEnum):
    """Why a line costs what it costs."""

    TARIFF = "tariff"
    COVERED = "covered"
    """Warranty or contract pays."""
    FREE_ITEM_ON_VISIT = "free_item_on_visit"
    REPLACED_BY_CAMERA_MOVE = "replaced_by_camera_move"
    SYSTEM_PART_SWAP = "system_part_swap"
    ONCE_PER_FAULT = "once_per_fault"
    MAIN_CITY = "main_city"
    NOT_DECIDED = "not_decided"
    """Nobody decided that it is paid."""
    NOT_CONSENTED = "not_consented"
    NO_RECEIPT = "no_receipt"
    REDUCED = "reduced"
    """Below the tariff, by the supervisor."""
    AGREED = "agreed"
    """The yearly price of a contract may be agreed case by case (3.4)."""
    NOT_OWED = "not_owed"
    """Only in charges of the first editions: after a cancellation nothing was asked for what was done."""


UNIT_OF = {
    LineKind.VISIT_FEE: "visit",
    LineKind.PART: "piece",
    LineKind.MATERIAL: "piece",
    LineKind.CAMERA_POINT: "point",
    LineKind.CABLE_METRE: "metre",
    LineKind.TRAVEL: "trip",
    LineKind.FACTORY_REPAIR: "piece",
    LineKind.CONTRACT_YEAR: "year",
}
KNOWN_AFTERWARDS = frozenset({LineKind.CABLE_METRE, LineKind.TRAVEL, LineKind.FACTORY_REPAIR})
"""Lines that are quoted and consented as at most, because only the work shows how much it is (3.3, 3.6)."""
BY_COST = frozenset({LineKind.TRAVEL, LineKind.FACTORY_REPAIR})
"""Lines that cost the customer what they cost the company, so a quote says how much at most."""
AT_THE_BENCH = frozenset({LineKind.PART, LineKind.MATERIAL, LineKind.FACTORY_REPAIR})
"""Lines that a repair can have: nobody travels for it."""
ON_A_VISIT = frozenset(LineKind) - {LineKind.FACTORY_REPAIR, LineKind.CONTRACT_YEAR}
WARES = frozenset({LineKind.PART, LineKind.MATERIAL})
BY_PRICE_LIST = frozenset({LineKind.PART, LineKind.MATERIAL, LineKind.CABLE_METRE})


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """The price of one unit, the clause, and why."""

    unit_price: Money
    clause: str
    because: Because
    is_charged: bool = True


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line; its amount is quantity times unit price, rounded half up, or nothing."""

    line: int
    kind: LineKind
    part: str | None = None
    finding: int | None = None
    quantity: Decimal
    unit: str
    unit_price: Money
    amount: Money
    clause: str
    because: Because
    is_at_most: bool = False

    @property
    def told(self) -> PricedLine:
        """As it is announced."""
        return PricedLine(
            line=self.line,
            tariff=self.kind.value,
            part=self.part,
            finding=self.finding,
            quantity=f"{self.quantity:f}",
            unit=self.unit,
            unit_price=self.unit_price,
            amount=self.amount,
            clause=self.clause,
            is_at_most=self.is_at_most,
        )


def sum_of(lines: Sequence[Line]) -> Money:
    """A sum is the sum of its lines, which are rounded one by one (reading of clause 3)."""
    return total(line.amount for line in lines)


def travel_in(lines: Sequence[Line]) -> Money:
    """The part that belongs to the technician who paid for the travel (reading of 3.6)."""
    return total(line.amount for line in lines if line.kind is LineKind.TRAVEL)


def is_travel_decided(lines: Sequence[Line]) -> bool:
    """Whether a receipt was judged already, be it that nothing is owed by it; without one nothing was."""
    return any(line.kind is LineKind.TRAVEL and line.because is not Because.NO_RECEIPT for line in lines)
