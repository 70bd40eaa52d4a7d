"""Who is told what when another service tells us something: customers of their case, our own people of clocks."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.followup.domain.message import ENDS_WITH_ITS_TICKET, News, Occasion, Recipient
from services.followup.use_cases.calls import known_ticket
from services.followup.use_cases.messages import superior_of, tell, tell_staff
from services.followup.work import Work
from shared.events.dispatch.assignments import DutyCalled
from shared.events.dispatch.deadlines import DeadlineMissed, DeadlineWarned, EscalationRaised
from shared.events.dispatch.jobs import AppointmentAgreed, TechnicianDeparted
from shared.events.intake.tickets import TicketOpened
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


async def deadline_near_or_over(event: DeadlineWarned | DeadlineMissed | EscalationRaised, work: Work) -> None:
    """A promise comes near its end, was broken, or has come up one step: whoever is responsible hears of it.

    One fact that breaks several clocks at the same time is told once; nobody is told while nobody is responsible.
    """
    if isinstance(event, EscalationRaised):
        occasion, at = Occasion.ESCALATION_RAISED, event.raised_at
    elif isinstance(event, DeadlineWarned):
        occasion, at = Occasion.DEADLINE_WARNED, event.warned_at
    else:
        occasion, at = Occasion.DEADLINE_MISSED, event.due_at
    news = News(
        occasion=occasion,
        about=f"{event.job_id}/{at.isoformat()}",
        facts={"clock": event.clock, "clause": event.clause, "due": shown(event.due_at)},
        occurred_at=at,
        ticket_id=event.ticket_id,
    )
    await tell_staff(news, (event.person_id,), work)


async def duty_called(event: DutyCalled, work: Work) -> None:
    """Whoever is on duty sees to a fault of level 1 that nobody has taken (5.10); nobody is: a supervisor."""
    await known_ticket(event.ticket_id, work)  # he must be told its number
    news = News(
        occasion=Occasion.DUTY_CALLED,
        about=f"{event.job_id}/{event.called_at.isoformat()}",
        facts={"called": shown(event.called_at), "clause": event.clause},
        occurred_at=event.called_at,
        ticket_id=event.ticket_id,
    )
    await tell_staff(news, (event.person_id or await superior_of(None, work),), work)


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
