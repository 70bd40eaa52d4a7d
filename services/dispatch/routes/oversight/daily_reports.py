"""What can be asked of daily reports 客户服务中心日报 (5.9)."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from services.dispatch import queries
from services.dispatch.domain.oversight.days import DailyReport, report_id
from services.dispatch.domain.refusals import DailyReportNotFound, TooManyAddenda
from services.dispatch.domain.states import DayState
from services.dispatch.routes.who_may import DESK, STAFF_READERS
from services.dispatch.use_cases import days as use_cases
from services.dispatch.work import Work
from shared.actor import Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day, LongText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes
from shared.web.standard_routes.audit import AuditEntry, history

routes = Routes(tag="daily reports")


class Return(Body):
    """Why the report is given back."""

    EXAMPLE: ClassVar = {"reason": "minutes_doubtful"}

    reason: Code


class AmendDay(Body):
    """What the facts do not say."""

    EXAMPLE: ClassVar = {"words": "The way to Beibei took longer because of the flood."}

    words: LongText


class DayFilter(Listing):
    """Which days."""

    state: DayState | None = None
    from_day: Day | None = None
    until_day: Day | None = None


class DayAddendumView(View):
    """What became known after the cut-off, or a correction; chained to what stood before it."""

    addendum: int
    content: str
    sha256: str
    words: str | None
    written_by: str
    written_at: datetime


class DayRowView(View):
    """A report without its content."""

    id: UUID
    number: str
    version: int
    day: date
    state: DayState
    closes_at: datetime
    content_sha256: str | None
    confirmed_at: datetime | None
    filed_at: datetime | None
    returned_because: str | None

    @classmethod
    def of(cls, report: DailyReport) -> "DayRowView":
        """What we list of a report."""
        return cls(**{name: getattr(report, name) for name in cls.model_fields})


class DayView(DayRowView):
    """A report with what it says."""

    confirmed_by: str | None
    filed_by: str | None
    content: str = Field(description="Canonical JSON; once closed, its SHA-256 is `content_sha256`.")
    addenda: tuple[DayAddendumView, ...]

    @classmethod
    def shown(cls, shown: use_cases.DayShown) -> "DayView":
        """What we show of a report."""
        report = shown.report
        addenda = tuple(
            DayAddendumView(**{name: getattr(each, name) for name in DayAddendumView.model_fields})
            for each in report.addenda
        )
        names = [name for name in cls.model_fields if name not in ("content", "addenda")]
        return cls(content=shown.content, addenda=addenda, **{name: getattr(report, name) for name in names})


@routes.lists("/daily-reports", DayRowView, may=(*DESK, Role.AUDITOR))
async def list_daily_reports(wanted: Asked[DayFilter], door: Door[Work]) -> Answer:
    """Daily reports, the newest day first."""
    which = queries.DaysWanted(state=wanted.state, from_day=wanted.from_day, until_day=wanted.until_day)
    return await door.page(
        wanted,
        lambda work: queries.days(work.reader, which, wanted.after(date), wanted.rows_to_read),
        show=DayRowView.of,
        by=("day",),
    )


@routes.shows("/daily-reports/{day}", DayView, may=STAFF_READERS, refuses=(DailyReportNotFound,))
async def show_daily_report(day: date, door: Door[Work]) -> Answer:
    """The report of a day: what is known so far, or as it was closed; a technician reads his own lines (5.9)."""
    return await door.read(lambda work: use_cases.day_for(day, work), show=DayView.shown)


@routes.lists("/daily-reports/{day}/history", AuditEntry, may=(*DESK, Role.AUDITOR))
async def show_daily_report_history(day: date, wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Every change of a daily report."""
    return await history(door, wanted, lambda work: work.days.get(report_id(day)))


@routes.commands("/daily-reports/{day}/confirmation", DayView, may=(Role.SPECIALIST,), refuses=(ActionNotAllowed,))
async def confirm_daily_report(day: date, door: Door[Work]) -> Answer:
    """Confirm a closed report: the specialist stands for it (5.9)."""
    return await door.change(lambda work: use_cases.confirm_day(day, work), show=DayView.shown, about=report_id(day))


@routes.commands("/daily-reports/{day}/filing", DayView, may=(Role.SUPERVISOR,), refuses=(ActionNotAllowed,))
async def file_daily_report(day: date, door: Door[Work]) -> Answer:
    """File a confirmed report: the supervisor has reviewed it (5.9)."""
    return await door.change(lambda work: use_cases.file_day(day, work), show=DayView.shown, about=report_id(day))


@routes.commands("/daily-reports/{day}/return", DayView, may=(Role.SUPERVISOR,), refuses=(ActionNotAllowed,))
async def return_daily_report(day: date, why: Sent[Return], door: Door[Work]) -> Answer:
    """Give a confirmed report back: it is amended and confirmed anew."""
    return await door.change(
        lambda work: use_cases.return_day(day, why.reason, work), show=DayView.shown, about=report_id(day)
    )


@routes.commands(
    "/daily-reports/{day}/addenda", DayView, may=(Role.SPECIALIST,), refuses=(ActionNotAllowed, TooManyAddenda)
)
async def amend_daily_report(day: date, amend: Sent[AmendDay], door: Door[Work]) -> Answer:
    """Add to a closed report what the facts do not say."""
    return await door.change(
        lambda work: use_cases.amend_day(day, amend.words, work), show=DayView.shown, about=report_id(day)
    )
