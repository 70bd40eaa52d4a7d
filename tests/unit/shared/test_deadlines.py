"""Deadlines as tables that can be checked with a wall calendar; November 2026 begins on a Sunday."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from shared.calendar import CalendarUnusable, WorkingCalendar, parse_window
from shared.chinese_calendar import chinese_working_days
from shared.deadlines import Amount, Pause, TimesUnusable, Unit, counted, due

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = [["08:30", "12:00"], ["13:30", "18:00"]]
FIVE_DAYS = WorkingCalendar.of("Asia/Shanghai", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE))
CHINA = chinese_working_days((parse_window("08:30", "12:00"), parse_window("13:30", "18:00")))


def at(text: str) -> datetime:
    """A time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def amount(text: str) -> Amount:
    """`"8 hour"`."""
    value, unit = text.split()
    return Amount(int(value), Unit(unit))


@pytest.mark.parametrize(
    ("start", "how_long", "due_at"),
    [
        ("2026-11-23T10:00", "2 hour", "2026-11-23T12:00"),  # at closing time, not after lunch
        ("2026-11-23T10:00", "3 hour", "2026-11-23T14:30"),
        ("2026-11-23T10:00", "390 minute", "2026-11-23T18:00"),  # at closing time, not tomorrow
        ("2026-11-23T10:00", "23401 second", "2026-11-24T08:30:01"),
        ("2026-11-27T17:00", "2 hour", "2026-11-30T09:30"),  # over the weekend
        ("2026-11-28T12:00", "1 hour", "2026-11-30T09:30"),  # reported on a Saturday
        ("2026-11-23T07:00", "30 minute", "2026-11-23T09:00"),
        ("2026-11-23T12:30", "0 hour", "2026-11-23T12:30"),  # nothing to wait for
        ("2026-11-23T10:00", "1 day", "2026-11-24T10:00"),
        ("2026-11-27T10:00", "1 day", "2026-11-30T10:00"),
        ("2026-11-28T10:00", "1 day", "2026-12-01T08:30"),  # first rolls to Monday's opening
        ("2026-11-23T20:00", "1 day", "2026-11-25T08:30"),
        ("2026-11-23T12:30", "1 day", "2026-11-24T13:30"),
        ("2026-11-23T18:00", "1 day", "2026-11-25T08:30"),  # closing time is no longer working time
        ("2026-11-28T10:00", "0 day", "2026-11-30T08:30"),
        ("2026-11-25T10:00", "1 week", "2026-12-02T10:00"),
        ("2026-11-28T10:00", "2 week", "2026-12-14T08:30"),
        ("2026-12-31T17:00", "2 hour", "2027-01-01T09:30"),  # this calendar knows no holidays
    ],
)
def test_working_time_in_an_ordinary_week(start: str, how_long: str, due_at: str) -> None:
    assert due(at(start), amount(how_long), FIVE_DAYS).due_at == at(due_at)


@pytest.mark.parametrize(
    ("start", "how_long", "due_at"),
    [
        ("2026-09-30T17:00", "2 hour", "2026-10-08T09:30"),  # over the national holiday
        ("2026-10-09T17:00", "2 hour", "2026-10-10T09:30"),  # into the make-up Saturday
        ("2026-10-09T17:00", "1 day", "2026-10-10T17:00"),
        ("2026-10-10T17:00", "1 day", "2026-10-12T17:00"),
        ("2026-09-30T10:00", "3 day", "2026-10-10T10:00"),
        ("2026-09-30T10:00", "1 week", "2026-10-13T10:00"),  # five working days
        ("2025-12-31T17:00", "2 hour", "2026-01-04T09:30"),  # 4 January is a worked Sunday
        ("2026-02-13T10:00", "2 day", "2026-02-24T10:00"),  # spring festival
    ],
)
def test_working_time_around_chinese_holidays(start: str, how_long: str, due_at: str) -> None:
    result = due(at(start), amount(how_long), CHINA)
    assert result.due_at == at(due_at)
    assert result.calendar_note is None


@pytest.mark.parametrize(
    ("how_long", "due_at"),
    [
        ("10 minute", "2026-11-28T23:05"),
        ("2 hour", "2026-11-29T00:55"),
        ("1 day", "2026-11-29T22:55"),
        ("1 week", "2026-12-05T22:55"),
    ],
)
def test_without_a_calendar_the_clock_never_rests(how_long: str, due_at: str) -> None:
    assert due(at("2026-11-28T22:55"), amount(how_long)).due_at == at(due_at)


@pytest.mark.parametrize(
    ("windows", "due_at"),
    [
        ([["08:30", "12:00"]], "2026-11-24T12:00"),  # closed by then: that day's closing
        ([["18:00", "22:00"]], "2026-11-24T18:00"),  # not open yet: that day's opening
        ([["08:30", "16:00"], ["18:00", "22:00"]], "2026-11-24T18:00"),  # between: the next opening
        ([["08:30", "17:00"]], "2026-11-24T17:00"),
    ],
)
def test_a_day_that_does_not_hold_the_time_of_day_gives_its_nearest_time(windows: list[list[str]], due_at: str) -> None:
    calendar = WorkingCalendar.of("Asia/Shanghai", {"mon": OFFICE, "tue": windows})
    assert due(at("2026-11-23T17:00"), amount("1 day"), calendar).due_at == at(due_at)


@pytest.mark.parametrize(
    ("pauses", "due_at", "paused_seconds"),
    [
        ([], "2026-11-23T17:00", 0),
        ([("2026-11-23T14:00", "2026-11-23T15:00")], "2026-11-23T18:00", 3600),
        ([("2026-11-23T14:00", "2026-11-23T15:00:01")], "2026-11-24T08:30:01", 3601),
        ([("2026-11-23T11:00", "2026-11-23T14:30")], "2026-11-24T09:30", 7200),  # lunch does not count
        ([("2026-11-23T12:00", "2026-11-23T13:30")], "2026-11-23T17:00", 0),  # only lunch
        ([("2026-11-20T17:00", "2026-11-23T11:00")], "2026-11-23T18:00", 3600),  # began before the clock
        ([("2026-11-20T10:00", "2026-11-20T11:00")], "2026-11-23T17:00", 0),  # over before the clock
        ([("2026-11-23T17:00", "2026-11-23T18:00")], "2026-11-23T17:00", 0),  # begins when it is due
        ([("2026-11-23T16:00", "2026-11-24T10:00")], "2026-11-24T11:00", 12600),  # over night
        (
            [("2026-11-23T14:00", "2026-11-23T15:00"), ("2026-11-23T14:30", "2026-11-23T15:00")],
            "2026-11-23T18:00",
            3600,
        ),
        (
            [("2026-11-23T14:00", "2026-11-23T14:30"), ("2026-11-23T14:30", "2026-11-23T15:00")],
            "2026-11-23T18:00",
            3600,
        ),
        ([("2026-11-23T14:00", "2026-11-23T14:00")], "2026-11-23T17:00", 0),
    ],
)
def test_a_pause_counts_only_for_its_working_time(
    pauses: list[tuple[str, str]], due_at: str, paused_seconds: int
) -> None:
    """5.5 hours from Monday 10:00."""
    facts = [Pause(at(from_), at(until), "customer's wish") for from_, until in pauses]
    result = due(at("2026-11-23T10:00"), amount("330 minute"), FIVE_DAYS, facts)
    assert (result.due_at, result.paused_seconds) == (at(due_at), paused_seconds)


def test_a_pause_moves_whole_days_by_its_working_time() -> None:
    pause = Pause(at("2026-11-23T17:00"), at("2026-11-24T09:30"), "site closed")
    assert due(at("2026-11-23T08:30"), amount("1 day"), FIVE_DAYS, [pause]).due_at == at("2026-11-24T10:30")
    assert due(at("2026-11-23T10:00"), amount("1 day"), FIVE_DAYS, [pause]).due_at == at("2026-11-24T12:00")


def test_an_open_pause_is_taken_to_last_until_now_and_says_so() -> None:
    pause = Pause(at("2026-11-23T14:00"), None, "customer's wish")
    result = due(at("2026-11-23T10:00"), amount("8 hour"), None, [pause], now=at("2026-11-23T15:00"))
    assert result.due_at == at("2026-11-23T19:00")
    assert result.provisional
    later = due(at("2026-11-23T10:00"), amount("8 hour"), None, [pause], now=at("2026-11-30T15:00"))
    assert later.due_at == at("2026-11-30T19:00")


def test_an_open_pause_that_began_after_the_due_time_changes_nothing() -> None:
    pause = Pause(at("2026-11-23T19:00"), None)
    result = due(at("2026-11-23T10:00"), amount("8 hour"), None, [pause], now=at("2026-11-24T15:00"))
    assert result.due_at == at("2026-11-23T18:00")
    assert not result.provisional


def test_every_interval_has_its_reason() -> None:
    pauses = [Pause(at("2026-10-09T16:00"), at("2026-10-10T09:00"), "customer's wish")]
    explained = due(at("2026-09-30T17:30"), amount("1020 minute"), CHINA, pauses)
    assert [
        (
            f"{interval.from_.astimezone(SHANGHAI):%m-%d %H:%M}",
            f"{interval.until.astimezone(SHANGHAI):%m-%d %H:%M}",
            interval.counted,
            interval.reason,
        )
        for interval in explained.intervals
    ] == [
        ("09-30 17:30", "09-30 18:00", True, "counted"),
        ("09-30 18:00", "10-01 00:00", False, "outside working hours"),
        ("10-01 00:00", "10-08 00:00", False, "closed day"),
        ("10-08 00:00", "10-08 08:30", False, "outside working hours"),
        ("10-08 08:30", "10-08 12:00", True, "counted"),
        ("10-08 12:00", "10-08 13:30", False, "outside working hours"),
        ("10-08 13:30", "10-08 18:00", True, "counted"),
        ("10-08 18:00", "10-09 08:30", False, "outside working hours"),
        ("10-09 08:30", "10-09 12:00", True, "counted"),
        ("10-09 12:00", "10-09 13:30", False, "outside working hours"),
        ("10-09 13:30", "10-09 16:00", True, "counted"),
        ("10-09 16:00", "10-09 18:00", False, "paused: customer's wish"),
        ("10-09 18:00", "10-10 08:30", False, "outside working hours"),
        ("10-10 08:30", "10-10 09:00", False, "paused: customer's wish"),
        ("10-10 09:00", "10-10 11:30", True, "make-up workday"),
    ]


def test_a_year_whose_holidays_are_not_published_falls_back_to_weekdays_and_says_so() -> None:
    result = due(at("2031-09-30T17:00"), amount("2 hour"), CHINA)
    assert result.due_at == at("2031-10-01T09:30")
    assert result.calendar_note == "closed days of 2031 are not published: ordinary weekdays were taken"


def test_a_deadline_that_ends_at_midnight_before_an_unknown_year_needs_nothing_of_it() -> None:
    night = WorkingCalendar.of("Asia/Shanghai", {"thu": [["20:00", "24:00"]]}, [date(2026, 10, 1)])
    result = due(at("2026-12-31T20:00"), amount("4 hour"), night)
    assert (result.due_at, result.calendar_note) == (at("2027-01-01T00:00"), None)


@pytest.mark.parametrize(
    ("start", "hours", "due_at"),
    [
        ("2026-03-29T00:00+01:00", 3, "2026-03-29T04:00+02:00"),  # one hour was skipped
        ("2026-10-25T00:00+02:00", 4, "2026-10-25T03:00+01:00"),  # one hour came twice
    ],
)
def test_hours_are_real_hours_when_the_clocks_change(start: str, hours: int, due_at: str) -> None:
    always = [["00:00", "24:00"]]
    berlin = WorkingCalendar.of("Europe/Berlin", {"sat": always, "sun": always, "mon": always})
    assert due(datetime.fromisoformat(start), Amount(hours, Unit.HOUR), berlin).due_at == datetime.fromisoformat(due_at)


def test_days_keep_the_time_of_day_when_the_clocks_change() -> None:
    always = [["00:00", "24:00"]]
    berlin = WorkingCalendar.of("Europe/Berlin", {"sat": always, "sun": always, "mon": always})
    start = datetime.fromisoformat("2026-03-28T10:00+01:00")
    assert due(start, Amount(1, Unit.DAY), berlin).due_at == datetime.fromisoformat("2026-03-29T10:00+02:00")


@pytest.mark.parametrize(
    ("share", "warned_at"),
    [("0", "2026-11-27T16:00"), ("0.5", "2026-11-27T18:00"), ("0.75", "2026-11-30T09:30"), ("1", "2026-11-30T10:30")],
)
def test_a_warning_comes_when_its_share_of_the_counted_time_has_passed(share: str, warned_at: str) -> None:
    """Four working hours over a weekend: 75 % of the wall time would be on a Sunday."""
    assert due(at("2026-11-27T16:00"), amount("4 hour"), FIVE_DAYS).at_share(Decimal(share)) == at(warned_at)


def test_what_counted_between_two_instants_can_be_asked_without_an_amount() -> None:
    pause = Pause(at("2026-11-23T14:00"), at("2026-11-23T15:00"))
    result = counted(at("2026-11-20T17:00"), at("2026-11-23T20:00"), FIVE_DAYS, [pause])
    assert (result.counted_seconds, result.paused_seconds) == (8 * 3600, 3600)
    assert counted(at("2026-11-23T17:00"), at("2026-11-23T10:00"), FIVE_DAYS).intervals == ()


@pytest.mark.parametrize("pauses", [[0, 1], [1, 0]])
def test_where_pauses_overlap_the_earlier_reason_stands_whatever_the_order(pauses: list[int]) -> None:
    facts = [
        Pause(at("2026-11-23T10:00"), at("2026-11-23T12:00"), "first"),
        Pause(at("2026-11-23T11:00"), at("2026-11-23T13:00"), "second"),
    ]
    result = due(at("2026-11-23T09:00"), amount("2 hour"), None, [facts[index] for index in pauses])
    assert [(i.reason, i.length) for i in result.intervals if not i.counted] == [
        ("paused: first", timedelta(hours=2)),
        ("paused: second", timedelta(hours=1)),
    ]


def test_a_year_of_working_time_is_computed_in_milliseconds() -> None:
    best = 1.0
    for _ in range(5):
        begun = process_time()
        assert due(at("2026-01-05T09:00"), amount("2000 hour"), FIVE_DAYS).counted_seconds == 2000 * 3600
        best = min(best, process_time() - begun)
    assert best < 0.02  # about 0.003 on an idle machine; a loop over minutes takes seconds


@pytest.mark.parametrize("value", [-1, 51 * 366, 10**30])
def test_an_amount_is_neither_negative_nor_beyond_fifty_years(value: int) -> None:
    with pytest.raises(TimesUnusable):
        Amount(value, Unit.DAY)


@pytest.mark.parametrize(
    ("start", "pause"),
    [
        (datetime.fromisoformat("2026-11-23T10:00"), None),
        (datetime(1, 1, 1, tzinfo=UTC), None),
        (datetime(9999, 12, 31, tzinfo=UTC), None),
        (at("2026-11-23T10:00"), Pause(at("2026-11-23T12:00"), at("2026-11-23T11:00"))),
        (at("2026-11-23T10:00"), Pause(at("2026-11-23T12:00"), None)),
        (at("2026-11-23T10:00"), Pause(at("2026-11-23T10:00"), at("2450-01-01T11:00"))),
    ],
)
def test_facts_from_which_no_deadline_follows_are_refused(start: datetime, pause: Pause | None) -> None:
    with pytest.raises(TimesUnusable):
        due(start, amount("1 hour"), None, [pause] if pause else [])


def test_a_calendar_with_hardly_any_working_time_is_refused_not_searched_for_ever() -> None:
    once = WorkingCalendar.of("Asia/Shanghai", {}, [], {date(2026, 10, 10): OFFICE})
    for how_long in ("9 hour", "2 day"):
        with pytest.raises(CalendarUnusable):
            due(at("2026-10-01T10:00"), amount(how_long), once)
