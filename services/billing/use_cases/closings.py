"""What a day or month came to, whether it agrees, and its closing."""

from dataclasses import dataclass
from datetime import date

from services.billing.domain.closing.figures import Closing, Days, Figures, Span, days_of, must_be_over
from services.billing.domain.closing.reconciliation import Disagreement, disagreements
from services.billing.domain.identifiers import ClosingId
from services.billing.domain.refusals import AlreadyClosed
from services.billing.queries import checks, periods
from services.billing.work import Work


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """Everything of a period that does not agree; nothing when all does."""

    days: Days
    checked: int
    disagreements: tuple[Disagreement, ...]


async def reconcile(days: Days, work: Work) -> Reconciliation:
    """Compare what should agree in a period."""
    pairs = await checks.pairs(work.reader, days)
    return Reconciliation(days=days, checked=len(pairs), disagreements=disagreements(pairs))


async def figures_of(days: Days, work: Work) -> Figures:
    """What a period has come to so far."""
    return await periods.figures(work.reader, days)


async def close(span: Span, day: date, work: Work) -> Closing:
    """Finance closes a day or month that is over, once: what came in later shows in the figures, not in the closing."""
    days = days_of(span, day)
    must_be_over(days, work.now)
    if await work.closings.of_period(span, days) is not None:
        raise AlreadyClosed(f"{span} {days.first} is closed", field="day")
    closing = Closing(
        id=ClosingId(work.new_id()),
        number=await work.number("JZ"),
        span=span,
        first_day=days.first,
        last_day=days.last,
        figures=await figures_of(days, work),
        disagreements=(await reconcile(days, work)).disagreements,
        closed_by=work.actor.subject,
        closed_at=work.now,
    )
    return work.closings.add(closing)
