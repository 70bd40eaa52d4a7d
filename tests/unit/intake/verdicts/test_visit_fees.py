"""Readings of clause 2: visits with free and paid items, second trips, the same fault soon after a paid repair."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from services.intake.domain.progress import paid_work_of
from services.intake.domain.verdicts.charge import VisitFeeWaiver
from services.intake.domain.verdicts.facts import Case, Item, ServicePlace
from services.intake.domain.verdicts.paid_work import PaidWork, PaidWorkId
from shared.events.billing.charges import ChargeRaised
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import TicketKind
from shared.identifiers import new_id
from shared.money import Money
from tests.unit.intake.cases import NOW, REPORTED_ON, SITE, case, foreign, installed, judged, maintenance, sold
from tests.unit.intake.test_ticket_life import ticket

FREE = case(installed(date(2026, 1, 1)))
PAID = case(installed(date(2020, 1, 1)))
SOLD = case(sold(date(2026, 1, 1)))
DECLINED = case(foreign())
OPEN = case(installed(date(2026, 1, 1), None))
CAMERA, OTHER_CAMERA, A_JOB = new_id(), new_id(), new_id()
AGAIN, TRIP = VisitFeeWaiver.FAULT_AFTER_PAID_REPAIR, VisitFeeWaiver.SECOND_TRIP


@pytest.mark.parametrize(
    ("what", "items", "category", "clause"),
    [
        ("one free item", (FREE,), "free", "2.1.1"),
        ("one paid item", (PAID,), "paid", "2.2.1"),
        ("free and paid: no visit fee", (FREE, PAID), "free", "2.1.1"),
        ("free and sold: no visit fee", (FREE, SOLD), "free", "2.1.1"),
        ("free and not ours", (FREE, DECLINED), "free", "2.1.1"),
        ("free and not known", (FREE, OPEN), "free", "2.1.1"),
        ("paid twice: one case", (PAID, SOLD), "paid", "2.2.1"),
        ("paid and not ours", (PAID, DECLINED), "paid", "2.2.1"),
        ("paid and not known: it may turn out free", (PAID, OPEN), "undetermined", "5.3"),
        ("not ours and not known", (DECLINED, OPEN), "undetermined", "5.3"),
        ("nothing of ours", (DECLINED, DECLINED), "declined", "2.2.3"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_one_free_item_makes_the_visit_free_whatever_the_order(
    what: str, items: tuple[Case, ...], category: str, clause: str
) -> None:
    for order in permutations(items):
        found = judged(*order)
        assert (found.charge.category.value, found.charge.clause) == (category, clause), what
        assert len(found.items) == len(items)


def test_every_item_keeps_its_own_verdict() -> None:
    found = judged(FREE, PAID, DECLINED)

    assert [each.charge.clause for each in found.items] == ["2.1.1", "2.2.1", "2.2.3"]
    assert [each.warranty.verdict.parts.clause for each in found.items] == ["2.1.1", "2.2.1", "2.2.3"]


def done(days_ago: int, **more: Any) -> PaidWork:
    facts: dict[str, Any] = {
        "id": PaidWorkId(new_id()),
        "ticket_id": new_id(),
        "customer_id": new_id(),
        "site_id": SITE,
        "equipment_ids": (CAMERA,),
        "symptom_code": "no_picture",
        "done_on": REPORTED_ON - timedelta(days=days_ago),
    }
    return PaidWork(**facts | more)


def old(equipment_id: Any = CAMERA) -> Item:
    return installed(date(2020, 1, 1), equipment_id=equipment_id)


@pytest.mark.parametrize(
    ("what", "item", "facts", "waiver"),
    [
        ("the day after the repair", old(), {"paid_work": (done(1),)}, AGAIN),
        ("on the day itself", old(), {"paid_work": (done(0),)}, AGAIN),
        ("30 days later", old(), {"paid_work": (done(30),)}, AGAIN),
        ("31 days later", old(), {"paid_work": (done(31),)}, None),
        ("before the repair", old(), {"paid_work": (done(-1),)}, None),
        ("another item", old(OTHER_CAMERA), {"paid_work": (done(1),)}, None),
        ("one of several repairs", old(), {"paid_work": (done(90), done(3))}, AGAIN),
        ("no repair", old(), {}, None),
        ("no item known, same symptom", None, {"paid_work": (done(1, equipment_ids=()),)}, AGAIN),
        (
            "no item known, other symptom",
            None,
            {"paid_work": (done(1, equipment_ids=(), symptom_code="no_power"),)},
            None,
        ),
        ("no item known, no symptom", None, {"paid_work": (done(1, equipment_ids=()),), "symptom_code": None}, None),
        ("no item known, other site", None, {"paid_work": (done(1, equipment_ids=(), site_id=new_id()),)}, None),
        ("brought in: no visit", old(), {"paid_work": (done(1),), "place": ServicePlace.BROUGHT_IN}, None),
        ("a moved camera is no fault", old(), {"paid_work": (done(1),), "kind": TicketKind.CAMERA_MOVE}, None),
        ("a second trip", old(), {"visits_before": 1}, TRIP),
        ("a second trip soon after a paid repair", old(), {"visits_before": 1, "paid_work": (done(1),)}, TRIP),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_when_a_paid_visit_costs_no_fee(
    what: str, item: Item | None, facts: dict[str, Any], waiver: VisitFeeWaiver | None
) -> None:
    over = () if item is not None else (maintenance(date(2025, 1, 1)),)
    charge = judged(case(item, *over, **({"symptom_code": "no_picture"} | facts))).charge

    assert charge.category is ChargeCategory.PAID
    assert charge.visit_fee_waiver is waiver, what


def test_a_free_visit_needs_no_waiver() -> None:
    free = case(installed(date(2026, 1, 1), equipment_id=CAMERA), visits_before=1, paid_work=(done(1),))

    assert judged(free).charge.visit_fee_waiver is None


def test_a_fee_is_due_as_soon_as_one_paid_item_owes_it() -> None:
    waived, due = case(old(), paid_work=(done(1),)), case(old(OTHER_CAMERA), paid_work=(done(1),))

    assert judged(waived, waived).charge.visit_fee_waiver is AGAIN
    assert judged(waived, due).charge.visit_fee_waiver is None


def raised(total: str, job_id: UUID | None = A_JOB) -> ChargeRaised:
    return ChargeRaised(
        charge_id=new_id(),
        ticket_id=new_id(),
        job_id=job_id,
        number="YS-1",
        customer_id=new_id(),
        total=Money.of(total),
        pay_until=NOW,
        raised_at=NOW,
    )


def test_travel_to_a_job_that_was_cancelled_on_the_way_is_no_repair_for_money() -> None:
    assert paid_work_of(ticket(PAID), raised("45.00", job_id=None)) is None


@pytest.mark.parametrize(
    ("what", "asked", "total", "is_paid_repair"),
    [
        ("a paid fault", PAID, "100.00", True),
        ("a fault that cost nothing after all", PAID, "0.00", False),
        ("a free visit of which the travel was charged", FREE, "38.00", False),
        ("a moved camera", replace(PAID, kind=TicketKind.CAMERA_MOVE), "100.00", False),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_only_a_repair_for_money_is_remembered(what: str, asked: Case, total: str, *, is_paid_repair: bool) -> None:
    level = None if asked.kind is TicketKind.CAMERA_MOVE else 2
    remembered = paid_work_of(ticket(asked, level=level), raised(total))  # type: ignore[arg-type]  # a plain number is as good

    assert (remembered is not None) is is_paid_repair, what
    if remembered is not None:
        assert remembered.done_on == REPORTED_ON
