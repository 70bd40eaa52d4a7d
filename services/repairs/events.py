"""Door 2: what repairs do when another service tells them something."""

from services.repairs.use_cases import handing_out, taking_in, tickets
from services.repairs.work import Work
from shared.events.dispatch.jobs import ItemBroughtBack
from shared.events.followup.calls import CustomerInformed
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


@LISTENERS.listens_to(ItemBroughtBack)
async def bring_back(event: ItemBroughtBack, work: Work) -> None:
    """An item is with a technician: the specialist will take it over (5.7)."""
    await taking_in.bring_back(event, work)


@LISTENERS.listens_to(CustomerInformed)
async def know_that_customer_knows(event: CustomerInformed, work: Work) -> None:
    """The item shows that its customer was told (6.4)."""
    await handing_out.keep_notification(event, work)
