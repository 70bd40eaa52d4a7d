"""What is done with a complaint, step by step and level by level."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.followup.domain.complaints.complaint import Complaint, ComplaintId
from services.followup.domain.complaints.ladder import Level, above, may_act, place
from services.followup.domain.complaints.record import Cause, Clocks, Ending, Finding, Remedy, Severity
from services.followup.domain.message import Occasion
from services.followup.domain.refusals import BeforeItsLastStep, NotUp, TimeInTheFuture, TooLowForLevel
from services.followup.domain.states import COMPLAINT_LIFE, ComplaintAction, ComplaintState
from services.followup.use_cases.complaints.clocks import run_clocks, stop_clocks
from services.followup.use_cases.complaints.opening import report_upwards, staff_for, tell_handler
from services.followup.use_cases.complaints.readers import visible_complaint
from services.followup.work import Work
from shared.events.contract import Event


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """How serious and how urgent somebody judges it to be."""

    severity: Severity
    is_urgent: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Raise:
    """Why, when and by whom it goes up; `fired`: the timer that makes it."""

    cause: Cause
    at: datetime
    by: str | None = None
    fired: UUID | None = None


async def acknowledge_complaint(complaint_id: ComplaintId, at: datetime, work: Work) -> Complaint:
    """The customer was told that we have it."""
    complaint = await _in_hand(complaint_id, at, work, decides=False)
    clocks = await _next_step(complaint, ComplaintState.ACKNOWLEDGED, work)
    return _save(complaint.acknowledge(at=at, by=work.actor.subject, clocks=clocks), work)


async def assess_complaint(complaint_id: ComplaintId, assessment: Assessment, work: Work) -> Complaint:
    """Judge how serious and urgent it is; what turns out to be urgent is reported upwards, its time counts anew."""
    at = assessment.at
    complaint = await _in_hand(complaint_id, at, work, decides=True)
    turned_urgent = assessment.is_urgent and not complaint.is_urgent
    since = at if turned_urgent else complaint.level_since
    judged = replace(complaint, is_urgent=assessment.is_urgent, level_since=since)
    clocks = await _next_step(judged, ComplaintState.ASSESSED, work)
    judged, events = judged.assess(assessment.severity, at=at, by=work.actor.subject, clocks=clocks)
    judged = work.complaints.save(judged, events, origin=judged.origin)
    if turned_urgent:
        await report_upwards(judged, await staff_for(judged, work), work)
    return judged


async def investigate_complaint(
    complaint_id: ComplaintId, finding: Finding, text: str, at: datetime, work: Work
) -> Complaint:
    """Record what happened; by somebody whom it does not concern, for nobody else sees it."""
    complaint = await _in_hand(complaint_id, at, work, decides=True)
    clocks = await _next_step(complaint, ComplaintState.INVESTIGATED, work)
    return _save(complaint.investigate(finding, text, at=at, by=work.actor.subject, clocks=clocks), work)


async def answer_complaint(complaint_id: ComplaintId, remedy: Remedy, text: str, at: datetime, work: Work) -> Complaint:
    """The customer was told what came of it."""
    complaint = await _in_hand(complaint_id, at, work, decides=True)
    answered = complaint.answer(remedy, text, at=at, by=work.actor.subject)
    await stop_clocks(complaint, work)
    return _save(answered, work)


async def close_complaint(complaint_id: ComplaintId, ending: Ending, at: datetime, work: Work) -> Complaint:
    """The customer has answered to the outcome."""
    complaint = await _in_hand(complaint_id, at, work, decides=False)
    closed = complaint.close(ending, at=at, by=work.actor.subject)
    await stop_clocks(complaint, work)
    return _save(closed, work)


async def raise_complaint(
    complaint_id: ComplaintId, cause: Cause, level: Level | None, at: datetime, work: Work
) -> Complaint:
    """The customer wants it higher up; he may skip levels (8.3)."""
    complaint = await _in_hand(complaint_id, at, work, decides=False)
    wanted = level or above(complaint.level)
    if wanted is None:
        raise NotUp("the company is the last level", clause=complaint.clause, field="level")
    return await _go_up(complaint, wanted, Raise(cause=cause, at=at, by=work.actor.subject), work)


async def let_level_pass(complaint_id: ComplaintId, timer_id: UUID, due_at: datetime, work: Work) -> None:
    """The level has not answered in time: the next one deals with it, counted from the deadline itself."""
    complaint = await work.complaints.find(complaint_id)
    if complaint is None or not complaint.waits_for_level(timer_id):
        return
    higher = above(complaint.level)
    if higher is not None:
        await _go_up(complaint, higher, Raise(cause=Cause.DEADLINE, at=due_at, fired=timer_id), work)
    else:
        late = work.complaints.save(complaint.let_time_pass(), origin=complaint.origin)
        await tell_handler(late, Occasion.COMPLAINT_LATE, late.handler_id, work)


async def let_step_pass(complaint_id: ComplaintId, timer_id: UUID, work: Work) -> None:
    """A step was not done in time: who deals with it is reminded; the level's own time runs on."""
    complaint = await work.complaints.find(complaint_id)
    if complaint is not None and complaint.waits_for_step(timer_id):
        late = work.complaints.save(complaint.let_step_pass(), origin=complaint.origin)
        await tell_handler(late, Occasion.COMPLAINT_LATE, late.handler_id, work)


async def _in_hand(complaint_id: ComplaintId, at: datetime, work: Work, *, decides: bool) -> Complaint:
    """What the caller may see, and where he decides, what has not gone above him."""
    complaint = await visible_complaint(complaint_id, work)
    policy = work.policy_at(complaint.reported_at)
    if decides and not may_act(work.actor.role, complaint.level, policy):
        raise TooLowForLevel(f"the complaint is at the level {complaint.level}", clause=complaint.clause)
    if at > work.now:
        raise TimeInTheFuture("that has not happened yet", field="at")
    if at < complaint.last_done_at:
        raise BeforeItsLastStep("that was before its last step", field="at", clause=complaint.clause)
    return complaint


async def _go_up(complaint: Complaint, level: Level, why: Raise, work: Work) -> Complaint:
    policy = work.policy_at(complaint.reported_at)
    to = place(level, await staff_for(complaint, work), policy)
    await stop_clocks(complaint, work, fired=why.fired)
    state = COMPLAINT_LIFE.after(complaint.state, ComplaintAction.RAISE)
    clocks = run_clocks(complaint, state, why.at, work)
    raised, events = complaint.go_up(to, why.cause, at=why.at, by=why.by, clocks=clocks)
    raised = work.complaints.save(raised, events, origin=raised.origin)
    occasion = Occasion.COMPLAINT_URGENT if raised.is_urgent else Occasion.COMPLAINT_ASSIGNED
    await tell_handler(raised, occasion, raised.handler_id, work)
    return raised


async def _next_step(complaint: Complaint, state: ComplaintState, work: Work) -> Clocks:
    """The level's clock runs on; the next step gets its own share of the same time."""
    await stop_clocks(complaint, work)
    return run_clocks(complaint, state, complaint.level_since, work)


def _save(done: tuple[Complaint, Sequence[Event]], work: Work) -> Complaint:
    complaint, events = done
    return work.complaints.save(complaint, events, origin=complaint.origin)
