"""When somebody must have answered or arrived, and when it is too late: one promise, its facts and its deadline."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from uuid import UUID

from services.dispatch.domain.identifiers import DeadlineId, PersonId
from services.dispatch.domain.policy import Ladder
from services.dispatch.domain.timing.facts import CalendarTerms, ClockPause, StepKind, Telling
from shared.actor import Role
from shared.copying import copy_with
from shared.deadlines import Amount, Pause, Reckoning, Unit, counted, due

JUST_BEFORE = timedelta.resolution
CUSTOMERS_WISH = "customers_wish"


class ClockKind(StrEnum):
    """Which promise."""

    RESPONSE = "response"
    ARRIVAL_BY_LEVEL = "arrival_by_level"
    ARRIVAL_BY_REGION = "arrival_by_region"
    APPOINTMENT = "appointment"
    PROMISED_COMPLETION = "promised_completion"
    CARD_RETURN = "card_return"


class Awaited(StrEnum):
    """The fact that a clock waits for."""

    CUSTOMER_REACHED = "customer_reached"
    TECHNICIAN_ARRIVED = "technician_arrived"
    WORK_FINISHED = "work_finished"
    CARD_BACK = "card_back"


AWAITED_BY = {
    ClockKind.RESPONSE: Awaited.CUSTOMER_REACHED,
    ClockKind.ARRIVAL_BY_LEVEL: Awaited.TECHNICIAN_ARRIVED,
    ClockKind.ARRIVAL_BY_REGION: Awaited.TECHNICIAN_ARRIVED,
    ClockKind.APPOINTMENT: Awaited.TECHNICIAN_ARRIVED,
    ClockKind.PROMISED_COMPLETION: Awaited.WORK_FINISHED,
    ClockKind.CARD_RETURN: Awaited.CARD_BACK,
}
ARRIVAL_KINDS = frozenset({ClockKind.ARRIVAL_BY_LEVEL, ClockKind.ARRIVAL_BY_REGION})
PAUSING_KINDS = ARRIVAL_KINDS | {ClockKind.PROMISED_COMPLETION}
"""Clocks that the customer's side can pause; the response clock never pauses (5.16)."""


class Outcome(StrEnum):
    """What became of a promise; kept apart, never averaged away."""

    RUNNING = "running"
    MET = "met"
    MET_AS_WISHED = "met_as_wished"
    """In time only because the customer himself wished a later visit."""
    MISSED = "missed"
    NOT_REACHABLE = "not_reachable"
    DECIDED_TOO_LATE = "decided_too_late"
    REPLACED = "replaced"
    """Another clock runs in its place."""
    NOT_NEEDED = "not_needed"
    """The job ended before it was due."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing a clock tells, and when it is due to be told."""

    kind: StepKind
    at: datetime
    rung: int = 0
    role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """The customer himself wished a later time; kept with who agreed it and how that is shown."""

    until: datetime
    moved_at: datetime
    wished_at: datetime
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One promise: only facts are kept, `due_at` and every step follow from them."""

    id: DeadlineId
    kind: ClockKind
    clause: str
    policy_revision: str
    why: str
    """The event that set it: `reported`, `visit_decided`, `level_raised` and so on; why another end was promised."""
    counted_from: datetime
    """Response and arrival: when the customer reported, not when we typed it; after a raised level: from the change.

    A redo counts from his *not solved*, an appointment from its window, a card from the end of the work.
    """
    amount: Amount | None = None
    """How long it runs; None where `until` says when it ends."""
    until: datetime | None = None
    first_warning: Amount | None = None
    warn_at_percent: int
    set_at: datetime
    calendar: CalendarTerms | None = None
    """None: it runs on the 24 h clock."""
    pauses: tuple[ClockPause, ...] = ()
    moves: tuple[Move, ...] = ()
    outcome: Outcome = Outcome.RUNNING
    happened_at: datetime | None = None
    """When what it waits for happened, in time or not."""
    stopped_at: datetime | None = None
    """When it ceased to matter, replaced by another or because the job ended."""
    steps_told: int = 0
    tellings: tuple[Telling, ...] = ()
    ladder_from: datetime | None = None
    """When its escalation began; None when it has none, or the same people were told by another clock."""
    is_told_elsewhere: bool = False
    timer_id: UUID | None = None
    timer_at: datetime | None = None

    @property
    def awaits(self) -> Awaited:
        """The fact that it waits for."""
        return AWAITED_BY[self.kind]

    @cached_property
    def reckoning(self) -> Reckoning:
        """Every interval on the way to the deadline as it was before the customer wished a later one."""
        return _reckoned(self.counted_from, self.amount, self.until, self.calendar, self.pauses)

    @property
    def explained(self) -> Reckoning:
        """Every interval up to the deadline that counts now; what the customer wished to wait does not count."""
        if not self.moves:
            return self.reckoning
        wished = Pause(self.originally_due_at, self.due_at, CUSTOMERS_WISH)
        calendar = self.calendar.calendar if self.calendar else None
        return counted(self.counted_from, self.due_at, calendar, [*self._stops(), wished])

    @property
    def originally_due_at(self) -> datetime:
        """The deadline before the customer wished a later one."""
        return self.reckoning.due_at

    @cached_property
    def due_at(self) -> datetime:
        """The deadline that counts now: what was paused after the customer wished a later one comes on top."""
        if not self.moves:
            return self.originally_due_at
        move = self.moves[-1]
        ahead = int((move.until - move.moved_at).total_seconds())
        paused = [stop for stop in self._stops() if stop.from_ >= move.moved_at]
        return due(move.moved_at, Amount(ahead, Unit.SECOND), None, paused).due_at if paused else move.until

    @property
    def is_pausable(self) -> bool:
        """Only what still runs, and never the response."""
        return self.kind in PAUSING_KINDS and self.is_waiting and self.outcome is Outcome.RUNNING

    @property
    def is_waiting(self) -> bool:
        """Whether what it waits for can still make a difference to it."""
        return self.happened_at is None and self.stopped_at is None

    @property
    def was_past_when_set(self) -> bool:
        """Whether it could not be kept any more when it was set."""
        return self.due_at < self.set_at

    @property
    def warn_at(self) -> datetime:
        """The first warning."""
        return next(iter(self._warnings), self.due_at)

    def steps(self, ladder: Ladder) -> tuple[Step, ...]:
        """All that it would tell, in order, if what it waits for never happened."""
        places = range(len(self._warnings) + 1 + len(ladder.steps))
        return tuple(step for place in places if (step := self._step(place, ladder)) is not None)

    def next_step(self, ladder: Ladder) -> Step | None:
        """What it tells next; None when there is nothing to wait for."""
        if not self.is_waiting:
            return None
        return self._step(self.steps_told, ladder)

    def outcome_if_it_happened(self, happened_at: datetime) -> Outcome:
        """The last instant still counts as in time; what was recorded late counts by when it happened."""
        if happened_at > self.due_at:
            return self.outcome
        return Outcome.MET_AS_WISHED if self.moves and happened_at > self.originally_due_at else Outcome.MET

    def moved(self, move: Move) -> "Clock":
        """The same promise for a later time: it warns anew."""
        return replace(self, moves=(*self.moves, move), steps_told=0)

    def paused(self, pause: ClockPause) -> "Clock":
        """The same promise without the time of a pause."""
        return replace(self, pauses=(*self.pauses, pause))

    def resumed(self, at: datetime) -> "Clock":
        """A pause that still lasts ends."""
        return replace(self, pauses=tuple(pause.ended(at) for pause in self.pauses))

    @property
    def rungs_told(self) -> int:
        """How many steps of its ladder it has told."""
        return max(0, self.steps_told - self._warnings_told - 1)

    def taking_over(self, rungs_told: int) -> "Clock":
        """The same promise, which tells itself what another clock would have told for it from this rung on."""
        return copy_with(
            self,
            is_told_elsewhere=False,
            ladder_from=self._too_late_from,
            steps_told=self._warnings_told + 1 + rungs_told,
        )

    def broken(self, step: Step, person_id: PersonId | None, outcome: Outcome, *, is_told_elsewhere: bool) -> "Clock":
        """The same promise, not kept; it climbs a ladder of its own unless another clock has told the same."""
        return copy_with(
            self.telling(step, person_id),
            outcome=outcome,
            is_told_elsewhere=is_told_elsewhere,
            ladder_from=None if is_told_elsewhere else self._too_late_from,
        )

    def telling(self, step: Step, person_id: PersonId | None) -> "Clock":
        """The same promise after it has told a step to somebody."""
        told = Telling(kind=step.kind, at=step.at, rung=step.rung, role=step.role, person_id=person_id)
        return copy_with(self, steps_told=self.steps_told + 1, tellings=(*self.tellings, told))

    def _step(self, place: int, ladder: Ladder) -> Step | None:
        """First the warnings, then the breach, then the ladder where it has one of its own; None behind its end."""
        warnings = () if self.was_past_when_set else self._warnings
        if place < len(warnings):
            return Step(kind=StepKind.WARNING, at=warnings[place])
        number = place - len(warnings)
        if number == 0:
            return Step(kind=StepKind.BREACH, at=self.due_at)
        if self.is_told_elsewhere or number > len(ladder.steps):
            return None
        rung = ladder.steps[number - 1]
        at = self._too_late_from + timedelta(minutes=rung.after_minutes)
        return Step(kind=StepKind.ESCALATION, at=at, rung=number, role=rung.role)

    @property
    def _too_late_from(self) -> datetime:
        return max(self.due_at, self.set_at)

    @property
    def _warnings_told(self) -> int:
        return 0 if self.was_past_when_set else len(self._warnings)

    def _stops(self) -> list[Pause]:
        return _stops(self.pauses)

    @cached_property
    def _warnings(self) -> tuple[datetime, ...]:
        share = Decimal(self.warn_at_percent) / 100
        if self.moves:
            return (counted(self.moves[-1].moved_at, self.due_at).at_share(share),)
        at_share = self.reckoning.at_share(share)
        if self.first_warning is None:
            return (at_share,)
        return (_reckoned(self.counted_from, self.first_warning, None, self.calendar, self.pauses).due_at, at_share)


@lru_cache(maxsize=4096)
def _reckoned(
    counted_from: datetime,
    amount: Amount | None,
    until: datetime | None,
    terms: CalendarTerms | None,
    pauses: tuple[ClockPause, ...],
) -> Reckoning:
    """From facts alone, so that it may be remembered: a clock is asked for its deadline again and again."""
    calendar = terms.calendar if terms else None
    end = until or counted_from
    if amount is None and pauses:
        amount = Amount(int((end - counted_from).total_seconds()), Unit.SECOND)
    if amount is not None:
        return due(counted_from, amount, calendar, _stops(pauses))
    return counted(counted_from, end, calendar)


def _stops(pauses: tuple[ClockPause, ...]) -> list[Pause]:
    return [Pause(pause.from_, pause.until, pause.reason) for pause in pauses]
