"""Prices what is asked for before the work: lines that are complete, allowed and by the tariff."""

from collections.abc import Sequence
from decimal import Decimal

from services.billing.domain.case import Circumstances
from services.billing.domain.prices.lines import (
    BY_COST,
    BY_PRICE_LIST,
    KNOWN_AFTERWARDS,
    UNIT_OF,
    WARES,
    Line,
    LineKind,
    Ruling,
)
from services.billing.domain.prices.tariff import Item, Tariff
from services.billing.domain.refusals import (
    LinesMissing,
    LineWrong,
    NoMatchingFinding,
    TravelNotCharged,
    VerdictMissing,
)
from shared.events.dispatch.jobs import Finding
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict
from shared.events.intake.tickets import Region
from shared.money import Money

_BESIDE_A_SWAP = frozenset({LineKind.VISIT_FEE, LineKind.TRAVEL, LineKind.MATERIAL})
_ONCE = frozenset(LineKind) - WARES
_MOST_DECIMALS = 2
_LARGEST_TOTAL = Decimal(100_000_000)
"""Yuan; more is a slip of the pen, and far more would not fit the column."""
_WHOLE = frozenset({LineKind.PART, LineKind.MATERIAL, LineKind.CAMERA_POINT, LineKind.CONTRACT_YEAR})
_ALONE = frozenset({LineKind.VISIT_FEE, LineKind.TRAVEL, LineKind.FACTORY_REPAIR})


def price(items: Sequence[Item], tariff: Tariff, findings: Sequence[Finding] = ()) -> tuple[Line, ...]:
    """Every line with its clause and why it costs what it costs; nothing can be above the tariff.

    `findings`: all of the diagnosis; a visit with more of them than parts is not only a swap.

    Raises LinesMissing, LineWrong, VerdictMissing, TravelNotCharged, PriceNotListed.
    """
    if not items:
        raise LinesMissing("name at least one line", field="lines")
    _check_shape(items, tariff)
    _check_wares(items, tariff)
    _check_verdicts(items, tariff.circumstances)
    is_swap = _is_only_part_swap(items, findings)
    ruled = [(item, tariff.ruling(item, visit=items, is_only_part_swap=is_swap)) for item in items]
    if sum(ruling.unit_price.amount * item.quantity for item, ruling in ruled) > _LARGEST_TOTAL:
        raise LineWrong(f"a quote comes to at most {_LARGEST_TOTAL} yuan", field="lines")
    return tuple(line_of(number, *each, is_before_work=True) for number, each in enumerate(ruled, start=1))


def with_visit_fee(items: Sequence[Item]) -> Sequence[Item]:
    """The fee that was agreed with the appointment stands on the quote too, so that its total says all."""
    if any(item.kind is LineKind.VISIT_FEE for item in items):
        return items
    return [*items, Item(kind=LineKind.VISIT_FEE)]


def line_of(number: int, item: Item, ruling: Ruling, *, is_before_work: bool) -> Line:
    """Quantity times unit price, rounded half up per line; a line that is not charged has nothing."""
    return Line(
        line=number,
        kind=item.kind,
        part=item.code,
        finding=item.finding,
        quantity=item.quantity,
        unit=UNIT_OF[item.kind],
        unit_price=ruling.unit_price,
        amount=ruling.unit_price * item.quantity if ruling.is_charged else Money.ZERO,
        clause=ruling.clause,
        because=ruling.because,
        is_at_most=is_before_work and item.kind in KNOWN_AFTERWARDS,
    )


def swaps_parts_only(items: Sequence[Item]) -> bool:
    """Travel and the fee itself are no work, and the material that a swap takes is charged as ever (4.4)."""
    return {item.kind for item in items} - _BESIDE_A_SWAP == {LineKind.PART}


def matched(items: Sequence[Item], findings: Sequence[Finding], clause: str) -> tuple[Item, ...]:
    """Each part beside the finding that it answers: no part is replaced that is not broken (5.5).

    Moves and materials need no finding. Raises NoMatchingFinding.
    """
    return tuple(_matched(item, findings, clause) if item.kind is LineKind.PART else item for item in items)


def _matched(item: Item, findings: Sequence[Finding], clause: str) -> Item:
    for finding in findings:
        if item.finding is None:
            fits = finding.faulty_part == item.code
        else:
            fits = finding.finding == item.finding and finding.faulty_part in (None, item.code)
        if fits:
            return Item(
                kind=item.kind,
                code=item.code,
                quantity=item.quantity,
                finding=finding.finding,
                equipment_id=item.equipment_id or finding.equipment_id,
            )
    raise NoMatchingFinding(
        f"the diagnosis does not say that {item.code} is broken",
        clause=clause,
        field="lines",
        facts={"code": item.code or "", "findings": str(len(findings))},
    )


def _is_only_part_swap(items: Sequence[Item], findings: Sequence[Finding]) -> bool:
    answered = {item.finding for item in items}
    return swaps_parts_only(items) and all(finding.finding in answered for finding in findings)


def _check_shape(items: Sequence[Item], tariff: Tariff) -> None:
    for number, item in enumerate(items, start=1):
        wrong = _what_is_wrong(item)
        if wrong:
            raise LineWrong(f"line {number}: {wrong}", field=f"lines.{number - 1}")
    kinds = [item.kind for item in items]
    doubled = next((kind for kind in kinds if kind in _ONCE and kinds.count(kind) > 1), None)
    if doubled is not None:
        raise LineWrong(f"{doubled} stands on a quote once", field="lines")
    if LineKind.TRAVEL in kinds and not tariff.is_travel_charged:
        region = tariff.circumstances.region
        if region is Region.UNDETERMINED:
            raise VerdictMissing("the region is not decided yet", clause=tariff.policy.travel.clause, field="lines")
        raise TravelNotCharged(
            "no travel charge here",
            clause=tariff.policy.travel.clause,
            field="lines",
            facts={"region": region.value},
        )


def _check_wares(items: Sequence[Item], tariff: Tariff) -> None:
    """What the price list calls a part is quoted as one: it answers a finding, and costs no more than its cost."""
    for number, item in enumerate(items, start=1):
        price = tariff.prices.get(item.code or "")
        if price is not None and item.kind in WARES and item.kind.value != price.ware.value:
            raise LineWrong(f"line {number}: {item.code} is a {price.ware}", field=f"lines.{number - 1}")


def _what_is_wrong(item: Item) -> str:
    needs_code = item.kind in BY_PRICE_LIST and item.kind is not LineKind.CABLE_METRE
    if needs_code != (item.code is not None):
        return f"a line of kind {item.kind} {'needs a code' if needs_code else 'has no code'}"
    if (item.kind in BY_COST) != (item.cost is not None):
        return "travel and the factory's work, and only they, say what they cost at most"
    if item.cost is not None and item.cost <= Money.ZERO:
        return f"{item.kind} costs more than nothing"
    if item.quantity <= 0:
        return "the quantity is more than nothing"
    if item.kind in _ALONE and item.quantity != 1:
        return f"a quote has one {item.kind}"
    if item.kind in _WHOLE and item.quantity != item.quantity.to_integral_value():
        return f"{item.kind} counts in whole numbers"
    if item.quantity != round(item.quantity, _MOST_DECIMALS):
        return f"the quantity has at most {_MOST_DECIMALS} decimals"
    return ""


def _check_verdicts(items: Sequence[Item], circumstances: Circumstances) -> None:
    """What nobody has decided cannot be priced."""
    if circumstances.category in (ChargeCategory.UNDETERMINED, ChargeCategory.DECLINED):
        raise VerdictMissing(
            f"free or paid is {circumstances.category}: the specialist decides", clause=circumstances.charge_clause
        )
    for item in items:
        verdict = circumstances.verdict_on(item.equipment_id) if item.kind is LineKind.PART else None
        if verdict is not None and verdict.parts.verdict is CoverageVerdict.UNDETERMINED:
            raise VerdictMissing(
                f"whether the warranty covers {item.code} is not decided", clause=verdict.parts.clause, field="lines"
            )
