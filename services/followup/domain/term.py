"""A term of a contract: its days, and what they cost."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shared.money import Money

_MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class Term:
    """A stretch of months with its own size and price; it starts the day after the term before ends."""

    months: int
    device_points: int
    yearly_price: Money


@dataclass(frozen=True, kw_only=True)
class TermDays:
    """A term with its first and last day, both included."""

    starts_on: date
    ends_on: date
    term: Term

    @property
    def price(self) -> Decimal:
        """What the whole term costs, before rounding."""
        return self.term.yearly_price.amount * self.term.months / _MONTHS_IN_A_YEAR

    def days_after(self, last_day: date) -> int:
        """How many of its days lie behind a day."""
        return max(0, (self.ends_on - max(last_day, self.starts_on - timedelta(days=1))).days)

    def unused_price(self, last_day: date) -> Money:
        """What the days behind the last one cost, rounded half up."""
        days = (self.ends_on - self.starts_on).days + 1
        return Money.rounded(self.price * self.days_after(last_day) / days)
