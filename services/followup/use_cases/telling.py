"""Who is told what when another service tells us something: customers of their case, our own people of what is late."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.followup.domain.message import ENDS_WITH_ITS_TICKET, News, Occasion, Recipient
from services.followup.use_cases.calls import known_ticket
from services.followup.use_cases.messages import active_with_role, superior_of, tell
from services.followup.work import Work
from shared.actor import Role
from shared.events.billing.cash import RemittanceOverdue
from shared.events.billing.charges import ChargeOverdue
from shared.events.dispatch.deadlines import DeadlineEvent, DeadlineMissed, DeadlineWarned, EscalationRaised
from shared.events.dispatch.jobs import AppointmentAgreed, TechnicianDeparted
from shared.events.intake.tickets import TicketOpened
from shared.events.repairs.items import PromiseMissed, RepairReady
from shared.policy import BUSINESS_ZONE


async def ticket_received(event: TicketOpened, work: Work) -> None:
    """The customer knows that we have his report."""
    news = News(
        occasion=Occasion.TICKET_RECEIVED,
        about=event.ticket_id,
        facts={"number": event.number},
        occurred_at=event.recorded_at,
        ticket_id=event.ticket_id,
        origin=event.origin,
    )
    await tell(news, Recipient(customer_id=event.customer_id), work)


async def appointment_agreed(event: AppointmentAgreed, work: Work) -> None:
    """The customer has the window in writing; another window is another message."""
    facts = {"from": shown(event.window_from), "until": shown(event.window_until)}
    about = f"{event.job_id}/{event.window_from.isoformat()}"
    if event.has_ticket:
        await _tell_customer(Occasion.APPOINTMENT_AGREED, event.ticket_id, about, facts, event.agreed_at, work)


async def technician_departed(event: TechnicianDeparted, work: Work) -> None:
    """Somebody is on the way."""
    facts = {"technician_id": str(event.technician_id)}
    about = f"{event.job_id}/{event.departed_at.isoformat()}"
    if event.has_ticket:
        await _tell_customer(Occasion.TECHNICIAN_DEPARTED, event.ticket_id, about, facts, event.departed_at, work)


async def item_ready(event: RepairReady, work: Work) -> None:
    """The item can be collected; one that goes home by a visit needs no such message."""
    if not event.is_part_of_installation:
        await _tell_customer(Occasion.ITEM_READY, event.ticket_id, event.repair_id, {}, event.ready_at, work)


async def deadline_warned(event: DeadlineWarned, work: Work) -> None:
    """A promise comes near its end."""
    await _tell_of_deadline(Occasion.DEADLINE_WARNED, event, event.person_id, event.warned_at, work)


async def deadline_missed(event: DeadlineMissed, work: Work) -> None:
    """A promise was broken; one fact that breaks several clocks at the same time is told once."""
    await _tell_of_deadline(Occasion.DEADLINE_MISSED, event, event.person_id, event.due_at, work)


async def escalation_raised(event: EscalationRaised, work: Work) -> None:
    """It has come up one step of the ladder."""
    await _tell_of_deadline(Occasion.ESCALATION_RAISED, event, event.person_id, event.raised_at, work)


async def remittance_overdue(event: RemittanceOverdue, work: Work) -> None:
    """Finance and the supervisor hear of cash that was not handed in."""
    news = News(
        occasion=Occasion.REMITTANCE_OVERDUE,
        about=f"{event.person_id}/{event.overdue_at.isoformat()}",
        facts={
            "technician_id": str(event.person_id),
            "amount": str(event.amount),
            "clause": event.clause,
            "due": shown(event.overdue_at),
        },
        occurred_at=event.overdue_at,
    )
    superior = await superior_of(event.person_id, work)
    finance = [person.id for person in await active_with_role(Role.FINANCE, work)]
    for person_id in dict.fromkeys([*([superior] if superior else []), *finance]):
        await tell(news, Recipient(person_id=person_id), work)


async def charge_overdue(event: ChargeOverdue, work: Work) -> None:
    """The superior of who did the work hears that it is not paid."""
    superior = await superior_of(event.technician_id, work)
    if superior is None:
        return
    facts = {
        "number": event.number,
        "days": str(event.days_late),
        "amount": str(event.outstanding),
        "clause": event.clause,
    }
    news = News(
        occasion=Occasion.CHARGE_OVERDUE,
        about=f"{event.charge_id}/{event.reminder}",
        facts=facts,
        occurred_at=event.overdue_at,
        ticket_id=event.ticket_id,
    )
    await tell(news, Recipient(person_id=superior), work)


async def promise_missed(event: PromiseMissed, work: Work) -> None:
    """A late repair is reported to the supervisor at once (5.8)."""
    superior = await superior_of(event.responsible_id, work)
    if superior is None:
        return
    ticket = await work.tickets.find(event.ticket_id)
    facts = {
        "number": "" if ticket is None else ticket.number,
        "due": shown(event.missed_at),
        "clause": event.clause,
    }
    news = News(
        occasion=Occasion.PROMISE_MISSED,
        about=f"{event.repair_id}/{event.missed_at.isoformat()}",
        facts=facts,
        occurred_at=event.missed_at,
        ticket_id=event.ticket_id,
    )
    await tell(news, Recipient(person_id=superior), work)


def shown(at: datetime) -> str:
    """A time as people here read it."""
    return at.astimezone(BUSINESS_ZONE).strftime("%Y-%m-%d %H:%M")


async def tell_customer(news: News, work: Work) -> None:
    """One message about his ticket; where it is cancelled only about what outlives it."""
    assert news.ticket_id is not None
    ticket = await known_ticket(news.ticket_id, work)
    if not ticket.is_cancelled or news.occasion not in ENDS_WITH_ITS_TICKET:
        told = replace(news, facts={"number": ticket.number, **news.facts}, origin=ticket.origin)
        await tell(told, Recipient(customer_id=ticket.customer_id), work)


async def _tell_customer(
    occasion: Occasion, ticket_id: UUID, about: object, facts: dict[str, str], at: datetime, work: Work
) -> None:
    await tell_customer(News(occasion=occasion, about=about, facts=facts, occurred_at=at, ticket_id=ticket_id), work)


async def _tell_of_deadline(
    occasion: Occasion, event: DeadlineEvent, person_id: UUID | None, at: datetime, work: Work
) -> None:
    """Nobody is told while nobody is responsible."""
    if person_id is None:
        return
    ticket = await work.tickets.find(event.ticket_id)
    facts = {
        "number": "" if ticket is None else ticket.number,
        "clock": event.clock,
        "clause": event.clause,
        "due": shown(event.due_at),
    }
    news = News(
        occasion=occasion,
        about=f"{event.job_id}/{at.isoformat()}",
        facts=facts,
        occurred_at=at,
        ticket_id=event.ticket_id,
    )
    await tell(news, Recipient(person_id=person_id), work)
