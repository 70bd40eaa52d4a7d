"""Door 2: what dispatch does when another service tells it something."""

from services.dispatch.use_cases import money, tickets
from services.dispatch.work import Work
from shared.events.billing.charges import AmountFixed, ChargeSettled
from shared.events.billing.quotes import ConsentDeclined, ConsentGiven, ConsentLapsed
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import (
    BringInExpected,
    FaultLevelChanged,
    RemoteSolutionFound,
    TicketAssessed,
    TicketCancelled,
    TicketOpened,
    TicketReopened,
)
from shared.messaging.subscriptions import Listeners

LISTENERS = Listeners[Work]("dispatch")


@LISTENERS.listens_to(TicketOpened)
async def open_job(event: TicketOpened, work: Work) -> None:
    """A job opens at once, so that the response clock runs from the report."""
    await tickets.open_for_ticket(event, work)


@LISTENERS.listens_to(TicketAssessed)
async def show_assessment(event: TicketAssessed, work: Work) -> None:
    """The supervisor's assessment stands on the job."""
    await tickets.hear_assessment(event, work)


@LISTENERS.listens_to(FaultLevelChanged)
async def retarget_clocks(event: FaultLevelChanged, work: Work) -> None:
    """Clocks run anew for the new level."""
    await tickets.retarget_clocks(event, work)


@LISTENERS.listens_to(VisitDecided)
async def plan_visit(event: VisitDecided, work: Work) -> None:
    """Arrival clocks run, a card is opened."""
    await tickets.plan_visit(event, work)


@LISTENERS.listens_to(ChargeDecided)
async def note_charge(event: ChargeDecided, work: Work) -> None:
    """Free or paid stands on job and card."""
    await tickets.hear_charge(event, work)


@LISTENERS.listens_to(WarrantyDecided)
async def note_warranty(event: WarrantyDecided, work: Work) -> None:
    """Parts that are not covered need consent."""
    await tickets.hear_warranty(event, work)


@LISTENERS.listens_to(RemoteSolutionFound)
async def end_solved_job(event: RemoteSolutionFound, work: Work) -> None:
    """Solved by phone: nobody goes."""
    await tickets.end_without_visit(event, work)


@LISTENERS.listens_to(BringInExpected)
async def end_bring_in_job(event: BringInExpected, work: Work) -> None:
    """The customer brings the item: nobody goes."""
    await tickets.end_without_visit(event, work)


@LISTENERS.listens_to(TicketCancelled)
async def cancel_job(event: TicketCancelled, work: Work) -> None:
    """The customer no longer wants it."""
    await tickets.cancel_for_ticket(event, work)


@LISTENERS.listens_to(TicketReopened)
async def open_redo(event: TicketReopened, work: Work) -> None:
    """Not solved: a new job."""
    await tickets.reopen_for_ticket(event, work)


@LISTENERS.listens_to(ConsentGiven)
async def allow_paid_work(event: ConsentGiven, work: Work) -> None:
    """Chargeable work may be done."""
    await money.allow_paid_work(event, work)


@LISTENERS.listens_to(ConsentDeclined)
async def refuse_declined_work(event: ConsentDeclined, work: Work) -> None:
    """Chargeable work may not be done."""
    await money.refuse_paid_work(event, work)


@LISTENERS.listens_to(ConsentLapsed)
async def refuse_lapsed_work(event: ConsentLapsed, work: Work) -> None:
    """Chargeable work stops until the customer agrees anew."""
    await money.refuse_paid_work(event, work)


@LISTENERS.listens_to(AmountFixed)
async def put_amount_on_card(event: AmountFixed, work: Work) -> None:
    """The card may be signed."""
    await money.put_amount_on_card(event, work)


@LISTENERS.listens_to(ChargeSettled)
async def settle_card(event: ChargeSettled, work: Work) -> None:
    """The money is on the card."""
    await money.settle_card(event, work)
