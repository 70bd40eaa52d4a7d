"""Clause 4 as a table: is it under warranty?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.equipment import Proof, ProofKind
from services.intake.domain.verdicts.charge import charge_for
from services.intake.domain.verdicts.facts import Case, ServicePlace
from services.intake.domain.verdicts.warranty import warranty_for
from shared.events.intake.decisions import CoverageVerdict, ItemVerdict
from shared.events.intake.tickets import Region
from tests.unit.intake.cases import POLICY, case, foreign, installed, maintenance, sold

YES, NO, ASK = CoverageVerdict.COVERED, CoverageVerdict.NOT_COVERED, CoverageVerdict.UNDETERMINED
LAST = date(2026, 11, 23)


def judged(asked: Case) -> ItemVerdict:
    return warranty_for(asked, charge_for(asked, POLICY), POLICY).verdict


@pytest.mark.parametrize(
    ("bought", "category", "card", "reported", "verdict", "clause"),
    [
        (date(2026, 1, 15), "camera", None, date(2027, 1, 15), YES, "4.1"),
        (date(2026, 1, 15), "camera", None, date(2027, 1, 16), NO, "4.1"),
        (date(2025, 11, 30), "bracket", None, date(2026, 2, 28), YES, "4.2"),
        (date(2025, 11, 30), "bracket", None, date(2026, 3, 1), NO, "4.2"),
        (date(2024, 2, 29), "dvr", None, date(2025, 2, 28), YES, "4.1"),
        (date(2024, 2, 29), "dvr", None, date(2025, 3, 1), NO, "4.1"),
        (date(2023, 11, 30), "housing", None, date(2024, 2, 29), YES, "4.2"),
        (date(2026, 3, 31), "housing", None, date(2026, 6, 30), YES, "4.2"),
        (date(2026, 1, 15), "bracket", 12, date(2027, 1, 15), YES, "4.3"),  # a card lengthens
        (date(2026, 1, 15), "camera", 3, date(2027, 1, 15), YES, "4.1"),  # and never shortens
        (date(2026, 1, 15), "keyboard", 6, date(2026, 7, 15), YES, "4.3"),
        (date(2026, 1, 15), "keyboard", None, date(2026, 1, 15), ASK, "4.3"),
        (None, "camera", None, date(2026, 1, 15), ASK, "4.5"),
    ],
)
def test_the_last_day_of_a_sold_product_is_covered(
    bought: date | None,
    category: str,
    card: int | None,
    reported: date,
    verdict: CoverageVerdict,
    clause: str,
) -> None:
    parts = judged(case(sold(bought, category, card_months=card), reported_on=reported)).parts

    assert (parts.verdict, parts.clause) == (verdict, clause)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_each_exclusion_beats_the_period(number: int) -> None:
    verdict = judged(case(sold(date(2026, 11, 1)), exclusions=frozenset({number})))

    assert (verdict.parts.verdict, verdict.parts.clause) == (NO, f"4.6.{number}")
    assert verdict.exclusions == (f"4.6.{number}",)


def test_an_exclusion_beats_a_contract_with_parts_but_not_its_labour() -> None:
    item = installed(date(2020, 1, 1))
    verdict = judged(case(item, maintenance(LAST, parts=True), exclusions=frozenset({1})))

    assert verdict.parts.verdict is NO
    assert (verdict.labour.verdict, verdict.labour.clause) == (YES, "2.1.3")


@pytest.mark.parametrize(("parts", "verdict", "clause"), [("included", YES, "2.1.3"), ("apart", NO, "2.2.1")])
def test_a_maintenance_contract_pays_parts_only_where_it_says_so(
    parts: str, verdict: CoverageVerdict, clause: str
) -> None:
    found = judged(case(installed(date(2020, 1, 1)), maintenance(LAST, parts=parts == "included"))).parts

    assert (found.verdict, found.clause) == (verdict, clause)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"region": Region.MAIN_CITY}, YES),
        ({"region": Region.SUBURB}, NO),
        ({"region": Region.OUTSIDE}, NO),
        ({"region": Region.UNDETERMINED}, ASK),
        ({"region": Region.SUBURB, "place": ServicePlace.BROUGHT_IN}, YES),
    ],
)
def test_travel_outside_the_main_city_is_due_on_free_visits_too(
    facts: dict[str, Any], verdict: CoverageVerdict
) -> None:
    found = judged(case(installed(date(2026, 1, 1)), **facts))

    assert found.labour.verdict is YES
    assert (found.travel.verdict, found.travel.clause) == (verdict, "3.6")


def test_what_the_company_did_not_sell_has_no_warranty() -> None:
    verdict = judged(case(foreign()))

    assert (verdict.parts.verdict, verdict.parts.clause) == (NO, "2.2.3")
    assert verdict.covered_until is None


def test_the_verdict_names_the_last_day() -> None:
    assert judged(case(installed(date(2026, 1, 15)))).covered_until == date(2027, 1, 15)
    assert judged(case(sold(date(2026, 1, 15)))).covered_until == date(2027, 1, 15)


DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
CATEGORIES = st.sampled_from(["camera", "bracket", "keyboard"])


@given(DAYS, st.integers(0, 400), CATEGORIES, st.one_of(st.none(), st.integers(1, 60)), DAYS)
def test_a_later_purchase_never_shortens_the_cover(
    bought: date, later: int, category: str, card: int | None, reported: date
) -> None:
    def verdict(day: date) -> CoverageVerdict:
        return judged(case(sold(day, category, card_months=card), reported_on=reported)).parts.verdict

    if verdict(bought) is YES:
        assert verdict(bought + timedelta(days=later)) is YES


@given(DAYS, CATEGORIES, st.integers(1, 60), DAYS)
def test_a_card_never_shortens_the_tables_period(bought: date, category: str, card: int, reported: date) -> None:
    without = judged(case(sold(bought, category), reported_on=reported)).parts.verdict
    with_card = judged(case(sold(bought, category, card_months=card), reported_on=reported)).parts.verdict

    assert without is not YES or with_card is YES


@given(st.lists(DAYS, min_size=1, max_size=5), st.randoms())
def test_the_order_of_proofs_never_matters(days: list[date], shuffler: Any) -> None:
    proofs = [Proof(kind=ProofKind.RECEIPT, dated_on=day) for day in days]
    shuffled = proofs.copy()
    shuffler.shuffle(shuffled)
    verdicts = [judged(case(replace(sold(None), proofs=tuple(order)))) for order in (proofs, shuffled)]

    assert verdicts[0] == verdicts[1]


def test_of_several_proofs_the_latest_counts() -> None:
    proofs = (
        Proof(kind=ProofKind.LABEL, dated_on=date(2024, 1, 1)),
        Proof(kind=ProofKind.INVOICE, dated_on=date(2026, 1, 15)),
        Proof(kind=ProofKind.RECEIPT, dated_on=date(2025, 1, 1)),
    )

    assert judged(case(replace(sold(None), proofs=proofs))).covered_until == date(2027, 1, 15)
