"""What can be asked of a job before anybody leaves: answers to an offer, hold, rank, work order, promised end."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.dispatch.domain.dispatching.candidates import Candidate
from services.dispatch.domain.dispatching.reasons import DelayReason, HoldReason, RefusalReason
from services.dispatch.domain.identifiers import JobId
from services.dispatch.domain.refusals import (
    DelayUnexplained,
    EvidenceMissing,
    NotCarriedOver,
    NothingOffered,
    OfferOver,
    TechnicianMissing,
    TechnicianNotThere,
    WindowWrong,
)
from services.dispatch.routes.job_view import JobView
from services.dispatch.routes.who_may import AT_WORK, DESK, HEADS
from services.dispatch.use_cases import dispatching as use_cases
from services.dispatch.use_cases.dispatching import Proposal, propose
from services.dispatch.work import Work
from shared.actor import Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day, Instant, ShortText
from shared.web.input.query import Asked, Filter
from shared.web.routes import Routes

routes = Routes(tag="jobs")


class Refuse(Body):
    """Why the technician does not take the job."""

    EXAMPLE: ClassVar = {"reason": "busy"}

    reason: RefusalReason


class HoldJob(Body):
    """Why nobody goes on; a reason of the customer's side is shown, and may have an end."""

    EXAMPLE: ClassVar = {
        "reason": "customer_away",
        "evidence": "call of 09:50",
        "until": "2026-11-25T09:00:00+08:00",
    }

    reason: HoldReason
    evidence: ShortText | None = None
    until: Instant | None = None


class RankJob(Body):
    """The place among the carried-over jobs of a day."""

    EXAMPLE: ClassVar = {"day": "2026-11-24", "rank": 1}

    day: Day
    rank: Annotated[int, Field(ge=1, le=10_000)]


class PromiseEnd(Body):
    """Until when the work is finished."""

    EXAMPLE: ClassVar = {"finished_by": "2026-11-25T18:00:00+08:00"}

    finished_by: Instant
    reason: DelayReason | None = None
    """Needed where an end was promised already: that one counts on, this one stands beside it."""


class CandidateFilter(Filter):
    """What the technician must be able to do."""

    skill: Code | None = Field(None, description="Absent: what the policy asks for this kind of ticket.")


class ProposalView(View):
    """Every technician for a job: the best first, then those who cannot be sent, each with his reasons."""

    job_id: UUID
    candidates: tuple[Candidate, ...]

    @classmethod
    def of(cls, proposal: Proposal) -> "ProposalView":
        """What we show of a proposal."""
        return cls(job_id=proposal.job.id, candidates=proposal.candidates)


@routes.shows("/jobs/{job_id}/candidates", ProposalView, may=(*DESK, Role.AUDITOR))
async def propose_candidates(job_id: UUID, wanted: Asked[CandidateFilter], door: Door[Work]) -> Answer:
    """Who may be sent, ranked, and why others may not: certificate, absence, shift, skill, load, district (5.15)."""
    return await door.read(lambda work: propose(JobId(job_id), wanted.skill, work), show=ProposalView.of)


@routes.commands(
    "/jobs/{job_id}/acceptance", JobView, may=AT_WORK, refuses=(ActionNotAllowed, NothingOffered, OfferOver)
)
async def accept_assignment(job_id: UUID, door: Door[Work]) -> Answer:
    """Take the job that was offered, before the time to answer is over; beginning with it takes it as well."""
    return await door.change(lambda work: use_cases.accept_assignment(JobId(job_id), work), show=JobView.of)


@routes.commands("/jobs/{job_id}/refusal", JobView, may=AT_WORK, refuses=(ActionNotAllowed, NothingOffered))
async def refuse_assignment(job_id: UUID, refused: Sent[Refuse], door: Door[Work]) -> Answer:
    """Do not take the job, or give it back until he stands at the site; its clocks run on."""
    return await door.change(
        lambda work: use_cases.refuse_assignment(JobId(job_id), refused.reason, work), show=JobView.of
    )


@routes.commands("/jobs/{job_id}/hold", JobView, may=DESK, refuses=(ActionNotAllowed, EvidenceMissing, WindowWrong))
async def hold_job(job_id: UUID, wanted: Sent[HoldJob], door: Door[Work]) -> Answer:
    """Put a job on hold; only what lies with the customer or his site pauses clocks, the response never (5.16)."""
    return await door.change(
        lambda work: use_cases.hold_job(JobId(job_id), wanted.reason, wanted.evidence, wanted.until, work),
        show=JobView.of,
    )


@routes.commands("/jobs/{job_id}/resumption", JobView, may=DESK, refuses=(ActionNotAllowed,))
async def resume_job(job_id: UUID, door: Door[Work]) -> Answer:
    """Go on with a job that was on hold: its clocks count again, it waits for a technician."""
    return await door.change(lambda work: use_cases.resume_job(JobId(job_id), work), show=JobView.of)


@routes.commands("/jobs/{job_id}/rank", JobView, may=HEADS, refuses=(NotCarriedOver,))
async def rank_job(job_id: UUID, wanted: Sent[RankJob], door: Door[Work]) -> Answer:
    """Say in which order the carried-over jobs of a day are dispatched (5.10)."""
    return await door.change(
        lambda work: use_cases.rank_job(JobId(job_id), wanted.day, wanted.rank, work), show=JobView.of
    )


@routes.commands("/jobs/{job_id}/work-order", JobView, may=DESK, refuses=(ActionNotAllowed, TechnicianMissing))
async def order_work(job_id: UUID, door: Door[Work]) -> Answer:
    """Write the work order 派工单 with the times by which the technician must be where (5.10)."""
    return await door.change(lambda work: use_cases.order_work(JobId(job_id), work), show=JobView.of)


@routes.commands(
    "/jobs/{job_id}/completion-promise",
    JobView,
    may=AT_WORK,
    refuses=(TechnicianNotThere, WindowWrong, DelayUnexplained),
)
async def promise_end(job_id: UUID, promised: Sent[PromiseEnd], door: Door[Work]) -> Answer:
    """Promise at the visit until when the work is finished; else it is the policy's working days (5.12)."""
    return await door.change(
        lambda work: use_cases.promise_end(JobId(job_id), promised.finished_by, promised.reason, work), show=JobView.of
    )
