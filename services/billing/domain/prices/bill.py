"""The final amount from what was done: by the tariff, and never above what the customer agreed to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.billing.domain.prices.lines import Because, Line, LineKind, Ruling
from services.billing.domain.prices.price_list import Ware
from services.billing.domain.prices.pricing import line_of, swaps_parts_only
from services.billing.domain.prices.tariff import Item, Tariff
from services.billing.domain.refusals import PriceNotListed
from shared.money import Money

_ORDER = tuple(LineKind)
_FIXED = "fixed"
_SAME_WARE = {LineKind.MATERIAL: LineKind.PART}
"""Dispatch counts parts and materials together: they are told apart by their code."""


@dataclass(frozen=True, kw_only=True)
class WorkFacts:
    """What happened on the visit."""

    purpose: str
    has_arrived: bool
    outcome: str
    work_findings: tuple[int | None, ...] = ()
    """For each item of work, the finding of the diagnosis that it answers."""
    items: tuple[Item, ...]
    """Parts, points, metres and travel as used, without the visit fee."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What the customer agreed to before: a quote, or else what he was told with the appointment."""

    lines: tuple[Line, ...] | None = None
    """Of the quote that he consented to; it goes before what he was told."""
    was_told_visit_fee: bool = False
    was_told_travel_rule: bool = False


def bill(work: WorkFacts, agreement: Agreement, tariff: Tariff) -> tuple[Line, ...]:
    """Every thing that was used, at the tariff as far as it was agreed, at nothing beyond (5.5)."""
    policy = tariff.policy
    items = [_by_price_list(item, tariff) for item in work.items]
    is_swap = _is_only_part_swap(work, items)
    if work.has_arrived:
        items = [Item(kind=LineKind.VISIT_FEE), *items]
    items.sort(key=lambda item: _ORDER.index(item.kind))
    visit = [item for item in items if item.kind is not LineKind.CAMERA_POINT or _moves_cameras(agreement)]
    priced: list[tuple[Item, Ruling]] = []
    left = None if agreement.lines is None else _Consented(agreement.lines)
    for item in items:
        ruling = _ruling(item, tariff, visit, agreement, is_swap=is_swap)
        if item.kind is LineKind.VISIT_FEE and work.purpose in policy.fee_once_per_fault.purposes_without_fee:
            ruling = _free(ruling, policy.fee_once_per_fault.clause, Because.ONCE_PER_FAULT)
        ruling = _by_receipt(item, ruling, tariff)
        not_agreed = _free(ruling, policy.quote.clause, Because.NOT_CONSENTED)
        if not ruling.is_charged:
            priced.append((item, ruling))
        elif left is not None:
            priced.extend(left.take(item, ruling, not_agreed))
        else:
            priced.append((item, ruling if _was_told(item.kind, agreement) else not_agreed))
    return tuple(line_of(number, *each, is_before_work=False) for number, each in enumerate(priced, start=1))


def _by_price_list(item: Item, tariff: Tariff) -> Item:
    """What was used is a material where the price list says so."""
    price = tariff.prices.get(item.code or "")
    is_material = item.kind is LineKind.PART and price is not None and price.ware is Ware.MATERIAL
    return replace(item, kind=LineKind.MATERIAL) if is_material else item


def _by_receipt(item: Item, ruling: Ruling, tariff: Tariff) -> Ruling:
    """Travel without a receipt costs nothing (reading of 3.6)."""
    travel = tariff.policy.travel
    if item.kind is LineKind.TRAVEL and travel.receipt_needed and item.receipt is None:
        return _free(ruling, travel.clause, Because.NO_RECEIPT)
    return ruling


def _is_only_part_swap(work: WorkFacts, items: Sequence[Item]) -> bool:
    """Nothing but parts was swapped, and no work answers a finding that no part answers."""
    answered = {item.finding for item in items}
    only_parts = swaps_parts_only(items)
    return work.outcome == _FIXED and only_parts and all(finding in answered for finding in work.work_findings)


def _moves_cameras(agreement: Agreement) -> bool:
    """Only camera points that are charged take the place of the visit fee (reading of 3.3)."""
    return any(line.kind is LineKind.CAMERA_POINT for line in agreement.lines or ())


def _ruling(item: Item, tariff: Tariff, visit: Sequence[Item], agreement: Agreement, *, is_swap: bool) -> Ruling:
    """The tariff's; what no price list names any more costs what was agreed, and nothing where nothing was."""
    try:
        return tariff.ruling(item, visit=visit, is_only_part_swap=is_swap)
    except PriceNotListed:
        agreed = next((line for line in agreement.lines or () if _matches(line, item)), None)
        if agreed is None:
            return Ruling(
                unit_price=Money.ZERO,
                clause=tariff.policy.quote.clause,
                because=Because.NOT_CONSENTED,
                is_charged=False,
            )
        return Ruling(unit_price=agreed.unit_price, clause=agreed.clause, because=agreed.because)


def _was_told(kind: LineKind, agreement: Agreement) -> bool:
    return {
        LineKind.VISIT_FEE: agreement.was_told_visit_fee,
        LineKind.TRAVEL: agreement.was_told_travel_rule,
    }.get(kind, False)


def _free(ruling: Ruling, clause: str, because: Because) -> Ruling:
    return replace(ruling, clause=clause, because=because, is_charged=False) if ruling.is_charged else ruling


def _matches(line: Line, item: Item) -> bool:
    if _SAME_WARE.get(line.kind, line.kind) is not _SAME_WARE.get(item.kind, item.kind):
        return False
    return item.code is None or item.code == line.part


class _Consented:
    """The consented lines with what is left of each."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._left = [line.quantity for line in lines]

    def take(self, item: Item, ruling: Ruling, not_agreed: Ruling) -> Iterator[tuple[Item, Ruling]]:
        """The item in pieces: as far as consented at the lower of both prices, the rest at nothing."""
        needed = item.quantity
        for place, line in enumerate(self._lines):
            taken = min(needed, self._left[place])
            if taken > 0 and _matches(line, item):
                self._left[place] -= taken
                needed -= taken
                yield replace(item, quantity=taken, finding=line.finding or item.finding), _lower(ruling, line)
        if needed > 0:
            yield replace(item, quantity=needed), not_agreed


def _lower(ruling: Ruling, line: Line) -> Ruling:
    """A line that was told as free stays free, and no unit costs more than was told."""
    if not line.amount:
        return Ruling(unit_price=line.unit_price, clause=line.clause, because=line.because, is_charged=False)
    return replace(ruling, unit_price=min(ruling.unit_price, line.unit_price))
