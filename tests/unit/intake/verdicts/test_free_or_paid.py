"""Clause 2 as a table: is it free?"""

from dataclasses import replace
from datetime import date

import pytest

from services.intake.domain.cover import Cover, CoverKind
from services.intake.domain.verdicts.charge import charge_for
from services.intake.domain.verdicts.facts import Case, Item, ServicePlace, judged_kind, usual_place
from shared.events.intake.tickets import TicketKind
from tests.unit.intake.cases import POLICY, case, contract, foreign, installed, maintenance, sold

FIRST, LAST, DAY_AFTER = date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 22)
NEXT_YEAR = date(2027, 12, 31)
IN = ServicePlace.BROUGHT_IN
FAR = ServicePlace.REMOTE


def project(ends_on: date, *, site: bool = True) -> Cover:
    return contract(CoverKind.ENGINEERING, date(2025, 1, 1), ends_on, site=site)


def begun_today() -> Cover:
    return contract(CoverKind.MAINTENANCE, FIRST, NEXT_YEAR)


def agreement(ends_on: date) -> Cover:
    return contract(CoverKind.SPECIAL_AGREEMENT, date(2025, 1, 1), ends_on)


@pytest.mark.parametrize(
    ("what", "asked", "category", "clause"),
    [
        ("project in its warranty", case(installed(date(2026, 1, 15))), "free", "2.1.1"),
        ("project on the last day", case(installed(date(2025, 11, 23))), "free", "2.1.1"),
        ("project on the day after", case(installed(date(2025, 11, 22))), "paid", "2.2.1"),
        ("project of 24 months", case(installed(date(2025, 1, 15), 24)), "free", "2.1.1"),
        ("project by its contract", case(installed(date(2020, 1, 1), None), project(LAST)), "free", "2.1.1"),
        ("contract goes before the months", case(installed(date(2026, 1, 1)), project(DAY_AFTER)), "paid", "2.2.1"),
        ("project without a contract", case(installed(date(2026, 1, 1), None)), "undetermined", "5.3"),
        ("excluded", case(installed(date(2026, 1, 1)), exclusions=frozenset({2})), "paid", "2.2.1"),
        (
            "maintenance on the first day",
            case(None, begun_today()),
            "free",
            "2.1.3",
        ),
        ("maintenance on the last day", case(None, maintenance(LAST)), "free", "2.1.3"),
        ("maintenance on the day after", case(None, maintenance(DAY_AFTER)), "paid", "2.2.4"),
        ("maintenance after the warranty", case(installed(date(2020, 1, 1)), maintenance(LAST)), "free", "2.1.3"),
        ("both over", case(installed(date(2020, 1, 1)), maintenance(DAY_AFTER)), "paid", "2.2.4"),
        ("warranty runs, maintenance over", case(installed(date(2026, 1, 1)), maintenance(DAY_AFTER)), "free", "2.1.1"),
        ("not paid yet", case(None, replace(maintenance(LAST), waits_for_payment=True)), "paid", "2.2.4"),
        ("the newer of two", case(None, maintenance(DAY_AFTER), maintenance(NEXT_YEAR)), "free", "2.1.3"),
        ("sold, brought in", case(sold(date(2026, 1, 1)), place=IN), "free", "2.1.2"),
        ("sold long ago, brought in", case(sold(date(2010, 1, 1)), place=IN), "free", "2.1.2"),
        ("sold, visited", case(sold(date(2026, 1, 1))), "paid", "2.2.2"),
        ("sold, visited under maintenance", case(sold(date(2026, 1, 1)), maintenance(LAST)), "free", "2.1.3"),
        ("foreign", case(foreign()), "declined", "2.2.3"),
        ("foreign by agreement", case(foreign(), agreement(LAST)), "paid", "2.2.3"),
        ("foreign, agreement over", case(foreign(), agreement(DAY_AFTER)), "declined", "2.2.3"),
        ("unknown item, project site", case(None, project(LAST)), "free", "2.1.1"),
        ("unknown item, project over", case(None, project(DAY_AFTER)), "paid", "2.2.1"),
        ("unknown item, other site", case(None, project(LAST, site=False)), "undetermined", "5.3"),
        ("nothing known", case(None), "undetermined", "5.3"),
        ("camera move in warranty", case(installed(date(2026, 1, 1)), kind=TicketKind.CAMERA_MOVE), "paid", "3.3"),
        ("new installation", case(None, maintenance(LAST), kind=TicketKind.INSTALLATION), "paid", "3.2"),
        ("maintenance by contract", case(None, maintenance(LAST), kind=TicketKind.MAINTENANCE), "free", "2.1.3"),
        ("solved by phone", case(installed(date(2010, 1, 1)), place=FAR), "free", "5.16"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_case_of_clause_2_has_its_verdict(what: str, asked: Case, category: str, clause: str) -> None:
    verdict = charge_for(asked, POLICY)

    assert (verdict.category.value, verdict.clause) == (category, clause), what
    assert verdict.because


def test_the_verdict_does_not_depend_on_the_order_of_contracts() -> None:
    covers = (maintenance(DAY_AFTER), maintenance(NEXT_YEAR), project(LAST), agreement(LAST))
    forward = charge_for(case(None, *covers), POLICY)
    backward = charge_for(case(None, *reversed(covers)), POLICY)

    assert forward == backward


@pytest.mark.parametrize(
    ("kind", "item", "has_site", "place"),
    [
        (TicketKind.QUESTION, installed(date(2026, 1, 15)), True, FAR),
        (TicketKind.FAULT, sold(date(2026, 1, 15)), False, IN),
        (TicketKind.FAULT, sold(date(2026, 1, 15)), True, ServicePlace.ON_SITE),
        (TicketKind.FAULT, installed(date(2026, 1, 15)), False, ServicePlace.ON_SITE),
        (TicketKind.FAULT, None, False, ServicePlace.ON_SITE),
    ],
)
def test_a_sold_product_without_a_site_is_brought_in_unless_somebody_says_otherwise(
    kind: TicketKind, item: Item | None, place: ServicePlace, *, has_site: bool
) -> None:
    assert usual_place(kind, item, has_site=has_site) is place


def test_a_question_that_needs_more_than_words_is_judged_like_a_fault() -> None:
    assert judged_kind(TicketKind.QUESTION, FAR) is TicketKind.QUESTION
    assert judged_kind(TicketKind.QUESTION, IN) is TicketKind.FAULT
    assert judged_kind(TicketKind.CAMERA_MOVE, IN) is TicketKind.CAMERA_MOVE
