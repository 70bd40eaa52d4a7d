"""Door 3: what dispatch does when time passes."""

from uuid import UUID

from services.dispatch.domain.identifiers import JobId, PersonId
from services.dispatch.use_cases.clocks import tell_clocks
from services.dispatch.use_cases.days import DAY_CLOSES, close_day
from services.dispatch.use_cases.dispatching import OFFER_LAPSES, lapse_offer, reach_cut_off
from services.dispatch.use_cases.keeping import CLOCK_TELLS, EVENING_CUT_OFF
from services.dispatch.use_cases.staff import CERTIFICATE_EXPIRES, expire_certificate
from services.dispatch.work import Work
from shared.timers.timers import FiredTimer, Timers

TIMERS = Timers[Work]()


@TIMERS.fires(CLOCK_TELLS)
async def tell(timer: FiredTimer, work: Work) -> None:
    """A clock warns, is missed, or its ladder is climbed."""
    await tell_clocks(JobId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(CERTIFICATE_EXPIRES)
async def expire(timer: FiredTimer, work: Work) -> None:
    """The last day of a certificate is over: without another one its technician gets no job (5.15)."""
    await expire_certificate(PersonId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(OFFER_LAPSES)
async def lapse(timer: FiredTimer, work: Work) -> None:
    """A technician has not answered in time: the job waits for another one."""
    await lapse_offer(JobId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(EVENING_CUT_OFF)
async def carry_over(timer: FiredTimer, work: Work) -> None:
    """Not dispatched today: first tomorrow, level 1 to the person on duty (5.10)."""
    await reach_cut_off(JobId(UUID(timer.subject)), timer.due_at, work)


@TIMERS.fires(DAY_CLOSES)
async def close_the_day(timer: FiredTimer, work: Work) -> None:
    """The cut-off: what is known of the day stands in its report (5.9)."""
    await close_day(UUID(timer.subject), timer.id, work)
