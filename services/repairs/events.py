"""Door 2: what repairs do when another service tells them something."""

from uuid import UUID

from services.repairs.use_cases import handing_out, lending, money, taking_in, tickets, visits
from services.repairs.work import Work
from shared.events.billing.charges import ChargeRaised, ChargeSettled, ChargeWrittenOff
from shared.events.billing.deposits import DepositRetained, DepositReturned, DepositTaken
from shared.events.billing.quotes import ConsentDeclined, ConsentGiven, ConsentLapsed
from shared.events.dispatch.jobs import ItemBroughtBack, JobCompleted
from shared.events.dispatch.visits import PartsUsed
from shared.events.followup.calls import CallGivenUp, CustomerInformed
from shared.events.intake.contacts import ContactRecorded
from shared.events.intake.decisions import ChargeDecided, WarrantyDecided
from shared.events.intake.tickets import TicketCancelled, TicketOpened
from shared.messaging.subscriptions import Listeners

LISTENERS = Listeners[Work]("repairs")


@LISTENERS.listens_to(TicketOpened)
async def know_ticket(event: TicketOpened, work: Work) -> None:
    """Keep what an item must know of its ticket."""
    await tickets.keep_ticket(event, work)


@LISTENERS.listens_to(WarrantyDecided)
async def know_warranty(event: WarrantyDecided, work: Work) -> None:
    """The fee terms follow the warranty verdict (6.5)."""
    await tickets.keep_warranty(event, work)


@LISTENERS.listens_to(ChargeDecided)
async def know_charge(event: ChargeDecided, work: Work) -> None:
    """Whether the service is free stands beside the fee terms."""
    await tickets.keep_charge(event, work)


@LISTENERS.listens_to(TicketCancelled)
async def give_items_back(event: TicketCancelled, work: Work) -> None:
    """Items of a cancelled ticket go back to the customer."""
    await tickets.give_items_back(event, work)


@LISTENERS.listens_to(ContactRecorded)
async def know_who_speaks_for_a_customer(event: ContactRecorded, work: Work) -> None:
    """Keep the ids of the contacts on file (6.4)."""
    await tickets.keep_contacts(event, work)


@LISTENERS.forgets(ContactRecorded)
async def forget_who_speaks_for_a_customer(customer_id: str, work: Work) -> None:
    """The customer's data was erased."""
    await tickets.forget_contacts(UUID(customer_id), work)


@LISTENERS.listens_to(ItemBroughtBack)
async def bring_back(event: ItemBroughtBack, work: Work) -> None:
    """An item is with a technician: the specialist will take it over (5.7)."""
    await taking_in.bring_back(event, work)


@LISTENERS.listens_to(CustomerInformed)
async def know_that_customer_knows(event: CustomerInformed, work: Work) -> None:
    """The item shows that its customer was told (6.4)."""
    await handing_out.keep_notification(event, work)


@LISTENERS.listens_to(CallGivenUp)
async def know_that_nobody_was_reached(event: CallGivenUp, work: Work) -> None:
    """The item shows that its customer could not be told (6.4)."""
    await handing_out.keep_silence(event, work)


@LISTENERS.listens_to(JobCompleted)
async def keep_visit(event: JobCompleted, work: Work) -> None:
    """A mounted item is at home again, a loaner delivered."""
    await visits.keep_visit(event, work)


@LISTENERS.listens_to(PartsUsed)
async def keep_parts(event: PartsUsed, work: Work) -> None:
    """Parts leave the technician's bag (7.1)."""
    await visits.keep_parts(event, work)


@LISTENERS.listens_to(ConsentGiven)
async def keep_consent(event: ConsentGiven, work: Work) -> None:
    """Chargeable work on an item may go on (5.5)."""
    await money.keep_consent(event, work)


@LISTENERS.listens_to(ConsentDeclined)
async def keep_no(event: ConsentDeclined, work: Work) -> None:
    """The customer does not want it at this price: chargeable work waits."""
    await money.lose_consent(event.repair_id, event.quote_id, work)


@LISTENERS.listens_to(ConsentLapsed)
async def stop_chargeable_work(event: ConsentLapsed, work: Work) -> None:
    """A consent counts no more: chargeable work waits for a new one."""
    await money.lose_consent(event.repair_id, event.quote_id, work)


@LISTENERS.listens_to(ChargeRaised)
async def keep_charge(event: ChargeRaised, work: Work) -> None:
    """What a repair costs is paid before the item goes out (6.5)."""
    await money.keep_charge(event, work)


@LISTENERS.listens_to(ChargeSettled)
async def know_that_it_is_paid(event: ChargeSettled, work: Work) -> None:
    """The item may be handed out."""
    await money.settle_charge(event.repair_id, event.charge_id, work)


@LISTENERS.listens_to(ChargeWrittenOff)
async def know_that_nothing_is_owed(event: ChargeWrittenOff, work: Work) -> None:
    """The item may be handed out."""
    await money.settle_charge(event.repair_id, event.charge_id, work)


@LISTENERS.listens_to(DepositTaken)
async def keep_deposit(event: DepositTaken, work: Work) -> None:
    """The loaner may go out once it is approved (4.5)."""
    await lending.keep_deposit(event, work)


@LISTENERS.listens_to(DepositReturned)
async def close_loan(event: DepositReturned, work: Work) -> None:
    """The customer has his deposit back: the loan is closed."""
    await lending.settle_deposit(event, work)


@LISTENERS.listens_to(DepositRetained)
async def close_loan_without_return(event: DepositRetained, work: Work) -> None:
    """Where all of it is kept, the loan is closed; else the rest still goes back."""
    if not event.to_return:
        await lending.settle_deposit(event, work)
