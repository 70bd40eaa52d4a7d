"""The course of one call: which steps follow from what the file says, and when each of them happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from services.cli.replay.calls import RealCall

_HALF_A_MINUTE = timedelta(seconds=30)
"""Steps happen at half past a minute, and promises end at a whole one: no step ever ties with a deadline."""
_BETWEEN_STEPS = timedelta(minutes=5)
_BETWEEN_URGENT_STEPS = timedelta(minutes=1)
"""Nobody looks at the clock more often; so that many steps share a minute, and a month is played within the hour."""


class StepName(StrEnum):
    """What somebody does."""

    REPORT = "report"
    ASSIGN = "assign"
    REACH = "reach"
    SOLVE_REMOTELY = "solve_remotely"
    DECIDE_VISIT = "decide_visit"
    AGREE = "agree"
    DEPART = "depart"
    ARRIVE = "arrive"
    DIAGNOSE = "diagnose"
    COMPLETE = "complete"
    SIGN = "sign"
    RETURN_CARD = "return_card"
    ARCHIVE = "archive"
    CALL_BACK = "call_back"

    @property
    def service(self) -> str:
        """Who is told to do it."""
        return _TOLD_TO.get(self, "dispatch")


_TOLD_TO = {
    StepName.REPORT: "intake",
    StepName.SOLVE_REMOTELY: "intake",
    StepName.DECIDE_VISIT: "intake",
    StepName.CALL_BACK: "followup",
}


@dataclass(frozen=True)
class Step:
    """One thing that happens to one call."""

    at: datetime
    name: StepName
    call: RealCall
    visit_at: datetime | None = None
    """When the technician will come, where a visit is agreed."""


def course_of(call: RealCall) -> Iterator[Step]:
    """The steps of a call in their order, each at half past a round minute; the report is written down at the first."""
    random = Random(call.seed)  # the same course every time; nothing secret is drawn
    steps = list(_at_round_minutes(call, _steps(call, random)))
    visit_at = dict(steps).get(StepName.ARRIVE)
    for name, at in steps:
        yield Step(at, name, call, visit_at)


def _at_round_minutes(
    call: RealCall, steps: Iterator[tuple[StepName, datetime]]
) -> Iterator[tuple[StepName, datetime]]:
    """Each one no earlier than it would be, and never two at once."""
    between = _BETWEEN_URGENT_STEPS if call.level == 1 else _BETWEEN_STEPS
    last = call.reported_at - between
    for name, at in steps:
        last = max(_rounded_up(at, between), last + between)
        yield name, last + _HALF_A_MINUTE


def _rounded_up(at: datetime, to: timedelta) -> datetime:
    return at + (datetime.min.replace(tzinfo=at.tzinfo) - at) % to


def _steps(call: RealCall, random: Random) -> Iterator[tuple[StepName, datetime]]:
    at = call.reported_at
    yield StepName.REPORT, at
    at += timedelta(minutes=random.randrange(1, 5))
    yield StepName.ASSIGN, at
    at += timedelta(minutes=random.randrange(1, 8 if call.level == 1 else 90))
    yield StepName.REACH, at
    if call.is_solved_remotely:
        at += timedelta(minutes=random.randrange(1, 60))
        yield StepName.SOLVE_REMOTELY, at
    else:
        yield from _visit(at, call.resolved_at - call.reported_at, random)
        return
    yield StepName.CALL_BACK, at + timedelta(hours=random.randrange(1, 60))


def _visit(at: datetime, duration: timedelta, random: Random) -> Iterator[tuple[StepName, datetime]]:
    """The wait for the technician is a part of how long the case really took."""
    for name in (StepName.DECIDE_VISIT, StepName.AGREE):
        at += timedelta(minutes=1)
        yield name, at
    wait = min(duration, timedelta(days=6)) * random.uniform(0.05, 0.5)
    at += timedelta(minutes=int(wait.total_seconds() // 60))
    yield StepName.DEPART, at
    for name, most in ((StepName.ARRIVE, 60), (StepName.DIAGNOSE, 30), (StepName.COMPLETE, 180), (StepName.SIGN, 10)):
        at += timedelta(minutes=random.randrange(1, most))
        yield name, at
    at += timedelta(hours=random.randrange(1, 30))
    yield StepName.RETURN_CARD, at
    yield StepName.ARCHIVE, at + timedelta(minutes=5)
    yield StepName.CALL_BACK, at + timedelta(hours=random.randrange(1, 30))
