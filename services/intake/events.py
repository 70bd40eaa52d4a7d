"""Door 2: what intake does when another service tells it something."""

from services.intake.use_cases import equipment, progress
from services.intake.work import Work
from shared.events.dispatch.jobs import (
    CustomerReached,
    ItemBroughtBack,
    JobCancelled,
    JobCompleted,
    JobOpened,
    TechnicianAssigned,
)
from shared.events.followup.calls import CallBackCompleted, CallGivenUp
from shared.events.followup.contracts import ContractSigned
from shared.events.repairs.items import RepairCollected
from shared.messaging.subscriptions import Listeners

LISTENERS = Listeners[Work]("intake")


@LISTENERS.listens_to(ContractSigned)
async def keep_cover(event: ContractSigned, work: Work) -> None:
    """Know what the contract covers, for the verdicts."""
    await equipment.keep_cover(event, work)


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


@LISTENERS.listens_to(RepairCollected)
async def end_repair(event: RepairCollected, work: Work) -> None:
    """Resolved when all is done."""
    await progress.repair_collected(event, work)


@LISTENERS.listens_to(CallBackCompleted)
async def hear_answer(event: CallBackCompleted, work: Work) -> None:
    """Closed, or reopened."""
    await progress.call_back_completed(event, work)


@LISTENERS.listens_to(CallGivenUp)
async def stop_waiting_for_answer(event: CallGivenUp, work: Work) -> None:
    """Closed without an answer."""
    await progress.call_given_up(event, work)
