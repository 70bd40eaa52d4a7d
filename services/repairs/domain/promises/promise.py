"""By when an item is ready: by rule from what it is and where it is repaired, or said by a person with a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.repairs.domain.policy import RepairsPolicy
from shared.calendar import WorkingCalendar
from shared.deadlines import Amount, Reckoning, Unit, counted, due


class Way(StrEnum):
    """Where an item is repaired."""

    COUNTER = "counter"
    OWN_BENCH = "own_bench"
    FACTORY = "factory"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What the customer was promised, and why; by when stands on the repair."""

    way: Way
    clause: str
    policy_revision: str
    is_by_rule: bool
    """Whether the date follows from the way; else a person said it."""
    reason: str | None
    """Why it was promised anew."""
    promised_at: datetime
    deadline_id: UUID
    is_missed: bool = False
    at_risk_at: datetime | None = None
    """When it is looked at whether it can be kept; None where it is promised for too soon."""
    at_risk_id: UUID | None = None
    is_at_risk: bool = False
    """Whether the supervisor was told that it may not be kept."""


def reckoned(
    way: Way, category: str | None, promised_at: datetime, policy: RepairsPolicy, working_days: WorkingCalendar
) -> Reckoning:
    """Counted from the promise; at the counter until closing time of the same day, or of the next day it is open."""
    if way is Way.COUNTER:
        counter = policy.counter_hours.calendar
        opened_at = due(promised_at, Amount(0, Unit.DAY), counter).due_at
        return counted(promised_at, counter.end_of_work_day(opened_at, days=0), counter)
    return due(promised_at, Amount(days_for(way, category, policy), Unit.DAY), working_days)


def days_for(way: Way, category: str | None, policy: RepairsPolicy) -> int:
    """Working days of a way; a category of products may have others."""
    rule = policy.promise
    for exception in rule.exceptions:
        if exception.category == category and exception.way == way:
            return exception.working_days
    return rule.own_bench_working_days if way is Way.OWN_BENCH else rule.factory_working_days


def looked_at(
    ready_until: datetime, promised_at: datetime, policy: RepairsPolicy, working_days: WorkingCalendar
) -> datetime | None:
    """The opening of the working day before the promised one; None where that is over already."""
    day = ready_until.astimezone(working_days.zone).date()
    left = policy.promise.at_risk_working_days_before
    while left > 0:
        day -= timedelta(days=1)
        left -= working_days.is_work_day(day)
    opens = working_days.instant(day, policy.working_days.window[0])
    return opens if opens > promised_at else None
