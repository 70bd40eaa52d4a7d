"""What happens when a clock has something to tell, and what is known of the clocks of a job."""

from dataclasses import dataclass
from uuid import UUID

from services.dispatch.domain.clocks import Clock
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.job import Job, Moment
from services.dispatch.domain.policy import DispatchPolicy
from services.dispatch.use_cases.keeping import job_for, moment_for, store
from services.dispatch.work import Work


@dataclass(frozen=True, kw_only=True)
class JobClocks:
    """The clocks of a job, and which of them is *the* promise to the customer."""

    job: Job
    policy: DispatchPolicy
    promise: Clock | None


async def tell_clocks(job_id: JobId, timer_id: UUID, work: Work) -> None:
    """Warn, break or climb the ladder; a timer whose clock has changed since does nothing."""
    job = await work.jobs.get(job_id)
    if job.waits_for(timer_id):
        job, events = job.lapse(await moment_for(job, work))
        store(job, events, work)


async def clocks_of(job_id: JobId, work: Work) -> JobClocks:
    """The clocks of a job that the caller may know of."""
    job = await job_for(job_id, work)
    moment = Moment(now=work.now, policy=work.policy_at(job.reported_at), new_id=work.new_id)
    return JobClocks(job=job, policy=moment.policy, promise=job.clock_book(moment).promise)
