"""A maintenance contract as far as it is charged: a year at a time, when the year begins (3.4)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.billing.domain.identifiers import ContractId
from shared.calendar import add_months
from shared.money import Money

_MONTHS_IN_YEAR = 12


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
    years_charged: int = 0
    next_year_id: UUID | None = None
    """The timer of the next year; None when there is none."""
    is_over: bool = False

    @property
    def next_year_starts_on(self) -> date | None:
        """The first day of the year that is charged next; None when the term is charged in full."""
        begins = add_months(self.starts_on, _MONTHS_IN_YEAR * self.years_charged)
        return None if self.is_over or begins > self.ends_on else begins

    def charged(self, next_year_id: UUID) -> "ContractCopy":
        """One more year is charged."""
        contract = replace(self, years_charged=self.years_charged + 1)
        return replace(contract, next_year_id=next_year_id if contract.next_year_starts_on else None)

    def end(self) -> "ContractCopy":
        """No further year is charged."""
        return replace(self, is_over=True, next_year_id=None)
