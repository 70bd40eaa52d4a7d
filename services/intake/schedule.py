"""Door 3: what intake does when time passes; promises to customers are clocks of dispatch and followup."""

from uuid import UUID

from services.intake.use_cases import erasure, imports
from services.intake.use_cases.register import contacts
from services.intake.work import Work
from shared.timers.timers import FiredTimer, Timers

TIMERS = Timers[Work]()


@TIMERS.fires(contacts.ANSWER_DUE)
async def tell_overdue_answer(timer: FiredTimer, work: Work) -> None:
    """A department has not answered a question in time: say so, with the due time as the time."""
    await contacts.miss_answer(UUID(timer.subject), timer.id, work)


@TIMERS.fires(imports.BRING_IN)
async def bring_in_row(timer: FiredTimer, work: Work) -> None:
    """One row of a sheet."""
    await imports.bring_in(UUID(timer.subject), work)


@TIMERS.fires(erasure.ERASE_MORE)
async def erase_more(timer: FiredTimer, work: Work) -> None:
    """An erasure goes on."""
    await erasure.erase_more(UUID(timer.subject), work)


@TIMERS.fires(erasure.TELL_CUSTOMER_AGAIN)
async def tell_erased_customer_again(timer: FiredTimer, work: Work) -> None:
    """The second tombstone of a customer."""
    await erasure.tell_customer_again(UUID(timer.subject), work)


@TIMERS.fires(erasure.TELL_COMPLAINT_AGAIN)
async def tell_erased_complaint_again(timer: FiredTimer, work: Work) -> None:
    """The second tombstone of a complaint."""
    await erasure.tell_complaint_again(UUID(timer.subject), work)


@TIMERS.fires(erasure.TELL_TICKET_AGAIN)
async def tell_erased_ticket_again(timer: FiredTimer, work: Work) -> None:
    """The second tombstone of a ticket."""
    await erasure.tell_ticket_again(UUID(timer.subject), work)
