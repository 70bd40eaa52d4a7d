"""Closing: periods, files that no spreadsheet computes, disagreements by name, price lists out of files."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.closing.figures import Days, Span, days_of, must_be_over
from services.billing.domain.closing.reconciliation import AT_MOST, Check, Pair, disagreements
from services.billing.domain.closing.spreadsheet import BYTE_ORDER_MARK, as_csv, inert
from services.billing.domain.prices.price_file import prices_in
from services.billing.domain.refusals import PeriodWrong, PriceImportWrong
from shared.money import Money

HEADER = "code,name,ware,unit,unit_price,cost\n"


@pytest.mark.parametrize(
    ("span", "day", "first", "last"),
    [
        (Span.DAY, date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 23)),
        (Span.MONTH, date(2026, 11, 23), date(2026, 11, 1), date(2026, 11, 30)),
        (Span.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (Span.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_a_day_or_the_month_around_it(span: Span, day: date, first: date, last: date) -> None:
    assert days_of(span, day) == Days(first, last)


def test_days_begin_at_midnight_in_chongqing_and_only_what_is_over_is_closed() -> None:
    days = days_of(Span.DAY, date(2026, 11, 23))
    ends = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert days.instants == (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), ends)
    must_be_over(days, ends)
    with pytest.raises(PeriodWrong):
        must_be_over(days, ends.replace(hour=15, minute=59))


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("-2.00", "-2.00"),
        ("152.00", "152.00"),
        ("PSU-12V", "PSU-12V"),
        ("12V 电源", "12V 电源"),
        ("=1+1", "'=1+1"),
        ("+8613900139000", "'+8613900139000"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        ('"=1', "'\"=1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, shown: str) -> None:
    assert inert(cell) == shown


@given(st.text(max_size=30))
def test_whatever_is_written_a_spreadsheet_reads_no_formula(text: str) -> None:
    cell = inert(text)
    is_number = cell.removeprefix("-").replace(".", "", 1).isdecimal()
    assert is_number or not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_a_file_starts_with_its_mark_and_quotes_what_needs_it() -> None:
    assert as_csv(("a", "b"), [("1,5", "=1")]) == f'{BYTE_ORDER_MARK}a,b\r\n"1,5",\'=1\r\n'


@pytest.mark.parametrize("check", list(Check))
def test_what_differs_is_named(check: Check) -> None:
    less, more = Money.of("99.99"), Money.of("100.01")
    right = Pair(check=check, about="A", expected=Money.of("100.00"), found=Money.of("100.00"))
    pairs = [right, *(Pair(check=check, about="B", expected=right.expected, found=found) for found in (less, more))]
    found = disagreements(pairs)
    assert [(each.check, each.about, each.found) for each in found] == (
        [(check, "B", more)] if check in AT_MOST else [(check, "B", less), (check, "B", more)]
    )


def test_a_price_list_out_of_a_file() -> None:
    rows = "PSU-12V,12V 电源,part,piece,52.00,52.00\r\nCABLE,,material,metre,4.5,2.80\r\n"
    psu, cable = prices_in(BYTE_ORDER_MARK + HEADER + rows)
    assert (psu.code, psu.name, str(psu.unit_price)) == ("PSU-12V", "12V 电源", "52.00")
    assert (cable.ware.value, cable.name, cable.unit, str(cable.unit_price)) == ("material", None, "metre", "4.50")


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("part,price\nPSU,1\n", None, None),
        (HEADER + "PSU,,part,piece,52.001,52.00\n", "2", "unit_price"),
        (HEADER + "PSU,,part,piece,1E5,52.00\n", "2", "unit_price"),
        (HEADER + "A,,part,piece,1.00,1.00\n,,part,piece,1.00,1.00\n", "3", "code"),
        (HEADER + "PSU,,service,piece,1.00,1.00\n", "2", "ware"),
        (HEADER + "PSU,,part,piece,1.00\n", "2", "row"),
        (HEADER + "PSU,,part,piece,1.00,1.00,9\n", "2", "row"),
        (HEADER + 'PSU,"x,part,piece,1.00,1.00\n', None, None),
    ],
)
def test_a_wrong_row_is_named(text: str, row: str | None, column: str | None) -> None:
    with pytest.raises(PriceImportWrong) as refused:
        prices_in(text)
    assert (refused.value.facts.get("row"), refused.value.facts.get("column")) == (row, column)
