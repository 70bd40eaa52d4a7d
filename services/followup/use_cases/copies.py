"""What follow-up keeps of other services' things, as they tell it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.followup.domain.copies import (
    CustomerCopy,
    CustomerSite,
    ItemAway,
    LastVisit,
    PersonCopy,
    Tariff,
    TicketCopy,
    TicketId,
    TicketWords,
)
from services.followup.use_cases.calls import known_ticket
from services.followup.work import Work
from shared.events.billing.charges import AmountFixed, ChargeRaised
from shared.events.billing.prices import PriceListPublished
from shared.events.dispatch.cards import CardOpened
from shared.events.dispatch.jobs import ItemBroughtBack, JobCompleted, TechnicianArrived, TechnicianAssigned
from shared.events.dispatch.staff import StaffRecorded
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.events.intake.decisions import ChargeDecided
from shared.events.intake.tickets import TicketOpened
from shared.events.repairs.items import RepairRegistered


async def keep_ticket(event: TicketOpened, work: Work) -> None:
    """Know the ticket before somebody calls about it."""
    if await work.tickets.find(event.ticket_id) is None:
        copy = TicketCopy(
            id=TicketId(event.ticket_id),
            number=event.number,
            customer_id=event.customer_id,
            site_id=event.site_id,
            kind=event.kind.value,
            origin=event.origin,
            reported_at=event.reported_at,
        )
        work.tickets.add(copy)


async def keep_customer(event: ContactRecorded, work: Work) -> None:
    """Know whom to call, as intake knows it now."""
    sites = tuple(
        CustomerSite(site_id=site.site_id, address=site.address, contact_phone=site.contact_phone)
        for site in event.sites
    )
    await work.customers.keep(CustomerCopy(id=event.customer_id, name=event.name, phones=event.phones, sites=sites))


async def forget_customer(customer_id: UUID, work: Work) -> None:
    """His copy goes, and what our people wrote about his complaints."""
    await work.customers.forget(customer_id)
    for complaint in await work.complaints.of(customer_id):
        if complaint.findings_text or complaint.answer_text:
            work.complaints.save(complaint.forget_words(), origin=complaint.origin)


async def keep_words(event: DescriptionRecorded, work: Work) -> None:
    """Know what was said, so that the caller can ask about just that."""
    words = TicketWords(
        id=TicketId(event.ticket_id),
        symptom=event.symptom,
        reporter_name=event.reporter_name,
        reporter_phone=event.reporter_phone,
    )
    await work.words.keep(words)


async def keep_person(event: StaffRecorded, work: Work) -> None:
    """Know who somebody is, who is above him and who stands in for him."""
    person = PersonCopy(
        id=event.person_id,
        name=event.name,
        phone=event.phone,
        role=event.role,
        superior_id=event.superior_id,
        deputy_id=event.deputy_id,
        is_active=event.is_active,
    )
    await work.people.keep(person)


async def keep_category(event: ChargeDecided, work: Work) -> None:
    """Free or paid; a late copy of an earlier decision changes nothing."""
    ticket = await known_ticket(event.ticket_id, work)
    if event.decision_number > ticket.decision_number:
        work.tickets.save(
            replace(
                ticket,
                category=event.category.value,
                category_clause=event.clause,
                decision_number=event.decision_number,
            )
        )


async def keep_assignment(event: TechnicianAssigned, work: Work) -> None:
    """Know who is sent."""
    if event.has_ticket:
        ticket = await known_ticket(event.ticket_id, work)
        work.tickets.save(replace(ticket, technician_id=event.technician_id))


async def keep_card(event: CardOpened, work: Work) -> None:
    """Know the card of a visit."""
    service = await work.services.of(event.job_id)
    service = replace(service, ticket_id=event.ticket_id, card_id=event.card_id, card_number=event.number)
    work.services.save(service)


async def keep_completion(event: JobCompleted, work: Work) -> None:
    """Know who did the work and why he was there."""
    service = await work.services.of(event.job_id)
    service = replace(service, ticket_id=event.ticket_id, purpose=event.purpose, technician_id=event.technician_id)
    work.services.save(service)


async def keep_amount(event: AmountFixed | ChargeRaised, work: Work) -> None:
    """Know what a visit or repair costs."""
    service_id = event.job_id or event.repair_id
    if service_id is not None:
        service = await work.services.of(service_id)
        service = replace(service, ticket_id=event.ticket_id, charge_id=event.charge_id, amount=event.total)
        work.services.save(service)


async def keep_visit(event: TechnicianArrived, work: Work) -> None:
    """Know who was last at the site, and at the customer's: he calls about the renewal."""
    if not event.has_ticket:
        return
    ticket = await known_ticket(event.ticket_id, work)
    for place in {ticket.site_id, ticket.customer_id} - {None}:
        if place is not None:
            await _seen_at(place, event.technician_id, event.arrived_at, work)


async def keep_item_away(event: ItemBroughtBack | RepairRegistered, work: Work) -> None:
    """An item of the customer's is with us."""
    if isinstance(event, ItemBroughtBack) and not event.has_ticket:
        return
    item = ItemAway(item_id=event.item_id, repair_id=getattr(event, "repair_id", None))
    ticket = await known_ticket(event.ticket_id, work)
    work.tickets.save(ticket.item_leaves(item))


async def item_is_back(ticket_id: UUID, repair_id: UUID, item_id: UUID | None, work: Work) -> None:
    """The item is with the customer again, or never comes back."""
    ticket = await known_ticket(ticket_id, work)
    work.tickets.save(ticket.item_is_back(ItemAway(item_id=item_id, repair_id=repair_id)))


async def keep_tariff(event: PriceListPublished, work: Work) -> None:
    """Know what a device point costs a year, for renewals (3.4)."""
    if await work.tariffs.find(event.price_list_id) is None:
        work.tariffs.add(
            Tariff(
                id=event.price_list_id,
                number=event.number,
                effective_from=event.effective_from,
                point_year=event.maintenance_point_year,
                clause=event.clause,
            )
        )


async def _seen_at(place: UUID, technician_id: UUID, at: datetime, work: Work) -> None:
    known = await work.last_visits.find(place)
    if known is None:
        work.last_visits.add(LastVisit(id=place, technician_id=technician_id, visited_at=at))
    elif at > known.visited_at:
        work.last_visits.save(replace(known, technician_id=technician_id, visited_at=at))
