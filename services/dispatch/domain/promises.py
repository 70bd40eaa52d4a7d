"""Which clocks the policy gives a job: what is promised, from when it counts, and until when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.dispatch.domain.clocks import Clock, ClockKind
from services.dispatch.domain.identifiers import DeadlineId
from services.dispatch.domain.policy import ArrivalExistsFrom, DispatchPolicy
from shared.deadlines import Amount, Unit
from shared.events.intake.tickets import FaultLevel, Region


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Why clocks are set, and when."""

    why: str
    set_at: datetime
    policy: DispatchPolicy
    new_id: Callable[[], UUID]


def response_clock(level: FaultLevel | None, counted_from: datetime, occasion: Occasion) -> Clock:
    """5.16: somebody has reached the customer."""
    promise = occasion.policy.for_level(level)
    return _clock(
        ClockKind.RESPONSE, promise.clause, counted_from, occasion, limit=Amount(promise.response_minutes, Unit.MINUTE)
    )


def is_response_over(clocks: Iterable[Clock]) -> bool:
    """Whether the customer was reached; a job without such a clock follows one on which he was."""
    responses = [clock for clock in clocks if clock.kind is ClockKind.RESPONSE]
    return not responses or any(clock.happened_at for clock in responses)


def exists_from_report(level: FaultLevel | None, policy: DispatchPolicy) -> bool:
    """Whether somebody goes whatever is decided later: level 1."""
    return policy.for_level(level).arrival_exists_from is ArrivalExistsFrom.REPORT


def arrival_by_level(
    level: FaultLevel | None, region: Region, counted_from: datetime, occasion: Occasion
) -> list[Clock]:
    """5.16: none where the level promises no arrival, or not in this region."""
    promise = occasion.policy.for_level(level)
    if promise.arrival_hours is None or region not in promise.arrival_binds_in:
        return []
    warning = promise.arrival_first_warning_hours
    clock = _clock(
        ClockKind.ARRIVAL_BY_LEVEL,
        promise.clause,
        counted_from,
        occasion,
        limit=Amount(promise.arrival_hours, Unit.HOUR),
        first_warning=None if warning is None else Amount(warning, Unit.HOUR),
    )
    return [clock]


def arrival_by_region(region: Region, counted_from: datetime, occasion: Occasion) -> list[Clock]:
    """5.11: for every service job in the service area."""
    promise = occasion.policy.arrival_by_region
    hours = promise.hours_in(region)
    if hours is None:
        return []
    limit = Amount(hours, Unit.HOUR)
    return [_clock(ClockKind.ARRIVAL_BY_REGION, promise.clause, counted_from, occasion, limit=limit)]


def appointment_clock(window_from: datetime, window_until: datetime, occasion: Occasion) -> Clock:
    """5.4: the technician comes at the agreed time, a little late still counts."""
    setting = occasion.policy.appointment
    until = window_until + timedelta(minutes=setting.tolerance_minutes)
    return _clock(ClockKind.APPOINTMENT, setting.clause, window_from, occasion, limit=until)


def promised_completion_clock(counted_from: datetime, until: datetime | None, occasion: Occasion) -> Clock:
    """5.12: the work is finished within the promised time; where the technician named none, so many working days."""
    setting = occasion.policy.promised_completion
    limit = until or Amount(setting.within_working_days, Unit.DAY)
    return _clock(ClockKind.PROMISED_COMPLETION, setting.clause, counted_from, occasion, limit=limit)


def card_return_clock(completed_at: datetime, occasion: Occasion) -> Clock:
    """5.12: the card is back by the closing time of the next working day."""
    setting = occasion.policy.card_return
    calendar = occasion.policy.service_hours.calendar
    closes = calendar.end_of_work_day(completed_at, days=setting.within_working_days)
    return _clock(ClockKind.CARD_RETURN, setting.clause, completed_at, occasion, limit=closes)


def _clock(
    kind: ClockKind,
    clause: str,
    counted_from: datetime,
    occasion: Occasion,
    *,
    limit: Amount | datetime,
    first_warning: Amount | None = None,
) -> Clock:
    return Clock(
        id=DeadlineId(occasion.new_id()),
        kind=kind,
        clause=clause,
        policy_revision=occasion.policy.revision.number,
        why=occasion.why,
        counted_from=counted_from,
        amount=limit if isinstance(limit, Amount) else None,
        until=limit if isinstance(limit, datetime) else None,
        first_warning=first_warning,
        warn_at_percent=occasion.policy.warning.at_percent,
        set_at=occasion.set_at,
        calendar=occasion.policy.calendar_of(kind) if isinstance(limit, Amount) else None,
    )
