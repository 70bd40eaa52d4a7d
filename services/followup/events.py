"""Door 2: what follow-up does when another service tells it something."""

from uuid import UUID

from services.followup import use_cases
from services.followup.work import Work
from shared.events.dispatch.jobs import JobCompleted
from shared.events.dispatch.staff import StaffRecorded
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.events.intake.tickets import RemoteSolutionFound, TicketCancelled, TicketOpened
from shared.events.repairs.items import RepairCollected, RepairReady
from shared.messaging.subscriptions import Listeners

LISTENERS = Listeners[Work]("followup")


@LISTENERS.listens_to(TicketOpened)
async def know_ticket(event: TicketOpened, work: Work) -> None:
    """Keep what a caller must know of the ticket."""
    await use_cases.keep_ticket(event, work)


@LISTENERS.listens_to(ContactRecorded)
async def know_customer(event: ContactRecorded, work: Work) -> None:
    """Keep whom to call."""
    await use_cases.keep_customer(event, work)


@LISTENERS.forgets(ContactRecorded)
async def forget_customer(customer_id: str, work: Work) -> None:
    """The customer's data was erased."""
    await work.customers.forget(UUID(customer_id))


@LISTENERS.listens_to(DescriptionRecorded)
async def know_what_was_said(event: DescriptionRecorded, work: Work) -> None:
    """Keep what the customer complained of, for the call sheet."""
    await use_cases.keep_words(event, work)


@LISTENERS.forgets(DescriptionRecorded)
async def forget_what_was_said(ticket_id: str, work: Work) -> None:
    """The customer's words were erased."""
    await work.words.forget(UUID(ticket_id))


@LISTENERS.listens_to(StaffRecorded)
async def know_colleague(event: StaffRecorded, work: Work) -> None:
    """Keep what a technician is called, for the call sheet."""
    await use_cases.keep_person(event, work)


@LISTENERS.forgets(StaffRecorded)
async def forget_colleague(person_id: str, work: Work) -> None:
    """The person's data was erased."""
    await work.people.forget(UUID(person_id))


@LISTENERS.listens_to(JobCompleted)
async def call_back_after_visit(event: JobCompleted, work: Work) -> None:
    """A visit is over: call back in time (5.12)."""
    await use_cases.owe_call_back_after_visit(event, work)


@LISTENERS.listens_to(RemoteSolutionFound)
async def call_back_after_remote_solution(event: RemoteSolutionFound, work: Work) -> None:
    """Solved by phone: call back in time (5.12)."""
    await use_cases.owe_call_back_after_remote_solution(event, work)


@LISTENERS.listens_to(RepairReady)
async def tell_that_item_is_ready(event: RepairReady, work: Work) -> None:
    """An item can be collected: tell the customer at once."""
    await use_cases.owe_word_that_item_is_ready(event, work)


@LISTENERS.listens_to(RepairCollected)
async def call_back_after_repair(event: RepairCollected, work: Work) -> None:
    """A repair is over: call back in time (5.12)."""
    await use_cases.owe_call_back_after_repair(event, work)


@LISTENERS.listens_to(TicketCancelled)
async def drop_calls(event: TicketCancelled, work: Work) -> None:
    """Nobody calls about a cancelled ticket."""
    await use_cases.drop_calls(event.ticket_id, work)
