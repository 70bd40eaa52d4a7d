"""The daily look for quiet customers: as many calls as can be made that day, the longest quiet first."""

from datetime import date, datetime, timedelta
from uuid import UUID

from services.followup.domain.call_record import About, Purpose
from services.followup.domain.call_schedule import Owed, is_called_back
from services.followup.use_cases.calls import drop_calls, owe_call
from services.followup.use_cases.care import NO_REPAIR, look_on_working_day, repair_seen
from services.followup.work import Work
from shared.events.dispatch.jobs import JobCompleted
from shared.events.intake.tickets import TicketOpened
from shared.policy import business_day


async def schedule_care_calls(day: date, due_at: datetime, work: Work) -> None:
    """Schedule the calls of a working day; a look that comes days late is made up for by today's."""
    today = business_day(work.now)
    if day < today:
        await look_on_working_day(today, work)
        return
    for clock in await work.quiet_clocks.due(day, work.policy.care_call.most_on_a_day):
        about = About(customer_id=clock.customer_id, site_id=clock.site_id)
        call = await owe_call(Purpose.CARE, about, Owed(since=due_at), work)
        if call is not None:
            work.quiet_clocks.save(clock.owe(call.id))
    await look_on_working_day(day + timedelta(days=1), work)


async def hear_of_report(event: TicketOpened, work: Work) -> None:
    """The customer has called us: a care call is not owed any more."""
    if event.kind not in NO_REPAIR:
        await hear_of_repair(event.customer_id, event.site_id, event.reported_at, work)


async def hear_of_visit(event: JobCompleted, work: Work) -> None:
    """A visit that repaired something has ended."""
    ticket = await work.tickets.find(event.ticket_id)
    if event.has_ticket and ticket is not None and is_called_back(event.purpose, work.policy):
        await hear_of_repair(ticket.customer_id, ticket.site_id, event.completed_at, work)


async def hear_of_repair(customer_id: UUID, site_id: UUID | None, at: datetime, work: Work) -> None:
    """Something was repaired there: the months count anew."""
    for clock in await repair_seen(customer_id, site_id, at, work):
        call = None if clock.call_id is None else await work.calls.find(clock.call_id)
        if call is not None:
            await drop_calls([call], work)
