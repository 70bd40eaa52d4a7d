"""Who may see a complaint: never whom it concerns, nor anybody below him."""

from dataclasses import dataclass
from uuid import UUID

from services.followup.domain.complaints.complaint import Complaint, ComplaintId
from services.followup.domain.complaints.ladder import Reader, may_read
from services.followup.domain.copies import CustomerCopy, PersonCopy, TicketCopy, TicketWords
from services.followup.domain.refusals import ComplaintNotFound
from services.followup.domain.states import ComplaintState
from services.followup.work import Work


async def reader_of(work: Work, sources: frozenset[str] = frozenset()) -> Reader:
    """The caller with all his superiors."""
    try:
        person_id = UUID(work.actor.subject)
    except ValueError:
        return Reader(actor=work.actor, person_id=None, above=(), is_known=False, sources=sources)
    is_known = await work.people.find(person_id) is not None
    above = await work.people.ids_above(person_id) if is_known else []
    return Reader(actor=work.actor, person_id=person_id, above=above, is_known=is_known, sources=sources)


async def visible_complaint(complaint_id: ComplaintId, work: Work, sources: frozenset[str] = frozenset()) -> Complaint:
    """The complaint; for who may not see it there is none."""
    complaint = await work.complaints.get(complaint_id)
    reader = await reader_of(work, sources)
    is_closed = complaint.state is ComplaintState.CLOSED
    if not may_read(reader, complaint.person_id, is_closed=is_closed, origin=complaint.origin):
        raise ComplaintNotFound(f"complaint {complaint_id} is not known")
    return complaint


async def is_free_of(person_id: UUID, complaint_id: UUID, work: Work) -> bool:
    """Whether a member of staff is neither concerned by a complaint nor below whom it concerns."""
    complaint = await work.complaints.find(complaint_id)
    if complaint is None or complaint.person_id is None:
        return complaint is not None
    return complaint.person_id != person_id and complaint.person_id not in await work.people.ids_above(person_id)


@dataclass(frozen=True, kw_only=True)
class ComplaintSheet:
    """A complaint with what who deals with it must know; a copy that was erased, or has not come yet, is missing."""

    complaint: Complaint
    customer: CustomerCopy | None
    words: TicketWords | None
    person: PersonCopy | None
    handler: PersonCopy | None
    ticket: TicketCopy | None


async def complaint_sheet(complaint_id: ComplaintId, work: Work) -> ComplaintSheet:
    """Who complained of whom and what, from our own copies."""
    complaint = await visible_complaint(complaint_id, work)
    return ComplaintSheet(
        complaint=complaint,
        customer=await work.customers.find(complaint.customer_id) if complaint.customer_id else None,
        words=await work.words.find(complaint.id),
        person=await work.people.find(complaint.person_id) if complaint.person_id else None,
        handler=await work.people.find(complaint.handler_id) if complaint.handler_id else None,
        ticket=await work.tickets.find(complaint.ticket_id) if complaint.ticket_id else None,
    )
