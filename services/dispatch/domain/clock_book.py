"""All clocks of one job: setting, telling, stopping and moving them, and what is announced each time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.dispatch.domain.clocks import (
    ARRIVAL_KINDS,
    CUSTOMERS_WISH,
    JUST_BEFORE,
    Awaited,
    Clock,
    ClockKind,
    Move,
    Outcome,
    Step,
)
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.facts import Attempt
from services.dispatch.domain.people import NOBODY, PeopleToTell
from services.dispatch.domain.policy import ArrivalRule, DispatchPolicy
from services.dispatch.domain.refusals import NothingToAcknowledge
from services.dispatch.domain.timing.facts import ClockPause, StepKind
from services.dispatch.domain.timing.known import NOTHING_KNOWN, KnownFacts
from shared.copying import copy_with
from shared.events.dispatch.deadlines import (
    DeadlineEvent,
    DeadlineJudgedAnew,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMoved,
    DeadlinePaused,
    DeadlineSet,
    DeadlineWarned,
    EscalationAcknowledged,
    EscalationRaised,
)

Announced = list[DeadlineEvent]
RESUMED = "resumed"


@dataclass(frozen=True, kw_only=True)
class ClockBook:
    """The clocks of a job, old ones included: nothing is averaged away."""

    job_id: UUID
    ticket_id: UUID
    policy: DispatchPolicy
    clocks: tuple[Clock, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    known: KnownFacts = NOTHING_KNOWN
    people: PeopleToTell = NOBODY

    def setting(self, new: Sequence[Clock]) -> tuple["ClockBook", Announced]:
        """Let clocks run, with what is known of the job already; one that is past then is broken at once."""
        new = [self.known.about(clock, self.clocks) for clock in new]
        book = replace(self, clocks=(*self.clocks, *new))
        counting = {clock.id for clock in new if clock.kind not in ARRIVAL_KINDS and not self.running(clock.kind)}
        counting |= {book.promise.id} if book.promise else set()
        events: Announced = [
            DeadlineSet(
                **book._of(clock),
                counted_from=clock.counted_from,
                warn_at=clock.warn_at,
                is_the_promise=clock.id in counting,
                policy_revision=clock.policy_revision,
                set_at=clock.set_at,
            )
            for clock in new
        ]
        for clock in new:
            if clock.was_past_when_set and clock.kind in ARRIVAL_KINDS:
                book, broken = book.lapse(clock.set_at)
                events += broken
        return book, events

    def lapse(self, until: datetime) -> tuple["ClockBook", Announced]:
        """Tell everything that was due to be told up to an instant, each once, in order, with its own time."""
        book, events = self, Announced()
        due = {clock.id: step for clock in self.clocks if (step := self._step_due(clock, until))}
        while due:
            clock_id = min(due, key=lambda each: (due[each].at, each))
            book, told = book._tell(book.clock(clock_id), due.pop(clock_id))
            events += told
            if step := book._step_due(book.clock(clock_id), until):
                due[clock_id] = step
        return book, events

    def has_steps_due(self, until: datetime) -> bool:
        """Whether `lapse` would tell anything."""
        return any(self._step_due(clock, until) for clock in self.clocks)

    def happened(self, awaited: Awaited, at: datetime) -> tuple["ClockBook", Announced]:
        """What clocks wait for has happened; one that was broken before keeps that, unless it was only told late."""
        book, events = self.lapse(at - JUST_BEFORE)
        for clock in book.clocks:
            if clock.awaits is awaited and clock.is_waiting:
                outcome = clock.outcome_if_it_happened(at)
                book = book._with(replace(clock, happened_at=at, outcome=outcome))
                if outcome in (Outcome.MET, Outcome.MET_AS_WISHED):
                    events.append(DeadlineMet(**book._of(clock), met_at=at))
        return book, events

    def move_arrival(self, move: Move) -> tuple["ClockBook", Announced]:
        """The customer wished a later visit: arrival clocks that are not broken yet move to the agreed window."""
        book, events = self.lapse(move.moved_at - JUST_BEFORE)
        for clock in book.clocks:
            if clock.kind in ARRIVAL_KINDS and clock.outcome is Outcome.RUNNING and clock.due_at < move.until:
                moved = clock.moved(move)
                book = book._with(moved)
                events.append(
                    DeadlineMoved(
                        **book._of(moved),
                        previous_due_at=clock.due_at,
                        reason=CUSTOMERS_WISH,
                        moved_at=move.moved_at,
                    )
                )
        return book, events

    def pause(self, pause: ClockPause) -> tuple["ClockBook", Announced]:
        """The customer's side is not ready: clocks that can pause do not count until they go on, or to the limit."""
        book, events = self.lapse(pause.from_ - JUST_BEFORE)
        for clock in book.clocks:
            if clock.is_pausable:
                paused = clock.paused(pause)
                book = book._with(paused)
                events.append(
                    DeadlinePaused(**book._of(paused), reason=pause.reason, until=pause.limit, paused_at=pause.from_)
                )
        return book, events

    def resume(self, at: datetime) -> tuple["ClockBook", Announced]:
        """Clocks that paused count again."""
        book, events = self.lapse(at - JUST_BEFORE)
        for clock in book.clocks:
            resumed = clock.resumed(at)
            if clock.is_waiting and resumed != clock:
                book = book._with(resumed)
                events.append(
                    DeadlineMoved(**book._of(resumed), previous_due_at=clock.due_at, reason=RESUMED, moved_at=at)
                )
        return book, events

    def acknowledge(
        self, clock_id: UUID, place: int, person_id: PersonId, at: datetime
    ) -> tuple["ClockBook", Announced]:
        """Somebody took note of what a clock told; `place` counts its tellings from 1. Taken note of once."""
        clock = self.clock(clock_id)
        if not 1 <= place <= len(clock.tellings):
            raise NothingToAcknowledge(f"this clock has not told anything of number {place}", field="telling")
        telling = clock.tellings[place - 1]
        if telling.acknowledged_at is not None:
            return self, []
        noted = replace(telling, acknowledged_at=at, acknowledged_by=person_id)
        tellings = (*clock.tellings[: place - 1], noted, *clock.tellings[place:])
        event = EscalationAcknowledged(
            **self._of(clock), kind=telling.kind.value, step=telling.rung, person_id=person_id, acknowledged_at=at
        )
        return self._with(replace(clock, tellings=tellings)), [event]

    def ending(self, outcome: Outcome, at: datetime, kinds: Iterable[ClockKind]) -> tuple["ClockBook", Announced]:
        """Clocks that still run end without being kept or broken; what was broken before that stays broken."""
        book, events = self.lapse(at - JUST_BEFORE)
        ended = [clock for clock in book.clocks if clock.kind in kinds and clock.is_waiting]
        for clock in ended:
            became = outcome if clock.outcome is Outcome.RUNNING else clock.outcome
            book = book._with(replace(clock, outcome=became, stopped_at=at))
        for clock in ended:
            book = book._going_on_with_the_ladder_of(clock)
        return book, events

    @property
    def promise(self) -> Clock | None:
        """The arrival clock that counts as *the* promise to the customer, by the rule of the policy."""
        by_kind = {clock.kind: clock for clock in self.clocks if clock.kind in ARRIVAL_KINDS and _counts(clock)}
        level, region = by_kind.get(ClockKind.ARRIVAL_BY_LEVEL), by_kind.get(ClockKind.ARRIVAL_BY_REGION)
        match self.policy.arrival_rule.counts:
            case ArrivalRule.LEVEL:
                return level or region
            case ArrivalRule.REGION:
                return region or level
            case ArrivalRule.TIGHTEST:
                return min(by_kind.values(), key=lambda clock: clock.due_at, default=None)

    def running(self, *kinds: ClockKind) -> list[Clock]:
        """Clocks of these kinds that still wait."""
        return [clock for clock in self.clocks if clock.kind in kinds and clock.is_waiting]

    def clock(self, clock_id: UUID) -> Clock:
        """The clock with this id."""
        return next(clock for clock in self.clocks if clock.id == clock_id)

    def _step_due(self, clock: Clock, until: datetime) -> Step | None:
        step = clock.next_step(self.policy.ladder)
        return step if step is not None and step.at <= until else None

    def _tell(self, clock: Clock, step: Step) -> tuple["ClockBook", Announced]:
        match step.kind:
            case StepKind.WARNING:
                person_id = self.people.responsible_id
                warned = DeadlineWarned(**self._of(clock), person_id=person_id, warned_at=step.at)
                return self._with(clock.telling(step, person_id)), [warned]
            case StepKind.BREACH:
                return self._break(clock, step)
            case StepKind.ESCALATION:
                person_id = self.people.by_role.get(step.role) if step.role else None
                raised = EscalationRaised(
                    **self._of(clock),
                    step=step.rung,
                    role=(step.role or "").lower(),
                    person_id=person_id,
                    raised_at=step.at,
                )
                return self._with(clock.telling(step, person_id)), [raised]

    def _break(self, clock: Clock, step: Step) -> tuple["ClockBook", Announced]:
        """One fact that breaks several clocks is told once: again only for a promise made after the first telling."""
        outcome = self._how_broken(clock)
        told_before = self._is_told_by_another(clock, outcome)
        person_id = None if told_before or outcome is Outcome.DECIDED_TOO_LATE else self.people.responsible_id
        broken = clock.broken(step, person_id, outcome, is_told_elsewhere=told_before)
        missed = DeadlineMissed(
            **self._of(broken),
            person_id=person_id,
            was_decided_too_late=outcome is Outcome.DECIDED_TOO_LATE,
            was_customer_unreachable=outcome is Outcome.NOT_REACHABLE,
        )
        return self._with(broken), [missed]

    def _is_told_by_another(self, clock: Clock, outcome: Outcome) -> bool:
        """Whether a clock that still waits climbs its ladder for the same fact: a late decision is one of its own."""
        was_the_decision = outcome is Outcome.DECIDED_TOO_LATE
        return any(
            other.awaits is clock.awaits
            and other.ladder_from is not None
            and other.ladder_from >= clock.set_at
            and other.is_waiting
            and (other.outcome is Outcome.DECIDED_TOO_LATE) is was_the_decision
            for other in self.clocks
        )

    def _going_on_with_the_ladder_of(self, gone: Clock) -> "ClockBook":
        """What an ended clock was still to tell for others that the same fact broke, the first of them tells."""
        if gone.ladder_from is None:
            return self
        silent = [
            clock
            for clock in self.clocks
            if clock.is_told_elsewhere
            and clock.is_waiting
            and clock.awaits is gone.awaits
            and not self._is_told_by_another(clock, clock.outcome)
        ]
        heir = min(silent, key=lambda clock: clock.due_at, default=None)
        return self if heir is None else self._with(heir.taking_over(gone.rungs_told))

    def _how_broken(self, clock: Clock) -> Outcome:
        if clock.kind in ARRIVAL_KINDS and clock.was_past_when_set:
            return Outcome.DECIDED_TOO_LATE
        if clock.kind is ClockKind.RESPONSE and self._was_unreachable(clock):
            return Outcome.NOT_REACHABLE
        return Outcome.MISSED

    def _was_unreachable(self, clock: Clock) -> bool:
        limit = self.policy.not_reachable
        tried = [each for each in self.attempts if each.attempted_at <= clock.due_at]
        return len(tried) >= limit.attempts and len({each.number_index for each in tried}) >= limit.numbers

    def judged_anew(self, at: datetime) -> tuple["ClockBook", Announced]:
        """Attempts that were recorded late may show that the customer could not be reached."""
        book, events = self, Announced()
        for clock in self.clocks:
            if clock.outcome is Outcome.MISSED and self._how_broken(clock) is Outcome.NOT_REACHABLE:
                book = book._with(copy_with(clock, outcome=Outcome.NOT_REACHABLE))
                events.append(DeadlineJudgedAnew(**self._of(clock), was_customer_unreachable=True, judged_at=at))
        return book, events

    def _with(self, changed: Clock) -> "ClockBook":
        return copy_with(self, clocks=tuple(changed if clock.id == changed.id else clock for clock in self.clocks))

    def _of(self, clock: Clock) -> dict[str, Any]:
        return {
            "job_id": self.job_id,
            "ticket_id": self.ticket_id,
            "has_ticket": self.ticket_id != self.job_id,
            "deadline_id": clock.id,
            "clock": clock.kind.value,
            "clause": clock.clause,
            "due_at": clock.due_at,
        }


def _counts(clock: Clock) -> bool:
    """A clock that ended without being kept or broken is nobody's promise any more."""
    return clock.outcome not in (Outcome.REPLACED, Outcome.NOT_NEEDED)
