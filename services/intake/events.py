"""Door 2: what intake does when another service tells it something."""

from services.intake.use_cases import equipment, erasure, exclusions, history, progress
from services.intake.work import Work
from shared.events.billing.charges import ChargeRaised
from shared.events.billing.invoices import InvoiceIssued
from shared.events.dispatch.jobs import (
    AppointmentAgreed,
    CustomerReached,
    ItemBroughtBack,
    JobCancelled,
    JobCompleted,
    JobOpened,
    TechnicianArrived,
    TechnicianAssigned,
)
from shared.events.dispatch.jobs import ExclusionFound as FoundOnSite
from shared.events.followup.calls import CallBackCompleted, CallGivenUp
from shared.events.followup.contracts import (
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    ContractTerminated,
    ContractTookEffect,
)
from shared.events.repairs.bench import ExclusionFound as FoundAtBench
from shared.events.repairs.endings import GoodsReturned, ItemExchanged, RepairEnded
from shared.events.repairs.items import FaultNotReproduced, RepairCollected, RepairRegistered, RepairReturned
from shared.messaging.subscriptions import Listeners

LISTENERS = Listeners[Work]("intake", first=history.hear)


@LISTENERS.listens_to(ContractSigned)
async def keep_cover(event: ContractSigned, work: Work) -> None:
    """Know what the contract covers, for the verdicts."""
    await equipment.keep_cover(event, work)


@LISTENERS.listens_to(ContractTookEffect)
async def count_on_cover(event: ContractTookEffect, work: Work) -> None:
    """A contract that waited for its payment covers from now on."""
    await equipment.keep_cover(event, work)


@LISTENERS.listens_to(ContractRenewed)
async def link_covers(event: ContractRenewed, work: Work) -> None:
    """Know which contract follows."""
    await equipment.cover_was_renewed(event, work)


@LISTENERS.listens_to(ContractEnded)
async def end_cover(event: ContractEnded, work: Work) -> None:
    """Know the last day of the cover."""
    await equipment.cover_ended(event, work)


@LISTENERS.listens_to(ContractTerminated)
async def shorten_cover(event: ContractTerminated, work: Work) -> None:
    """The cover ends before its term; what was reported until then stays covered."""
    await equipment.cover_was_terminated(event, work)


@LISTENERS.listens_to(JobOpened)
async def wait_for_job(event: JobOpened, work: Work) -> None:
    """The ticket waits for this job."""
    await progress.job_opened(event, work)


@LISTENERS.listens_to(TechnicianAssigned)
async def let_technician_read(event: TechnicianAssigned, work: Work) -> None:
    """The technician may read the ticket."""
    await progress.technician_assigned(event, work)


@LISTENERS.listens_to(CustomerReached)
async def show_suggestion(event: CustomerReached, work: Work) -> None:
    """Visit needed, solved remotely or bring in: put before the specialist."""
    await progress.customer_reached(event, work)


@LISTENERS.listens_to(AppointmentAgreed)
async def know_what_was_told(event: AppointmentAgreed, work: Work) -> None:
    """What coming costs was told: after the visit it is owed."""
    await progress.appointment_agreed(event, work)


@LISTENERS.listens_to(TechnicianArrived)
async def know_of_visit(event: TechnicianArrived, work: Work) -> None:
    """A visit takes place; a second trip for the same fault costs no second fee."""
    await progress.technician_arrived(event, work)


@LISTENERS.listens_to(FoundOnSite)
async def judge_what_was_found_on_site(event: FoundOnSite, work: Work) -> None:
    """A new verdict: what was found ends the cover, or the supervisor decides (4.6)."""
    await exclusions.found_on_site(event, work)


@LISTENERS.listens_to(FoundAtBench)
async def judge_what_was_found_at_bench(event: FoundAtBench, work: Work) -> None:
    """A new verdict: what was found ends the cover, or the supervisor decides (4.6)."""
    await exclusions.found_at_bench(event, work)


@LISTENERS.listens_to(ItemBroughtBack)
async def wait_for_item(event: ItemBroughtBack, work: Work) -> None:
    """The ticket stays in service until the item is back."""
    await progress.item_brought_back(event, work)


@LISTENERS.listens_to(JobCompleted)
async def end_job(event: JobCompleted, work: Work) -> None:
    """Resolved when all is done."""
    await progress.job_completed(event, work)


@LISTENERS.listens_to(JobCancelled)
async def drop_job(event: JobCancelled, work: Work) -> None:
    """The ticket waits for this job no longer."""
    await progress.job_cancelled(event, work)


@LISTENERS.listens_to(RepairRegistered)
async def wait_for_repair(event: RepairRegistered, work: Work) -> None:
    """The ticket stays in service until the item is back."""
    await progress.repair_registered(event, work)


@LISTENERS.listens_to(FaultNotReproduced)
async def lower_level(event: FaultNotReproduced, work: Work) -> None:
    """No fault was found: the level becomes 4."""
    await progress.fault_not_reproduced(event, work)


@LISTENERS.listens_to(RepairCollected)
async def end_repair(event: RepairCollected, work: Work) -> None:
    """Resolved when all is done."""
    await progress.repair_ended(event, work)


@LISTENERS.listens_to(ItemExchanged)
async def end_repair_by_exchange(event: ItemExchanged, work: Work) -> None:
    """Resolved when all is done."""
    await progress.repair_ended(event, work)


@LISTENERS.listens_to(GoodsReturned)
async def end_repair_by_return(event: GoodsReturned, work: Work) -> None:
    """Resolved when all is done."""
    await progress.repair_ended(event, work)


@LISTENERS.listens_to(RepairEnded)
async def end_repair_otherwise(event: RepairEnded, work: Work) -> None:
    """Resolved when all is done."""
    await progress.repair_ended(event, work)


@LISTENERS.listens_to(ChargeRaised)
async def remember_paid_repair(event: ChargeRaised, work: Work) -> None:
    """The same fault soon after a paid repair costs no visit fee."""
    await progress.charge_raised(event, work)


@LISTENERS.listens_to(RepairReturned)
async def know_that_it_is_back(event: RepairReturned, work: Work) -> None:
    """The history of the serial tells it."""


@LISTENERS.listens_to(InvoiceIssued)
async def keep_invoice(event: InvoiceIssued, work: Work) -> None:
    """The law keeps it, whatever is erased."""
    await erasure.keep_invoice(event, work)


@LISTENERS.listens_to(CallBackCompleted)
async def hear_answer(event: CallBackCompleted, work: Work) -> None:
    """Closed, or reopened."""
    await progress.call_back_completed(event, work)


@LISTENERS.listens_to(CallGivenUp)
async def stop_waiting_for_answer(event: CallGivenUp, work: Work) -> None:
    """Closed without an answer."""
    await progress.call_given_up(event, work)
