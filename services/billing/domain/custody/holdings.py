"""Cash that is still in somebody's hands, charge by charge and deposit by deposit, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.billing.domain.identifiers import ChargeId, DepositId
from shared.calendar import WorkingCalendar
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Cash of one charge or deposit that is still in the person's hands."""

    charge_id: ChargeId | None = None
    deposit_id: DepositId | None = None
    amount: Money
    hand_in_until: datetime
    deadline_id: UUID
    """The same for all that is due at the same time, so that it is told once."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What was taken out of the holdings, and what is left."""

    left: tuple[Holding, ...]
    charge_ids: tuple[ChargeId, ...]
    """Covered, wholly or in part."""
    deposit_ids: tuple[DepositId, ...]


def take_oldest(holdings: Sequence[Holding], amount: Money) -> Taken:
    """So much out of the holdings, the oldest first."""
    left: list[Holding] = []
    touched: list[Holding] = []
    for holding in holdings:
        taken = min(amount, holding.amount)
        amount -= taken
        if taken:
            touched.append(holding)
        if holding.amount > taken:
            left.append(replace(holding, amount=holding.amount - taken))
    return Taken(left=tuple(left), charge_ids=charges_of(touched), deposit_ids=deposits_of(touched))


def charges_of(holdings: Sequence[Holding]) -> tuple[ChargeId, ...]:
    """The charges whose cash it is, each once."""
    return tuple(dict.fromkeys(each.charge_id for each in holdings if each.charge_id is not None))


def deposits_of(holdings: Sequence[Holding]) -> tuple[DepositId, ...]:
    """The deposits whose cash it is, each once."""
    return tuple(dict.fromkeys(each.deposit_id for each in holdings if each.deposit_id is not None))


def hand_in_until(collected_at: datetime, calendar: WorkingCalendar, days: int) -> datetime:
    """The end of the next working day after the day on which it was collected (reading of 7.3)."""
    return calendar.end_of_work_day(collected_at, days=days)
