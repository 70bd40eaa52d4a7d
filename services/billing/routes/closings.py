"""What can be asked about days and months: what they came to, whether all agrees, their closing and its file."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from services.billing.domain.closing.figures import Charged, Closing, Days, Figures, Received, Span, days_of
from services.billing.domain.closing.reconciliation import Disagreement
from services.billing.domain.closing.statement import statement
from services.billing.domain.identifiers import ClosingId
from services.billing.domain.refusals import AlreadyClosed, PeriodWrong
from services.billing.queries import invoices as queries
from services.billing.queries.wanted import NEWEST_FIRST
from services.billing.routes.who_may import FINANCE_ONLY, OFFICE
from services.billing.use_cases import closings as use_cases
from services.billing.work import Work
from shared.money import Money
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Day
from shared.web.input.query import Asked, Filter
from shared.web.paging import Listing
from shared.web.routes import Routes

routes = Routes(tag="closings")
CSV = "text/csv"


class ClosePeriod(Body):
    """Which day, or the month it lies in."""

    EXAMPLE: ClassVar = {"span": "day", "day": "2026-11-23"}

    span: Span
    day: Day


class Period(Filter):
    """Which day, or the month it lies in."""

    span: Span = Span.DAY
    day: Day

    @property
    def days(self) -> Days:
        """The period, both days included."""
        return days_of(self.span, self.day)


class ClosingFilter(Listing):
    """Which closings."""

    span: Span | None = None


class FiguresView(View):
    """What a period came to, per technician and category."""

    charged: tuple[Charged, ...]
    charged_total: Money
    received: tuple[Received, ...]
    received_total: Money
    refunded: Money
    reduced: Money
    written_off: Money
    handed_in: Money
    counted: Money
    invoiced: Money
    deposits_taken: Money
    deposits_returned: Money
    deposits_retained: Money

    @classmethod
    def of(cls, figures: Figures) -> "FiguresView":
        """What we show of it."""
        return cls(**{name: getattr(figures, name) for name in cls.model_fields})


class ReconciliationView(View):
    """Each pair of amounts of a period that should agree and does not."""

    first_day: date
    last_day: date
    checked: int
    disagreements: tuple[Disagreement, ...]

    @classmethod
    def of(cls, found: use_cases.Reconciliation) -> "ReconciliationView":
        """What we show of it."""
        return cls(
            first_day=found.days.first,
            last_day=found.days.last,
            checked=found.checked,
            disagreements=found.disagreements,
        )


class ClosingView(View):
    """A closed day or month, with what did not agree then."""

    id: UUID
    number: str
    version: int
    span: Span
    first_day: date
    last_day: date
    figures: FiguresView
    disagreements: tuple[Disagreement, ...]
    closed_by: str
    closed_at: datetime

    @classmethod
    def of(cls, closing: Closing) -> "ClosingView":
        """What we show of it."""
        values = {name: getattr(closing, name) for name in cls.model_fields if name != "figures"}
        return cls(**values, figures=FiguresView.of(closing.figures))


@routes.shows("/figures", FiguresView, may=OFFICE)
async def show_figures(wanted: Asked[Period], door: Door[Work]) -> Answer:
    """What a day or month has come to so far, per technician and category."""
    return await door.read(lambda work: use_cases.figures_of(wanted.days, work), show=FiguresView.of)


@routes.shows("/reconciliation", ReconciliationView, may=OFFICE)
async def show_reconciliation(wanted: Asked[Period], door: Door[Work]) -> Answer:
    """Whether quotes, consents, charges, payments, remittances and invoices agree; each is named that does not."""
    return await door.read(lambda work: use_cases.reconcile(wanted.days, work), show=ReconciliationView.of)


@routes.creates("/closings", ClosingView, may=FINANCE_ONLY, refuses=(PeriodWrong, AlreadyClosed))
async def close_period(order: Sent[ClosePeriod], door: Door[Work]) -> Answer:
    """Close a day or month that is over, once."""
    return await door.change(lambda work: use_cases.close(order.span, order.day, work), show=ClosingView.of)


@routes.lists("/closings", ClosingView, may=OFFICE)
async def list_closings(wanted: Asked[ClosingFilter], door: Door[Work]) -> Answer:
    """Closings, newest first."""
    return await door.page(
        wanted,
        lambda work: queries.closings(work.reader, wanted.span, wanted.after(UUID), wanted.rows_to_read),
        show=ClosingView.of,
        by=NEWEST_FIRST,
    )


@routes.shows("/closings/{closing_id}", ClosingView, may=OFFICE)
async def show_closing(closing_id: UUID, door: Door[Work]) -> Answer:
    """One closing."""
    return await door.read(lambda work: work.closings.get(ClosingId(closing_id)), show=ClosingView.of)


@routes.files("/closings/{closing_id}/file", CSV, may=OFFICE)
async def export_closing(closing_id: UUID, door: Door[Work]) -> Answer:
    """The closing as CSV; no cell of it is a formula."""

    async def file(work: Work) -> str:
        return statement(await work.closings.get(ClosingId(closing_id)))

    return await door.file(file, media_type=CSV, name=f"closing-{closing_id}.csv")
