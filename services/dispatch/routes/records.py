"""What phones recorded off line: a batch at a time, answered record by record."""

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs import device_records as said
from services.dispatch.domain.jobs.facts import Attempt, AttemptResult
from services.dispatch.domain.jobs.trips import Interruption
from services.dispatch.domain.jobs.visit_facts import Exclusion
from services.dispatch.domain.refusals import TechnicianMissing, TooManyRecords
from services.dispatch.domain.states import JobState
from services.dispatch.routes.visit_bodies import (
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
from services.dispatch.routes.who_may import AT_WORK, READERS
from services.dispatch.use_cases import records as use_cases
from services.dispatch.work import Work
from shared.events.dispatch.jobs import ResponseEnding
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant
from shared.web.routes import Routes

routes = Routes(tag="records")
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

    def recorded(self) -> said.Recorded:
        """What it says."""
        return said.Diagnosed(findings=self.numbered)


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
    AttemptBody
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


class BatchView(View):
    """What became of each record of the batch, and for which numbers the others wait."""

    job_id: UUID
    job_state: JobState
    device: str
    next_number: int
    missing: tuple[int, ...]
    answers: tuple[said.RecordAnswer, ...]

    @classmethod
    def of(cls, taken: use_cases.BatchTaken) -> "BatchView":
        """What we answer to a batch."""
        return cls(
            job_id=taken.job.id,
            job_state=taken.job.state,
            device=taken.stream.device,
            next_number=taken.stream.next_number,
            missing=taken.stream.missing,
            answers=taken.answers,
        )


class StreamView(View):
    """All that one phone recorded about a job, by number."""

    device: str
    next_number: int
    missing: tuple[int, ...]
    waiting: tuple[UUID, ...]
    answers: tuple[said.RecordAnswer, ...]


class StreamsView(View):
    """All that phones recorded off line about a job."""

    job_id: UUID
    streams: tuple[StreamView, ...]

    @classmethod
    def of(cls, job_id: UUID) -> Callable[[list[said.RecordStream]], "StreamsView"]:
        """What we show of the phones of a job."""

        def show(streams: list[said.RecordStream]) -> StreamsView:
            shown = tuple(
                StreamView(
                    device=stream.device,
                    next_number=stream.next_number,
                    missing=stream.missing,
                    waiting=tuple(record.id for record in stream.waiting),
                    answers=stream.answered,
                )
                for stream in streams
            )
            return cls(job_id=job_id, streams=shown)

        return show


@routes.creates("/jobs/{job_id}/records", BatchView, may=AT_WORK, refuses=(TechnicianMissing, TooManyRecords))
async def take_records(job_id: UUID, batch: Sent[Batch], door: Door[Work]) -> Answer:
    """Take what a phone recorded off line, in the order in which it happened; each record is answered once for ever.

    A record waits until all with smaller numbers have come; one that the rules refuse does not stop those behind it.
    """
    records = tuple(record.as_record() for record in batch.records)
    return await door.change(
        lambda work: use_cases.take_batch(JobId(job_id), batch.device, records, work), show=BatchView.of
    )


@routes.shows("/jobs/{job_id}/records", StreamsView, may=READERS)
async def show_records(job_id: UUID, door: Door[Work]) -> Answer:
    """What phones recorded off line about a job, and what became of it."""
    return await door.read(lambda work: use_cases.records_of(JobId(job_id), work), show=StreamsView.of(job_id))
