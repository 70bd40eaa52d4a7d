"""The daily report 客户服务中心日报 (5.9): one for each day with work."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class DayEvent(Event):
    """What all events of a daily report have in common."""

    TOPIC = "dispatch.days"
    KEY = "report_id"

    report_id: UUID
    day: date


@dataclass(frozen=True, kw_only=True)
class DailyReportClosed(DayEvent):
    """The day is over: what was known at the cut-off stands, later facts go to an addendum."""

    TYPE = "aftersales.dispatch.DailyReportClosed.v1"
    WHEN = "closed_at"
    FOR_PARTNERS = True

    technicians: int
    """How many did something."""
    services_done: int
    services_not_done: int
    carried_over: int
    minutes_on_the_road: int
    minutes_on_site: int
    cards_outstanding: int
    content_sha256: str
    closed_at: datetime
    """The cut-off, not when it was noticed."""


@dataclass(frozen=True, kw_only=True)
class DailyReportConfirmed(DayEvent):
    """The specialist confirms the report."""

    TYPE = "aftersales.dispatch.DailyReportConfirmed.v1"
    FOR_PARTNERS = True

    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DailyReportFiled(DayEvent):
    """The supervisor has reviewed and filed it."""

    TYPE = "aftersales.dispatch.DailyReportFiled.v1"
    FOR_PARTNERS = True

    filed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DailyReportReturned(DayEvent):
    """The supervisor gives it back to the specialist."""

    TYPE = "aftersales.dispatch.DailyReportReturned.v1"
    FOR_PARTNERS = True

    reason: str
    returned_at: datetime


@dataclass(frozen=True, kw_only=True)
class DailyReportAmended(DayEvent):
    """Something became known after the cut-off, or is corrected: an addendum says so."""

    TYPE = "aftersales.dispatch.DailyReportAmended.v1"
    FOR_PARTNERS = True

    addendum: int
    """Counts from 1."""
    facts: int
    """How many late facts it adds."""
    addendum_sha256: str
    amended_at: datetime
