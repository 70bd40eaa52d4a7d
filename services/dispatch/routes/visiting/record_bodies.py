"""The shapes of what a phone recorded off line: the same commands, each with its number and time."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from services.dispatch.domain.dispatching.reasons import RefusalReason
from services.dispatch.domain.jobs import device_records as said
from services.dispatch.domain.jobs.facts import Attempt, AttemptResult
from services.dispatch.domain.jobs.trips import Interruption
from services.dispatch.domain.jobs.visit_facts import Exclusion
from services.dispatch.routes.visiting.visit_bodies import (
    CheckBody,
    EndBody,
    ExclusionClause,
    FindingsBody,
    InterruptionReason,
    ItemBody,
    LogBody,
    PartCodes,
    Photos,
    PositionBody,
)
from shared.events.dispatch.jobs import ResponseEnding
from shared.web.input.body import Body
from shared.web.input.fields import Code, Instant, LongText

_ID = "01936b2e-0000-7000-8000-00000000000"


class RecordBody(Body):
    """One record: the phone's id for it, its number for this job (from 1, without gaps), its time."""

    id: UUID
    number: Annotated[int, Field(ge=1, le=100_000)]
    at: Instant

    def as_record(self) -> said.DeviceRecord:
        """As the domain takes it."""
        return said.DeviceRecord(id=self.id, number=self.number, happened_at=self.at, recorded=self.recorded())

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Dropped()


class DroppedBody(RecordBody):
    """The phone takes this number back: nothing happened."""

    kind: Literal["dropped"]


class AcceptanceBody(RecordBody):
    """He took the job."""

    kind: Literal["acceptance"]

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Accepted()


class RefusalBody(RecordBody):
    """He did not take the job, or could not go after all."""

    kind: Literal["refusal"]
    reason: RefusalReason

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.TurnedDown(reason=self.reason)


class PromiseBody(RecordBody):
    """He said at the visit until when the work is finished (5.12)."""

    kind: Literal["completion_promise"]
    finished_by: Instant

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Promised(finished_by=self.finished_by)


class AttemptBody(RecordBody):
    """A call that reached nobody."""

    kind: Literal["attempt"]
    number_index: Annotated[int, Field(ge=1, le=20)]
    result: AttemptResult

    def recorded(self) -> said.Recorded:
        """What it says."""
        attempt = Attempt(attempted_at=self.at, number_index=self.number_index, result=self.result)
        return said.Dialled(attempt=attempt)


class ResponseBody(RecordBody):
    """The customer was reached."""

    kind: Literal["response"]
    ending: ResponseEnding
    solution: Code | None = None

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Spoke(ending=self.ending, solution=self.solution)


class DepartureBody(RecordBody, CheckBody):
    """He left for the customer."""

    kind: Literal["departure"]

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Left(check=self.check)


class ArrivalBody(RecordBody):
    """He stood at the site."""

    kind: Literal["arrival"]
    position: PositionBody | None = None

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.CheckedIn(position=None if self.position is None else self.position.position)


class DiagnosisBody(RecordBody, FindingsBody):
    """What was the matter."""

    kind: Literal["diagnosis"]
    notes: LongText | None = None

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Diagnosed(findings=self.numbered, notes=self.notes)


class ExclusionBody(RecordBody):
    """What ends the cover was found."""

    kind: Literal["exclusion"]
    exclusion: ExclusionClause
    equipment_id: UUID | None = None
    evidence_sha256: Photos
    is_disputed: bool = False

    def recorded(self) -> said.Recorded:
        """What it says."""
        names = ("exclusion", "equipment_id", "evidence_sha256", "is_disputed")
        return said.Excluded(exclusion=Exclusion(**{name: getattr(self, name) for name in names}, found_at=self.at))


class ItemsBody(RecordBody, LogBody):
    """Something was done or built in."""

    kind: Literal["items"]

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Worked(log=self.log)


class BroughtBackBody(RecordBody, ItemBody):
    """An item was taken along."""

    kind: Literal["brought_back"]

    def recorded(self) -> said.Recorded:
        """What it says."""
        return self.took


class NobodyBody(RecordBody):
    """Nobody was there."""

    kind: Literal["nobody_at_home"]
    evidence_sha256: Photos = ()

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.FoundNobody(evidence_sha256=self.evidence_sha256)


class InterruptionBody(RecordBody):
    """The work could not be finished."""

    kind: Literal["interruption"]
    reason: InterruptionReason
    missing_parts: PartCodes = ()
    evidence_sha256: Photos = ()

    def recorded(self) -> said.Recorded:
        """What it says."""
        names = ("reason", "missing_parts", "evidence_sha256")
        why = Interruption(**{name: getattr(self, name) for name in names}, interrupted_at=self.at)
        return said.BrokeOff(interruption=why)


class CompletionBody(RecordBody, EndBody):
    """The work was over."""

    kind: Literal["completion"]

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Finished(completion=self.ending_at(self.at))


OneRecord = Annotated[
    AcceptanceBody
    | RefusalBody
    | PromiseBody
    | AttemptBody
    | ResponseBody
    | DepartureBody
    | ArrivalBody
    | DiagnosisBody
    | ExclusionBody
    | ItemsBody
    | BroughtBackBody
    | NobodyBody
    | InterruptionBody
    | CompletionBody
    | DroppedBody,
    Field(discriminator="kind"),
]


class Batch(Body):
    """What a phone recorded off line about a job: in any order, and again as often as it likes."""

    EXAMPLE: ClassVar = {
        "device": "phone-17",
        "records": [
            {
                "id": f"{_ID}1",
                "number": 1,
                "at": "2026-11-23T13:20:00+08:00",
                "kind": "departure",
                "badge": True,
                "tools": True,
                "parts": True,
            },
            {"id": f"{_ID}2", "number": 2, "at": "2026-11-23T14:05:00+08:00", "kind": "arrival"},
        ],
    }

    device: Code
    records: Annotated[tuple[OneRecord, ...], Field(min_length=1, max_length=200)]
