"""What can be asked about the clocks of a job: all of them, why one is due when it is, and that it was noted."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from services.dispatch.domain.clocks import Clock, ClockKind, Move, Outcome
from services.dispatch.domain.identifiers import DeadlineId, JobId
from services.dispatch.domain.refusals import ClockNotFound, NothingToAcknowledge, NotInTheDirectory, NotToldToYou
from services.dispatch.domain.timing.facts import ClockPause, Telling
from services.dispatch.routes.job_view import JobView
from services.dispatch.routes.who_may import AT_WORK, READERS, SEES_MASKED, origins_seen
from services.dispatch.use_cases import clocks as use_cases
from services.dispatch.use_cases.clocks import JobClocks
from services.dispatch.use_cases.dispatching import acknowledge
from services.dispatch.work import Work
from shared.web.answer import AliasedView, Answer, ReckoningView, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.routes import Routes

routes = Routes(tag="clocks")


class PauseView(AliasedView):
    """Time that does not count; `until` is its limit as long as it lasts."""

    from_: datetime = Field(alias="from")
    until: datetime
    limit: datetime
    reason: str
    evidence: str

    @classmethod
    def of(cls, pause: ClockPause) -> "PauseView":
        """What we show of a pause."""
        return cls.model_validate(
            {
                "from": pause.from_,
                "until": pause.until,
                "limit": pause.limit,
                "reason": pause.reason,
                "evidence": pause.evidence,
            }
        )


class TakeNote(Body):
    """Which of the things that the clock told, counted from 1."""

    EXAMPLE: ClassVar = {"telling": 2}

    telling: Annotated[int, Field(ge=1, le=1000)]


class ClockView(View):
    """One promised time and what became of it."""

    id: UUID
    kind: ClockKind
    clause: str
    policy_revision: str
    why: str
    is_the_promise: bool
    counted_from: datetime
    warn_at: datetime
    due_at: datetime
    originally_due_at: datetime
    set_at: datetime
    moves: tuple[Move, ...]
    pauses: tuple[PauseView, ...]
    tellings: tuple[Telling, ...]
    """What it has told, to whom, and who took note; each is acknowledged by its place, counted from 1."""
    outcome: Outcome
    happened_at: datetime | None
    stopped_at: datetime | None

    @classmethod
    def of(cls, clock: Clock, promise: Clock | None) -> "ClockView":
        """What we show of a clock."""
        made = {"is_the_promise", "pauses"}
        return cls(
            is_the_promise=promise is not None and promise.id == clock.id,
            pauses=tuple(PauseView.of(pause) for pause in clock.pauses),
            **{name: getattr(clock, name) for name in cls.model_fields if name not in made},
        )


class JobClocksView(View):
    """Every clock of a job, the nearest that still runs in front."""

    job_id: UUID
    nearest_due_at: datetime | None
    clocks: tuple[ClockView, ...]

    @classmethod
    def of(cls, found: JobClocks) -> "JobClocksView":
        """What we show of a job's clocks."""
        inorder = sorted(found.job.clocks, key=lambda clock: (not clock.is_waiting, clock.due_at, clock.id))
        return cls(
            job_id=found.job.id,
            nearest_due_at=found.job.nearest_due_at,
            clocks=tuple(ClockView.of(clock, found.promise) for clock in inorder),
        )

    @classmethod
    def masked(cls, found: JobClocks) -> "JobClocksView":
        """What we show to those who do not work on the job: nobody's own words."""
        return cls.of(found.without_words())


class StepView(View):
    """What the clock tells if nothing happens, and whether it was told."""

    kind: str
    at: datetime
    role: str | None
    was_told: bool


class ExplanationView(AliasedView):
    """Why a clock is due when it is: computed anew from the stored facts each time it is asked."""

    clock: ClockView
    reckoning: ReckoningView
    steps: tuple[StepView, ...]

    @classmethod
    def of(cls, clock_id: DeadlineId) -> "Callable[[JobClocks], ExplanationView]":
        """What we show of one clock of a job."""

        def show(found: JobClocks) -> ExplanationView:
            clock = found.job.clock(clock_id)
            steps = enumerate(clock.steps(found.policy.ladder))
            return cls(
                clock=ClockView.of(clock, found.promise),
                reckoning=ReckoningView.of(clock.explained),
                steps=tuple(
                    StepView(kind=step.kind, at=step.at, role=step.role, was_told=number < clock.steps_told)
                    for number, step in steps
                ),
            )

        return show

    @classmethod
    def masked(cls, clock_id: DeadlineId) -> "Callable[[JobClocks], ExplanationView]":
        """What we show to those who do not work on the job: nobody's own words."""
        show = cls.of(clock_id)
        return lambda found: show(found.without_words())


@routes.shows("/jobs/{job_id}/clocks", JobClocksView, may=READERS)
async def show_clocks(job_id: UUID, door: Door[Work]) -> Answer:
    """Every promised time of a job with its clause and outcome; nothing is averaged away (5.4, 5.11, 5.12, 5.16)."""
    origins = origins_seen(door.actor, door.caller.sources)
    show = JobClocksView.masked if door.actor.role in SEES_MASKED else JobClocksView.of
    return await door.read(lambda work: use_cases.clocks_of(JobId(job_id), origins, work), show=show)


@routes.shows("/jobs/{job_id}/clocks/{clock_id}/explanation", ExplanationView, may=READERS, refuses=(ClockNotFound,))
async def explain_clock(job_id: UUID, clock_id: UUID, door: Door[Work]) -> Answer:
    """Why a clock is due when it is: every counted and uncounted interval with its reason."""
    origins, clock = origins_seen(door.actor, door.caller.sources), DeadlineId(clock_id)
    show = ExplanationView.masked(clock) if door.actor.role in SEES_MASKED else ExplanationView.of(clock)
    return await door.read(lambda work: use_cases.clocks_of(JobId(job_id), origins, work), show=show)


@routes.commands(
    "/jobs/{job_id}/clocks/{clock_id}/acknowledgement",
    JobView,
    may=AT_WORK,
    refuses=(ClockNotFound, NothingToAcknowledge, NotToldToYou, NotInTheDirectory),
)
async def acknowledge_telling(job_id: UUID, clock_id: UUID, noted: Sent[TakeNote], door: Door[Work]) -> Answer:
    """Take note of a warning, a breach or a step of the ladder; only who was told (8.3)."""
    return await door.change(
        lambda work: acknowledge(JobId(job_id), DeadlineId(clock_id), noted.telling, work), show=JobView.of
    )
