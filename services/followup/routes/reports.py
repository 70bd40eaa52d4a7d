"""Reports: call-backs in time, satisfaction, renewals, complaints; as known at the end of a day, the same for ever."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pydantic import model_validator

from services.followup.domain.complaints.ladder import Level
from services.followup.domain.contract import day_begins
from services.followup.queries import reports
from services.followup.queries.reports import Period
from services.followup.use_cases.complaints.readers import reader_of
from services.followup.work import Work
from shared.actor import Role
from shared.policy import BUSINESS_ZONE, business_day
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.fields import Day
from shared.web.input.query import Asked, Filter
from shared.web.routes import Routes

routes = Routes(tag="reports")
READERS = (Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER, Role.AUDITOR)
COMPLAINT_READERS = (*READERS, Role.LOGISTICS_DIRECTOR)
LONGEST = timedelta(days=3 * 366)


class ReportFilter(Filter):
    """The days of the report, both included, and on which day it is asked; without it today."""

    first_day: Day
    last_day: Day
    as_of: Day | None = None

    @model_validator(mode="after")
    def _is_a_period(self) -> "ReportFilter":
        if not self.first_day <= self.last_day <= self.first_day + LONGEST:
            raise ValueError("last_day lies behind first_day, at most three years")
        return self

    def period(self, today: date) -> Period:
        """From when until when, and what was known by then."""
        as_of = min(self.as_of or today, today)
        return Period(
            begins_at=day_begins(self.first_day),
            ends_at=day_begins(self.last_day + timedelta(days=1)),
            known_by=day_begins(as_of + timedelta(days=1)),
        )


class CallBackReport(View):
    """Call-backs owed in the period, and what became of them (5.12)."""

    owed: int
    in_time: int
    late: int
    given_up: int
    rate_in_time: Decimal | None
    """In time of all owed, between 0 and 1; null when none was owed."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "CallBackReport":
        """What a row says."""
        owed = row["owed"]
        rate = None if not owed else (Decimal(row["in_time"]) / owed).quantize(_FOUR_PLACES)
        return cls(rate_in_time=rate, **{name: row[name] for name in ("owed", "in_time", "late", "given_up")})


class SatisfactionLine(View):
    """What customers said of one technician's visits in one month; without a technician: of remote solutions."""

    technician_id: UUID | None
    month: str
    answers: int
    scores: int
    satisfaction: Decimal | None
    cleanliness: Decimal | None
    solved: int


class SatisfactionReport(View):
    """Satisfaction by technician and month."""

    lines: tuple[SatisfactionLine, ...]

    @classmethod
    def of(cls, rows: reports.Rows) -> "SatisfactionReport":
        """What the rows say."""
        return cls(lines=tuple(SatisfactionLine(**dict(row)) for row in rows))


class RenewalReport(View):
    """Contracts whose last day lies in the period, and what became of them (5.13)."""

    ending: int
    won: int
    lost: int
    terminated: int
    rate_won: Decimal | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "RenewalReport":
        """What a row says."""
        ending = row["ending"]
        rate = None if not ending else (Decimal(row["won"]) / ending).quantize(_FOUR_PLACES)
        return cls(rate_won=rate, **{name: row[name] for name in ("ending", "won", "lost", "terminated")})


class ComplaintLine(View):
    """Complaints that reached a level."""

    level: Level
    opened: int
    closed: int
    raised: int
    hours_to_close: Decimal | None
    """On average, of the closed ones."""


class ComplaintReport(View):
    """Complaints opened in the period, by the highest level they reached; those the reader may see."""

    EXAMPLE: ClassVar = {
        "lines": [{"level": "supervisor", "opened": 3, "closed": 2, "raised": 0, "hours_to_close": "20.5"}]
    }

    lines: tuple[ComplaintLine, ...]

    @classmethod
    def of(cls, rows: reports.Rows) -> "ComplaintReport":
        """What the rows say."""
        return cls(lines=tuple(ComplaintLine(**(dict(row) | {"level": Level(row["level"])})) for row in rows))


_FOUR_PLACES = Decimal("0.0001")


@routes.shows("/reports/call-backs", CallBackReport, may=READERS)
async def report_call_backs(wanted: Asked[ReportFilter], door: Door[Work]) -> Answer:
    """How many call-backs were made within their 48 hours."""
    return await door.read(
        lambda work: reports.call_backs(work.reader, wanted.period(business_day(work.now))), show=CallBackReport.of
    )


@routes.shows("/reports/satisfaction", SatisfactionReport, may=READERS)
async def report_satisfaction(wanted: Asked[ReportFilter], door: Door[Work]) -> Answer:
    """Satisfaction by technician and month."""
    return await door.read(
        lambda work: reports.satisfaction(work.reader, wanted.period(business_day(work.now)), str(BUSINESS_ZONE)),
        show=SatisfactionReport.of,
    )


@routes.shows("/reports/renewals", RenewalReport, may=READERS)
async def report_renewals(wanted: Asked[ReportFilter], door: Door[Work]) -> Answer:
    """How many of the contracts that ended were renewed."""
    return await door.read(
        lambda work: reports.renewals(work.reader, wanted.period(business_day(work.now))), show=RenewalReport.of
    )


@routes.shows("/reports/complaints", ComplaintReport, may=COMPLAINT_READERS)
async def report_complaints(wanted: Asked[ReportFilter], door: Door[Work]) -> Answer:
    """Complaints by level, and how long they took to close."""

    async def rows(work: Work) -> reports.Rows:
        return await reports.complaints(work.reader, wanted.period(business_day(work.now)), await reader_of(work))

    return await door.read(rows, show=ComplaintReport.of)
