"""Below the tariff, with a reason, by the supervisor (5.5); above it, by nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.billing.domain.prices.lines import Because, Line
from services.billing.domain.refusals import NotBelow
from shared.money import Money


class ReductionReason(StrEnum):
    """Why less is asked than the tariff allows."""

    OUR_FAULT = "our_fault"
    GOODWILL = "goodwill"
    HARDSHIP = "hardship"
    AGREED_BEFORE = "agreed_before"
    CONTRACT_ENDED = "contract_ended"


@dataclass(frozen=True, kw_only=True)
class LineReduction:
    """One line of a quote shall cost less."""

    line: int
    unit_price: Money


def reduced(lines: Sequence[Line], reduction: LineReduction, clause: str) -> tuple[Line, ...]:
    """The lines with the one that now costs less; raises NotBelow for no such line, and for what is not less."""
    line = next((line for line in lines if line.line == reduction.line), None)
    if line is None or not line.amount:
        raise NotBelow("there is no such line, or nothing is asked for it", clause=clause, field="line")
    if not Money.ZERO <= reduction.unit_price < line.unit_price:
        raise NotBelow(
            f"line {line.line} costs {line.unit_price}: ask for less, and for nothing at least",
            clause=clause,
            field="unit_price",
            facts={"unit_price": str(line.unit_price)},
        )
    cheaper = replace(
        line,
        unit_price=reduction.unit_price,
        amount=reduction.unit_price * line.quantity,
        clause=clause,
        because=Because.REDUCED,
    )
    return tuple(cheaper if each is line else each for each in lines)
