"""Chapter 3 as a table: what each case costs by today's policy, by which clause, and why."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.billing.domain.prices.lines import LineKind, sum_of
from services.billing.domain.prices.pricing import matched, price
from services.billing.domain.prices.reduction import LineReduction, reduced
from services.billing.domain.prices.tariff import Item
from services.billing.domain.refusals import (
    LineWrong,
    NoMatchingFinding,
    NotBelow,
    PriceNotListed,
    TravelNotCharged,
    VerdictMissing,
)
from shared.errors import Refused
from shared.events.dispatch.jobs import Finding
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketKind
from shared.money import Money
from tests.unit.billing.cases import FEE, POLICY, WITHOUT_WAIVER, cable, part, points, tariff, travel, verdict

FREE = {"category": ChargeCategory.FREE, "charge_clause": "2.1.3"}
OTHER_FAULT = Finding(finding=2, fault="lens_fogged")
FACTORY = Item(kind=LineKind.FACTORY_REPAIR, cost=Money.of("180.00"))
MATERIAL = Item(kind=LineKind.MATERIAL, code="PLUG")

VISIT_FEES: list[tuple[dict[str, Any], list[Item], str, str, str]] = [
    # the case                                            also done       fee        clause   because
    ({"charge_clause": "2.2.2"},                          [MATERIAL],     "100.00",  "3.1",   "tariff"),
    ({"charge_clause": "2.2.3"},                          [MATERIAL],     "100.00",  "3.1",   "tariff"),
    ({"charge_clause": "2.2.1"},                          [MATERIAL],     "100.00",  "3.2",   "tariff"),
    ({"charge_clause": "2.2.4"},                          [MATERIAL],     "100.00",  "3.2",   "tariff"),
    ({"charge_clause": "3.2", "kind": TicketKind.INSTALLATION}, [MATERIAL], "100.00", "3.2",  "tariff"),
    ({"category": ChargeCategory.FREE, "charge_clause": "2.1.1"}, [MATERIAL], "0.00", "2.1.1", "covered"),
    ({"category": ChargeCategory.FREE, "charge_clause": "2.1.3"}, [part()], "0.00", "2.1.3",  "covered"),
    ({"items": (verdict(labour=True),)},                  [MATERIAL],     "0.00",    "2.1.1", "free_item_on_visit"),
    ({},                                                  [points(2)],    "0.00",  "3.3",   "replaced_by_camera_move"),
    ({"has_paid_visit_fee": True},                        [MATERIAL],     "0.00",    "2",     "once_per_fault"),
    ({"is_repeat_of_paid_repair": True},                  [MATERIAL],     "0.00",    "2",     "once_per_fault"),
    ({},                                                  [part()],       "0.00",    "4.4",   "system_part_swap"),
    ({"is_part_of_installation": False, "charge_clause": "2.2.2"}, [part()], "100.00", "3.1", "tariff"),
    ({},                                                  [part(), MATERIAL], "0.00", "4.4",  "system_part_swap"),
    ({},                                                  [part(), travel("60.00")], "0.00", "4.4", "system_part_swap"),
    ({},                                                  [part(), cable("2")], "100.00", "3.2", "tariff"),
    ({},                                                  [MATERIAL, travel("60.00")], "100.00", "3.2", "tariff"),
    ({},                                                  [],             "100.00",  "3.2",   "tariff"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "done", "fee", "clause", "because"), VISIT_FEES)
def test_the_visit_fee_by_case(case: dict[str, Any], done: list[Item], fee: str, clause: str, because: str) -> None:
    line = price([FEE, *done], tariff(**case))[0]
    assert (str(line.amount), line.clause, line.because) == (fee, clause, because)


def test_a_visit_with_another_fault_is_not_only_a_swap() -> None:
    findings = [Finding(finding=1, fault="no_power", faulty_part="PSU"), OTHER_FAULT]
    assert str(price([FEE, part()], tariff(), findings)[0].amount) == "100.00"
    assert str(price([FEE, part()], tariff(), findings[:1])[0].amount) == "0.00"


def test_the_waiver_for_a_system_part_swap_is_a_setting() -> None:
    assert str(price([FEE, part()], tariff(WITHOUT_WAIVER))[0].amount) == "100.00"


@pytest.mark.parametrize(
    ("case", "item", "amount", "clause", "is_at_most"),
    [
        ({}, points(3), "300.00", "3.3", False),
        ({}, cable("12.5"), "56.88", "3.3", True),
        ({}, part(2), "104.00", "3.5", False),
        ({}, MATERIAL, "1.25", "3.5", False),
        ({}, travel("60.00"), "60.00", "3.6", True),
        ({"category": ChargeCategory.FREE, "charge_clause": "2.1.1"}, travel("60.00"), "60.00", "3.6", True),
        ({"region": Region.OUTSIDE}, travel("60.00"), "60.00", "3.6", True),
        ({}, FACTORY, "180.00", "4.4", True),
        ({"items": (verdict(parts=True),)}, FACTORY, "0.00", "4.1", True),
        ({}, Item(kind=LineKind.CONTRACT_YEAR, quantity=Decimal(12)), "1800.00", "3.4", False),
        ({"items": (verdict(parts=True),)}, part(2), "0.00", "4.1", False),
        ({"items": (verdict(parts=True),)}, MATERIAL, "0.00", "4.1", False),
        ({"items": (verdict(parts=True),), "kind": TicketKind.CAMERA_MOVE}, MATERIAL, "1.25", "3.5", False),
        ({**FREE, "items": (verdict(labour=True),)}, part(), "52.00", "3.5", False),
        ({"category": ChargeCategory.FREE, "charge_clause": "2.1.1"}, points(1), "100.00", "3.3", False),
    ],
)  # fmt: skip
def test_the_other_lines_by_case(
    case: dict[str, Any], item: Item, amount: str, clause: str, *, is_at_most: bool
) -> None:
    [line] = price([item], tariff(**case))
    assert (str(line.amount), line.clause, line.is_at_most) == (amount, clause, is_at_most)


def test_a_sum_is_the_sum_of_its_rounded_lines() -> None:
    lines = price([FEE, cable("12.5"), MATERIAL], tariff())
    assert sum_of(lines) == Money.of("158.13")


@pytest.mark.parametrize(
    ("case", "items", "refused"),
    [
        ({"region": Region.MAIN_CITY}, [travel("60.00")], TravelNotCharged),
        ({"region": Region.UNDETERMINED}, [travel("60.00")], VerdictMissing),
        ({"category": ChargeCategory.UNDETERMINED}, [FEE], VerdictMissing),
        ({"category": ChargeCategory.DECLINED}, [FEE], VerdictMissing),
        ({}, [FEE, FEE], LineWrong),
        ({}, [travel("-1.00")], LineWrong),
        ({}, [part(0)], LineWrong),
        ({}, [cable("1.001")], LineWrong),
        ({}, [replace(MATERIAL, quantity=cable("1.5").quantity)], LineWrong),
        ({}, [replace(FEE, code="PSU")], LineWrong),
        ({}, [replace(FEE, cost=Money.of("1.00"))], LineWrong),
        ({}, [part(10_000_000)], LineWrong),
        ({}, [part(code="NOBODY")], PriceNotListed),
    ],
)
def test_what_cannot_be_quoted_is_refused(case: dict[str, Any], items: list[Item], refused: type[Refused]) -> None:
    with pytest.raises(refused):
        price(items, tariff(**case))


@pytest.mark.parametrize(
    ("item", "findings", "matches"),
    [
        (part(finding=None), [Finding(finding=1, fault="x", faulty_part="PSU")], 1),
        (part(finding=2), [OTHER_FAULT], 2),
        (part(finding=2), [Finding(finding=2, fault="x", faulty_part="FUSE")], None),
        (part(finding=3), [OTHER_FAULT], None),
        (part(finding=None), [OTHER_FAULT], None),
        (part(finding=None), [], None),
    ],
)
def test_no_part_is_replaced_that_is_not_broken(item: Item, findings: list[Finding], matches: int | None) -> None:
    if matches is None:
        with pytest.raises(NoMatchingFinding):
            matched([item], findings, "5.5")
    else:
        assert matched([item], findings, "5.5")[0].finding == matches


def test_todays_numbers_clause_by_clause() -> None:
    assert [
        (POLICY.sold_product_visit.clause, str(POLICY.sold_product_visit.yuan_per_visit)),
        (POLICY.project_visit.clause, str(POLICY.project_visit.yuan_per_visit)),
        (POLICY.camera_move.clause, str(POLICY.camera_move.yuan_per_point)),
        (POLICY.maintenance_contract.clause, str(POLICY.maintenance_contract.yuan_per_point_and_year)),
        (POLICY.fee_once_per_fault.clause, POLICY.fee_once_per_fault.repeat_window_days),
        (POLICY.refund.clause, str(POLICY.refund.second_approval_above_yuan)),
        (POLICY.invoice.clause, POLICY.invoice.mailed_within_working_days),
        (POLICY.cash_limit.clause, str(POLICY.cash_limit.yuan_per_person)),
        (POLICY.receivable.clause, list(POLICY.receivable.reminders_days_late)),
        (POLICY.travel.clause, [region.value for region in POLICY.travel.charged_in]),
        (POLICY.part_cost.clause, POLICY.part_cost.price_up_to_cost),
        (POLICY.system_part_swap.clause, POLICY.system_part_swap.waive_visit_fee_on_system_part_swap),
        (POLICY.quote.clause, POLICY.quote.valid_days),
        (POLICY.receivable.clause, POLICY.receivable.due_days),
        (POLICY.remittance.clause, POLICY.remittance.within_working_days),
    ] == [
        ("3.1", "100.00"),
        ("3.2", "100.00"),
        ("3.3", "100.00"),
        ("3.4", "150.00"),
        ("2", 30),
        ("5.6", "500.00"),
        ("5.6", 2),
        ("7.3", "5000.00"),
        ("5.6", [7, 15, 30]),
        ("3.6", ["suburb", "outside"]),
        ("4.4", True),
        ("4.4", True),
        ("5.5", 7),
        ("5.6", 15),
        ("7.3", 1),
    ]


def test_below_the_tariff_goes_only_down_and_only_where_something_is_asked() -> None:
    lines = price([FEE, part(2)], tariff(WITHOUT_WAIVER))
    cheaper = reduced(lines, LineReduction(line=2, unit_price=Money.of("40.00")), "5.5")
    assert [(str(line.amount), line.clause, line.because) for line in cheaper] == [
        ("100.00", "3.2", "tariff"),
        ("80.00", "5.5", "reduced"),
    ]
    for line, price_ in [(2, "52.00"), (2, "60.00"), (2, "-1.00"), (3, "1.00")]:
        with pytest.raises(NotBelow):
            reduced(lines, LineReduction(line=line, unit_price=Money.of(price_)), "5.5")
