"""When something is due, computed from facts and explained interval by interval; never patched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from shared.calendar import DAY_END, Span, WorkingCalendar

_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


class Unit(StrEnum):
    """What an amount counts; days and weeks are working ones when there is a calendar."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


_SECONDS = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600, Unit.DAY: 86_400, Unit.WEEK: 604_800}


@dataclass(frozen=True)
class Amount:
    """How long something may take; never negative."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("an amount of time is never negative")

    @property
    def seconds(self) -> int:
        """On the 24 h clock."""
        return self.value * _SECONDS[self.unit]


@dataclass(frozen=True)
class Pause:
    """Time that does not count, with its reason; `until` None: still open."""

    from_: datetime
    until: datetime | None
    reason: str = "paused"


@dataclass(frozen=True)
class Interval:
    """A stretch of the way to the deadline, whether it counted, and why."""

    from_: datetime
    until: datetime
    counted: bool
    reason: str

    @property
    def seconds(self) -> float:
        """Its length."""
        return (self.until - self.from_).total_seconds()


@dataclass(frozen=True)
class Reckoning:
    """How much time counted between two instants, and which."""

    start: datetime
    end: datetime
    intervals: tuple[Interval, ...]
    paused_seconds: int
    calendar_note: str | None

    @property
    def due_at(self) -> datetime:
        """The end, where it was the amount that was given."""
        return self.end

    @property
    def counted_seconds(self) -> int:
        """Working time that was not paused."""
        return round(sum(interval.seconds for interval in self.intervals if interval.counted))

    def at_share(self, share: Decimal) -> datetime:
        """When this share (0 to 1) of the counted time has passed: 75 % of a promise, not of the wall clock."""
        left = sum(interval.seconds for interval in self.intervals if interval.counted) * float(share)
        for interval in self.intervals:
            if interval.counted:
                if interval.seconds >= left:
                    return interval.from_ + timedelta(seconds=left)
                left -= interval.seconds
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
    the plain week has. A pause counts only for its working time; an open pause is taken to last until `now`. Raises
    ValueError for an open pause without `now` and for a calendar without working time.
    """
    start = start.astimezone(UTC)
    closed = _merged(pauses, now)
    if calendar is None or amount.unit in (Unit.SECOND, Unit.MINUTE, Unit.HOUR):
        end = _walk(start, amount.seconds, calendar, closed)
    else:
        days = amount.value * (calendar.work_days_in_a_week if amount.unit is Unit.WEEK else 1)
        unpaused = _add_work_days(start, days, calendar)
        end = _walk(unpaused, _paused_seconds(start, unpaused, calendar, closed), calendar, closed)
    return counted(start, end, calendar, pauses, now=now)


def counted(
    start: datetime,
    end: datetime,
    calendar: WorkingCalendar | None = None,
    pauses: Sequence[Pause] = (),
    *,
    now: datetime | None = None,
) -> Reckoning:
    """Which time between two instants counts, explained; nothing when `end` is not after `start`."""
    start, end = start.astimezone(UTC), max(start, end).astimezone(UTC)
    closed = _merged(pauses, now)
    intervals: list[Interval] = []
    paused = 0.0
    for span, pause in _pieces(start, calendar, closed):
        if span.from_ >= end:
            break
        until = min(span.until, end)
        if pause is not None and span.working:
            paused += (until - span.from_).total_seconds()
        reason = span.reason if pause is None or not span.working else f"paused: {pause.reason}"
        _append(intervals, Interval(span.from_, until, span.working and pause is None, reason))
    return Reckoning(start, end, tuple(intervals), round(paused), _note(calendar, start, end))


def _walk(start: datetime, seconds: float, calendar: WorkingCalendar | None, pauses: Sequence[Pause]) -> datetime:
    """The instant at which so many seconds have counted; the first such instant, so closing time stays closing time."""
    left = timedelta(seconds=seconds)
    if not left:
        return start
    for span, pause in _pieces(start, calendar, pauses):
        if span.working and pause is None:
            if span.until - span.from_ >= left:
                return span.from_ + left
            left -= span.until - span.from_
    raise ValueError("the deadline lies beyond the end of time")


def _pieces(
    start: datetime, calendar: WorkingCalendar | None, pauses: Sequence[Pause]
) -> Iterator[tuple[Span, Pause | None]]:
    """The calendar's spans, cut where a pause begins or ends, each with its pause."""
    spans = (
        iter([Span(start, _END_OF_TIME, working=True, reason="counted")]) if calendar is None else calendar.spans(start)
    )
    waiting = [pause for pause in pauses if pause.until is None or pause.until > start]
    for whole in spans:
        at = whole.from_
        while at < whole.until:
            while waiting and waiting[0].until is not None and waiting[0].until <= at:
                waiting.pop(0)
            pause = waiting[0] if waiting and waiting[0].from_ <= at else None
            edge = (pause.until if pause else waiting[0].from_ if waiting else None) or whole.until
            until = min(edge, whole.until)
            yield Span(at, until, whole.working, whole.reason), pause
            at = until


def _merged(pauses: Iterable[Pause], now: datetime | None) -> list[Pause]:
    """Pauses in order and without overlap; where two overlap, the earlier one's reason stands."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.from_):
        until = pause.until or now
        if until is None:
            raise ValueError("an open pause needs to know what time it is now")
        from_ = max(pause.from_, merged[-1].until or pause.from_) if merged else pause.from_
        if until > from_:
            merged.append(Pause(from_.astimezone(UTC), until.astimezone(UTC), pause.reason))
    return merged


def _paused_seconds(start: datetime, end: datetime, calendar: WorkingCalendar, pauses: Sequence[Pause]) -> int:
    return counted(start, end, calendar, pauses).paused_seconds


def _add_work_days(start: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """Roll to working time, then go on by working days at the same time of day.

    Where the windows of the last day do not hold that time of day, it is the next opening of that day, or its closing
    when there is none.
    """
    if days == 0:
        return start
    rolled = next(span.from_ for span in calendar.spans(start) if span.working)
    local = rolled.astimezone(calendar.zone)
    day = local.date()
    while days:
        day += timedelta(days=1)
        days -= calendar.is_work_day(day)
    windows, _ = calendar.windows_on(day)
    at = local.time()
    for opens, closes in windows:
        if at < opens:
            return calendar.instant(day, opens)
        if at <= closes or closes == DAY_END:
            return calendar.instant(day, at)
    return calendar.instant(day, windows[-1][1])


def _append(intervals: list[Interval], interval: Interval) -> None:
    """Neighbours that say the same become one line of the explanation."""
    last = intervals[-1] if intervals else None
    if last and (last.counted, last.reason) == (interval.counted, interval.reason) and last.until == interval.from_:
        intervals[-1] = Interval(last.from_, interval.until, last.counted, last.reason)
    else:
        intervals.append(interval)


def _note(calendar: WorkingCalendar | None, start: datetime, end: datetime) -> str | None:
    if calendar is None:
        return None
    years = range(start.astimezone(calendar.zone).year, end.astimezone(calendar.zone).year + 1)
    unknown = [str(year) for year in years if calendar.known_years is not None and year not in calendar.known_years]
    return f"holidays of {', '.join(unknown)} are not published: ordinary weekdays were taken" if unknown else None
