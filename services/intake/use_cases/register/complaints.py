"""A complaint is written down in full, and told on at once (8.1, 8.2)."""

from uuid import UUID

from services.intake.domain.refusals import ComplaintNotFound
from services.intake.domain.register.complaint import Complaint, ComplaintId, Concerns, receive_complaint
from services.intake.domain.register.contact import LoggedContact
from services.intake.use_cases.access import partner_origin, ticket_for_caller
from services.intake.use_cases.register.contacts import CameIn, contact_for_caller, written_down
from services.intake.work import Work

COMPLAINT = "TS"
"""How numbers of complaints 投诉 begin."""


async def take_complaint(came: CameIn, concerns: Concerns, work: Work) -> Complaint:
    """Somebody complains: one entry in the register, one complaint; the same reference gives the same complaint."""
    contact, is_new = await written_down(came, work)
    if not is_new and contact.complaint_id is not None:
        return await complaint_for_caller(contact.complaint_id, work)
    return await _received(contact, concerns, work)


async def complain(contact_id: UUID, concerns: Concerns, work: Work) -> Complaint:
    """What was written down turns out to be a complaint."""
    contact = await contact_for_caller(contact_id, work)
    if concerns.is_anonymous:
        work.changes.erase_words(contact.id)
    return await _received(contact, concerns, work)


async def complaint_for_caller(complaint_id: UUID, work: Work) -> Complaint:
    """A complaint the caller may read here; raises ComplaintNotFound.

    One about a person only by whom it was written down: everybody else reads it at followup, which knows who is
    concerned and who is below him.
    """
    complaint = await work.complaints.get(complaint_id)
    origin = partner_origin(work.actor)
    is_foreign = origin is not None and complaint.origin != origin
    if is_foreign or not complaint.may_be_read_by(work.actor.subject):
        raise ComplaintNotFound(f"complaint {complaint_id} is not known")
    return complaint


async def _received(contact: LoggedContact, concerns: Concerns, work: Work) -> Complaint:
    if concerns.ticket_id is not None:
        await ticket_for_caller(concerns.ticket_id, work)
    policy = work.policy_at(contact.reported_at)
    complaint_id = ComplaintId(work.new_id())
    contact = contact.anonymous() if concerns.is_anonymous else contact
    by, number = work.actor.subject, await work.number(COMPLAINT)
    complaint, events = receive_complaint(complaint_id, number, contact, concerns, policy, recorded_by=by)
    is_confidential = complaint.is_about_a_person
    after = contact.complained(complaint.id, is_confidential=is_confidential, recorded_by=by, now=work.now)
    work.contacts.save(after, [after.logged()], origin=after.origin)
    return work.complaints.add(complaint, events, origin=complaint.origin)
