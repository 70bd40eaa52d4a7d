"""Door 3: what intake does when time passes."""

from uuid import UUID

from services.intake.use_cases.register import contacts
from services.intake.work import Work
from shared.timers.timers import FiredTimer, Timers

TIMERS = Timers[Work]()


@TIMERS.fires(contacts.ANSWER_DUE)
async def tell_overdue_answer(timer: FiredTimer, work: Work) -> None:
    """A department has not answered a question in time: say so, with the due time as the time."""
    await contacts.miss_answer(UUID(timer.subject), timer.id, work)
