"""Copies of what intake tells of customers: kept for whoever goes, and gone after an erasure."""

from dataclasses import dataclass
from uuid import UUID

from services.dispatch.domain.dispatching.customers import CustomerCopy, TicketWords, Whereabouts
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.jobs.job import Job
from services.dispatch.use_cases.cards import forget_persons
from services.dispatch.use_cases.keeping import Origins, job_for
from services.dispatch.work import Work
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded


async def keep_contact(event: ContactRecorded, work: Work) -> None:
    """Where the customer is, and whom to ask for."""
    await work.customers.keep(CustomerCopy.of(event))


async def forget_contact(customer_id: UUID, work: Work) -> None:
    """The customer's data was erased: the copy, and the persons on his cards; the seals stay provable."""
    await work.customers.forget(customer_id)
    await forget_persons(customer_id, work)


async def keep_words(event: DescriptionRecorded, work: Work) -> None:
    """What was said."""
    await work.words.keep(TicketWords.of(event))


async def forget_words(ticket_id: UUID, work: Work) -> None:
    """The customer's data was erased."""
    await work.words.forget(ticket_id)


@dataclass(frozen=True, kw_only=True)
class JobSheet:
    """A job with all that whoever goes must know of the customer."""

    job: Job
    whereabouts: Whereabouts

    @property
    def version(self) -> int:
        """The job's: what a command on it is compared with."""
        return self.job.version


async def job_sheet(job_id: JobId, origins: Origins, work: Work) -> JobSheet:
    """A job that the caller may know of, with what is known of its customer."""
    job = await job_for(job_id, work, origins)
    customer = await work.customers.find(job.customer_id)
    return JobSheet(job=job, whereabouts=Whereabouts(customer=customer, words=await work.words.find(job.ticket_id)))
