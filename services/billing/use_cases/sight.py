"""Who may know of what: a technician his own jobs, a partner what came from its sources, the others everything."""

from dataclasses import dataclass
from uuid import UUID

from services.billing.domain.case import JobCopy, RepairCopy
from services.billing.domain.charges.charge import Charge
from services.billing.domain.identifiers import ChargeId, InvoiceId, JobId, PersonId, QuoteId, RepairId
from services.billing.domain.invoices.invoice import Invoice
from services.billing.domain.quote import Quote
from services.billing.domain.refusals import (
    ChargeNotFound,
    InvoiceNotFound,
    JobNotFound,
    NotStaff,
    QuoteNotFound,
    RepairNotFound,
)
from services.billing.work import Work
from shared.actor import Actor, Role


@dataclass(frozen=True, kw_only=True)
class Sight:
    """How far a caller sees; None: no limit."""

    technician_id: PersonId | None = None
    origins: tuple[str, ...] | None = None


def sight_of(actor: Actor, sources: frozenset[str]) -> Sight:
    """What this caller may know of."""
    if actor.role is Role.TECHNICIAN:
        return Sight(technician_id=staff_id(actor))
    if actor.role is Role.PARTNER:
        return Sight(origins=tuple(sorted(sources)))
    return Sight()


def staff_id(actor: Actor) -> PersonId:
    """The caller as the staff directory knows him; raises NotStaff."""
    try:
        return PersonId(UUID(actor.subject))
    except ValueError:
        raise NotStaff("the token names nobody of the staff directory") from None


async def job_for(job_id: JobId, sight: Sight, work: Work) -> JobCopy:
    """A job, if the caller may know of it."""
    job = await work.jobs.get(job_id)
    if sight.technician_id not in (None, job.technician_id):
        raise JobNotFound(f"job {job_id} is not known")
    return job


async def repair_for(repair_id: RepairId, sight: Sight, work: Work) -> RepairCopy:
    """A repair, if the caller may know of it: what is at the bench is the office's."""
    repair = await work.repairs.get(repair_id)
    if sight.technician_id is not None:
        raise RepairNotFound(f"repair {repair_id} is not known")
    return repair


async def quote_for(quote_id: QuoteId, sight: Sight, work: Work) -> Quote:
    """A quote, if the caller may know of it."""
    quote = await work.quotes.get(quote_id)
    job = None if quote.job_id is None else await work.jobs.find(quote.job_id)
    theirs = sight.technician_id is None or (job is not None and job.technician_id == sight.technician_id)
    if not theirs or (sight.origins is not None and quote.origin not in sight.origins):
        raise QuoteNotFound(f"quote {quote_id} is not known")
    return quote


async def charge_for(charge_id: ChargeId, sight: Sight, work: Work) -> Charge:
    """A charge, if the caller may know of it: a technician of his own work, or where he is sent for the money (5.6)."""
    charge = await work.charges.get(charge_id)
    if not await _is_in_sight(charge, sight, work) or (
        sight.origins is not None and charge.origin not in sight.origins
    ):
        raise ChargeNotFound(f"charge {charge_id} is not known")
    return charge


async def invoice_for(invoice_id: InvoiceId, sight: Sight, work: Work) -> Invoice:
    """An invoice, if the caller may know of its charge."""
    invoice = await work.invoices.get(invoice_id)
    charge = await work.charges.get(invoice.charge_id)
    if not await _is_in_sight(charge, sight, work) or (
        sight.origins is not None and invoice.origin not in sight.origins
    ):
        raise InvoiceNotFound(f"invoice {invoice_id} is not known")
    return invoice


async def _is_in_sight(charge: Charge, sight: Sight, work: Work) -> bool:
    """His own work, or an errand of his: to collect it, or to bring home the repair that it is for."""
    if sight.technician_id in (None, charge.technician_id):
        return True
    return await work.jobs.takes_to(charge, sight.technician_id)
