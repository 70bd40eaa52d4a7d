"""Door 3: what billing does when time passes."""

from uuid import UUID

from services.billing.domain.identifiers import PersonId, QuoteId
from services.billing.use_cases import cash, quotes
from services.billing.work import Work
from shared.timers.timers import FiredTimer, Timers

TIMERS = Timers[Work]()


@TIMERS.fires(quotes.QUOTE_EXPIRES)
async def expire_quote(timer: FiredTimer, work: Work) -> None:
    """A quote that nobody answered in its time no longer counts."""
    await quotes.expire_quote(QuoteId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(cash.HAND_IN_DUE)
async def tell_overdue_cash(timer: FiredTimer, work: Work) -> None:
    """Cash was not handed in by its time: finance and the supervisor are told once."""
    await cash.tell_overdue(PersonId(UUID(timer.subject)), timer.id, work)
