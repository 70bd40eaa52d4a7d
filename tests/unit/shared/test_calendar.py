"""Working calendars as a business person reads them: windows, closed days, make-up days, zones, months."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from shared.calendar import DAY_END, CalendarUnusable, WorkingCalendar, add_months, parse_window
from shared.chinese_calendar import chinese_working_days

OFFICE = [["08:30", "12:00"], ["13:30", "18:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)


@pytest.mark.parametrize(
    ("start", "months", "last_day"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 10, 31), 14, date(2027, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_a_period_of_months_ends_on_the_same_day_or_on_the_last_of_a_shorter_month(
    start: date, months: int, last_day: date
) -> None:
    assert add_months(start, months) == last_day


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        (date(2026, 9, 30), True, "counted"),
        (date(2026, 10, 1), False, "closed day"),  # national day
        (date(2026, 10, 3), False, "closed day"),  # a Saturday inside the holiday
        (date(2026, 10, 10), True, "make-up workday"),  # a Saturday, worked for the holiday
        (date(2026, 10, 11), False, "closed day"),  # an ordinary Sunday
        (date(2026, 2, 14), True, "make-up workday"),
        (date(2026, 2, 17), False, "closed day"),  # spring festival
        (date(2031, 10, 1), True, "counted"),  # nobody has published 2031: an ordinary Wednesday
        (date(2031, 10, 4), False, "closed day"),
    ],
)
def test_china_works_on_published_days(*, day: date, works: bool, why: str) -> None:
    china = chinese_working_days((parse_window("08:30", "18:00"),))
    assert china.is_work_day(day) is works
    assert china.windows_on(day)[1] == why


def test_a_make_up_workday_replaces_the_windows_of_its_date() -> None:
    saturday = date(2026, 10, 10)
    calendar = WorkingCalendar.of("Asia/Shanghai", WEEK, [], {saturday: [["10:00", "12:00"]]})
    assert calendar.windows_on(saturday) == (((time(10), time(12)),), "make-up workday")


def test_a_date_that_is_both_closed_and_extra_is_worked() -> None:
    day = date(2026, 10, 1)
    assert WorkingCalendar.of("Asia/Shanghai", WEEK, [day], {day: OFFICE}).is_work_day(day)


def test_a_calendar_covers_the_years_of_the_dates_it_names_and_every_year_when_it_names_none() -> None:
    named = WorkingCalendar.of("Asia/Shanghai", WEEK, [date(2026, 10, 1)])
    assert named.is_known(date(2026, 1, 1))
    assert not named.is_known(date(2027, 1, 1))
    assert WorkingCalendar.of("Asia/Shanghai", WEEK).is_known(date(2027, 1, 1))


def test_dates_of_a_year_that_is_not_published_are_ordinary_whatever_is_said_of_them() -> None:
    """Half a year of guesses is no calendar: the fallback is the plain week."""
    ordinary = WorkingCalendar.of("Asia/Shanghai", WEEK)
    closed, worked = date(2027, 10, 1), date(2027, 10, 9)
    calendar = WorkingCalendar(
        zone=ordinary.zone,
        week=ordinary.week,
        closed_days=frozenset({closed}),
        extra_work_days={worked: ordinary.week["mon"]},
        known_years=frozenset({2026}),
    )
    assert calendar.is_work_day(closed)
    assert not calendar.is_work_day(worked)


@pytest.mark.parametrize(
    ("after", "days", "closing"),
    [
        ("2026-11-23T10:00", 1, "2026-11-24T18:00"),  # Monday → Tuesday evening
        ("2026-11-27T23:50", 1, "2026-11-30T18:00"),  # Friday night → Monday evening
        ("2026-11-28T10:00", 1, "2026-11-30T18:00"),  # Saturday → Monday evening
        ("2026-11-23T00:00", 3, "2026-11-26T18:00"),
    ],
)
def test_the_end_of_the_next_working_day_is_its_closing_time(after: str, days: int, closing: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    calendar = WorkingCalendar.of("Asia/Shanghai", WEEK)
    end = calendar.end_of_work_day(datetime.fromisoformat(after).replace(tzinfo=zone), days=days)
    assert end == datetime.fromisoformat(closing).replace(tzinfo=zone)
    assert end.tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "local", "instant"),
    [
        (date(2026, 3, 29), time(1, 30), "2026-03-29T00:30Z"),
        (date(2026, 3, 29), time(2, 0), "2026-03-29T01:00Z"),  # skipped: 02:00 to 03:00
        (date(2026, 3, 29), time(2, 30), "2026-03-29T01:00Z"),  # skipped too: the instant of the change
        (date(2026, 3, 29), time(3, 0), "2026-03-29T01:00Z"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T00:30Z"),  # comes twice: the first
        (date(2026, 10, 25), time(3, 0), "2026-10-25T02:00Z"),
        (date(2026, 10, 25), DAY_END, "2026-10-25T23:00Z"),
    ],
)
def test_local_times_that_a_clock_change_skips_or_repeats_have_one_instant(
    day: date, local: time, instant: str
) -> None:
    berlin = WorkingCalendar.of("Europe/Berlin", WEEK)
    assert berlin.instant(day, local) == datetime.fromisoformat(instant)


def test_a_skipped_local_time_between_whole_seconds_is_found_exactly() -> None:
    berlin = WorkingCalendar.of("Europe/Berlin", WEEK)
    assert berlin.instant(date(2026, 3, 29), time(2, 59, 59, 999_999)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_day_that_a_zone_left_out_has_no_time_at_all() -> None:
    """Samoa crossed the date line: 30 December 2011 never was."""
    samoa = WorkingCalendar.of("Pacific/Apia", {"fri": [["00:00", "24:00"]], "sat": [["00:00", "24:00"]]})
    spans = samoa.spans(datetime(2011, 12, 29, 12, tzinfo=ZoneInfo("Pacific/Apia")))
    assert next(spans).working is False
    saturday = next(spans)
    assert saturday.working
    assert saturday.from_.astimezone(samoa.zone).date() == date(2011, 12, 31)
    assert (saturday.until - saturday.from_).total_seconds() == 24 * 3600


@pytest.mark.parametrize("text", ["24:30", "8:30", "0830", "08:30+08:00", "", "25:00", "08:60", "08:30Z", "٠٨:٣٠"])
def test_only_plain_times_of_day_open_a_window(text: str) -> None:
    with pytest.raises(CalendarUnusable):
        parse_window(text, "18:00")


def test_a_window_may_end_at_midnight_but_not_begin_there() -> None:
    assert parse_window("20:00", "24:00") == (time(20), DAY_END)
    with pytest.raises(CalendarUnusable):
        parse_window("24:00", "24:00")


@pytest.mark.parametrize(
    ("zone", "week"),
    [
        ("Asia/Nowhere", WEEK),
        ("../../etc/passwd", WEEK),
        ("America", WEEK),
        ("", WEEK),
        ("Asia/Shanghai", {}),
        ("Asia/Shanghai", {"mon": []}),
        ("Asia/Shanghai", {"monday": OFFICE}),
        ("Asia/Shanghai", {"mon": [["18:00", "08:30"]]}),
        ("Asia/Shanghai", {"mon": [["08:30", "08:30"]]}),
        ("Asia/Shanghai", {"mon": [["08:30", "12:00"], ["11:00", "18:00"]]}),
        ("Asia/Shanghai", {"mon": [["08:30", "12:00", "13:00"]]}),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused_with_a_reason(zone: str, week: dict[str, list[list[str]]]) -> None:
    with pytest.raises(CalendarUnusable) as refusal:
        WorkingCalendar.of(zone, week)
    assert refusal.value.field is not None
