"""What happens when a clock has something to tell, what is known of the clocks of a job, and the board of all jobs."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.dispatch import queries
from services.dispatch.domain.clocks import Clock
from services.dispatch.domain.dispatching.board import Board, BoardChange, change_between
from services.dispatch.domain.dispatching.words import without_words
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.job import Job, Moment
from services.dispatch.domain.policy import DispatchPolicy
from services.dispatch.use_cases.keeping import Origins, job_for, moment_with_people, store
from services.dispatch.work import Work

LOOK_ANYWAY_SECONDS = 15
"""Deadlines come nearer although nothing happens."""


@dataclass(frozen=True, kw_only=True)
class JobClocks:
    """The clocks of a job, and which of them is *the* promise to the customer."""

    job: Job
    policy: DispatchPolicy
    promise: Clock | None

    def without_words(self) -> "JobClocks":
        """The same times, without what anybody said."""
        return replace(self, job=without_words(self.job))


async def tell_clocks(job_id: JobId, timer_id: UUID, work: Work) -> None:
    """Warn, break or climb the ladder; a timer whose clock has changed since does nothing."""
    job = await work.jobs.get(job_id)
    if job.waits_for(timer_id):
        job, events = job.lapse(await moment_with_people(job.reported_at, job.technician_id, work))
        store(job, events, work)


async def clocks_of(job_id: JobId, origins: Origins, work: Work) -> JobClocks:
    """The clocks of a job that the caller may know of."""
    job = await job_for(job_id, work, origins)
    moment = Moment(now=work.now, policy=work.policy_at(job.reported_at), new_id=work.new_id)
    return JobClocks(job=job, policy=moment.policy, promise=job.clock_book(moment).promise)


async def look(district: str | None, limit: int, work: Work) -> Board:
    """The board as it is now."""
    return await queries.board(work.reader, district, limit, work.now)


@dataclass
class Watch:
    """What somebody who watches the board has seen; kept by his connection, so that nothing else remembers it."""

    district: str | None
    limit: int
    board: Board | None = None
    newest_event: int = -1

    async def changes(self, work: Work) -> BoardChange | None:
        """What has changed since he looked last; the board is only read again when something happened."""
        newest = await queries.newest_event(work.reader)
        is_fresh = self.board is not None and (work.now - self.board.seen_at).total_seconds() < LOOK_ANYWAY_SECONDS
        if newest == self.newest_event and is_fresh:
            return None
        board = await look(self.district, self.limit, work)
        change = change_between(self.board, board)
        self.board, self.newest_event = replace(board), newest
        return change
