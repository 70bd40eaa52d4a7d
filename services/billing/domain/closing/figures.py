"""What a day or a month came to, per technician and category, as finance closes it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.billing.domain.closing.reconciliation import Disagreement
from services.billing.domain.identifiers import ClosingId
from services.billing.domain.refusals import PeriodWrong
from shared.calendar import add_months
from shared.money import Money, total
from shared.policy import business_day, first_instant


class Span(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"


class Days(NamedTuple):
    """A period, both days included."""

    first: date
    last: date

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """Its beginning, and the beginning of the day behind it, by the company's calendar."""
        return first_instant(self.first), first_instant(self.last + timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Charged:
    """What was charged for one kind of line in one case of chapter 2, by one technician's work."""

    technician_id: UUID | None
    case_clause: str | None
    """The case of chapter 2; None for a year of a contract."""
    category: str
    """The kind of line: `visit_fee`, `part` and so on."""
    lines: int
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Received:
    """What one person took by one way, or what came in without a person."""

    person_id: UUID | None
    method: str
    payments: int
    amount: Money
    travel: Money
    """The part of it that is a technician's travel money."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All that a period came to."""

    charged: tuple[Charged, ...]
    received: tuple[Received, ...]
    refunded: Money
    reduced: Money = Money.ZERO
    """What is asked for less than was charged, by the supervisor or because a contract ended."""
    written_off: Money
    """Less what was recovered."""
    handed_in: Money
    counted: Money
    invoiced: Money
    deposits_taken: Money
    deposits_returned: Money
    deposits_retained: Money

    @property
    def charged_total(self) -> Money:
        """A sum is the sum of its lines."""
        return total(each.amount for each in self.charged)

    @property
    def received_total(self) -> Money:
        """By every way."""
        return total(each.amount for each in self.received)


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A period that finance has closed, with what did not agree then."""

    id: ClosingId
    number: str
    version: int = 0
    span: Span
    first_day: date
    last_day: date
    figures: Figures
    disagreements: tuple[Disagreement, ...]
    closed_by: str
    closed_at: datetime


def days_of(span: Span, day: date) -> Days:
    """The day itself, or the month it lies in."""
    if span is Span.DAY:
        return Days(day, day)
    first = day.replace(day=1)
    return Days(first, add_months(first, 1) - timedelta(days=1))


def must_be_over(days: Days, now: datetime) -> None:
    """Only what is over is closed; raises PeriodWrong."""
    if days.last >= business_day(now):
        raise PeriodWrong(f"the period runs until {days.last}", field="day")
