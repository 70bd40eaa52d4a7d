"""Which period counts: every precedence pair, parts with periods of their own, the days for return and exchange."""

from datetime import date
from typing import Any

import pytest

from services.intake.domain.cover import Cover, CoverKind
from services.intake.domain.equipment import Proof, ProofKind
from services.intake.domain.verdicts.facts import Case, Item, ItemPart
from shared.events.intake.decisions import CoverageVerdict, ItemVerdict
from tests.unit.intake import cases
from tests.unit.intake.cases import case, contract, foreign, installed, sold

YES, NO, ASK = CoverageVerdict.COVERED, CoverageVerdict.NOT_COVERED, CoverageVerdict.UNDETERMINED
BOUGHT = date(2026, 1, 15)


def judged(asked: Case) -> ItemVerdict:
    return cases.judged(asked).warranty.verdict


@pytest.mark.parametrize(
    ("category", "card", "bought_by_contract", "covered_until", "clause"),
    [
        ("camera", None, None, date(2027, 1, 15), "4.1"),
        ("bracket", None, None, date(2026, 4, 15), "4.2"),
        ("keyboard", None, None, None, "4.3"),
        # table against card
        ("camera", 11, None, date(2027, 1, 15), "4.1"),
        ("camera", 12, None, date(2027, 1, 15), "4.1"),
        ("camera", 13, None, date(2027, 2, 15), "4.3"),
        # table against contract
        ("camera", None, 6, date(2027, 1, 15), "4.1"),
        ("camera", None, 24, date(2028, 1, 15), "4.3"),
        ("bracket", None, 4, date(2026, 5, 15), "4.3"),
        # card against contract
        ("keyboard", 6, 9, date(2026, 10, 15), "4.3"),
        ("keyboard", 9, 6, date(2026, 10, 15), "4.3"),
        ("keyboard", 6, None, date(2026, 7, 15), "4.3"),
        ("keyboard", None, 6, date(2026, 7, 15), "4.3"),
        # all three
        ("camera", 24, 36, date(2029, 1, 15), "4.3"),
    ],
)
def test_the_longest_of_table_card_and_contract_counts(
    category: str, card: int | None, bought_by_contract: int | None, covered_until: date | None, clause: str
) -> None:
    item = sold(BOUGHT, category, card_months=card, contract_months=bought_by_contract)
    verdict = judged(case(item, reported_on=BOUGHT))

    assert (verdict.covered_until, verdict.parts.clause) == (covered_until, clause)
    assert verdict.parts.verdict is (ASK if covered_until is None else YES)


@pytest.mark.parametrize(
    ("starts", "months", "last"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), 3, date(2026, 6, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_a_period_ends_on_the_same_day_months_later_and_that_day_counts(starts: date, months: int, last: date) -> None:
    day_after = date.fromordinal(last.toordinal() + 1)
    of_card, of_project = sold(starts, "keyboard", card_months=months), installed(starts, months)

    for item in (of_card, of_project):
        days = [judged(case(item, reported_on=day)).parts.verdict for day in (starts, last, day_after)]
        assert days == [YES, YES, NO]
        assert judged(case(item)).covered_until == last


def project(ends_on: date, starts_on: date = BOUGHT) -> Cover:
    return contract(CoverKind.ENGINEERING, starts_on, ends_on)


@pytest.mark.parametrize(
    ("what", "item", "covers", "covered_until"),
    [
        ("a project counts from its completion", installed(BOUGHT, 12), (), date(2027, 1, 15)),
        ("not from a proof", installed(BOUGHT, 12, proofs=sold(date(2026, 6, 1)).proofs), (), date(2027, 1, 15)),
        ("its contract goes before its months", installed(BOUGHT, 12), (project(date(2026, 7, 1)),), date(2026, 7, 1)),
        ("a card does not matter to it", installed(BOUGHT, 6, card_months=36), (), date(2026, 7, 15)),
        ("nor does the table", installed(BOUGHT, 6), (), date(2026, 7, 15)),
        (
            "a project's contract is none of a sold product",
            sold(BOUGHT),
            (project(date(2030, 1, 1)),),
            date(2027, 1, 15),
        ),
        ("nothing of ours", foreign(proofs=sold(BOUGHT).proofs, card_months=36), (), None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_projects_and_sold_products_have_periods_of_their_own(
    what: str, item: Item, covers: tuple[Cover, ...], covered_until: date | None
) -> None:
    assert judged(case(item, *covers)).covered_until == covered_until, what


@pytest.mark.parametrize(("kind", "verdict"), [(None, ASK), *((kind, YES) for kind in ProofKind)], ids=str)
def test_one_valid_proof_of_any_kind_is_enough(kind: ProofKind | None, verdict: CoverageVerdict) -> None:
    proofs = () if kind is None else (Proof(kind=kind, dated_on=BOUGHT),)
    parts = judged(case(with_proofs(proofs), reported_on=BOUGHT)).parts

    assert parts.verdict is verdict
    assert parts.clause == ("4.5" if kind is None else "4.1")


def with_proofs(proofs: tuple[Proof, ...]) -> Item:
    return Item(product_category="camera", provenance=sold(None).provenance, proofs=proofs)


@pytest.mark.parametrize(
    ("what", "item", "told"),
    [
        ("no parts on file", sold(BOUGHT), []),
        ("a part with the same period", sold(BOUGHT, parts=(ItemPart(part="hard_disk"),)), []),
        (
            "a part with a shorter one",
            sold(BOUGHT, parts=(ItemPart(part="bracket"),)),
            [("bracket", date(2026, 4, 15), "4.2", NO)],
        ),
        (
            "a card lengthens the part's too",
            sold(BOUGHT, parts=(ItemPart(part="bracket"),), card_months=18),
            [],
        ),
        (
            "a swapped part counts from the swap",
            sold(BOUGHT, parts=(ItemPart(part="hard_disk", since=date(2026, 8, 31)),)),
            [("hard_disk", date(2027, 8, 31), "4.1", YES)],
        ),
        (
            "a swap never shortens",
            installed(date(2026, 10, 1), 24, parts=(ItemPart(part="bracket", since=date(2026, 11, 1)),)),
            [],
        ),
        (
            "a swap after a project's warranty",
            installed(date(2020, 1, 1), 12, parts=(ItemPart(part="bracket", since=date(2026, 10, 1)),)),
            [("bracket", date(2027, 1, 1), "4.2", YES)],
        ),
        (
            "the last of two swaps counts",
            sold(
                BOUGHT,
                parts=(
                    ItemPart(part="bracket", since=date(2026, 9, 1)),
                    ItemPart(part="bracket", since=date(2026, 3, 1)),
                ),
            ),
            [("bracket", date(2026, 12, 1), "4.2", YES)],
        ),
        ("of somebody else's product nothing", foreign(parts=(ItemPart(part="bracket"),)), []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_parts_with_another_period_than_the_product_are_named(what: str, item: Item, told: list[Any]) -> None:
    periods = judged(case(item)).part_periods

    assert [(each.part, each.covered_until, each.clause, each.verdict) for each in periods] == told, what


@pytest.mark.parametrize(
    ("item", "excluded", "return_until", "exchange_until"),
    [
        (sold(date(2026, 11, 16)), frozenset[int](), date(2026, 11, 23), date(2026, 12, 1)),
        (sold(date(2026, 2, 25)), frozenset[int](), date(2026, 3, 4), date(2026, 3, 12)),
        (sold(None), frozenset[int](), None, None),
        (sold(date(2026, 11, 16)), frozenset({1}), None, None),
        (installed(date(2026, 11, 16)), frozenset[int](), None, None),
        (foreign(), frozenset[int](), None, None),
    ],
)
def test_return_within_seven_and_exchange_within_fifteen_days_from_the_proof(
    item: Item, excluded: frozenset[int], return_until: date | None, exchange_until: date | None
) -> None:
    verdict = judged(case(item, exclusions=excluded))

    assert (verdict.return_until, verdict.exchange_until) == (return_until, exchange_until)
