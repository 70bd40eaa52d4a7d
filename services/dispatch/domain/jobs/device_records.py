"""What a phone recorded off line: it comes late, in bulk, in any order and twice, and is taken in its own order.

Each phone counts its records of a job from 1 without gaps, so that nothing is taken before what came before it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from services.dispatch.domain.dispatching.reasons import RefusalReason
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.facts import (
    Attempt,
    Completion,
    EquipmentCheck,
)
from services.dispatch.domain.jobs.trips import Interruption
from services.dispatch.domain.jobs.visit_facts import Exclusion, Position, WorkLog
from services.dispatch.domain.refusals import TooManyRecords
from shared.events.dispatch.jobs import Finding, ResponseEnding

MOST_WAITING = 500


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """He took the job."""

    kind: Literal["acceptance"] = "acceptance"


@dataclass(frozen=True, kw_only=True)
class TurnedDown:
    """He did not take the job, or could not go after all."""

    kind: Literal["refusal"] = "refusal"
    reason: RefusalReason


@dataclass(frozen=True, kw_only=True)
class Promised:
    """He said until when the work is finished."""

    kind: Literal["completion_promise"] = "completion_promise"
    finished_by: datetime


@dataclass(frozen=True, kw_only=True)
class Dialled:
    """A call that reached nobody."""

    kind: Literal["attempt"] = "attempt"
    attempt: Attempt


@dataclass(frozen=True, kw_only=True)
class Spoke:
    """The customer was reached."""

    kind: Literal["response"] = "response"
    ending: ResponseEnding
    solution: str | None = None


@dataclass(frozen=True, kw_only=True)
class Left:
    """He left for the customer."""

    kind: Literal["departure"] = "departure"
    check: EquipmentCheck
    order_number: str = ""
    """Of the work order that he may need for this trip; it is given here."""


@dataclass(frozen=True, kw_only=True)
class CheckedIn:
    """He stood at the site."""

    kind: Literal["arrival"] = "arrival"
    position: Position | None = None


@dataclass(frozen=True, kw_only=True)
class Diagnosed:
    """What was the matter."""

    kind: Literal["diagnosis"] = "diagnosis"
    findings: tuple[Finding, ...]
    notes: str | None = None
    """In his own words."""


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """What ends the cover was found."""

    kind: Literal["exclusion"] = "exclusion"
    exclusion: Exclusion


@dataclass(frozen=True, kw_only=True)
class Worked:
    """Something was done or built in."""

    kind: Literal["items"] = "items"
    log: WorkLog


@dataclass(frozen=True, kw_only=True)
class Took:
    """An item was taken along."""

    kind: Literal["brought_back"] = "brought_back"
    slip_number: str
    equipment_id: UUID | None = None
    product_model: str | None = None
    serial: str | None = None
    fault: str | None = None
    accessories: tuple[str, ...] = ()
    is_part_of_installation: bool | None = None


@dataclass(frozen=True, kw_only=True)
class FoundNobody:
    """Nobody was there."""

    kind: Literal["nobody_at_home"] = "nobody_at_home"
    evidence_sha256: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BrokeOff:
    """The work could not be finished."""

    kind: Literal["interruption"] = "interruption"
    interruption: Interruption


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The work was over."""

    kind: Literal["completion"] = "completion"
    completion: Completion


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """The phone takes this number back: nothing happened."""

    kind: Literal["dropped"] = "dropped"


Recorded = (
    Accepted
    | TurnedDown
    | Promised
    | Dialled
    | Spoke
    | Left
    | CheckedIn
    | Diagnosed
    | Excluded
    | Worked
    | Took
    | FoundNobody
    | BrokeOff
    | Finished
    | Dropped
)


@dataclass(frozen=True, kw_only=True)
class DeviceRecord:
    """One record: the phone's id and number for it, its time there, and what it says."""

    id: UUID
    number: int
    happened_at: datetime
    recorded: Recorded


class Taken(StrEnum):
    """What became of a record."""

    APPLIED = "applied"
    REFUSED = "refused"
    WAITING = "waiting"
    """An earlier number has not come yet."""
    NUMBER_TAKEN = "number_taken"
    """The phone has used the number for another record."""


@dataclass(frozen=True, kw_only=True)
class RecordAnswer:
    """What became of one record; the same for ever, however often it comes."""

    id: UUID
    number: int
    outcome: Taken
    code: str | None = None
    clause: str | None = None
    detail: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordStream:
    """All that one phone recorded about one job."""

    id: UUID
    version: int = 0
    job_id: JobId
    device: str
    waiting: tuple[DeviceRecord, ...] = ()
    answered: tuple[RecordAnswer, ...] = ()

    @property
    def next_number(self) -> int:
        """The number that is taken next."""
        return len(self.answered) + 1

    @property
    def missing(self) -> tuple[int, ...]:
        """Numbers that others wait for."""
        known = {record.number for record in self.waiting}
        last = max(known, default=0)
        return tuple(number for number in range(self.next_number, last) if number not in known)

    @property
    def next_record(self) -> DeviceRecord | None:
        """The record whose turn it is, once it has come."""
        return next((record for record in self.waiting if record.number == self.next_number), None)

    def receiving(self, records: tuple[DeviceRecord, ...]) -> "RecordStream":
        """What is not known yet waits for its turn; raises TooManyRecords."""
        known = [(each.id, each.number) for each in self.answered] + [(each.id, each.number) for each in self.waiting]
        ids, numbers = {each for each, _ in known}, {number for _, number in known}
        new: list[DeviceRecord] = []
        for record in sorted(records, key=lambda each: (each.number, str(each.id))):
            if record.id not in ids and record.number not in numbers:
                new.append(record)
                ids.add(record.id)
                numbers.add(record.number)
        if len(self.waiting) + len(new) > MOST_WAITING:
            raise TooManyRecords(f"{MOST_WAITING} records of a phone can wait", field="records")
        return replace(self, waiting=(*self.waiting, *new)) if new else self

    def without_words(self) -> "RecordStream":
        """After an erasure: what waits for its turn keeps nobody's own words, and not where he stood."""
        bare = tuple(replace(each, recorded=_without_words(each.recorded)) for each in self.waiting)
        return replace(self, waiting=bare)

    def answering(self, record: DeviceRecord, answer: RecordAnswer) -> "RecordStream":
        """Its turn is over."""
        waiting = tuple(each for each in self.waiting if each.id != record.id)
        return replace(self, waiting=waiting, answered=(*self.answered, answer))

    def has(self, record: DeviceRecord) -> bool:
        """Whether it came before."""
        known = {each.id for each in self.answered} | {each.id for each in self.waiting}
        return record.id in known

    def answer_to(self, record: DeviceRecord) -> RecordAnswer:
        """What became of a record of a batch."""
        for answer in self.answered:
            if answer.id == record.id:
                return answer
        mine = any(each.id == record.id for each in self.waiting)
        outcome = Taken.WAITING if mine else Taken.NUMBER_TAKEN
        return RecordAnswer(id=record.id, number=record.number, outcome=outcome)


def _without_words(recorded: Recorded) -> Recorded:
    match recorded:
        case Diagnosed():
            return replace(recorded, notes=None)
        case CheckedIn():
            return replace(recorded, position=None)
        case _:
            return recorded
