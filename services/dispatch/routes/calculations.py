"""`POST /clock-calculations`: our clock arithmetic for anybody, with calendars of his own."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints, WithJsonSchema

from services.dispatch.domain.refusals import CalculationWrong
from services.dispatch.domain.timing.calculation import Calculation
from services.dispatch.routes.who_may import CALCULATORS
from services.dispatch.work import Work
from shared.calendar import CalendarUnusable, WorkingCalendar
from shared.deadlines import Pause, Reckoning, TimesUnusable, Unit
from shared.web.answer import Answer, ReckoningView
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


@routes.calculates(
    "/clock-calculations",
    ReckoningView,
    may=CALCULATORS,
    refuses=(CalculationWrong, CalendarUnusable, TimesUnusable),
)
async def calculate_clock(asked: Sent[Calculate], door: Door[Work]) -> Answer:
    """Compute a due time, or the time that counts between two instants, with a calendar of your own; stores nothing."""

    async def reckon(_: Work) -> Reckoning:
        return asked.calculation().reckon()

    return await door.calculate(reckon, show=ReckoningView.of)
