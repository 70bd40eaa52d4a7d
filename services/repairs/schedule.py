"""Door 3: what repairs do when time passes."""

from uuid import UUID

from services.repairs.use_cases import handing_out, saving
from services.repairs.work import Work
from shared.timers.timers import FiredTimer, Timers

TIMERS = Timers[Work]()


@TIMERS.fires(saving.PROMISE_DUE)
async def miss_promise(timer: FiredTimer, work: Work) -> None:
    """An item is not ready on its promised date: say so, with the promised time as the time."""
    await handing_out.miss_promise(UUID(timer.subject), timer.id, work)
