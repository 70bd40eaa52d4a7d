"""Jobs that other services call for: collect money, put an item back, bring a loaner, talk about a renewal."""

from datetime import datetime
from uuid import UUID

from services.dispatch.domain.cards.card import Card
from services.dispatch.domain.jobs.errands import (
    Errand,
    RenewalVisit,
    no_longer_needed,
    open_errand,
    open_renewal,
)
from services.dispatch.domain.jobs.facts import Purpose
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.purposes import terms_of
from services.dispatch.use_cases.keeping import CARD_NUMBERS, JOB_NUMBERS, moment_with_people, store
from services.dispatch.use_cases.tickets import void_card
from services.dispatch.work import Work
from shared.errors import NotYetKnown
from shared.events.billing.charges import ChargeSettled, ChargeWrittenOff
from shared.events.billing.invoices import InvoiceCredited, InvoiceIssued, InvoiceVoided
from shared.events.followup.contracts import RenewalVisitAgreed
from shared.events.repairs.endings import ItemExchanged, RepairEnded
from shared.events.repairs.items import RepairCollected, RepairReady
from shared.events.repairs.loans import LoanApproved, LoanerIssued, LoanRefused

BY_HAND, BY_VISIT = "by_hand", "visit"


async def collect_money(event: InvoiceIssued, work: Work) -> None:
    """The invoice goes by hand: whoever brings it collects what is owed (5.6)."""
    if event.delivery != BY_HAND or not event.outstanding or event.ticket_id is None:
        return
    if await work.jobs.open_for(event.charge_id):
        return
    previous = await _earlier_job(event.job_id, event.ticket_id, work)
    errand = Errand(
        purpose=Purpose.COLLECT_MONEY,
        occasion_id=event.charge_id,
        why="invoice_issued",
        due_from=event.issued_at,
    )
    await _open(errand, previous, work)


async def stop_collecting(
    event: ChargeSettled | ChargeWrittenOff | InvoiceVoided | InvoiceCredited, work: Work
) -> None:
    """It was paid otherwise, nobody asks for it any more, or the invoice is not brought or was taken back."""
    match event:
        case ChargeSettled():
            await _not_needed(event.charge_id, "paid", event.settled_at, work)
        case ChargeWrittenOff():
            await _not_needed(event.charge_id, "written_off", event.written_off_at, work)
        case InvoiceVoided():
            await _not_needed(event.charge_id, "invoice_voided", event.voided_at, work)
        case InvoiceCredited():
            await _not_needed(event.charge_id, "invoice_credited", event.credited_at, work)


async def put_back(event: RepairReady, work: Work) -> None:
    """A mounted item is ready: somebody puts it back where it hung (6.4)."""
    if not event.is_part_of_installation:
        return
    previous = await _earlier_job(event.job_id, event.ticket_id, work)
    errand = Errand(purpose=Purpose.PUT_BACK, occasion_id=event.repair_id, why="repair_ready", due_from=event.ready_at)
    await _open(errand, previous, work)


async def stop_putting_back(event: RepairCollected | ItemExchanged | RepairEnded, work: Work) -> None:
    """The repair is over otherwise: the customer fetched it or got another unit, or it is lost or scrapped."""
    reasons = {RepairCollected: "collected", ItemExchanged: "exchanged"}
    reason = event.way if isinstance(event, RepairEnded) else reasons[type(event)]
    await _not_needed(event.repair_id, reason, event.happened_at(), work)


async def deliver_loaner(event: LoanApproved, work: Work) -> None:
    """The last approval is given: the loaner is brought where it shall not be fetched (4.5)."""
    if not event.is_final or event.handover != BY_VISIT:
        return
    previous = await _earlier_job(None, event.ticket_id, work)
    errand = Errand(
        purpose=Purpose.DELIVER_LOANER, occasion_id=event.loan_id, why="loan_approved", due_from=event.approved_at
    )
    await _open(errand, previous, work)


async def stop_delivering(event: LoanRefused | LoanerIssued, work: Work) -> None:
    """The loaner is not wanted any more, or the customer has it already."""
    if isinstance(event, LoanRefused):
        await _not_needed(event.loan_id, "loan_refused", event.refused_at, work)
    else:
        await _not_needed(event.loan_id, "handed_over", event.issued_at, work)


async def visit_for_renewal(event: RenewalVisitAgreed, work: Work) -> None:
    """The technician wins the renewal (5.13); follow-up has agreed when."""
    errand = Errand(
        purpose=Purpose.RENEWAL, occasion_id=event.visit_id, why="renewal_visit_agreed", due_from=event.agreed_at
    )
    visit = RenewalVisit(
        contract_number=event.number,
        customer_id=event.customer_id,
        site_id=event.site_id,
        window_from=event.window_from,
        window_until=event.window_until,
    )
    moment = await moment_with_people(event.agreed_at, None, work)
    job, events = open_renewal(errand, visit, work.new_id(), await work.number(JOB_NUMBERS), moment)
    store(job, events, work)


async def _open(errand: Errand, previous: Job, work: Work) -> None:
    moment = await moment_with_people(errand.due_from, None, work)
    job, events = open_errand(errand, previous, work.new_id(), await work.number(JOB_NUMBERS), moment)
    store(job, events, work)
    if terms_of(job.purpose).has_card:
        await _open_card(job, work)


async def _open_card(job: Job, work: Work) -> None:
    card, opened = Card.opened_for_errand(job, work.new_id(), await work.number(CARD_NUMBERS))
    work.cards.add(card, opened, origin=job.origin)


async def _not_needed(occasion_id: UUID, reason: str, at: datetime, work: Work) -> None:
    for job in await work.jobs.open_for(occasion_id):
        moment = await moment_with_people(job.reported_at, job.technician_id, work)
        changed, events = no_longer_needed(job, reason, at, moment)
        if changed is not job:
            store(changed, events, work)
            await void_card(changed, work)


async def _earlier_job(job_id: UUID | None, ticket_id: UUID, work: Work) -> Job:
    """Where somebody was, or would have gone, for this ticket before."""
    if job_id is not None and (known := await work.jobs.find(job_id)) is not None:
        return known
    jobs = await work.jobs.of_ticket(ticket_id)
    if not jobs:
        raise NotYetKnown(f"no job of ticket {ticket_id} yet")
    return jobs[-1]
