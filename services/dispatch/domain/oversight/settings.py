"""The part of policy.toml that is about days and conduct (5.9, 7)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shared.calendar import DAY_END, add_months, parse_window
from shared.policy import BUSINESS_ZONE


@dataclass(frozen=True, kw_only=True)
class ConductSetting:
    """Which violations count, and how many within which time lead to a disciplinary case (7.7)."""

    clause: str
    counted_clauses: tuple[str, ...]
    violations: int
    within_months: int

    def counts(self, clause: str) -> bool:
        """Violations of other clauses are recorded and do not count."""
        return clause in self.counted_clauses

    def is_within(self, earlier: date, later: date) -> bool:
        """Whether two days lie in one window; the same day of the last month still counts."""
        return later <= add_months(earlier, self.within_months)


@dataclass(frozen=True, kw_only=True)
class DailyReportSetting:
    """When the day is closed: what becomes known later goes to an addendum (5.9)."""

    clause: str
    closes: str

    def closes_at(self, day: date) -> datetime:
        """The cut-off of a business day."""
        _, closes = parse_window("00:00", self.closes)
        if closes == DAY_END:
            day, closes = day + timedelta(days=1), time.min
        return datetime.combine(day, closes, BUSINESS_ZONE).astimezone(UTC)
