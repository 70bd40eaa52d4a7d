"""Conduct (7): violations with evidence, what the person says to them, and the cases that they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.oversight.settings import ConductSetting
from services.dispatch.domain.refusals import EvidenceMissing, NotAboutHimself, OnlyHimself, TimeInTheFuture
from services.dispatch.domain.states import (
    CASE_LIFE,
    COUNTED_VIOLATIONS,
    VIOLATION_LIFE,
    CaseAction,
    CaseState,
    ViolationAction,
    ViolationState,
)
from shared.actor import Actor
from shared.events.contract import Event
from shared.events.dispatch.conduct import (
    DisciplinaryCaseDecided,
    DisciplinaryCaseOpened,
    ViolationAnswered,
    ViolationRecorded,
    ViolationSuspected,
    ViolationWithdrawn,
)
from shared.policy import business_day

CASE_CLAUSE = "7.7"
LIFTED = "lifted"
Told = list[Event]


@dataclass(frozen=True, kw_only=True)
class ViolationEntry:
    """What is put down: which clause, on which day, and what shows it."""

    person_id: PersonId
    clause: str
    happened_on: date
    evidence_numbers: tuple[str, ...] = ()
    """Numbers of jobs, charges or calls."""
    evidence_sha256: tuple[str, ...] = ()
    words: str | None = None


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One violation of chapter 7, or what points to one."""

    id: UUID
    number: str
    version: int = 0
    state: ViolationState = VIOLATION_LIFE.initial
    person_id: PersonId
    clause: str
    counts: bool
    happened_on: date
    source: str
    evidence_numbers: tuple[str, ...] = ()
    evidence_sha256: tuple[str, ...] = ()
    words: str | None = None
    """What happened, in the recorder's own words."""
    recorded_by: str | None = None
    """Who recorded or confirmed it; None while it is a suspicion."""
    recorded_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None
    ended_because: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    case_id: UUID | None = None

    @classmethod
    def suspected(
        cls, violation_id: UUID, number: str, entry: ViolationEntry, source: str, moment: "Office"
    ) -> tuple["Violation", Told]:
        """Something points to it: it counts only when a person confirms it."""
        violation = cls._of(violation_id, number, entry, source, moment)
        event = ViolationSuspected(**violation._keys, source=source, suspected_at=moment.now)
        return violation, [event]

    @classmethod
    def recorded(
        cls, violation_id: UUID, number: str, entry: ViolationEntry, moment: "Office"
    ) -> tuple["Violation", Told]:
        """A person puts it down, with evidence, about somebody else."""
        if not entry.evidence_numbers and not entry.evidence_sha256:
            raise EvidenceMissing("a violation needs evidence", clause=entry.clause, field="evidence_numbers")
        if entry.happened_on > business_day(moment.now):
            raise TimeInTheFuture("happened_on lies in the future", field="happened_on")
        return cls._of(violation_id, number, entry, "person", moment)._put_down(moment)

    def confirmed(self, words: str | None, moment: "Office") -> tuple["Violation", Told]:
        """A person says that what pointed to it was one."""
        return replace(self, words=words or self.words)._put_down(moment)

    def dismissed(self, reason: str, moment: "Office") -> "Violation":
        """A person says that it was none."""
        self._must_not_be(moment.actor)
        return self._ended(ViolationAction.DISMISS, reason, moment)

    def answered(self, answer: str, moment: "Office") -> tuple["Violation", Told]:
        """The person says his side; only he himself."""
        if moment.actor.subject != str(self.person_id):
            raise OnlyHimself("only the person whom it is about answers it", clause=self.clause)
        state = VIOLATION_LIFE.after(self.state, ViolationAction.ANSWER)
        violation = replace(self, state=state, answer=answer, answered_at=moment.now)
        return violation, [ViolationAnswered(**self._keys, answered_at=moment.now)]

    def withdrawn(self, reason: str, moment: "Office") -> tuple["Violation", Told]:
        """It no longer counts."""
        self._must_not_be(moment.actor)
        violation = self._ended(ViolationAction.WITHDRAW, reason, moment)
        return violation, [ViolationWithdrawn(**self._keys, reason=reason, withdrawn_at=moment.now)]

    def is_visible_to(self, actor: Actor) -> bool:
        """Whom it is about sees what was put down about him, not what is only suspected."""
        return actor.subject != str(self.person_id) or self.state not in (
            ViolationState.SUSPECTED,
            ViolationState.DISMISSED,
        )

    @classmethod
    def _of(cls, violation_id: UUID, number: str, entry: ViolationEntry, source: str, moment: "Office") -> "Violation":
        return cls(
            id=violation_id,
            number=number,
            person_id=entry.person_id,
            clause=entry.clause,
            counts=moment.setting.counts(entry.clause),
            happened_on=entry.happened_on,
            source=source,
            evidence_numbers=entry.evidence_numbers,
            evidence_sha256=entry.evidence_sha256,
            words=entry.words,
            recorded_at=moment.now,
        )

    def _put_down(self, moment: "Office") -> tuple["Violation", Told]:
        self._must_not_be(moment.actor)
        violation = replace(
            self,
            state=VIOLATION_LIFE.after(self.state, ViolationAction.RECORD),
            recorded_by=moment.actor.subject,
            recorded_at=moment.now,
        )
        event = ViolationRecorded(
            **self._keys,
            counts=self.counts,
            happened_on=self.happened_on,
            recorded_by_id=moment.recorder_id,
            recorded_at=moment.now,
        )
        return violation, [event]

    def _ended(self, action: ViolationAction, reason: str, moment: "Office") -> "Violation":
        return replace(
            self,
            state=VIOLATION_LIFE.after(self.state, action),
            ended_because=reason,
            ended_by=moment.actor.subject,
            ended_at=moment.now,
        )

    def _must_not_be(self, actor: Actor) -> None:
        if actor.subject == str(self.person_id):
            raise NotAboutHimself("nobody handles what is about himself", clause=self.clause)

    @property
    def _keys(self) -> dict[str, Any]:
        return {"violation_id": self.id, "person_id": self.person_id, "clause": self.clause}


@dataclass(frozen=True, kw_only=True)
class Office:
    """What a decision about conduct is made with."""

    now: datetime
    actor: Actor
    setting: ConductSetting
    policy_revision: str

    @property
    def recorder_id(self) -> UUID | None:
        """The recorder's id in the staff directory, where his token names one."""
        try:
            return UUID(self.actor.subject)
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True)
class DisciplinaryCase:
    """So many violations within the window (7.7): how serious that is decides the manager."""

    id: UUID
    number: str
    version: int = 0
    state: CaseState = CASE_LIFE.initial
    person_id: PersonId
    violation_ids: tuple[UUID, ...]
    policy_revision: str
    opened_at: datetime
    outcome: str | None = None
    words: str | None = None
    """The manager's reasons, in his own words."""
    decided_by: str | None = None
    decided_at: datetime | None = None

    def joined_by(self, violation: Violation) -> "DisciplinaryCase":
        """Another violation belongs to a case that is not decided yet."""
        return replace(self, violation_ids=(*self.violation_ids, violation.id))

    def without(
        self, violation: Violation, others: Sequence[Violation], moment: Office
    ) -> tuple["DisciplinaryCase", Told]:
        """A withdrawn violation may take the ground of an open case away; a decided one stays decided.

        `others`: all else that was put down about the person.
        """
        if not CASE_LIFE.allows(self.state, CaseAction.LIFT):
            return self, []
        left = tuple(each for each in self.violation_ids if each != violation.id)
        case = replace(self, violation_ids=left)
        if _within_a_window([each for each in others if each.id in left], moment):
            return case, []
        lifted = replace(
            case, state=CASE_LIFE.after(self.state, CaseAction.LIFT), decided_at=moment.now, outcome=LIFTED
        )
        return lifted, [lifted._decided(LIFTED, moment)]

    def decided(self, outcome: str, words: str, moment: Office) -> tuple["DisciplinaryCase", Told]:
        """The manager decides how serious it is; not about himself."""
        if moment.actor.subject == str(self.person_id):
            raise NotAboutHimself("nobody decides about himself", clause=CASE_CLAUSE)
        case = replace(
            self,
            state=CASE_LIFE.after(self.state, CaseAction.DECIDE),
            outcome=outcome,
            words=words,
            decided_by=moment.actor.subject,
            decided_at=moment.now,
        )
        return case, [case._decided(outcome, moment)]

    def _decided(self, outcome: str, moment: Office) -> DisciplinaryCaseDecided:
        return DisciplinaryCaseDecided(
            case_id=self.id, person_id=self.person_id, clause=CASE_CLAUSE, outcome=outcome, decided_at=moment.now
        )


def due_case(
    violations: Sequence[Violation], case_id: UUID, number: str, moment: Office
) -> tuple[DisciplinaryCase, Told] | None:
    """A case, when so many violations that count and belong to no case yet lie within one window; None: not yet."""
    within = _within_a_window([each for each in violations if each.case_id is None], moment)
    return _opened(within, case_id, number, moment) if within else None


def _within_a_window(violations: Sequence[Violation], moment: Office) -> list[Violation]:
    """The first of those that count which are enough for a case; none: they are not."""
    inorder = sorted(
        (each for each in violations if each.counts and each.state in COUNTED_VIOLATIONS),
        key=lambda each: (each.happened_on, each.number),
    )
    for place, last in enumerate(inorder):
        within = [each for each in inorder[: place + 1] if moment.setting.is_within(each.happened_on, last.happened_on)]
        if len(within) >= moment.setting.violations:
            return within
    return []


def _opened(within: Sequence[Violation], case_id: UUID, number: str, moment: Office) -> tuple[DisciplinaryCase, Told]:
    case = DisciplinaryCase(
        id=case_id,
        number=number,
        person_id=within[0].person_id,
        violation_ids=tuple(each.id for each in within),
        policy_revision=moment.policy_revision,
        opened_at=moment.now,
    )
    event = DisciplinaryCaseOpened(
        case_id=case.id,
        person_id=case.person_id,
        clause=CASE_CLAUSE,
        number=number,
        violation_ids=case.violation_ids,
        policy_revision=case.policy_revision,
        opened_at=moment.now,
    )
    return case, [event]
