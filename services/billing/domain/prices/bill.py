"""The final amount from what was done: by the tariff, and never above what the customer agreed to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.lines import WARES, Because, Line, LineKind, Ruling
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

    def is_by_quote(self, kind: LineKind) -> bool:
        """Whether the quote says how much of it was agreed; the rule of 3.6, once told, needs none for travel."""
        if self.lines is None:
            return False
        return not (kind is LineKind.TRAVEL and self.was_told_travel_rule) or any(
            line.kind is kind for line in self.lines
        )


def bill(work: WorkFacts, agreement: Agreement, tariff: Tariff) -> tuple[Line, ...]:
    """Every thing that was used, at the tariff as far as it was agreed, at nothing beyond (5.5)."""
    policy = tariff.policy
    items = [_by_price_list(item, tariff) for item in work.items]
    is_swap = _is_only_part_swap(work, items)
    if work.has_arrived:
        items = [Item(kind=LineKind.VISIT_FEE), *items]
    items.sort(key=lambda item: _ORDER.index(item.kind))
    visit = [item for item in items if item.kind is not LineKind.CAMERA_POINT or _moves_cameras(agreement)]
    rulings = [
        _as_it_was(item, _ruling(item, tariff, visit, agreement, is_swap=is_swap), work, policy) for item in items
    ]
    left = _Consented(agreement.lines or ())
    for item, ruling in zip(items, rulings, strict=True):
        if not ruling.is_charged:
            left.pass_over(item)
    priced: list[tuple[Item, Ruling]] = []
    for item, ruling in zip(items, rulings, strict=True):
        not_agreed = _free(ruling, policy.quote.clause, Because.NOT_CONSENTED)
        if not ruling.is_charged:
            priced.append((item, ruling))
        elif agreement.is_by_quote(item.kind):
            priced.extend(left.take(item, ruling, not_agreed))
        else:
            priced.append((item, ruling if _was_told(item.kind, agreement) else not_agreed))
    return tuple(line_of(number, *each, is_before_work=False) for number, each in enumerate(priced, start=1))


def _by_price_list(item: Item, tariff: Tariff) -> Item:
    """What was used is a part or a material as the price list says, whatever the technician called it."""
    price = tariff.prices.get(item.code or "")
    return item if price is None or item.kind not in WARES else replace(item, kind=LineKind(price.ware.value))


def _as_it_was(item: Item, ruling: Ruling, work: WorkFacts, policy: BillingPolicy) -> Ruling:
    """No fee for coming again, and travel without a receipt costs nothing (readings of 2 and 3.6)."""
    once, travel = policy.fee_once_per_fault, policy.travel
    if item.kind is LineKind.VISIT_FEE and work.purpose in once.purposes_without_fee:
        return _free(ruling, once.clause, Because.ONCE_PER_FAULT)
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
        lines = agreement.lines or ()
        agreed = next((lines[place] for place in _places(lines, item)), None)
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


def _places(lines: Sequence[Line], item: Item, *, is_free: bool = False) -> list[int]:
    """Where the lines about it stand: those of its own finding first, then those that cost like it or nothing."""
    about = [place for place, line in enumerate(lines) if _matches(line, item)]
    return sorted(about, key=lambda at: (lines[at].finding != item.finding, bool(lines[at].amount) is is_free))


class _Consented:
    """The consented lines with what is left of each."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._left = [line.quantity for line in lines]

    def pass_over(self, item: Item) -> None:
        """What is free uses up the line by which it was told so: it frees nothing else of its kind."""
        needed = item.quantity
        for place in _places(self._lines, item, is_free=True):
            if not self._lines[place].amount:
                needed -= self._use(place, needed)

    def take(self, item: Item, ruling: Ruling, not_agreed: Ruling) -> Iterator[tuple[Item, Ruling]]:
        """The item in pieces: as far as consented at the lower of both prices, the rest at nothing."""
        needed = item.quantity
        for place in _places(self._lines, item):
            if taken := self._use(place, needed):
                needed -= taken
                line = self._lines[place]
                yield replace(item, quantity=taken, finding=line.finding or item.finding), _lower(ruling, line)
        if needed > 0:
            yield replace(item, quantity=needed), not_agreed

    def _use(self, place: int, needed: Decimal) -> Decimal:
        taken = min(needed, self._left[place])
        self._left[place] -= taken
        return taken


def _lower(ruling: Ruling, line: Line) -> Ruling:
    """A line that was told as free stays free, and no unit costs more than was told."""
    if not line.amount:
        return Ruling(unit_price=line.unit_price, clause=line.clause, because=line.because, is_charged=False)
    return replace(ruling, unit_price=min(ruling.unit_price, line.unit_price))
