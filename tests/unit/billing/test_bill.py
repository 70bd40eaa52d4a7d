"""The final amount: what was used, at the tariff, and never above what was agreed, whatever was used."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.billing.domain.prices.bill import Agreement, WorkFacts, bill
from services.billing.domain.prices.lines import LineKind, sum_of
from services.billing.domain.prices.pricing import price
from services.billing.domain.prices.tariff import Item
from shared.events.intake.tickets import Region, TicketKind
from shared.identifiers import new_id
from shared.money import Money
from tests.unit.billing.cases import FEE, WITHOUT_WAIVER, cable, part, points, tariff, travel, verdict


def work(*items: Item, **changed: Any) -> WorkFacts:
    """A visit that did not fix everything."""
    facts: dict[str, Any] = {"purpose": "service", "has_arrived": True, "outcome": "not_fixed", "items": items}
    return WorkFacts(**facts | changed)


def consent(*items: Item, **case: Any) -> Agreement:
    """A quote with these lines and the customer's consent to it."""
    return Agreement(lines=price(items, tariff(**case)))


def shown(*lines: Any) -> list[tuple[str, str, str]]:
    return [(line.kind.value, str(line.amount), line.because.value) for line in lines]


def test_what_was_quoted_and_used_is_charged() -> None:
    agreed = consent(FEE, part(), cable("20"), travel("60.00"))
    lines = bill(work(part(), cable("12.5"), travel("45.00")), agreed, tariff())
    assert shown(*lines) == [
        ("visit_fee", "100.00", "tariff"),
        ("part", "52.00", "tariff"),
        ("cable_metre", "56.88", "tariff"),
        ("travel", "45.00", "tariff"),
    ]


def test_what_goes_beyond_the_quote_stands_there_at_nothing_with_the_clause_on_consent() -> None:
    agreed = consent(FEE, part(), cable("10"), travel("30.00"))
    lines = bill(work(part(3), cable("12.5"), travel("45.00")), agreed, tariff())
    assert shown(*lines) == [
        ("visit_fee", "100.00", "tariff"),
        ("part", "52.00", "tariff"),
        ("part", "0.00", "not_consented"),
        ("cable_metre", "45.50", "tariff"),
        ("cable_metre", "0.00", "not_consented"),
        ("travel", "30.00", "tariff"),
    ]
    assert {line.clause for line in lines if line.because.value == "not_consented"} == {"5.5"}


def test_a_material_that_was_used_is_one_by_the_price_list_however_it_was_reported() -> None:
    move: Any = {"kind": TicketKind.CAMERA_MOVE, "charge_clause": "3.3", "items": (verdict(parts=True),)}
    plugs = Item(kind=LineKind.MATERIAL, code="PLUG", quantity=Decimal(3))
    lines = bill(work(points(1), part(3, code="PLUG", finding=None)), consent(points(1), plugs, **move), tariff(**move))
    called_material = replace(part(finding=None), kind=LineKind.MATERIAL)
    assert shown(*bill(work(called_material), Agreement(), tariff()))[1:] == [("part", "0.00", "not_consented")]
    assert ("material", "3.75", "tariff") in shown(*lines), "new work is no warranty case: materials are charged"


@pytest.mark.parametrize("is_covered_first", [True, False])
def test_what_is_free_for_one_camera_is_not_free_for_the_other(*, is_covered_first: bool) -> None:
    covered, paid = new_id(), new_id()
    verdicts = (replace(verdict(parts=True), equipment_id=covered), replace(verdict(), equipment_id=paid))
    both = [replace(part(finding=1), equipment_id=covered), replace(part(finding=2), equipment_id=paid)]
    if not is_covered_first:
        both = [replace(each, finding=3 - (each.finding or 0)) for each in reversed(both)]
    for used in (both, [replace(each, finding=None) for each in both]):
        lines = bill(work(*used), consent(FEE, *both, items=verdicts), tariff(items=verdicts))
        assert str(sum_of(lines)) == "52.00"
        assert sorted(shown(*lines[1:])) == [("part", "0.00", "covered"), ("part", "52.00", "tariff")]
    three = [both[0], replace(both[1], quantity=Decimal(2))]
    assert str(sum_of(bill(work(*three), consent(FEE, *both, items=verdicts), tariff(items=verdicts)))) == "52.00"


@pytest.mark.parametrize(
    ("told", "quoted", "owed"), [(True, [], "48.00"), (False, [], "0.00"), (True, [travel("30.00")], "30.00")]
)
def test_the_travel_rule_that_was_told_holds_beside_a_quote_that_does_not_name_travel(
    quoted: list[Item], owed: str, *, told: bool
) -> None:
    agreed = replace(consent(FEE, part(), *quoted), was_told_travel_rule=told)
    assert [str(line.amount) for line in bill(work(part(), travel("48.00")), agreed, tariff())][2] == owed


def test_camera_points_take_the_place_of_the_fee_only_where_they_are_charged() -> None:
    assert shown(*bill(work(points(2)), consent(FEE, points(2)), tariff())) == [
        ("visit_fee", "0.00", "replaced_by_camera_move"),
        ("camera_point", "200.00", "tariff"),
    ]
    assert shown(*bill(work(points(2)), consent(FEE), tariff())) == [
        ("visit_fee", "100.00", "tariff"),
        ("camera_point", "0.00", "not_consented"),
    ]


@pytest.mark.parametrize(
    ("facts", "case", "total"),
    [
        ({}, {}, "145.00"),
        ({"has_arrived": False}, {}, "45.00"),
        ({"purpose": "redo"}, {}, "45.00"),
        ({}, {"region": Region.MAIN_CITY}, "100.00"),
        ({}, {"region": Region.UNDETERMINED}, "100.00"),
        ({}, {"has_paid_visit_fee": True}, "45.00"),
        ({}, {"items": (verdict(labour=True),)}, "45.00"),
    ],
)
def test_without_a_quote_what_was_told_is_owed(facts: dict[str, Any], case: dict[str, Any], total: str) -> None:
    told = Agreement(was_told_visit_fee=True, was_told_travel_rule=True)
    done = work(part(), travel("45.00"), **facts)
    assert str(sum_of(bill(done, told, tariff(**case)))) == total
    assert str(sum_of(bill(done, Agreement(), tariff(**case)))) == "0.00"


def test_a_part_that_left_the_price_list_costs_what_was_quoted() -> None:
    agreed = Agreement(lines=price([FEE, part(), travel("30.00")], tariff(WITHOUT_WAIVER)))
    empty = tariff()
    lines = bill(
        work(part(), part(code="OTHER")),
        agreed,
        type(empty)(circumstances=empty.circumstances, prices={}, policy=empty.policy),
    )
    assert [str(line.amount) for line in lines] == ["100.00", "52.00", "0.00"]


def test_a_fixed_visit_that_only_swapped_a_part_has_no_fee() -> None:
    agreed = Agreement(lines=price([FEE, part(), travel("30.00")], tariff(WITHOUT_WAIVER)))
    only_swap = work(part(), outcome="fixed", work_findings=(1,))
    assert str(sum_of(bill(only_swap, agreed, tariff()))) == "52.00"
    used = [part(), part(2, code="PLUG", finding=None), travel("30.00")]
    material = Item(kind=LineKind.MATERIAL, code="PLUG", quantity=Decimal(2))
    quoted = consent(FEE, part(), material, travel("30.00"))
    lines = bill(work(*used, outcome="fixed", work_findings=(1,)), quoted, tariff())
    assert shown(*lines) == shown(*quoted.lines or ()), "quote and bill agree: travel and material are charged"
    assert str(sum_of(lines)) == "84.50"
    only_material = work(used[1], outcome="fixed")
    assert str(sum_of(bill(only_material, consent(FEE, material), tariff()))) == "102.50"
    more = work(part(), outcome="fixed", work_findings=(1, None))
    assert str(sum_of(bill(more, agreed, tariff()))) == "152.00"


def test_travel_without_a_receipt_costs_nothing() -> None:
    told = Agreement(was_told_visit_fee=True, was_told_travel_rule=True)
    lines = bill(work(travel("45.00", receipt=None)), told, tariff())
    assert shown(*lines) == [("visit_fee", "100.00", "tariff"), ("travel", "0.00", "no_receipt")]


def test_who_turned_back_on_the_way_gets_his_travel_and_no_fee() -> None:
    told = Agreement(was_told_visit_fee=True, was_told_travel_rule=True)
    lines = bill(work(travel("45.00"), has_arrived=False, outcome="cancelled"), told, tariff())
    assert shown(*lines) == [("travel", "45.00", "tariff")]


_PARTS = st.builds(part, st.integers(1, 9), code=st.sampled_from(["PSU", "PLUG"]), finding=st.integers(1, 3))
_CENTS = st.integers(1, 99_999).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
_OTHERS = st.tuples(
    st.lists(_PARTS, max_size=4),
    st.lists(st.builds(points, st.integers(1, 9)), max_size=1),
    st.lists(st.builds(cable, _CENTS), max_size=1),
    st.lists(st.builds(travel, _CENTS), max_size=1),
).map(lambda groups: [item for group in groups for item in group])


def _as_told(items: list[Item]) -> list[Item]:
    """A quote calls a material what dispatch counts as a part."""
    return [replace(each, kind=LineKind.MATERIAL) if each.code == "PLUG" else each for each in items]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a loaded machine draws slowly
@given(quoted=_OTHERS, used=_OTHERS, has_fee=st.booleans())
def test_no_bill_is_above_the_consent_nor_above_the_tariff(
    quoted: list[Item], used: list[Item], *, has_fee: bool
) -> None:
    asked = [FEE, *_as_told(quoted)] if has_fee or not quoted else _as_told(quoted)
    agreed = Agreement(lines=price(asked, tariff(WITHOUT_WAIVER)))
    lines = bill(work(*used), agreed, tariff())
    assert sum_of(lines) <= sum_of(agreed.lines or ())
    assert sum_of(lines) <= sum_of(price([FEE, *_as_told(used)], tariff(WITHOUT_WAIVER)))
    assert all(line.clause and line.amount >= Money.ZERO for line in lines)
    shown_parts = sum(line.quantity for line in lines if line.kind in {LineKind.PART, LineKind.MATERIAL})
    assert shown_parts == sum(item.quantity for item in used if item.kind is LineKind.PART)
