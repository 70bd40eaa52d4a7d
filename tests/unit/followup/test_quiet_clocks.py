"""The quiet clock: three months to the day, across years and month ends, reset by any repair."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.followup.domain.quiet import call_day, clock_id, start_clock
from shared.identifiers import new_id
from tests.builders.followup import POLICY

DAYS = st.dates(date(2001, 1, 1), date(2080, 1, 1))


@pytest.mark.parametrize(
    ("quiet_since", "called_on"),
    [
        (date(2026, 8, 23), date(2026, 11, 23)),
        (date(2026, 10, 15), date(2027, 1, 15)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_three_months_end_on_the_same_day_or_the_months_last(quiet_since: date, called_on: date) -> None:
    assert call_day(quiet_since, POLICY) == called_on


@given(DAYS, st.lists(DAYS, max_size=10))
def test_the_latest_repair_counts_whatever_the_order_in_which_they_are_heard(since: date, repairs: list[date]) -> None:
    clock = start_clock(new_id(), None, since=since, covered_until=since, policy=POLICY)
    for day in repairs:
        clock = clock.reset(day, POLICY)
    assert clock.quiet_since == max(since, *repairs) if repairs else clock.quiet_since == since
    assert clock.call_on == call_day(clock.quiet_since, POLICY)


def test_each_site_has_its_own_clock_and_the_customer_one_for_all() -> None:
    customer, site = new_id(), new_id()
    assert len({clock_id(customer, site), clock_id(customer, None), clock_id(new_id(), site)}) == 3
    assert clock_id(customer, site) == clock_id(customer, site)
