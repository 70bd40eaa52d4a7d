"""An entry of the register becomes a ticket, or joins one that is there."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.domain.refusals import CallerNotIdentified
from services.intake.domain.register.contact import LoggedContact
from services.intake.domain.report import check_channel
from services.intake.domain.verdicts.decisions import DecisionCause
from services.intake.domain.verdicts.facts import ServicePlace
from services.intake.use_cases.access import ticket_for_caller
from services.intake.use_cases.judging import judged_again
from services.intake.use_cases.opening import NewTicket, take_report
from services.intake.use_cases.register.contacts import contact_for_caller
from services.intake.work import Work
from shared.events.intake.tickets import FaultLevel, TicketKind


@dataclass(frozen=True, kw_only=True)
class AsTicket:
    """What a ticket says beyond the register's entry."""

    kind: TicketKind
    level: FaultLevel | None
    level_reason: str | None
    place: ServicePlace | None
    customer_id: UUID | None
    site_id: UUID | None
    equipment_id: UUID | None
    further_equipment_ids: tuple[UUID, ...]
    product_model: str | None
    product_category: str | None
    symptom_code: str | None
    fault_began_on: date | None


async def open_ticket(contact_id: UUID, wanted: AsTicket, work: Work) -> LoggedContact:
    """The call is a ticket: reported when the call came in, in the caller's own words."""
    contact = await contact_for_caller(contact_id, work)
    customer_id = wanted.customer_id or contact.customer_id
    if customer_id is None:
        raise CallerNotIdentified("say whose ticket it is", clause="3.7", field="customer_id")
    about = {name: getattr(wanted, name) for name in AsTicket.__dataclass_fields__}
    about |= {"customer_id": customer_id, "site_id": wanted.site_id or contact.site_id}
    report = NewTicket(
        **about,
        description=contact.words,
        channel=contact.channel,
        dialled_number=contact.dialled_number,
        caller=contact.caller,
        origin=contact.origin,
        external_reference=contact.external_reference,
        reported_at=contact.reported_at,
        late_recording_reason=contact.late_recording_reason,
    )
    ticket = await take_report(report, work, written_down_at=contact.recorded_at)
    after, events = contact.opened_ticket(ticket, now=work.now)
    return work.contacts.save(after, events, origin=after.origin)


async def join_ticket(contact_id: UUID, ticket_id: UUID, work: Work) -> LoggedContact:
    """Several callers about one outage share one ticket; it counts and is judged from the earliest report."""
    contact = await contact_for_caller(contact_id, work)
    ticket = await ticket_for_caller(ticket_id, work)
    policy = work.policy_at(contact.reported_at)
    check_channel(contact.channel, contact.dialled_number, contact.caller.relation, policy)
    joined, told = ticket.join(contact.id, contact.reported_at, now=work.now)
    after, events = contact.joined(ticket, now=work.now)
    if joined.reported_at != ticket.reported_at:
        joined, verdicts = await judged_again(joined, DecisionCause.NEW_FACTS, work)
        told = [*told, *verdicts]
    work.tickets.save(joined, told, origin=joined.origin)
    return work.contacts.save(after, events, origin=after.origin)
