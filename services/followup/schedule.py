"""Door 3: what follow-up does when time passes."""

from datetime import date
from uuid import UUID

from services.followup.domain.call import CallId
from services.followup.domain.complaints.complaint import ComplaintId
from services.followup.domain.contract import ContractId
from services.followup.domain.message import MessageId
from services.followup.use_cases import calls, care, care_sweep, contracts, messages, renewals
from services.followup.use_cases.complaints import clocks, steps
from services.followup.work import Work
from shared.timers.timers import FiredTimer, Timers

TIMERS = Timers[Work]()


@TIMERS.fires(calls.CALL_DUE)
async def miss_call(timer: FiredTimer, work: Work) -> None:
    """A call was not made in time: say so, with the promised time as the time."""
    await calls.miss_call(CallId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(contracts.CONTRACT_STEP)
async def let_contract_go_on(timer: FiredTimer, work: Work) -> None:
    """A contract takes effect, comes near its end (5.13), or is over."""
    await contracts.pass_time(ContractId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(renewals.ASK_AGAIN)
async def ask_again(timer: FiredTimer, work: Work) -> None:
    """The day has come on which the customer wanted to be asked again about the renewal."""
    await renewals.ask_again(ContractId(UUID(timer.subject)), timer.id, timer.due_at, work)


@TIMERS.fires(care.CARE_SWEEP)
async def look_for_quiet_customers(timer: FiredTimer, work: Work) -> None:
    """On each working day: whom have we not heard of for three months (5.14)?"""
    await care_sweep.schedule_care_calls(date.fromisoformat(timer.subject), timer.due_at, work)


@TIMERS.fires(clocks.COMPLAINT_LEVEL)
async def raise_complaint(timer: FiredTimer, work: Work) -> None:
    """A level has not answered in time: the next one deals with the complaint (8.3)."""
    await steps.let_level_pass(ComplaintId(UUID(timer.subject)), timer.id, timer.due_at, work)


@TIMERS.fires(clocks.COMPLAINT_STEP)
async def remind_of_complaint(timer: FiredTimer, work: Work) -> None:
    """A step of a complaint was not done in its share of the time."""
    await steps.let_step_pass(ComplaintId(UUID(timer.subject)), timer.id, work)


@TIMERS.fires(messages.UNACKNOWLEDGED)
async def tell_stand_in(timer: FiredTimer, work: Work) -> None:
    """Nobody has acknowledged a message: the deputy is told."""
    await messages.tell_stand_in(MessageId(UUID(timer.subject)), timer.id, work)
