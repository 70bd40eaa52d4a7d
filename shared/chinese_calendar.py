"""China's published holidays and make-up workdays (调休), from the `chinesecalendar` library."""

from datetime import date, timedelta

import chinese_calendar

from shared.calendar import WEEKDAYS, Window, WorkingCalendar
from shared.policy import BUSINESS_ZONE

_WORKDAYS = WEEKDAYS[:5]


def chinese_working_days(windows: tuple[Window, ...]) -> WorkingCalendar:
    """Monday to Friday with these windows, closed on public holidays, open on make-up days, in the business zone.

    Years that the library does not know yet (next year's holidays are published late) fall back to plain weekdays.
    """
    years = frozenset(day.year for day in chinese_calendar.holidays)
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weekend = {day: day.weekday() >= len(_WORKDAYS) for day in days}
    return WorkingCalendar(
        zone=BUSINESS_ZONE,
        week=dict.fromkeys(_WORKDAYS, windows),
        closed_days=frozenset(day for day in days if not weekend[day] and chinese_calendar.is_holiday(day)),
        extra_work_days={day: windows for day in days if weekend[day] and chinese_calendar.is_workday(day)},
        known_years=years,
    )
