"""Working calendars: windows by weekday, closed days, make-up workdays (调休), in a zone; and months that end right."""

import calendar as _gregorian
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_END = time.max
"""How a window that ends at 24:00 is written: the last instant of its day stands for midnight."""
_LONGEST_REST_DAYS = 3700
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Window = tuple[time, time]


@dataclass(frozen=True)
class Span:
    """A stretch of time that is either working time or not, and why."""

    from_: datetime
    until: datetime
    working: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """When work counts. All windows are half open: the closing instant is no longer working time.

    Raises ValueError for windows that end before they begin or overlap, and for a week without any window.
    """

    zone: ZoneInfo
    week: Mapping[str, tuple[Window, ...]]
    closed_days: frozenset[date] = frozenset()
    extra_work_days: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    """Windows that replace a date's own, as on a make-up workday."""
    known_years: frozenset[int] | None = None
    """Years for which closed and extra days are published; None: all. Others fall back to the plain week."""

    def __post_init__(self) -> None:
        unknown = set(self.week) - set(WEEKDAYS)
        if unknown:
            raise ValueError(f"not a weekday: {', '.join(sorted(unknown))}")
        for windows in (*self.week.values(), *self.extra_work_days.values()):
            _check(windows)
        if not any(self.week.values()) and not any(self.extra_work_days.values()):
            raise ValueError("the calendar has no working time")

    def is_known(self, day: date) -> bool:
        """Whether the closed and extra days of this day's year are published."""
        return self.known_years is None or day.year in self.known_years

    def windows_on(self, day: date) -> tuple[tuple[Window, ...], str]:
        """The windows of a local day, and why it has these."""
        ordinary = self.week.get(WEEKDAYS[day.weekday()], ())
        if self.is_known(day):
            if day in self.extra_work_days:
                return self.extra_work_days[day], "make-up workday"
            if day in self.closed_days:
                return (), "closed day"
        return ordinary, "counted" if ordinary else "closed day"

    def is_work_day(self, day: date) -> bool:
        """Whether a local day has any working time."""
        return bool(self.windows_on(day)[0])

    @property
    def work_days_in_a_week(self) -> int:
        """How many days of the plain week are worked."""
        return sum(bool(windows) for windows in self.week.values())

    def spans(self, start: datetime) -> Iterator[Span]:
        """Working and resting time from `start` on, without gaps and without end, in UTC.

        Raises ValueError when ten years bring no working time.
        """
        at = start.astimezone(UTC)
        day = at.astimezone(self.zone).date()
        resting = 0
        while resting < _LONGEST_REST_DAYS:
            windows, reason = self.windows_on(day)
            resting = 0 if windows else resting + 1
            rest = reason if not windows else "outside working hours"
            for opens, closes in windows:
                from_, until = self.instant(day, opens), self.instant(day, closes)
                if from_ > at:
                    yield Span(at, from_, working=False, reason=rest)
                    at = from_
                if until > at:
                    yield Span(at, until, working=True, reason=reason)
                    at = until
            day += timedelta(days=1)
            midnight = self.instant(day, time.min)
            if midnight > at:
                yield Span(at, midnight, working=False, reason=rest)
                at = midnight
        raise ValueError("the calendar has no working time within ten years")

    def instant(self, day: date, at: time) -> datetime:
        """A local time of a local day in UTC; a time that a clock change skips is taken as if it had not."""
        if at == DAY_END:
            return self.instant(day + timedelta(days=1), time.min)
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def parse_window(opens: str, closes: str) -> Window:
    """A window from `"08:30"` and `"18:00"`; `"24:00"` closes at midnight. Raises ValueError."""
    return time.fromisoformat(opens), DAY_END if closes == "24:00" else time.fromisoformat(closes)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day (reading of policy clause 4).

    A period of 3 months from 30 November covers until 28 February, that day included.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, _gregorian.monthrange(years, month + 1)[1]))


def _check(windows: tuple[Window, ...]) -> None:
    before: time | None = None
    for opens, closes in windows:
        if closes <= opens or (before is not None and opens < before):
            raise ValueError(f"the window {opens:%H:%M} to {closes:%H:%M} ends before it begins or overlaps another")
        before = closes
