"""Working calendars: windows by weekday, closed days, make-up workdays (调休), in a zone; and months that end right."""

import calendar as _gregorian
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.errors import Malformed

DAY_END = time.max
"""How a window that ends at 24:00 is written: the last instant of its day stands for midnight."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FARTHEST = timedelta(days=50 * 366)
"""No deadline is looked for beyond this, so that a calendar with hardly any working time is refused, not searched."""
_DAYS_REMEMBERED = 1500
_ZONES_OF_THE_MACHINE = frozenset({"localtime", "Factory", "posixrules"})
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")

Window = tuple[time, time]


class CalendarUnusable(Malformed, ValueError):
    """A calendar that contradicts itself or never comes to the working time that was asked for."""


class Span(NamedTuple):
    """A stretch of time that is either working time or not, and why."""

    from_: datetime
    until: datetime
    working: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """When work counts. All windows are half open: the closing instant is no longer working time.

    Raises CalendarUnusable for windows that end before they begin or overlap, and for a calendar without any window.
    """

    zone: ZoneInfo
    week: Mapping[str, tuple[Window, ...]]
    closed_days: frozenset[date] = frozenset()
    extra_work_days: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    """Windows that replace a date's own, as on a make-up workday; they win over a closed day."""
    known_years: frozenset[int] | None = None
    """Years for which closed and extra days are published; None: all. Others fall back to the plain week."""
    _remembered: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        unknown = set(self.week) - set(WEEKDAYS)
        if unknown:
            raise CalendarUnusable(f"not a weekday: {', '.join(sorted(unknown))}", field="week")
        for weekday, windows in self.week.items():
            _check(windows, f"week.{weekday}")
        for day, windows in self.extra_work_days.items():
            _check(windows, f"extra_work_days.{day}")
        if not any(self.week.values()) and not any(self.extra_work_days.values()):
            raise CalendarUnusable("the calendar has no working time", field="week")

    @classmethod
    def of(
        cls,
        zone: str,
        week: Mapping[str, Sequence[Sequence[str]]],
        closed_days: Iterable[date] = (),
        extra_work_days: Mapping[date, Sequence[Sequence[str]]] | None = None,
    ) -> "WorkingCalendar":
        """A calendar as a program writes it: windows as `["08:30", "12:00"]`, the zone by its IANA name.

        It covers the years of the dates it names; one that names no date covers every year. Raises CalendarUnusable.
        """
        closed, extra = frozenset(closed_days), dict(extra_work_days or {})
        return cls(
            zone=_zone(zone),
            week={weekday: _windows(windows, f"week.{weekday}") for weekday, windows in week.items()},
            closed_days=closed,
            extra_work_days={day: _windows(windows, f"extra_work_days.{day}") for day, windows in extra.items()},
            known_years=frozenset(day.year for day in (*closed, *extra)) or None,
        )

    def is_known(self, day: date) -> bool:
        """Whether the closed and extra days of this day's year are published."""
        return self.known_years is None or day.year in self.known_years

    def windows_on(self, day: date) -> tuple[tuple[Window, ...], str]:
        """The windows of a local day, and why it has these."""
        ordinary = self.week.get(WEEKDAYS[day.weekday()], ())
        if self.is_known(day):
            extra = self.extra_work_days.get(day)
            if extra is not None:
                return extra, "make-up workday" if extra else "closed day"
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
        """Working and resting time from `start` on, without gaps, in UTC.

        Raises CalendarUnusable when the search goes beyond FARTHEST.
        """
        at = start.astimezone(UTC)
        day = at.astimezone(self.zone).date()
        last = day + FARTHEST
        while day <= last:
            for span in self._spans_on(day):
                if span.from_ >= at:
                    yield span
                elif span.until > at:
                    yield span._replace(from_=at)
            day += timedelta(days=1)
        raise CalendarUnusable("the calendar has too little working time: fifty years are not enough", field="calendar")

    def next_work_day(self, day: date, *, days: int = 1) -> date:
        """The working day that comes so many working days after `day`. Raises CalendarUnusable beyond FARTHEST."""
        last = day + FARTHEST
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_work_day(day)
            if day > last:
                raise CalendarUnusable("the calendar has too few working days", field="calendar")
        return day

    def end_of_work_day(self, after: datetime, *, days: int = 1) -> datetime:
        """Closing time of the working day that comes so many working days after an instant's own day, in UTC.

        With `days=1` the "end of the next working day" by which cards and cash come back (readings of policy clause 5).
        """
        day = self.next_work_day(after.astimezone(self.zone).date(), days=days)
        return self.instant(day, self.windows_on(day)[0][-1][1])

    def instant(self, day: date, at: time) -> datetime:
        """A local time of a local day in UTC.

        A time that a clock change skips is the instant of the change; one that comes twice is meant the first time.
        """
        if at == DAY_END:
            return self.instant(day + timedelta(days=1), time.min)
        local = datetime.combine(day, at, self.zone)
        before, after = _offset(local), _offset(local.replace(fold=1))
        if before < after:
            return _clock_change(local, before, after)
        return local.astimezone(UTC)

    def _spans_on(self, day: date) -> tuple[Span, ...]:
        remembered = self._remembered.get(day)
        if remembered is None:
            remembered = tuple(self._partition(day))
            if len(self._remembered) < _DAYS_REMEMBERED:
                self._remembered[day] = remembered
        return remembered

    def _partition(self, day: date) -> Iterator[Span]:
        """The local day from midnight to midnight."""
        windows, reason = self.windows_on(day)
        rest = "outside working hours" if windows else reason
        at, midnight = self.instant(day, time.min), self.instant(day, DAY_END)
        for opens, closes in windows:
            from_, until = self.instant(day, opens), self.instant(day, closes)
            if from_ > at:
                yield Span(at, from_, working=False, reason=rest)
            if until > from_:
                yield Span(from_, until, working=True, reason=reason)
            at = until
        if midnight > at:
            yield Span(at, midnight, working=False, reason=rest)


def parse_window(opens: str, closes: str, field: str = "windows") -> Window:
    """A window from `"08:30"` and `"18:00"`; `"24:00"` is midnight. Raises CalendarUnusable naming `field`."""
    return _clock_time(opens, field), DAY_END if closes == "24:00" else _clock_time(closes, field)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day (reading of policy clause 4).

    A period of 3 months from 30 November covers until 28 February, that day included.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, _gregorian.monthrange(years, month + 1)[1]))


def _check(windows: tuple[Window, ...], field: str) -> None:
    before: time | None = None
    for opens, closes in windows:
        if closes <= opens or (before is not None and opens < before):
            raise CalendarUnusable(
                f"the window {opens:%H:%M} to {closes:%H:%M} ends before it begins or overlaps another", field=field
            )
        before = closes


def _clock_time(text: str, field: str) -> time:
    if not _CLOCK_TIME.fullmatch(text):
        raise CalendarUnusable(f"{text!r} is not a time of day such as 08:30", field=field)
    return time.fromisoformat(text)


def _windows(pairs: Sequence[Sequence[str]], field: str) -> tuple[Window, ...]:
    """In the order of the day, whatever the order in which they are written."""
    if any(len(pair) != 2 for pair in pairs):
        raise CalendarUnusable("a window is a pair of times", field=field)
    return tuple(sorted(parse_window(pair[0], pair[1], field) for pair in pairs))


def _zone(name: str) -> ZoneInfo:
    if name in _ZONES_OF_THE_MACHINE:
        raise CalendarUnusable(f"{name!r} is another zone on every machine", field="zone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CalendarUnusable(f"{name!r} is not a time zone", field="zone") from None


def _offset(local: datetime) -> timedelta:
    offset = local.utcoffset()
    assert offset is not None
    return offset


def _clock_change(skipped: datetime, before: timedelta, after: timedelta) -> datetime:
    """The instant at which the clocks went forward over a local time, to the second."""
    naive = skipped.replace(tzinfo=UTC)
    early, late = naive - after, naive - before
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if _offset(middle.astimezone(skipped.tzinfo)) == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
