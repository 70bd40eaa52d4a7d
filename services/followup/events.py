"""Door 2: what follow-up does when another service tells it something."""

from uuid import UUID

from services.followup.use_cases import (
    care_sweep,
    contracts,
    copies,
    owing,
    telling,
    telling_of_money,
    telling_of_repairs,
)
from services.followup.use_cases.complaints import opening
from services.followup.work import Work
from shared.events.billing.cash import CashLimitExceeded, RemittanceOverdue
from shared.events.billing.charges import (
    AmountFixed,
    ChargeOverdue,
    ChargeRaised,
    ChargeSettled,
    ChargeWrittenOff,
    ContractChargeSettled,
)
from shared.events.billing.invoices import InvoiceIssued, InvoiceMailed, InvoiceMailingOverdue, InvoiceVoided
from shared.events.billing.prices import PriceListPublished
from shared.events.dispatch.assignments import DutyCalled
from shared.events.dispatch.cards import CardOpened
from shared.events.dispatch.deadlines import DeadlineMissed, DeadlineWarned, EscalationRaised
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    ItemBroughtBack,
    JobCompleted,
    TechnicianArrived,
    TechnicianAssigned,
    TechnicianDeparted,
)
from shared.events.dispatch.staff import StaffRecorded
from shared.events.intake.complaints import ComplaintReceived
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.events.intake.decisions import ChargeDecided
from shared.events.intake.tickets import RemoteSolutionFound, TicketCancelled, TicketOpened
from shared.events.repairs.batches import FactoryPromiseMissed
from shared.events.repairs.endings import GoodsReturned, ItemExchanged, RepairEnded
from shared.events.repairs.items import (
    CustomerNotified,
    PromiseMissed,
    RepairCollected,
    RepairReady,
    RepairRegistered,
    RepairReturned,
)
from shared.events.repairs.loans import LoanOverdue, LoanReminded
from shared.events.repairs.promises import HandoverMissed, PromiseAtRisk, UncollectedItemReminded
from shared.events.repairs.stock import StockLow
from shared.messaging.subscriptions import Listeners

LISTENERS = Listeners[Work]("followup")

# What is only kept: for the call sheet, the price of a renewal, and to know who was where and what is away.
LISTENERS.listens_to(ChargeDecided)(copies.keep_category)
LISTENERS.listens_to(TechnicianAssigned)(copies.keep_assignment)
LISTENERS.listens_to(TechnicianArrived)(copies.keep_visit)
LISTENERS.listens_to(CardOpened)(copies.keep_card)
LISTENERS.listens_to(AmountFixed)(copies.keep_amount)
LISTENERS.listens_to(ChargeRaised)(copies.keep_amount)
LISTENERS.listens_to(PriceListPublished)(copies.keep_tariff)
LISTENERS.listens_to(ItemBroughtBack)(copies.keep_item_away)
LISTENERS.listens_to(RepairRegistered)(copies.keep_item_away)

# What is only told: to the customer, or to those of us who have to act.
LISTENERS.listens_to(AppointmentAgreed)(telling.appointment_agreed)
LISTENERS.listens_to(TechnicianDeparted)(telling.technician_departed)
LISTENERS.listens_to(RepairReturned)(telling_of_repairs.item_returned)
LISTENERS.listens_to(PromiseAtRisk)(telling_of_repairs.promise_at_risk)
LISTENERS.listens_to(HandoverMissed)(telling_of_repairs.handover_missed)
LISTENERS.listens_to(FactoryPromiseMissed)(telling_of_repairs.factory_late)
LISTENERS.listens_to(UncollectedItemReminded)(telling_of_repairs.remind_customer)
LISTENERS.listens_to(LoanReminded)(telling_of_repairs.remind_customer)
LISTENERS.listens_to(LoanOverdue)(telling_of_repairs.loaner_overdue)
LISTENERS.listens_to(DeadlineWarned)(telling.deadline_near_or_over)
LISTENERS.listens_to(DeadlineMissed)(telling.deadline_near_or_over)
LISTENERS.listens_to(EscalationRaised)(telling.deadline_near_or_over)
LISTENERS.listens_to(DutyCalled)(telling.duty_called)
LISTENERS.listens_to(RemittanceOverdue)(telling_of_money.remittance_overdue)
LISTENERS.listens_to(CashLimitExceeded)(telling_of_money.cash_limit_exceeded)
LISTENERS.listens_to(InvoiceMailingOverdue)(telling_of_money.invoice_overdue)
LISTENERS.listens_to(StockLow)(telling_of_repairs.stock_low)


@LISTENERS.listens_to(TicketOpened)
async def know_ticket(event: TicketOpened, work: Work) -> None:
    """Keep what a caller must know of the ticket, tell the customer that we have it, and let the quiet end."""
    await copies.keep_ticket(event, work)
    await telling.ticket_received(event, work)
    await care_sweep.hear_of_report(event, work)


@LISTENERS.listens_to(ContactRecorded)
async def know_customer(event: ContactRecorded, work: Work) -> None:
    """Keep whom to call."""
    await copies.keep_customer(event, work)


@LISTENERS.forgets(ContactRecorded)
async def forget_customer(customer_id: str, work: Work) -> None:
    """The customer's data was erased."""
    await copies.forget_customer(UUID(customer_id), work)


@LISTENERS.listens_to(DescriptionRecorded)
async def know_what_was_said(event: DescriptionRecorded, work: Work) -> None:
    """Keep what the customer complained of, for the call sheet and the complaint."""
    await copies.keep_words(event, work)


@LISTENERS.forgets(DescriptionRecorded)
async def forget_what_was_said(ticket_id: str, work: Work) -> None:
    """The customer's words were erased."""
    await work.words.forget(UUID(ticket_id))


@LISTENERS.listens_to(StaffRecorded)
async def know_colleague(event: StaffRecorded, work: Work) -> None:
    """Keep who somebody is and who is above him: for call sheets, messages and complaints."""
    await copies.keep_person(event, work)


@LISTENERS.forgets(StaffRecorded)
async def forget_colleague(person_id: str, work: Work) -> None:
    """The person's data was erased."""
    await work.people.forget(UUID(person_id))


@LISTENERS.listens_to(JobCompleted)
async def call_back_after_visit(event: JobCompleted, work: Work) -> None:
    """A visit is over: call back in time (5.12), and let the quiet months count anew."""
    await copies.keep_completion(event, work)
    await owing.call_back_after_visit(event, work)
    await care_sweep.hear_of_visit(event, work)


@LISTENERS.listens_to(RemoteSolutionFound)
async def call_back_after_remote_solution(event: RemoteSolutionFound, work: Work) -> None:
    """Solved by phone: call back in time (5.12)."""
    await owing.call_back_after_remote_solution(event, work)


@LISTENERS.listens_to(RepairReady)
async def tell_that_item_is_ready(event: RepairReady, work: Work) -> None:
    """An item can be collected: tell the customer at once (6.4)."""
    await owing.word_that_item_is_ready(event, work)
    await telling_of_repairs.item_ready(event, work)


@LISTENERS.listens_to(CustomerNotified)
async def hear_that_customer_knows(event: CustomerNotified, work: Work) -> None:
    """Somebody has told the customer: no call is needed."""
    await owing.stop_telling_about(event, work)


async def call_after_repair(event: RepairCollected | ItemExchanged | GoodsReturned | RepairEnded, work: Work) -> None:
    """A repair is over, in whatever way: call back in time (5.12)."""
    await copies.item_is_back(event.ticket_id, event.repair_id, event.item_id, work)
    await owing.call_back_after_repair(event, work)


LISTENERS.listens_to(RepairCollected)(call_after_repair)
LISTENERS.listens_to(ItemExchanged)(call_after_repair)
LISTENERS.listens_to(GoodsReturned)(call_after_repair)
LISTENERS.listens_to(RepairEnded)(call_after_repair)


@LISTENERS.listens_to(PromiseMissed)
async def explain_late_promise(event: PromiseMissed, work: Work) -> None:
    """A repair is late: the customer gets an explanation (4.5), the supervisor hears of it (5.8)."""
    await owing.explain_late_promise(event, work)
    await telling_of_repairs.promise_missed(event, work)


@LISTENERS.listens_to(TicketCancelled)
async def drop_calls(event: TicketCancelled, work: Work) -> None:
    """Nobody asks about a cancelled ticket."""
    await owing.drop_calls_of_ticket(event, work)


@LISTENERS.listens_to(ChargeOverdue)
async def remind_of_payment(event: ChargeOverdue, work: Work) -> None:
    """A receivable is late: remind the customer, and tell the person on the ladder."""
    await owing.remind_of_payment(event, work)
    await telling_of_money.charge_overdue(event, work)


@LISTENERS.listens_to(ChargeSettled)
async def stop_reminding(event: ChargeSettled, work: Work) -> None:
    """Nothing is owed any more."""
    await owing.stop_reminding(event.ticket_id, event.charge_id, work)


@LISTENERS.listens_to(ChargeWrittenOff)
async def stop_reminding_of_loss(event: ChargeWrittenOff, work: Work) -> None:
    """It will not be asked for any more."""
    await owing.stop_reminding_customer(event.customer_id, event.charge_id, work)


@LISTENERS.listens_to(ContractChargeSettled)
async def let_contract_take_effect(event: ContractChargeSettled, work: Work) -> None:
    """A contract that waited for its payment covers now; nobody is reminded."""
    await contracts.contract_paid(event, work)
    await owing.stop_reminding_customer(event.customer_id, event.charge_id, work)


@LISTENERS.listens_to(InvoiceIssued)
async def mail_invoice(event: InvoiceIssued, work: Work) -> None:
    """An invoice has to be mailed (5.6)."""
    await owing.mail_invoice(event, work)


async def invoice_is_done(event: InvoiceMailed | InvoiceVoided, work: Work) -> None:
    """It is in the mail, or counts no more: nothing is left to do."""
    await owing.invoice_done(event.customer_id, event.invoice_id, work)


LISTENERS.listens_to(InvoiceMailed)(invoice_is_done)
LISTENERS.listens_to(InvoiceVoided)(invoice_is_done)


@LISTENERS.listens_to(ComplaintReceived)
async def start_complaint(event: ComplaintReceived, work: Work) -> None:
    """The case and its ladder start (8.3)."""
    await opening.open_received(event, work)
