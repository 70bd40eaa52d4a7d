"""What is kept beside a clock: by which calendar it runs, when it paused, what it told and who took note."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from services.dispatch.domain.identifiers import PersonId
from shared.actor import Role
from shared.calendar import WEEKDAYS, WorkingCalendar, parse_window
from shared.chinese_calendar import chinese_working_days

Windows = tuple[tuple[str, str], ...]


class StepKind(StrEnum):
    """What a clock tells on its way."""

    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"


@dataclass(frozen=True, kw_only=True)
class CalendarTerms:
    """A working calendar as the policy writes it; the clock keeps it, so that it can be reckoned anew at any time."""

    zone: str
    days: tuple[str, ...]
    windows: Windows
    closed_days: tuple[date, ...] = ()
    make_up_days: tuple[date, ...] = ()
    """Worked although their weekday is not (调休), beside the published ones."""
    public_holidays: bool = False
    """Whether China's published holidays and make-up workdays are kept."""

    @property
    def calendar(self) -> WorkingCalendar:
        """To reckon with; a year whose holidays are not published has plain weekdays, and the explanation says so."""
        return _calendar(self)


@dataclass(frozen=True, kw_only=True)
class ClockPause:
    """Time that does not count, because the customer or his site was not ready; it ends at its limit by itself."""

    from_: datetime
    until: datetime
    """Its end; as long as it lasts, its limit."""
    limit: datetime
    reason: str
    evidence: str

    def ended(self, at: datetime) -> "ClockPause":
        """It goes on, before the limit."""
        return replace(self, until=max(self.from_, min(self.until, at)))


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One thing that a clock has told, to whom, and whether he took note."""

    kind: StepKind
    at: datetime
    rung: int = 0
    role: Role | None = None
    person_id: PersonId | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: PersonId | None = None


@lru_cache(maxsize=64)
def _calendar(terms: CalendarTerms) -> WorkingCalendar:
    windows = tuple(sorted(parse_window(opens, closes) for opens, closes in terms.windows))
    own_closed, own_extra = frozenset(terms.closed_days), dict.fromkeys(terms.make_up_days, windows)
    plain = WorkingCalendar.of(terms.zone, {day: terms.windows for day in WEEKDAYS if day in terms.days})
    if not terms.public_holidays:
        return replace(plain, closed_days=own_closed, extra_work_days=own_extra)
    china = chinese_working_days(windows)
    return replace(
        plain,
        closed_days=china.closed_days - own_extra.keys() | own_closed,
        extra_work_days={day: windows for day in (*china.extra_work_days, *own_extra) if day not in own_closed},
        known_years=china.known_years,
    )
