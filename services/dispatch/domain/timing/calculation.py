"""Clock calculations for others, with calendars of their own: the same arithmetic as our clocks, nothing stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.dispatch.domain.refusals import CalculationWrong
from shared.calendar import WorkingCalendar
from shared.deadlines import Amount, Pause, Reckoning, Unit, counted, due


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """From a start, either how long or until when."""

    start: datetime
    value: int | None = None
    unit: Unit | None = None
    end: datetime | None = None
    calendar: WorkingCalendar | None = None
    pauses: Sequence[Pause] = ()

    def reckon(self) -> Reckoning:
        """Raises CalculationWrong, TimesUnusable, CalendarUnusable when it contradicts itself."""
        if self.value is not None and self.unit is not None and self.end is None:
            return due(self.start, Amount(self.value, self.unit), self.calendar, self.pauses)
        if self.end is not None and self.value is None:
            if self.end < self.start:
                raise CalculationWrong("the end lies before the start", field="end")
            return counted(self.start, self.end, self.calendar, self.pauses)
        raise CalculationWrong("give either an amount or an end", field="amount")
