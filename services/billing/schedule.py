"""Door 3: what billing does when time passes."""

from uuid import UUID

from services.billing.domain.identifiers import ChargeId, ContractId, InvoiceId, PersonId, QuoteId
from services.billing.use_cases import cash, contracts, invoices, quotes, receivables
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


@TIMERS.fires(receivables.CHARGE_DUE)
async def tell_overdue_charge(timer: FiredTimer, work: Work) -> None:
    """A charge was not paid by its time, or by that of a reminder: the customer is reminded."""
    await receivables.tell_overdue(ChargeId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(contracts.YEAR_BEGINS)
async def charge_year(timer: FiredTimer, work: Work) -> None:
    """Another year of a maintenance contract begins and is owed."""
    await contracts.begin_year(ContractId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(invoices.SEND_DUE)
async def tell_unsent_invoice(timer: FiredTimer, work: Work) -> None:
    """An issued invoice has not left the house by its time."""
    await invoices.tell_not_sent(InvoiceId(UUID(timer.subject)), timer.id, work)
