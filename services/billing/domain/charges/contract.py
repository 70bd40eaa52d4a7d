"""A maintenance contract as far as it is charged: a year at a time, when the year begins (3.4)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.billing.domain.identifiers import ContractId
from shared.calendar import add_months
from shared.events.followup.contracts import ContractTerm
from shared.money import Money

_MONTHS_IN_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class ContractYear:
    """A year of a contract, or the months that are left of a term."""

    starts_on: date
    months: int
    device_points: int
    yearly_price: Money

    @property
    def price(self) -> Money:
        """What it costs: of a shorter stretch so many twelfths."""
        return Money.rounded(self.yearly_price.amount * self.months / _MONTHS_IN_YEAR)


@dataclass(frozen=True, kw_only=True)
class ContractCopy:
    """Followup's contract, and how many of its years are charged."""

    id: ContractId
    version: int = 0
    number: str
    customer_id: UUID
    starts_on: date
    ends_on: date
    """The last day of the cover, that day included."""
    device_points: int
    yearly_price: Money
    terms: tuple[ContractTerm, ...] = ()
    """Each with its own size and price; none: it is one term."""
    years_charged: int = 0
    """By us, or before it was taken over from elsewhere."""
    next_year_id: UUID | None = None
    """The timer of the next year; None when there is none."""
    is_over: bool = False

    @property
    def years(self) -> tuple[ContractYear, ...]:
        """The years of all its terms; each term begins a new one."""
        whole = ContractTerm(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            device_points=self.device_points,
            yearly_price=self.yearly_price,
        )
        return tuple(year for term in self.terms or (whole,) for year in _years_of(term))

    @property
    def next_year(self) -> ContractYear | None:
        """The year that is charged next; None when the term is charged in full."""
        return None if self.is_over else next(iter(self.years[self.years_charged :]), None)

    @property
    def not_charged(self) -> Money:
        """What the years cost that have not begun."""
        return sum((year.price for year in self.years[self.years_charged :]), Money.ZERO)

    def taken_over(self, on: date) -> "ContractCopy":
        """What had begun by then was charged where it was taken over from, and its first year in any case."""
        begun = sum(year.starts_on <= on for year in self.years)
        return replace(self, years_charged=max(1, begun))

    def waiting(self, next_year_id: UUID) -> "ContractCopy":
        """The timer of the next year, if there is one."""
        return replace(self, next_year_id=next_year_id if self.next_year else None)

    def charged(self) -> "ContractCopy":
        """One more year is charged."""
        return replace(self, years_charged=self.years_charged + 1)

    def end(self) -> "ContractCopy":
        """No further year is charged."""
        return replace(self, is_over=True, next_year_id=None)


def _years_of(term: ContractTerm) -> Iterator[ContractYear]:
    left, starts_on, begun = _months_of(term), term.starts_on, 0
    while left > 0:
        months = min(left, _MONTHS_IN_YEAR)
        yield ContractYear(
            starts_on=starts_on, months=months, device_points=term.device_points, yearly_price=term.yearly_price
        )
        left, begun = left - months, begun + months
        starts_on = add_months(term.starts_on, begun)


def _months_of(term: ContractTerm) -> int:
    """Full months; twelve from 1 December end on 1 December, that day included (reading of clause 4)."""
    after = term.ends_on + timedelta(days=1)
    months = (after.year - term.starts_on.year) * _MONTHS_IN_YEAR + after.month - term.starts_on.month
    return max(1, months if add_months(term.starts_on, months) <= after else months - 1)
