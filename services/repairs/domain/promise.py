"""By when an item is ready: by rule from where it is repaired, or said by a person with a reason."""

from dataclasses import dataclass
from datetime import datetime
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


def reckoned(way: Way, promised_at: datetime, policy: RepairsPolicy, working_days: WorkingCalendar) -> Reckoning:
    """Counted from the promise; at the counter until closing time of the same day, or of the next day it is open."""
    if way is Way.COUNTER:
        counter = policy.counter_hours.calendar
        opened_at = due(promised_at, Amount(0, Unit.DAY), counter).due_at
        return counted(promised_at, counter.end_of_work_day(opened_at, days=0), counter)
    rule = policy.promise
    days = rule.own_bench_working_days if way is Way.OWN_BENCH else rule.factory_working_days
    return due(promised_at, Amount(days, Unit.DAY), working_days)
