"""The ticket that prices rest on, as the use cases find it."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from services.billing.domain.case import Case
from services.billing.domain.policy import BillingPolicy
from services.billing.work import Work
from shared.calendar import WorkingCalendar, parse_window
from shared.chinese_calendar import chinese_working_days
from shared.errors import NotYetKnown
from shared.policy import business_day


async def known_case(ticket_id: UUID, work: Work) -> Case:
    """The ticket; raises NotYetKnown when its own event has not come yet."""
    case = await work.cases.find(ticket_id)
    if case is None:
        raise NotYetKnown(f"ticket {ticket_id}")
    return case


async def policy_for(ticket_id: UUID | None, work: Work) -> BillingPolicy:
    """The revision in force at the report; today's for what has no ticket."""
    return work.policy if ticket_id is None else work.policy_at((await known_case(ticket_id, work)).reported_at)


async def booked_at(at: datetime, work: Work) -> datetime | None:
    """What is heard of when its day is closed counts today, so that it is in one closing; None: on its own day."""
    return work.now if await work.closings.covers(business_day(at)) else None


def working_days(policy: BillingPolicy) -> WorkingCalendar:
    """Which days are worked, and from when to when."""
    return _calendar(policy.service_hours.opens, policy.service_hours.closes)


@lru_cache
def _calendar(opens: str, closes: str) -> WorkingCalendar:
    return chinese_working_days((parse_window(opens, closes),))
