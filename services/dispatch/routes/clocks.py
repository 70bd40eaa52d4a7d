"""What can be asked about clocks: those of a job, why one is due when it is, and calculations for others."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, WithJsonSchema

from services.dispatch.domain.calculation import Calculation
from services.dispatch.domain.clocks import Clock, ClockKind, Move, Outcome
from services.dispatch.domain.identifiers import DeadlineId, JobId
from services.dispatch.domain.refusals import CalculationWrong, ClockNotFound
from services.dispatch.routes.who_may import CALCULATORS, READERS
from services.dispatch.use_cases import clocks as use_cases
from services.dispatch.use_cases.clocks import JobClocks
from services.dispatch.work import Work
from shared.calendar import CalendarUnusable, WorkingCalendar
from shared.deadlines import Interval, Pause, Reckoning, TimesUnusable, Unit
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Day, Instant, ShortText
from shared.web.routes import Routes

routes = Routes(tag="clocks")
_TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$|^24:00$"
TimeOfDay = Annotated[str, StringConstraints(max_length=8, pattern=_TIME_OF_DAY)]
WindowBody = Annotated[tuple[TimeOfDay, TimeOfDay], Field(max_length=2)]
Windows = Annotated[tuple[WindowBody, ...], Field(max_length=24)]
Days = Annotated[tuple[Day, ...], Field(max_length=2000)]
_WINDOWS_SCHEMA = {
    "type": "array",
    "maxItems": 24,
    "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string", "pattern": _TIME_OF_DAY}},
}
ExtraDays = Annotated[
    dict[Day, Windows],
    Field(max_length=2000),
    WithJsonSchema(
        {"type": "object", "properties": {}, "additionalProperties": _WINDOWS_SCHEMA, "maxProperties": 2000}
    ),
]


class WeekBody(Body):
    """The windows of each weekday; a day that is not given is not worked."""

    mon: Windows = ()
    tue: Windows = ()
    wed: Windows = ()
    thu: Windows = ()
    fri: Windows = ()
    sat: Windows = ()
    sun: Windows = ()


class CalendarBody(Body):
    """When work counts."""

    zone: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$")]
    week: WeekBody
    closed_days: Days = ()
    extra_work_days: ExtraDays = Field(default_factory=dict)

    def calendar(self) -> WorkingCalendar:
        """As shared.calendar takes it; raises CalendarUnusable."""
        week = {day: getattr(self.week, day) for day in WeekBody.model_fields}
        return WorkingCalendar.of(self.zone, week, self.closed_days, self.extra_work_days)


class AmountBody(Body):
    """How long; with a calendar days and weeks are working ones."""

    value: Annotated[int, Field(ge=0, le=2_000_000_000)]
    unit: Unit


class PauseBody(Body):
    """Time that does not count."""

    from_: Instant = Field(alias="from")
    until: Instant
    reason: ShortText | None = None


class Calculate(Body):
    """From a start, either an amount of time or an end."""

    EXAMPLE: ClassVar = {
        "start": "2026-11-23T17:00:00+08:00",
        "amount": {"value": 2, "unit": "hour"},
        "calendar": {"zone": "Asia/Shanghai", "week": {"mon": [["08:30", "18:00"]], "tue": [["08:30", "18:00"]]}},
        "pauses": [],
    }

    start: Instant
    amount: AmountBody | None = None
    end: Instant | None = None
    calendar: CalendarBody | None = None
    pauses: Annotated[tuple[PauseBody, ...], Field(max_length=500)] = ()

    def calculation(self) -> Calculation:
        """As the domain takes it."""
        return Calculation(
            start=self.start,
            value=self.amount.value if self.amount else None,
            unit=self.amount.unit if self.amount else None,
            end=self.end,
            calendar=self.calendar.calendar() if self.calendar else None,
            pauses=[Pause(each.from_, each.until, each.reason or "") for each in self.pauses],
        )


class AliasedView(View):
    """A view that shows a field under its alias: `from` is no name in Python."""

    model_config = ConfigDict(serialize_by_alias=True)


class IntervalView(AliasedView):
    """A stretch of time, and why it counts or does not."""

    from_: datetime = Field(alias="from")
    until: datetime
    counted: bool
    reason: str

    @classmethod
    def of(cls, interval: Interval) -> "IntervalView":
        """One line of the explanation."""
        given = {"from": interval.from_, "until": interval.until, "counted": interval.counted}
        return cls.model_validate({**given, "reason": interval.reason})


class CalculationView(AliasedView):
    """When it is due, and every stretch of the way there."""

    start: datetime
    due_at: datetime
    counted_seconds: int
    paused_seconds: int
    intervals: tuple[IntervalView, ...]
    calendar_note: str | None

    @classmethod
    def of(cls, reckoning: Reckoning) -> "CalculationView":
        """What we show of a calculation."""
        return cls(
            start=reckoning.start,
            due_at=reckoning.due_at,
            counted_seconds=reckoning.counted_seconds,
            paused_seconds=reckoning.paused_seconds,
            intervals=tuple(IntervalView.of(each) for each in reckoning.intervals),
            calendar_note=reckoning.calendar_note,
        )


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
    outcome: Outcome
    happened_at: datetime | None
    stopped_at: datetime | None

    @classmethod
    def of(cls, clock: Clock, promise: Clock | None) -> "ClockView":
        """What we show of a clock."""
        names = [name for name in cls.model_fields if name != "is_the_promise"]
        is_the_promise = promise is not None and promise.id == clock.id
        return cls(is_the_promise=is_the_promise, **{name: getattr(clock, name) for name in names})


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


class StepView(View):
    """What the clock tells if nothing happens, and whether it was told."""

    kind: str
    at: datetime
    role: str | None
    was_told: bool


class ExplanationView(AliasedView):
    """Why a clock is due when it is: computed anew from the stored facts each time it is asked."""

    clock: ClockView
    reckoning: CalculationView
    steps: tuple[StepView, ...]

    @classmethod
    def of(cls, clock_id: DeadlineId) -> "Callable[[JobClocks], ExplanationView]":
        """What we show of one clock of a job."""

        def show(found: JobClocks) -> ExplanationView:
            clock = found.job.clock(clock_id)
            steps = enumerate(clock.steps(found.policy.ladder))
            return cls(
                clock=ClockView.of(clock, found.promise),
                reckoning=CalculationView.of(clock.explained),
                steps=tuple(
                    StepView(kind=step.kind, at=step.at, role=step.role, was_told=number < clock.steps_told)
                    for number, step in steps
                ),
            )

        return show


@routes.shows("/jobs/{job_id}/clocks", JobClocksView, may=READERS)
async def show_clocks(job_id: UUID, door: Door[Work]) -> Answer:
    """Every promised time of a job with its clause and outcome; nothing is averaged away (5.4, 5.11, 5.12, 5.16)."""
    return await door.read(lambda work: use_cases.clocks_of(JobId(job_id), work), show=JobClocksView.of)


@routes.shows("/jobs/{job_id}/clocks/{clock_id}/explanation", ExplanationView, may=READERS, refuses=(ClockNotFound,))
async def explain_clock(job_id: UUID, clock_id: UUID, door: Door[Work]) -> Answer:
    """Why a clock is due when it is: every counted and uncounted interval with its reason."""
    return await door.read(
        lambda work: use_cases.clocks_of(JobId(job_id), work), show=ExplanationView.of(DeadlineId(clock_id))
    )


@routes.calculates(
    "/clock-calculations",
    CalculationView,
    may=CALCULATORS,
    refuses=(CalculationWrong, CalendarUnusable, TimesUnusable),
)
async def calculate_clock(asked: Sent[Calculate], door: Door[Work]) -> Answer:
    """Compute a due time, or the time that counts between two instants, with a calendar of your own; stores nothing."""

    async def reckon(_: Work) -> Reckoning:
        return asked.calculation().reckon()

    return await door.calculate(reckon, show=CalculationView.of)
