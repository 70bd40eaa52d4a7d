"""Which calls are owed because of what other services tell, and which are not owed any more."""

from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.call_record import ENDS_WITH_ITS_TICKET, About, Purpose
from services.followup.domain.call_schedule import Owed, is_called_back
from services.followup.use_cases.calls import drop_calls, known_ticket, owe_call
from services.followup.use_cases.care_sweep import hear_of_repair
from services.followup.work import Work
from shared.events.billing.charges import ChargeOverdue
from shared.events.billing.invoices import InvoiceIssued
from shared.events.dispatch.jobs import JobCompleted
from shared.events.intake.tickets import RemoteSolutionFound, TicketCancelled
from shared.events.repairs.items import PromiseMissed, RepairEvent, RepairReady

BY_MAIL = "by_mail"


async def call_back_after_visit(event: JobCompleted, work: Work) -> None:
    """One call for each visit, counted from its completion (5.12)."""
    if not event.has_ticket:
        return
    ticket = await known_ticket(event.ticket_id, work)
    if is_called_back(event.purpose, work.policy_at(ticket.reported_at)):
        about = About(
            customer_id=ticket.customer_id,
            ticket_id=ticket.id,
            job_id=event.job_id,
            technician_id=event.technician_id,
            site_id=ticket.site_id,
        )
        await owe_call(Purpose.CALL_BACK, about, Owed(since=event.completed_at), work)


async def call_back_after_remote_solution(event: RemoteSolutionFound, work: Work) -> None:
    """A remote solution gets its call-back too."""
    ticket = await known_ticket(event.ticket_id, work)
    about = About(customer_id=ticket.customer_id, ticket_id=ticket.id, closure=event.closure, site_id=ticket.site_id)
    await owe_call(Purpose.CALL_BACK, about, Owed(since=event.found_at), work)


async def call_back_after_repair(event: RepairEvent, work: Work) -> None:
    """One more call after each repair that has ended; the customer needs no word any more that it is ready."""
    await stop_telling_about(event, work)
    ticket = await known_ticket(event.ticket_id, work)
    await hear_of_repair(ticket.customer_id, ticket.site_id, event.happened_at(), work)
    owed = await work.calls.owed_for(event.ticket_id)
    if not any(call.purpose is Purpose.CALL_BACK and call.about.repair_id == event.repair_id for call in owed):
        await owe_call(Purpose.CALL_BACK, _about(event), Owed(since=event.happened_at()), work)


async def word_that_item_is_ready(event: RepairReady, work: Work) -> None:
    """The customer is told at once (6.4); an item that goes home by a visit needs no such call."""
    if not event.is_part_of_installation:
        owed = Owed(since=event.ready_at, assigned_to=event.responsible_id)
        await owe_call(Purpose.ITEM_READY, _about(event), owed, work)


async def explain_late_promise(event: PromiseMissed, work: Work) -> None:
    """Past the promised date the cause is found and explained to the customer (4.5)."""
    owed = Owed(since=event.missed_at, assigned_to=event.responsible_id)
    await owe_call(Purpose.LATE_PROMISE, _about(event), owed, work)


async def stop_telling_about(event: RepairEvent, work: Work) -> None:
    """The customer knows, or has his item: nobody calls to tell him so."""
    telling = (Purpose.ITEM_READY, Purpose.LATE_PROMISE)
    owed = await work.calls.owed_for(event.ticket_id)
    about_it = [call for call in owed if call.purpose in telling and call.about.repair_id == event.repair_id]
    await drop_calls(about_it, work)


async def remind_of_payment(event: ChargeOverdue, work: Work) -> None:
    """A receivable is late: one reminder at a time."""
    known = await work.calls.owed_to(event.customer_id, Purpose.PAYMENT_REMINDER)
    if any(call.about.charge_id == event.charge_id for call in known):
        return
    about = About(
        customer_id=event.customer_id,
        ticket_id=event.ticket_id,
        job_id=event.job_id,
        repair_id=event.repair_id,
        contract_id=event.contract_id,
        charge_id=event.charge_id,
        amount=event.outstanding,
    )
    await owe_call(Purpose.PAYMENT_REMINDER, about, Owed(since=event.overdue_at), work)


async def mail_invoice(event: InvoiceIssued, work: Work) -> None:
    """An issued invoice goes into the mail in time (5.6); one that goes by hand is dispatch's matter."""
    if event.delivery != BY_MAIL:
        return
    about = About(
        customer_id=event.customer_id,
        ticket_id=event.ticket_id,
        job_id=event.job_id,
        repair_id=event.repair_id,
        contract_id=event.contract_id,
        charge_id=event.charge_id,
        invoice_id=event.invoice_id,
        amount=event.amount,
    )
    await owe_call(Purpose.INVOICE_TO_MAIL, about, Owed(since=event.issued_at, call_until=event.send_until), work)


async def drop_calls_of_ticket(event: TicketCancelled, work: Work) -> None:
    """A cancelled ticket is not asked about; the customer still hears of his item, and is reminded of what he owes."""
    ticket = await known_ticket(event.ticket_id, work)
    work.tickets.save(ticket.cancel())
    owed = await work.calls.owed_for(event.ticket_id)
    await drop_calls([call for call in owed if call.purpose in ENDS_WITH_ITS_TICKET], work)


async def stop_reminding(ticket_id: UUID, charge_id: UUID, work: Work) -> None:
    """A charge of a ticket is settled: the reminder has done its work, or was overtaken."""
    owed = await work.calls.owed_for(ticket_id)
    await drop_calls([call for call in owed if _reminds_of(call, charge_id)], work)


async def stop_reminding_customer(customer_id: UUID, charge_id: UUID, work: Work) -> None:
    """The same for a charge that may have no ticket, such as a year of a contract."""
    owed = await work.calls.owed_to(customer_id, Purpose.PAYMENT_REMINDER)
    await drop_calls([call for call in owed if _reminds_of(call, charge_id)], work)


async def invoice_done(customer_id: UUID, invoice_id: UUID, work: Work) -> None:
    """The invoice is in the mail, or counts no more."""
    owed = await work.calls.owed_to(customer_id, Purpose.INVOICE_TO_MAIL)
    await drop_calls([call for call in owed if call.about.invoice_id == invoice_id], work)


def _reminds_of(call: Call, charge_id: UUID) -> bool:
    return call.purpose is Purpose.PAYMENT_REMINDER and call.about.charge_id == charge_id


def _about(event: RepairEvent) -> About:
    return About(customer_id=event.customer_id, ticket_id=event.ticket_id, repair_id=event.repair_id)
