"""Door 3: what follow-up does when time passes."""

from uuid import UUID

from services.followup import use_cases
from services.followup.domain.call import CallId
from services.followup.work import Work
from shared.timers.timers import FiredTimer, Timers

TIMERS = Timers[Work]()


@TIMERS.fires(use_cases.CALL_DUE)
async def miss_call(timer: FiredTimer, work: Work) -> None:
    """A call was not made in time: say so, with the promised time as the time."""
    await use_cases.miss_call(CallId(UUID(timer.subject)), timer.id, work)
