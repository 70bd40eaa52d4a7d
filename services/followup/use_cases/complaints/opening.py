"""How a complaint begins: received by intake, or wished for in a call-back."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.followup.domain.call import Call
from services.followup.domain.complaints.complaint import Complaint, ComplaintId
from services.followup.domain.complaints.ladder import LADDER, Level, Place, Staff, first_level, is_higher, place
from services.followup.domain.complaints.record import Links
from services.followup.domain.message import Occasion
from services.followup.domain.policy import FollowupPolicy
from services.followup.domain.states import ComplaintState
from services.followup.use_cases.complaints.clocks import run_clocks
from services.followup.use_cases.messages import tell_person
from services.followup.work import Work
from shared.events.intake.complaints import ComplaintReceived

BY_PHONE = "hotline"
CONDUCT = "conduct"


async def open_received(event: ComplaintReceived, work: Work) -> None:
    """The case and its ladder start with what intake has recorded."""
    if await work.complaints.find(event.complaint_id) is not None:
        return
    links = Links(
        ticket_id=event.ticket_id,
        job_id=event.job_id,
        card_id=event.card_id,
        charge_id=event.charge_id,
        repair_id=event.repair_id,
        contact_id=event.contact_id,
    )
    complaint = _new(ComplaintId(event.complaint_id), event.number, links, event.reported_at, work)
    complaint = replace(
        complaint,
        person_id=event.person_id,
        matter=event.matter,
        customer_id=None if event.is_anonymous else event.customer_id,
        channel=event.channel,
        is_urgent=event.is_urgent,
        is_anonymous=event.is_anonymous,
        clause=event.clause,
        policy_revision=event.policy_revision,
        origin=event.origin,
    )
    wanted = Level(event.wanted_level) if event.wanted_level in set(LADDER) else None
    await _open(complaint, wanted, work)


async def open_complaint_of_call(call: Call, work: Work) -> None:
    """The customer wishes that what he said in the call-back is treated as a complaint."""
    assert call.answer is not None
    links = Links(ticket_id=call.ticket_id, job_id=call.about.job_id, repair_id=call.about.repair_id, call_id=call.id)
    number = await work.number("TSH")
    complaint = _new(ComplaintId(work.new_id()), number, links, call.answer.answered_at, work)
    complaint = replace(
        complaint,
        person_id=call.about.technician_id if call.answer.is_conduct_named else None,
        matter=CONDUCT if call.answer.is_conduct_named else None,
        customer_id=call.about.customer_id,
        origin=call.origin,
    )
    await _open(complaint, None, work)


async def staff_for(complaint: Complaint, work: Work) -> Staff:
    """The directory as this complaint needs it: who is concerned, and who is above him."""
    directory = await work.people.everybody()
    people = {each.id: each for each in directory}
    first = complaint.person_id
    if first is None and complaint.links.ticket_id is not None:
        ticket = await work.tickets.find(complaint.links.ticket_id)
        first = None if ticket is None else ticket.technician_id
    above = [] if first is None else [people[each] for each in await work.people.ids_above(first) if each in people]
    concerned = None if complaint.person_id is None else people.get(complaint.person_id)
    return Staff(concerned=concerned, above=above, directory=directory)


async def tell_handler(complaint: Complaint, occasion: Occasion, person_id: UUID | None, work: Work) -> None:
    """Who deals with it is told: once for each level it reaches."""
    if person_id is None:
        return
    facts = {"number": complaint.number, "level": complaint.level.value, "complaint_id": str(complaint.id)}
    about = f"{complaint.id}/{complaint.level.value}/{complaint.state.value}"
    await tell_person(occasion, person_id, about, facts, work, ticket_id=complaint.ticket_id)


async def report_upwards(complaint: Complaint, staff: Staff, work: Work) -> None:
    """Urgent ones are reported upwards at once (8.2): to who deals with it and to the level above."""
    policy = work.policy_at(complaint.reported_at)
    await tell_handler(complaint, Occasion.COMPLAINT_URGENT, complaint.handler_id, work)
    higher = next((each for each in LADDER if is_higher(each, complaint.level)), None)
    if higher is not None:
        superior = place(higher, staff, policy).person_id
        if superior != complaint.handler_id:
            await tell_handler(complaint, Occasion.COMPLAINT_URGENT, superior, work)


async def _open(complaint: Complaint, wanted: Level | None, work: Work) -> None:
    policy = work.policy_at(complaint.reported_at)
    staff = await staff_for(complaint, work)
    to = _first_place(complaint, wanted, staff, policy)
    complaint = replace(complaint, level=to.level, handler_id=to.person_id)
    clocks = run_clocks(complaint, complaint.state, complaint.reported_at, work)
    complaint = replace(complaint, clocks=clocks)
    complaint = work.complaints.add(complaint, [complaint.opened()], origin=complaint.origin)
    if complaint.is_urgent:
        await report_upwards(complaint, staff, work)
    else:
        await tell_handler(complaint, Occasion.COMPLAINT_ASSIGNED, complaint.handler_id, work)


def _first_place(complaint: Complaint, wanted: Level | None, staff: Staff, policy: FollowupPolicy) -> Place:
    role = None if staff.concerned is None else staff.concerned.role
    level = first_level(role, about_person=complaint.person_id is not None, policy=policy)
    if wanted is not None and is_higher(wanted, level):
        level = wanted
    return place(level, staff, policy)


def _new(complaint_id: ComplaintId, number: str, links: Links, reported_at: datetime, work: Work) -> Complaint:
    policy = work.policy_at(reported_at)
    return Complaint(
        id=complaint_id,
        number=number,
        state=ComplaintState.RECEIVED,
        level=Level.TECHNICIAN,
        handler_id=None,
        ticket_id=links.ticket_id,
        links=links,
        channel=BY_PHONE,
        is_urgent=False,
        is_anonymous=False,
        clause=policy.complaints.clause,
        policy_revision=policy.revision.number,
        reported_at=reported_at,
        level_since=reported_at,
        clocks=None,
    )
