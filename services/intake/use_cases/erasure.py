"""A customer is forgotten: in intake at once, everywhere else by tombstones; what the law keeps is named."""

from datetime import timedelta
from uuid import UUID

from services.intake.domain.customer import Customer
from services.intake.domain.on_file.erasure import (
    Erasure,
    InvoiceHold,
    check_may_erase,
    check_may_erase_contact,
    contact_without_words,
    finding_without_reason,
    holds_of,
    without_reason,
    without_words,
)
from services.intake.domain.register.contact import LoggedContact
from services.intake.domain.states import STILL_OPEN
from services.intake.domain.ticket import Ticket
from services.intake.use_cases.access import customer_for_caller
from services.intake.work import Work
from shared.events.billing.invoices import InvoiceIssued
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.policy import business_day

AT_ONCE = 100
"""Tickets, and entries of the register, that are taken into one transaction."""
LATE_COMERS_AFTER = timedelta(minutes=1)
"""By then every ticket that was being recorded at that moment is there."""
AGAIN_AFTER = timedelta(days=2)
"""A compacted topic rewrites only closed segments: by then the one with the tombstone is closed by this next record."""
ERASE_MORE = "erase_more"
TELL_CUSTOMER_AGAIN = "tell_erased_customer_again"
TELL_TICKET_AGAIN = "tell_erased_ticket_again"
TELL_COMPLAINT_AGAIN = "tell_erased_complaint_again"


async def erase_customer(customer_id: UUID, ground: str, work: Work) -> Erasure:
    """Forget a customer: contacts, addresses, and what was said on his tickets."""
    customer = await customer_for_caller(customer_id, work)
    customer.check_not_erased()
    still_open = await work.tickets.select(
        "customer_id = $1 AND state = ANY($2::text[])", customer_id, [state.value for state in STILL_OPEN], limit=20
    )
    check_may_erase(ground, [ticket.number for ticket in still_open], work.policy)
    work.changes.reason = ground
    for site in await work.sites.of(customer_id):
        work.sites.save(site.erased())
    erased = work.customers.erase(customer.erased(now=work.now), ContactRecorded)
    work.set_timer(work.new_id(), due_at=work.now + AGAIN_AFTER, kind=TELL_CUSTOMER_AGAIN, subject=customer_id)
    done = await _erase_words(customer_id, work)
    work.set_timer(work.new_id(), due_at=work.now + LATE_COMERS_AFTER, kind=ERASE_MORE, subject=customer_id)
    return await _told(erased, work, done=done)


async def erase_contact(contact_id: UUID, ground: str, work: Work) -> LoggedContact:
    """Forget who stands in an entry of the register, and what he said: the only way where no customer is named."""
    contact = await work.contacts.get(contact_id)
    check_may_erase_contact(ground, contact, work.policy)
    if contact.complaint_id is not None:
        complaint = await work.complaints.get(contact.complaint_id)
        complaint.concerns.check_is_not_about(work.actor.subject, work.policy)
    work.changes.reason = ground
    return await _erase_contact(contact, work)


async def erase_more(customer_id: UUID, work: Work) -> None:
    """The next tickets and contacts of an erased customer, as long as there are some."""
    if await _erase_words(customer_id, work) >= AT_ONCE:
        work.set_timer(work.new_id(), due_at=work.now, kind=ERASE_MORE, subject=customer_id)


async def tell_customer_again(customer_id: UUID, work: Work) -> None:
    """The tombstone once more, so that the words leave the broker's disk too."""
    work.customers.erase(await work.customers.get(customer_id), ContactRecorded)


async def tell_ticket_again(ticket_id: UUID, work: Work) -> None:
    """The tombstone once more, so that the words leave the broker's disk too."""
    work.tickets.erase(await work.tickets.get(ticket_id), DescriptionRecorded)


async def tell_complaint_again(complaint_id: UUID, work: Work) -> None:
    """The tombstone once more, so that the words leave the broker's disk too."""
    work.complaints.erase(await work.complaints.get(complaint_id), DescriptionRecorded)


async def show_erasure(customer_id: UUID, work: Work) -> Erasure:
    """How far an erasure is, and what stays."""
    return await _told(await customer_for_caller(customer_id, work), work)


async def keep_invoice(event: InvoiceIssued, work: Work) -> None:
    """Know what the law keeps of a customer."""
    if await work.invoice_holds.find(event.invoice_id) is None:
        hold = InvoiceHold(
            id=event.invoice_id,
            customer_id=event.customer_id,
            ticket_id=event.ticket_id,
            invoice_number=event.invoice_number,
            issued_on=business_day(event.issued_at),
        )
        work.invoice_holds.add(hold)


async def _erase_words(customer_id: UUID, work: Work) -> int:
    """The next words of a customer; returns how many tickets and contacts they stood on."""
    work.changes.erase_words(customer_id)
    return await _erase_tickets(customer_id, work) + await _erase_contacts(customer_id, work)


async def _erase_tickets(customer_id: UUID, work: Work) -> int:
    tickets = await work.tickets.with_words(customer_id, limit=AT_ONCE)
    for ticket in tickets:
        _erase_ticket(ticket, work)
    for decision in await work.decisions.with_words([ticket.id for ticket in tickets]):
        work.decisions.save(without_reason(decision))
    for exclusion in await work.exclusions.with_words([ticket.id for ticket in tickets]):
        work.exclusions.save(finding_without_reason(exclusion))
    return len(tickets)


async def _erase_contacts(customer_id: UUID, work: Work) -> int:
    contacts = await work.contacts.with_words(customer_id, limit=AT_ONCE)
    for contact in contacts:
        await _erase_contact(contact, work)
    return len(contacts)


async def _erase_contact(contact: LoggedContact, work: Work) -> LoggedContact:
    work.changes.erase_words(contact.id)
    if contact.complaint_id is not None:
        work.complaints.erase(await work.complaints.get(contact.complaint_id), DescriptionRecorded)
        due_at = work.now + AGAIN_AFTER
        work.set_timer(work.new_id(), due_at=due_at, kind=TELL_COMPLAINT_AGAIN, subject=contact.complaint_id)
    return work.contacts.save(contact_without_words(contact))


def _erase_ticket(ticket: Ticket, work: Work) -> None:
    work.tickets.erase(without_words(ticket), DescriptionRecorded)
    work.set_timer(work.new_id(), due_at=work.now + AGAIN_AFTER, kind=TELL_TICKET_AGAIN, subject=ticket.id)


async def _told(customer: Customer, work: Work, *, done: int = 0) -> Erasure:
    """`done`: how many go with this very work."""
    invoices = await work.invoice_holds.of(customer.id)
    with_words = await work.tickets.count_with_words(customer.id) + await work.contacts.count_with_words(customer.id)
    return Erasure(
        id=customer.id,
        version=customer.version,
        erased_at=customer.erased_at,
        left=with_words - done,
        holds=holds_of(invoices, work.policy, today=business_day(work.now)),
    )
