"""Door 3: what repairs do when time passes."""

from uuid import UUID

from services.repairs.domain.promises.clocks import Clock
from services.repairs.use_cases import lending, running_out
from services.repairs.work import Work
from shared.timers.timers import FiredTimer, Timers

TIMERS = Timers[Work]()


@TIMERS.fires(Clock.PROMISE.value)
async def miss_promise(timer: FiredTimer, work: Work) -> None:
    """An item is not ready on its promised date: say so, with the promised time as the time."""
    await running_out.miss_promise(UUID(timer.subject), timer.id, work)


@TIMERS.fires(Clock.AT_RISK.value)
async def report_risk(timer: FiredTimer, work: Work) -> None:
    """The day before the promised date: who answers for the item and the supervisor look at it (5.8)."""
    await running_out.report_risk(UUID(timer.subject), timer.id, work)


@TIMERS.fires(Clock.HANDOVER.value)
async def miss_handover(timer: FiredTimer, work: Work) -> None:
    """A technician still has an item that he should have handed over (5.7)."""
    await running_out.miss_handover(UUID(timer.subject), timer.id, work)


@TIMERS.fires(Clock.FACTORY.value)
async def miss_factory_promise(timer: FiredTimer, work: Work) -> None:
    """The factory has not sent an item back in time (6.3)."""
    await running_out.miss_factory_promise(UUID(timer.subject), timer.id, work)


@TIMERS.fires(Clock.UNCOLLECTED.value)
async def remind_of_item(timer: FiredTimer, work: Work) -> None:
    """Nobody has collected an item: its customer is reminded (6.4)."""
    await running_out.remind(UUID(timer.subject), timer.id, work)


@TIMERS.fires(lending.REMINDER_DUE)
async def remind_of_loaner(timer: FiredTimer, work: Work) -> None:
    """A loaner is due in some days (4.5)."""
    await lending.remind(UUID(timer.subject), timer.id, work)


@TIMERS.fires(lending.LOAN_DUE)
async def run_over(timer: FiredTimer, work: Work) -> None:
    """A loaner was not brought back in time (4.5)."""
    await lending.run_over(UUID(timer.subject), timer.id, work)
