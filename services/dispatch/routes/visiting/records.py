"""What phones recorded off line: a batch at a time, answered record by record."""

from collections.abc import Callable
from uuid import UUID

from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs import device_records as said
from services.dispatch.domain.refusals import TechnicianMissing, TooManyRecords
from services.dispatch.domain.states import JobState
from services.dispatch.routes.visiting.record_bodies import Batch
from services.dispatch.routes.who_may import AT_WORK, STAFF_READERS_OF_JOBS
from services.dispatch.use_cases import records as use_cases
from services.dispatch.work import Work
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Sent
from shared.web.routes import Routes

routes = Routes(tag="records")


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
    A technician to whom the job is no longer assigned gets the answers of then to what he had sent, and to no more;
    whose offer lapsed while his phone was off line has the job all the same, if he took it or began with it in time and
    nobody else was asked since. Signatures are not among the records: nobody signs before billing has said the amount.
    """
    records = tuple(record.as_record() for record in batch.records)
    return await door.change(
        lambda work: use_cases.take_batch(JobId(job_id), batch.device, records, work), show=BatchView.of
    )


@routes.shows("/jobs/{job_id}/records", StreamsView, may=STAFF_READERS_OF_JOBS)
async def show_records(job_id: UUID, door: Door[Work]) -> Answer:
    """What phones recorded off line about a job, and what became of it."""
    return await door.read(lambda work: use_cases.records_of(JobId(job_id), work), show=StreamsView.of(job_id))
