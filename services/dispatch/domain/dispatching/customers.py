"""Where a technician goes and whom he asks for: personal, copied from intake, and gone after an erasure."""

from dataclasses import dataclass
from uuid import UUID

from services.dispatch.domain.jobs.job import Job
from shared.events.intake.contacts import ContactPerson, ContactRecorded, DescriptionRecorded, SiteAddress


@dataclass(frozen=True, kw_only=True)
class CustomerCopy:
    """How to reach a customer, and where his sites are."""

    id: UUID
    version: int = 0
    name: str
    phones: tuple[str, ...]
    """In the order in which they are tried."""
    contacts: tuple[ContactPerson, ...]
    sites: tuple[SiteAddress, ...]

    @classmethod
    def of(cls, event: ContactRecorded) -> "CustomerCopy":
        """As intake told it, in full."""
        return cls(
            id=event.customer_id, name=event.name, phones=event.phones, contacts=event.contacts, sites=event.sites
        )


@dataclass(frozen=True, kw_only=True)
class TicketWords:
    """What was said about a ticket and by whom, in the caller's own words."""

    id: UUID
    version: int = 0
    symptom: str
    reporter_name: str | None = None
    reporter_phone: str | None = None

    @classmethod
    def of(cls, event: DescriptionRecorded) -> "TicketWords":
        """As intake told it, in full."""
        return cls(
            id=event.ticket_id,
            symptom=event.symptom,
            reporter_name=event.reporter_name,
            reporter_phone=event.reporter_phone,
        )


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """What somebody who goes must know of the customer; None: not told yet, or erased."""

    customer: CustomerCopy | None = None
    words: TicketWords | None = None

    def site_of(self, job: Job) -> SiteAddress | None:
        """Where he goes: the site of the job, or the only one that there is."""
        sites = self.customer.sites if self.customer else ()
        if job.site_id is None:
            return sites[0] if len(sites) == 1 else None
        return next((site for site in sites if site.site_id == job.site_id), None)
