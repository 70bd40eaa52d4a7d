"""The office's working days, and the policy by which a call is judged."""

from functools import lru_cache

from services.followup.domain.call import Call
from services.followup.domain.policy import FollowupPolicy
from services.followup.work import Work
from shared.calendar import WorkingCalendar, parse_window
from shared.chinese_calendar import chinese_working_days


@lru_cache(maxsize=8)
def _calendar(opens: str, closes: str) -> WorkingCalendar:
    return chinese_working_days((parse_window(opens, closes),))


def office_days(policy: FollowupPolicy) -> WorkingCalendar:
    """When the office works."""
    return _calendar(policy.working_list.opens, policy.working_list.closes)


async def policy_of(call: Call, work: Work) -> FollowupPolicy:
    """A case is judged by the revision at its report; a call without a ticket by the one when it was owed."""
    ticket = None if call.ticket_id is None else await work.tickets.find(call.ticket_id)
    return work.policy_at(call.owed_since if ticket is None else ticket.reported_at)
