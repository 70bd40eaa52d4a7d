"""When something is due, computed from facts and explained interval by interval; never patched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from shared.calendar import DAY_END, FARTHEST, Span, WorkingCalendar
from shared.errors import Malformed

MOST_STRETCHES = 20_000
"""More working and resting times than this are not gone through for one answer: some ten years of office hours."""
_MICROSECOND = timedelta(microseconds=1)


class TimesUnusable(Malformed, ValueError):
    """An amount or a time from which no deadline can be computed."""


class Unit(StrEnum):
    """What an amount counts; days and weeks are working ones when there is a calendar."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


_LENGTH = {unit: timedelta(**{f"{unit}s": 1}) for unit in Unit}


@dataclass(frozen=True)
class Amount:
    """How long something may take. Raises TimesUnusable when it is negative or longer than fifty years."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.value <= FARTHEST // _LENGTH[self.unit]:
            raise TimesUnusable(f"{self.value} {self.unit}s is not an amount between 0 and fifty years", field="amount")


@dataclass(frozen=True)
class Pause:
    """Time that does not count, with its reason; `until` None: still open."""

    from_: datetime
    until: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of the way to the deadline, whether it counted, and why."""

    from_: datetime
    until: datetime
    counted: bool
    reason: str

    @property
    def length(self) -> timedelta:
        """How long it is, exactly."""
        return self.until - self.from_


@dataclass(frozen=True)
class Reckoning:
    """How much time counted between two instants, and which: the intervals follow each other from start to end."""

    start: datetime
    end: datetime
    intervals: tuple[Interval, ...]
    paused: timedelta
    """Working time that pauses took, exactly."""
    calendar_note: str | None
    provisional: bool = False
    """A pause is still open, so that the end moves on with every second it lasts."""

    @property
    def due_at(self) -> datetime:
        """The end, where it was the amount that was given."""
        return self.end

    @property
    def paused_seconds(self) -> int:
        """Working time that pauses took."""
        return round(self.paused.total_seconds())

    @property
    def counted(self) -> timedelta:
        """Working time that was not paused, exactly."""
        return sum((interval.length for interval in self.intervals if interval.counted), timedelta())

    @property
    def counted_seconds(self) -> int:
        """Working time that was not paused."""
        return round(self.counted.total_seconds())

    def at_share(self, share: Decimal) -> datetime:
        """When this share (0 to 1) of the counted time has passed: 75 % of a promise, not of the wall clock.

        Raises TimesUnusable for a share outside 0 to 1.
        """
        if not 0 <= share <= 1:
            raise TimesUnusable(f"{share} is not a share between 0 and 1", field="share")
        left = int(Decimal(self.counted // _MICROSECOND) * share) * _MICROSECOND
        for interval in self.intervals:
            if interval.counted:
                if interval.length >= left:
                    return interval.from_ + left
                left -= interval.length
        return self.end


def due(
    start: datetime,
    amount: Amount,
    calendar: WorkingCalendar | None = None,
    pauses: Sequence[Pause] = (),
    *,
    now: datetime | None = None,
) -> Reckoning:
    """When an amount of time that began at `start` is over (readings of policy clause 5).

    Without a calendar the 24 h clock runs. An amount that ends exactly at closing time is due at closing time. Whole
    days first roll to working time, then add working days at the same time of day; a week is as many working days as
    the plain week has. A pause counts only for its working time; an open pause is taken to last until `now`, and the
    answer is provisional. Raises TimesUnusable for a time without offset, a pause that ends before it begins, an open
    pause without `now` and more than MOST_STRETCHES; CalendarUnusable where fifty years bring too little working time.
    """
    start = _utc(start)
    stops = _closed(pauses, now)
    if calendar is None or amount.unit in (Unit.SECOND, Unit.MINUTE, Unit.HOUR):
        end = _walk(start, amount.value * _LENGTH[amount.unit], calendar, stops)
    else:
        days = amount.value * (max(1, calendar.work_days_in_a_week) if amount.unit is Unit.WEEK else 1)
        unpaused = _add_work_days(start, days, calendar)
        paused = _explained(start, unpaused, calendar, stops, ()).paused if stops else timedelta()
        end = _walk(unpaused, paused, calendar, stops)
    return _explained(start, end, calendar, stops, pauses)


def counted(
    start: datetime,
    end: datetime,
    calendar: WorkingCalendar | None = None,
    pauses: Sequence[Pause] = (),
    *,
    now: datetime | None = None,
) -> Reckoning:
    """Which time between two instants counts, explained; nothing when `end` is not after `start`.

    Raises as `due` does, and TimesUnusable for more than fifty years.
    """
    start, end = _utc(start), max(_utc(start), _utc(end))
    if end - start > FARTHEST:
        raise TimesUnusable("more than fifty years lie between start and end", field="end")
    return _explained(start, end, calendar, _closed(pauses, now), pauses)


class _Stop(NamedTuple):
    """A pause that has an end."""

    from_: datetime
    until: datetime
    reason: str


def _explained(
    start: datetime,
    end: datetime,
    calendar: WorkingCalendar | None,
    stops: Sequence[_Stop],
    pauses: Sequence[Pause],
) -> Reckoning:
    lines: list[tuple[datetime, datetime, bool, str]] = []
    paused = timedelta()
    for span, stop in _pieces(start, calendar, stops):
        if span.from_ >= end:
            break
        counts = span.working and stop is None
        reason = span.reason if stop is None or not span.working else stop.reason
        from_, until = span.from_, min(span.until, end)
        if span.working and not counts:
            paused += until - from_
        # Neighbours that say the same become one line of the explanation.
        if lines and lines[-1][2:] == (counts, reason):
            from_ = lines.pop()[0]
        lines.append((from_, until, counts, reason))
    return Reckoning(
        start,
        end,
        tuple(Interval(*line) for line in lines),
        paused,
        _note(calendar, start, end),
        provisional=any(pause.until is None and pause.from_ < end for pause in pauses),
    )


def _walk(start: datetime, left: timedelta, calendar: WorkingCalendar | None, stops: Sequence[_Stop]) -> datetime:
    """The first instant at which so much time has counted, so that closing time stays closing time."""
    if not left:
        return start
    for span, stop in _pieces(start, calendar, stops):
        if span.working and stop is None:
            length = span.until - span.from_
            if length >= left:
                return span.from_ + left
            left -= length
    raise TimesUnusable("the pauses leave no time for this amount within fifty years", field="pauses")


def _around_the_clock(start: datetime) -> Span:
    return Span(start, start + 3 * FARTHEST, working=True, reason="counted")


def _not_too_many(spans: Iterator[Span]) -> Iterator[Span]:
    yield from islice(spans, MOST_STRETCHES)
    raise TimesUnusable("so much time of this calendar is too long a way to explain", field="amount")


def _pieces(
    start: datetime, calendar: WorkingCalendar | None, stops: Sequence[_Stop]
) -> Iterator[tuple[Span, _Stop | None]]:
    """The calendar's spans, cut where a pause begins or ends, each with its pause."""
    spans = _not_too_many(calendar.spans(start)) if calendar else iter([_around_the_clock(start)])
    waiting = iter([stop for stop in stops if stop.until > start])
    stop = next(waiting, None)
    for whole in spans:
        at, until = whole.from_, whole.until
        while stop is not None and stop.from_ < until:
            if stop.from_ > at:
                yield whole._replace(from_=at, until=stop.from_), None
                at = stop.from_
            edge = min(stop.until, until)
            if edge > at:
                yield whole._replace(from_=at, until=edge), stop
                at = edge
            if stop.until > until:
                break
            stop = next(waiting, None)
        if at < until:
            yield whole._replace(from_=at), None


def _closed(pauses: Iterable[Pause], now: datetime | None) -> list[_Stop]:
    """Pauses in order, the open ones ended `now`; where two overlap, the earlier one's reason stands."""
    return sorted(_stop(pause, now) for pause in pauses)


def _stop(pause: Pause, now: datetime | None) -> _Stop:
    from_ = _utc(pause.from_)
    reason = f"paused: {pause.reason}" if pause.reason else "paused"
    if pause.until is not None:
        if _utc(pause.until) < from_:
            raise TimesUnusable("a pause ends before it begins", field="pauses")
        return _Stop(from_, _utc(pause.until), reason)
    if now is None:
        raise TimesUnusable("an open pause needs to know what time it is now", field="pauses")
    return _Stop(from_, max(from_, _utc(now)), reason)


def _add_work_days(start: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """Roll to working time, then go on by working days at the same time of day.

    Where the windows of the last day do not hold that time of day, it is the next opening of that day, or its closing
    when there is none.
    """
    rolled = next(span.from_ for span in calendar.spans(start) if span.working)
    if days == 0:
        return rolled
    local = rolled.astimezone(calendar.zone)
    day, at = calendar.next_work_day(local.date(), days=days), local.time()
    windows, _ = calendar.windows_on(day)
    for opens, closes in windows:
        if at < opens:
            return calendar.instant(day, opens)
        if at <= closes or closes == DAY_END:
            return calendar.instant(day, at)
    return calendar.instant(day, windows[-1][1])


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None or not 1900 <= instant.year <= 2500:
        raise TimesUnusable(f"{instant.isoformat()} has no offset or is not of our times", field="start")
    return instant.astimezone(UTC)


def _note(calendar: WorkingCalendar | None, start: datetime, end: datetime) -> str | None:
    if calendar is None or calendar.known_years is None:
        return None
    first, last = start.astimezone(calendar.zone), max(start, end - _MICROSECOND).astimezone(calendar.zone)
    unknown = [str(year) for year in range(first.year, last.year + 1) if year not in calendar.known_years]
    return f"closed days of {', '.join(unknown)} are not published: ordinary weekdays were taken" if unknown else None
