"""The two timers of a complaint: of its level, and of its next step."""

from datetime import datetime
from uuid import UUID

from services.followup.domain.complaints.complaint import Complaint
from services.followup.domain.complaints.record import Clocks, clocks_for
from services.followup.domain.states import ComplaintState
from services.followup.work import Work

COMPLAINT_LEVEL = "complaint_level"
COMPLAINT_STEP = "complaint_step"
_SOONER = 3
"""A level goes up before other timers when many are due at once."""


def run_clocks(complaint: Complaint, state: ComplaintState, since: datetime, work: Work) -> Clocks:
    """What is due in this state, counted from when the level got the complaint."""
    timers = (work.new_id(), work.new_id())
    policy = work.policy_at(complaint.reported_at)
    clocks = clocks_for(state, since, is_urgent=complaint.is_urgent, timers=timers, policy=policy)
    level, step = clocks.level_until, clocks.step_until
    work.set_timer(timers[0], due_at=level, kind=COMPLAINT_LEVEL, subject=complaint.id, urgency=_SOONER)
    if step < level:
        work.set_timer(timers[1], due_at=step, kind=COMPLAINT_STEP, subject=complaint.id)
    return clocks


async def stop_clocks(complaint: Complaint, work: Work, *, fired: UUID | None = None) -> None:
    """Nothing of the old clocks is due any more; the timer that fires now is taken away by itself."""
    if complaint.clocks is not None:
        for timer in (complaint.clocks.level_timer, complaint.clocks.step_timer):
            if timer != fired:
                await work.drop_timer(timer)
