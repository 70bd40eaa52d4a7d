"""Door 2: what billing does when another service tells it something."""

from uuid import UUID

from services.billing.domain.custody.deposit import ReleaseReason
from services.billing.use_cases import (
    bench,
    cancelling,
    contracts,
    copies,
    deposits,
    fixing,
    invoices,
    quotes,
    receivables,
    refunds,
)
from services.billing.work import Work
from shared.events.dispatch.cards import CardSigned, SignatureRefused
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    DiagnosisRecorded,
    JobCancelled,
    JobCompleted,
    JobOpened,
    TechnicianArrived,
    TechnicianAssigned,
)
from shared.events.followup.contracts import ContractEnded, ContractSigned, ContractTerminated
from shared.events.intake.contacts import ContactRecorded
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import RepeatFaultDetected, TicketCancelled, TicketOpened
from shared.events.repairs.bench import RepairRefused
from shared.events.repairs.endings import GoodsReturned, ItemExchanged, RepairEnded
from shared.events.repairs.items import FaultConfirmed, RepairReady, RepairRegistered
from shared.events.repairs.loans import LoanerReturned, LoanRefused, LoanRequested
from shared.messaging.subscriptions import Listeners

LISTENERS = Listeners[Work]("billing")


@LISTENERS.listens_to(TicketOpened)
async def know_ticket(event: TicketOpened, work: Work) -> None:
    """Keep what prices rest on."""
    await copies.keep_ticket(event, work)


@LISTENERS.listens_to(ChargeDecided)
async def know_whether_free_or_paid(event: ChargeDecided, work: Work) -> None:
    """Keep the case of chapter 2; another one than before voids an open quote."""
    await copies.keep_charge_verdict(event, work)


@LISTENERS.listens_to(WarrantyDecided)
async def know_what_is_covered(event: WarrantyDecided, work: Work) -> None:
    """Keep what the warranty pays; another verdict than before voids an open quote."""
    await copies.keep_warranty_verdict(event, work)


@LISTENERS.listens_to(VisitDecided)
async def know_that_somebody_goes(event: VisitDecided, work: Work) -> None:
    """Keep what was decided with the visit, at the latest."""
    await copies.keep_visit(event, work)


@LISTENERS.listens_to(TicketCancelled)
async def quote_no_more(event: TicketCancelled, work: Work) -> None:
    """Nothing is quoted any more; what was done is owed by what was told and agreed, when job or repair has ended."""
    await copies.close_case(event, work)


@LISTENERS.listens_to(RepeatFaultDetected)
async def know_that_it_was_paid_before(event: RepeatFaultDetected, work: Work) -> None:
    """The same fault soon after a paid repair costs no visit fee."""
    await copies.keep_repeat(event, work)


@LISTENERS.listens_to(ContactRecorded)
async def know_who_may_consent(event: ContactRecorded, work: Work) -> None:
    """Keep the ids of those who may consent to money."""
    await copies.keep_contacts(event, work)


@LISTENERS.forgets(ContactRecorded)
async def forget_who_may_consent(customer_id: str, work: Work) -> None:
    """The customer's data was erased: nobody may consent for him, and invoices and notes name nobody."""
    await copies.forget_contacts(UUID(customer_id), work)
    await invoices.forget_buyer(UUID(customer_id), work)
    await quotes.forget_words(UUID(customer_id), work)


@LISTENERS.listens_to(JobOpened)
async def know_what_for(event: JobOpened, work: Work) -> None:
    """Keep which charge is to be collected, or which repair is brought home."""
    await copies.keep_occasion(event, work)


@LISTENERS.listens_to(TechnicianAssigned)
async def know_who_goes(event: TechnicianAssigned, work: Work) -> None:
    """Keep who may quote and collect."""
    await copies.keep_technician(event, work)


@LISTENERS.listens_to(AppointmentAgreed)
async def know_what_was_told(event: AppointmentAgreed, work: Work) -> None:
    """Keep whether the customer was told visit fee and travel rule."""
    await copies.keep_appointment(event, work)


@LISTENERS.listens_to(TechnicianArrived)
async def know_that_a_visit_takes_place(event: TechnicianArrived, work: Work) -> None:
    """Only a visit that takes place costs a fee."""
    await copies.keep_arrival(event, work)


@LISTENERS.listens_to(DiagnosisRecorded)
async def know_what_is_broken(event: DiagnosisRecorded, work: Work) -> None:
    """Keep the findings that quoted parts must match."""
    await copies.keep_diagnosis(event, work)


@LISTENERS.listens_to(JobCancelled)
async def charge_for_coming(event: JobCancelled, work: Work) -> None:
    """Nobody goes on: quotes are void, and what coming has cost is owed as far as it was told."""
    await cancelling.fix_cancelled_job(event, work)


@LISTENERS.listens_to(JobCompleted)
async def fix_amount(event: JobCompleted, work: Work) -> None:
    """The work is over: the amount for the card follows from what was done."""
    await fixing.fix_job(event, work)


@LISTENERS.listens_to(CardSigned)
async def raise_charge(event: CardSigned, work: Work) -> None:
    """The customer has signed: he owes the amount."""
    await receivables.raise_signed(event, event.signed_at, work)


@LISTENERS.listens_to(SignatureRefused)
async def raise_unsigned_charge(event: SignatureRefused, work: Work) -> None:
    """The customer would not sign: the amount is owed like a signed one."""
    await receivables.raise_signed(event, event.refused_at, work)


@LISTENERS.listens_to(RepairRegistered)
async def know_repair(event: RepairRegistered, work: Work) -> None:
    """Keep what a quote for a repair is about."""
    await bench.keep_repair(event, work)


@LISTENERS.listens_to(FaultConfirmed)
async def know_fault(event: FaultConfirmed, work: Work) -> None:
    """Keep the fault that quoted parts must match."""
    await bench.keep_fault(event, work)


@LISTENERS.listens_to(RepairReady)
async def charge_repair(event: RepairReady, work: Work) -> None:
    """The repair is ready: what was agreed and done is owed, so that it can be paid before it is handed out."""
    await bench.finish_repair(event, work)


@LISTENERS.listens_to(RepairRefused)
async def void_quotes_of_repair(event: RepairRefused, work: Work) -> None:
    """The customer does not want the repair: what was agreed and done stays owed, an open quote no longer counts."""
    await bench.refuse_repair(event, work)


@LISTENERS.listens_to(ItemExchanged)
async def end_exchanged_repair(event: ItemExchanged, work: Work) -> None:
    """Another unit was given: nothing is quoted for the repair any more."""
    await bench.end_repair(event, work)


@LISTENERS.listens_to(RepairEnded)
async def end_repair(event: RepairEnded, work: Work) -> None:
    """The repair is over: what was agreed and done is owed, nothing is quoted for it any more."""
    await bench.conclude_repair(event, work)


@LISTENERS.listens_to(GoodsReturned)
async def refund_goods(event: GoodsReturned, work: Work) -> None:
    """The goods were taken back: the price on the proof goes back to the customer (4.4)."""
    await bench.end_repair(event, work)
    await refunds.refund_goods(event, work)


@LISTENERS.listens_to(LoanRequested)
async def expect_deposit(event: LoanRequested, work: Work) -> None:
    """A loaner is asked for: its deposit is due."""
    await deposits.expect_deposit(event, work)


@LISTENERS.listens_to(LoanRefused)
async def release_deposit_of_refused_loan(event: LoanRefused, work: Work) -> None:
    """The loan was not approved: the deposit goes back (4.5)."""
    await deposits.release_deposit(event.loan_id, ReleaseReason.LOAN_REFUSED, work)


@LISTENERS.listens_to(LoanerReturned)
async def release_deposit(event: LoanerReturned, work: Work) -> None:
    """The loaner is back: the deposit is settled."""
    await deposits.release_deposit(event.loan_id, ReleaseReason.LOANER_RETURNED, work)


@LISTENERS.listens_to(ContractSigned)
async def charge_contract(event: ContractSigned, work: Work) -> None:
    """A maintenance contract is signed: its first year is owed (3.4)."""
    await contracts.charge_contract(event, work)


@LISTENERS.listens_to(ContractEnded)
async def end_contract(event: ContractEnded, work: Work) -> None:
    """The term is over: no further year is charged."""
    await contracts.end_contract(event, work)


@LISTENERS.listens_to(ContractTerminated)
async def end_contract_early(event: ContractTerminated, work: Work) -> None:
    """The contract ends early: no further year, and of this one the rest goes back where that was said."""
    await contracts.end_contract(event, work)
