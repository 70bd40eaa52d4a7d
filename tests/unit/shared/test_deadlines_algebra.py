"""What holds for every deadline, whatever the calendar, the pauses and the amount."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.calendar import DAY_END, WEEKDAYS, Window, WorkingCalendar
from shared.deadlines import Amount, Pause, Reckoning, Unit, counted, due

FROM, UNTIL = datetime(2025, 12, 1), datetime(2027, 2, 1)  # noqa: DTZ001
CLOCK_UNITS = (Unit.SECOND, Unit.MINUTE, Unit.HOUR)
ZONES = ("Asia/Shanghai", "UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "America/Santiago")
ALWAYS = dict.fromkeys(WEEKDAYS, ((time.min, DAY_END),))

instants = st.datetimes(FROM, UNTIL, timezones=st.just(UTC))
days = st.dates(FROM.date(), UNTIL.date())


@st.composite
def window_lists(draw: st.DrawFn, least: int = 0) -> tuple[Window, ...]:
    """Up to three windows of a day; edges lie on quarter hours, which meet the hours of clock changes often."""
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2 * least, max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    times = [DAY_END if edge == 96 else time(edge // 4, edge % 4 * 15) for edge in edges]
    return tuple(zip(times[::2], times[1::2], strict=True))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Any calendar that is open on one weekday at least."""
    week = draw(st.dictionaries(st.sampled_from(WEEKDAYS), window_lists()))
    week[draw(st.sampled_from(WEEKDAYS))] = draw(window_lists(least=1))
    return WorkingCalendar(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        week=week,
        closed_days=draw(st.frozensets(days, max_size=20)),
        extra_work_days=draw(st.dictionaries(days, window_lists(), max_size=10)),
        known_years=draw(st.none() | st.just(frozenset({2026}))),
    )


@st.composite
def pause_lists(draw: st.DrawFn) -> list[Pause]:
    """Pauses in any order that may overlap, touch, be empty, begin before the clock or after the deadline."""
    begins = draw(st.lists(instants, max_size=4))
    return [
        Pause(begin, begin + timedelta(minutes=draw(st.integers(0, 20_000))), draw(st.sampled_from(("a", "b"))))
        for begin in begins
    ]


clock_amounts = st.builds(Amount, st.integers(0, 200), st.sampled_from(CLOCK_UNITS))
day_amounts = st.builds(Amount, st.integers(0, 12), st.sampled_from((Unit.DAY, Unit.WEEK)))
many = settings(max_examples=40)
"""Enough for every change; `--hypothesis-seed` and a greater number when the arithmetic itself is touched."""

optional_calendars = st.none() | calendars()


def longer(amount: Amount, by: int) -> Amount:
    """The same unit, more of it."""
    return Amount(amount.value + by, amount.unit)


@many
@given(instants, clock_amounts | day_amounts, st.integers(0, 5), optional_calendars, pause_lists())
def test_a_longer_amount_is_never_due_earlier(
    start: datetime, amount: Amount, by: int, calendar: WorkingCalendar | None, pauses: list[Pause]
) -> None:
    assert due(start, amount, calendar, pauses).due_at <= due(start, longer(amount, by), calendar, pauses).due_at


@many
@given(instants, clock_amounts | day_amounts, optional_calendars, pause_lists(), pause_lists())
def test_a_pause_never_brings_a_deadline_forward(
    start: datetime, amount: Amount, calendar: WorkingCalendar | None, pauses: list[Pause], more: list[Pause]
) -> None:
    assert due(start, amount, calendar, pauses).due_at <= due(start, amount, calendar, pauses + more).due_at


@many
@given(instants, clock_amounts | day_amounts, optional_calendars, pause_lists())
def test_the_intervals_are_the_way_from_start_to_due_without_gap_or_overlap(
    start: datetime, amount: Amount, calendar: WorkingCalendar | None, pauses: list[Pause]
) -> None:
    result = due(start, amount, calendar, pauses)
    edges = [interval.from_ for interval in result.intervals] + [result.due_at]
    assert edges[0] == start
    assert [interval.until for interval in result.intervals] == edges[1:]
    assert all(interval.from_ < interval.until for interval in result.intervals)
    neighbours = zip(result.intervals, result.intervals[1:], strict=False)
    assert all((one.counted, one.reason) != (next_.counted, next_.reason) for one, next_ in neighbours)


@many
@given(instants, clock_amounts, optional_calendars, pause_lists())
def test_counted_intervals_add_up_to_the_amount_and_counting_back_gives_it(
    start: datetime, amount: Amount, calendar: WorkingCalendar | None, pauses: list[Pause]
) -> None:
    asked = timedelta(**{f"{amount.unit}s": amount.value})
    result = due(start, amount, calendar, pauses)
    assert result.counted == asked
    back = counted(start, result.due_at, calendar, pauses)
    assert back.counted == asked
    assert back == result


@many
@given(instants, clock_amounts, optional_calendars, pause_lists())
def test_a_deadline_is_the_first_instant_at_which_its_amount_has_counted(
    start: datetime, amount: Amount, calendar: WorkingCalendar | None, pauses: list[Pause]
) -> None:
    due_at = due(start, amount, calendar, pauses).due_at
    if due_at > start:
        just_before = counted(start, due_at - timedelta(microseconds=1), calendar, pauses)
        assert just_before.counted == counted(start, due_at, calendar, pauses).counted - timedelta(microseconds=1)


@many
@given(instants, st.integers(0, 100), st.integers(0, 100), optional_calendars, pause_lists())
def test_an_amount_may_be_split_at_any_point(
    start: datetime, one: int, other: int, calendar: WorkingCalendar | None, pauses: list[Pause]
) -> None:
    """Two parts, one after the other, end when the whole ends."""
    between = due(start, Amount(one, Unit.HOUR), calendar, pauses).due_at
    end = due(between, Amount(other, Unit.HOUR), calendar, pauses).due_at
    assert end == due(start, Amount(one + other, Unit.HOUR), calendar, pauses).due_at


@many
@given(instants, st.sampled_from(("Asia/Shanghai", "UTC")), clock_amounts | day_amounts, pause_lists())
def test_a_calendar_that_never_closes_equals_no_calendar(
    start: datetime, zone: str, amount: Amount, pauses: list[Pause]
) -> None:
    always = WorkingCalendar(zone=ZoneInfo(zone), week=ALWAYS)
    assert due(start, amount, always, pauses) == due(start, amount, None, pauses)


@many
@given(instants, st.sampled_from(ZONES), clock_amounts, pause_lists())
def test_hours_of_a_calendar_that_never_closes_are_real_hours_in_every_zone(
    start: datetime, zone: str, amount: Amount, pauses: list[Pause]
) -> None:
    always = WorkingCalendar(zone=ZoneInfo(zone), week=ALWAYS)
    assert due(start, amount, always, pauses) == due(start, amount, None, pauses)


@many
@given(instants, instants, instants, optional_calendars, pause_lists())
def test_what_counts_in_two_stretches_counts_in_both_together(
    one: datetime, two: datetime, three: datetime, calendar: WorkingCalendar | None, pauses: list[Pause]
) -> None:
    first, middle, last = sorted((one, two, three))

    def times(result: Reckoning) -> tuple[timedelta, timedelta]:
        return result.counted, result.paused

    before = times(counted(first, middle, calendar, pauses))
    after = times(counted(middle, last, calendar, pauses))
    assert times(counted(first, last, calendar, pauses)) == (before[0] + after[0], before[1] + after[1])


@many
@given(instants, clock_amounts | day_amounts, optional_calendars, pause_lists(), st.randoms(use_true_random=False))
def test_the_order_in_which_pauses_were_recorded_changes_nothing(
    start: datetime, amount: Amount, calendar: WorkingCalendar | None, pauses: list[Pause], random: Random
) -> None:
    shuffled = list(pauses)
    random.shuffle(shuffled)
    assert due(start, amount, calendar, shuffled + pauses) == due(start, amount, calendar, pauses)


@many
@given(instants, clock_amounts, optional_calendars, pause_lists(), st.integers(0, 100), st.integers(0, 100))
def test_a_warning_lies_on_the_way_and_a_greater_share_is_never_earlier(
    start: datetime, amount: Amount, calendar: WorkingCalendar | None, pauses: list[Pause], one: int, other: int
) -> None:
    result = due(start, amount, calendar, pauses)
    less, more = (result.at_share(Decimal(percent) / 100) for percent in sorted((one, other)))
    assert start <= less <= more <= result.due_at
    assert counted(start, more, calendar, pauses).counted == int(
        Decimal(result.counted // timedelta(microseconds=1)) * max(one, other) / 100
    ) * timedelta(microseconds=1)


@many
@given(calendars(), instants)
def test_the_spans_of_a_calendar_follow_each_other(calendar: WorkingCalendar, start: datetime) -> None:
    spans = calendar.spans(start)
    at = start
    for _ in range(60):
        span = next(spans)
        assert span.from_ == at < span.until
        assert span.working == (_is_open(calendar, span.from_) and _is_open(calendar, span.until, before=True))
        at = span.until


def _is_open(calendar: WorkingCalendar, instant: datetime, *, before: bool = False) -> bool:
    """Reads the wall clock naively; a local time that comes twice is left to the tables."""
    seen = instant - timedelta(microseconds=1) if before else instant
    day: date = seen.astimezone(calendar.zone).date()
    windows = calendar.windows_on(day)[0]
    return any(calendar.instant(day, opens) <= seen < calendar.instant(day, closes) for opens, closes in windows)
