"""Door 2: what dispatch does when another service tells it something."""

from uuid import UUID

from services.dispatch.use_cases import bags, conduct, customers, days, errands, money, tickets, visits
from services.dispatch.work import Work
from shared.events.billing.cash import (
    CashCollected,
    CashCollectedApart,
    CashCounted,
    CashHandedIn,
    CashPaidOut,
    RemittanceOverdue,
)
from shared.events.billing.charges import AmountFixed, ChargeSettled, ChargeWrittenOff
from shared.events.billing.invoices import InvoiceCredited, InvoiceIssued, InvoiceVoided
from shared.events.billing.quotes import ConsentDeclined, ConsentGiven, ConsentLapsed
from shared.events.dispatch.assignments import AssignmentRefused, JobCarriedOver, JobHeld
from shared.events.dispatch.jobs import JobCancelled, JobCompleted
from shared.events.dispatch.visits import JobInterrupted, NobodyAtHome
from shared.events.followup.calls import CallBackCompleted
from shared.events.followup.contracts import RenewalVisitAgreed
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import (
    BringInExpected,
    CallerJoined,
    FaultLevelChanged,
    RemoteSolutionFound,
    TicketAssessed,
    TicketCancelled,
    TicketClosed,
    TicketOpened,
    TicketReopened,
)
from shared.events.repairs.endings import ItemExchanged, RepairEnded
from shared.events.repairs.items import RepairCollected, RepairReady
from shared.events.repairs.loans import LoanApproved, LoanerIssued, LoanRefused
from shared.events.repairs.stock import StockMoved
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


@LISTENERS.listens_to(CallerJoined)
async def count_from_earliest_report(event: CallerJoined, work: Work) -> None:
    """One more caller about the same outage: clocks run from the earliest report."""
    await tickets.count_from_earliest_report(event, work)


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


async def end_without_visit(event: RemoteSolutionFound | BringInExpected, work: Work) -> None:
    """Solved by phone, or the customer brings the item: nobody goes."""
    await tickets.end_without_visit(event, work)


LISTENERS.listens_to(RemoteSolutionFound)(end_without_visit)
LISTENERS.listens_to(BringInExpected)(end_without_visit)


@LISTENERS.listens_to(TicketCancelled)
async def cancel_job(event: TicketCancelled, work: Work) -> None:
    """The customer no longer wants it."""
    await tickets.cancel_for_ticket(event, work)


@LISTENERS.listens_to(TicketClosed)
async def close_job(event: TicketClosed, work: Work) -> None:
    """What could not be fixed is no longer promised, and what was declined is not done."""
    await tickets.close_for_ticket(event, work)


@LISTENERS.listens_to(TicketReopened)
async def open_redo(event: TicketReopened, work: Work) -> None:
    """Not solved: a new job."""
    await tickets.reopen_for_ticket(event, work)


@LISTENERS.listens_to(ConsentGiven)
async def allow_paid_work(event: ConsentGiven, work: Work) -> None:
    """Chargeable work may be done."""
    await money.allow_paid_work(event, work)


async def refuse_paid_work(event: ConsentDeclined | ConsentLapsed, work: Work) -> None:
    """Chargeable work may not be done, unless the customer agrees anew."""
    await money.refuse_paid_work(event, work)


LISTENERS.listens_to(ConsentDeclined)(refuse_paid_work)
LISTENERS.listens_to(ConsentLapsed)(refuse_paid_work)


@LISTENERS.listens_to(AmountFixed)
async def put_amount_on_card(event: AmountFixed, work: Work) -> None:
    """The card may be signed."""
    await money.put_amount_on_card(event, work)


@LISTENERS.listens_to(ChargeSettled)
async def settle_card(event: ChargeSettled, work: Work) -> None:
    """The money is on the card, and nobody need go for it any more."""
    await money.settle_card(event, work)
    await errands.stop_collecting(event, work)


async def stop_collecting(event: ChargeWrittenOff | InvoiceVoided | InvoiceCredited, work: Work) -> None:
    """Nobody goes for money that is not asked for any more, or brings an invoice that does not count."""
    await errands.stop_collecting(event, work)


LISTENERS.listens_to(ChargeWrittenOff)(stop_collecting)
LISTENERS.listens_to(InvoiceVoided)(stop_collecting)
LISTENERS.listens_to(InvoiceCredited)(stop_collecting)


@LISTENERS.listens_to(InvoiceIssued)
async def collect_money(event: InvoiceIssued, work: Work) -> None:
    """It goes by hand: a job to bring it and collect the money (5.6)."""
    await errands.collect_money(event, work)


@LISTENERS.listens_to(RepairReady)
async def put_item_back(event: RepairReady, work: Work) -> None:
    """A mounted item goes home by a visit."""
    await errands.put_back(event, work)


async def leave_item(event: RepairCollected | ItemExchanged | RepairEnded, work: Work) -> None:
    """The repair is over without a visit: nobody need go any more."""
    await errands.stop_putting_back(event, work)


LISTENERS.listens_to(RepairCollected)(leave_item)
LISTENERS.listens_to(ItemExchanged)(leave_item)
LISTENERS.listens_to(RepairEnded)(leave_item)


@LISTENERS.listens_to(LoanApproved)
async def deliver_loaner(event: LoanApproved, work: Work) -> None:
    """After the last approval a loaner is brought where it shall not be fetched."""
    await errands.deliver_loaner(event, work)


@LISTENERS.listens_to(LoanRefused)
async def keep_refused_loaner(event: LoanRefused, work: Work) -> None:
    """No loaner: nobody goes."""
    await errands.stop_delivering(event, work)


@LISTENERS.listens_to(LoanerIssued)
async def leave_issued_loaner(event: LoanerIssued, work: Work) -> None:
    """The customer has it: nobody need go any more."""
    await errands.stop_delivering(event, work)


@LISTENERS.listens_to(RenewalVisitAgreed)
async def visit_for_renewal(event: RenewalVisitAgreed, work: Work) -> None:
    """A job to win the renewal (5.13)."""
    await errands.visit_for_renewal(event, work)


@LISTENERS.listens_to(ContactRecorded)
async def know_where_to_go(event: ContactRecorded, work: Work) -> None:
    """Whoever goes knows the address and whom to ask for."""
    await customers.keep_contact(event, work)


@LISTENERS.forgets(ContactRecorded)
async def forget_where_to_go(customer_id: str, work: Work) -> None:
    """The customer's data was erased."""
    await customers.forget_contact(UUID(customer_id), work)


@LISTENERS.listens_to(DescriptionRecorded)
async def know_what_was_said(event: DescriptionRecorded, work: Work) -> None:
    """Whoever goes knows what the customer said."""
    await customers.keep_words(event, work)


@LISTENERS.forgets(DescriptionRecorded)
async def forget_what_was_said(ticket_id: str, work: Work) -> None:
    """The customer's data was erased."""
    await customers.forget_words(UUID(ticket_id), work)


@LISTENERS.listens_to(StockMoved)
async def move_parts(event: StockMoved, work: Work) -> None:
    """What the technician carries is known before he leaves (7.1)."""
    await bags.move_parts(event, work)


@LISTENERS.listens_to(RemittanceOverdue)
async def put_overdue_cash_before_a_person(event: RemittanceOverdue, work: Work) -> None:
    """It may be a violation of 7.3: it counts only when a person confirms it."""
    await conduct.suspect_misused_money(event, work)


@LISTENERS.listens_to(CallBackCompleted)
async def put_named_conduct_before_a_person(event: CallBackCompleted, work: Work) -> None:
    """A customer named somebody's conduct: a person looks."""
    await conduct.suspect_discourtesy(event, work)


@LISTENERS.listens_to(CashCollected)
async def count_collected(event: CashCollected, work: Work) -> None:
    """It stands on the daily report until finance has it."""
    await days.count_cash(event, work)


@LISTENERS.listens_to(CashCollectedApart)
async def count_collected_apart(event: CashCollectedApart, work: Work) -> None:
    """A deposit or a contract's year is carried like other cash."""
    await days.count_cash(event, work)


@LISTENERS.listens_to(CashPaidOut)
async def count_paid_out(event: CashPaidOut, work: Work) -> None:
    """He carries less."""
    await days.count_cash(event, work)


@LISTENERS.listens_to(CashHandedIn)
async def count_handed_in(event: CashHandedIn, work: Work) -> None:
    """Finance has it and has not counted it."""
    await days.count_cash(event, work)


@LISTENERS.listens_to(CashCounted)
async def count_counted(event: CashCounted, work: Work) -> None:
    """Finance has counted it."""
    await days.count_cash(event, work)


@LISTENERS.listens_to(JobCompleted, even_own=True)
async def report_completed(event: JobCompleted, work: Work) -> None:
    """The daily report is drafted from what was announced; a redo may finish what was promised before."""
    await days.note(event, work)
    await visits.finish_first_jobs(event, work)


async def report_line(
    event: NobodyAtHome | JobInterrupted | JobCancelled | JobCarriedOver | AssignmentRefused | JobHeld, work: Work
) -> None:
    """Lines of the daily report, where somebody did something or was to."""
    await days.note(event, work)


LISTENERS.listens_to(NobodyAtHome, even_own=True)(report_line)
LISTENERS.listens_to(JobInterrupted, even_own=True)(report_line)
LISTENERS.listens_to(JobCancelled, even_own=True)(report_line)
LISTENERS.listens_to(JobCarriedOver, even_own=True)(report_line)
LISTENERS.listens_to(AssignmentRefused, even_own=True)(report_line)
LISTENERS.listens_to(JobHeld, even_own=True)(report_line)
