"""Clocks as facts: by level, region and moment of decision; calendars; tellings; equal facts give equal bytes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.dispatch.domain.clocks import Clock, ClockKind, Outcome
from services.dispatch.domain.identifiers import DeadlineId
from services.dispatch.domain.jobs.contact import assign
from services.dispatch.domain.jobs.deciding import decide_visit
from services.dispatch.domain.jobs.promising import promise_completion, take_note
from services.dispatch.domain.promises import promised_completion_clock
from services.dispatch.domain.refusals import NotToldToYou, TechnicianNotThere, WindowWrong
from services.dispatch.domain.timing.facts import CalendarTerms
from shared.actor import Actor, Role
from shared.events.dispatch.deadlines import EscalationAcknowledged
from shared.events.intake.tickets import FaultLevel, Region
from shared.web.answer import ReckoningView
from tests.unit.dispatch.stories import (
    CHEN,
    LI,
    at,
    clock_of,
    moment,
    new_id,
    only,
    opened,
    policy,
    technician,
    ticket,
    until_on_site,
    visit_decided,
)

_L, _R = FaultLevel, Region
ARRIVALS = [
    # level                region        decided after   arrival by level          arrival by region
    (_L.SYSTEM_DOWN,       _R.MAIN_CITY, 0.5,            (2, Outcome.RUNNING),     (6, Outcome.RUNNING)),
    (_L.SYSTEM_DOWN,       _R.SUBURB,    0.5,            None,                     (7, Outcome.RUNNING)),
    (_L.SYSTEM_DOWN,       _R.OUTSIDE,   0.5,            None,                     None),
    (_L.MAIN_EQUIPMENT,    _R.MAIN_CITY, 0.5,            (48, Outcome.RUNNING),    (6, Outcome.RUNNING)),
    (_L.MAIN_EQUIPMENT,    _R.MAIN_CITY, 6,              (48, Outcome.RUNNING),    (6, Outcome.RUNNING)),
    (_L.MAIN_EQUIPMENT,    _R.MAIN_CITY, 6.1,            (48, Outcome.RUNNING),    (6, Outcome.DECIDED_TOO_LATE)),
    (_L.MAIN_EQUIPMENT,    _R.SUBURB,    6.1,            (48, Outcome.RUNNING),    (7, Outcome.RUNNING)),
    (_L.MAIN_EQUIPMENT,    _R.OUTSIDE,   50,             (48, Outcome.DECIDED_TOO_LATE), None),
    (_L.ACCESSORY,         _R.SUBURB,    8,              (72, Outcome.RUNNING),    (7, Outcome.DECIDED_TOO_LATE)),
    (_L.NOT_A_FAULT,       _R.MAIN_CITY, 1,              None,                     (6, Outcome.RUNNING)),
    (_L.NOT_A_FAULT,       _R.UNDETERMINED, 1,           None,                     None),
]  # fmt: skip
Expected = tuple[float, Outcome] | None


def found(clocks: list[Clock], kind: ClockKind) -> Expected:
    clock = next((each for each in clocks if each.kind is kind), None)
    return None if clock is None else ((clock.due_at - at()).total_seconds() / 3600, clock.outcome)


@pytest.mark.parametrize("reported", ["09:00", "23:50", "00:10"])
@pytest.mark.parametrize(("level", "region", "hours", "by_level", "by_region"), ARRIVALS)
def test_arrival_clocks_by_level_region_hour_and_moment_of_the_decision(
    reported: str, level: FaultLevel, region: Region, hours: float, by_level: Expected, by_region: Expected
) -> None:
    start = datetime.fromisoformat(f"2026-12-31T{reported}:00+08:00").astimezone(UTC)
    later = start - at()
    job, _ = opened(ticket(level, region, reported_at=start, recorded_at=start))
    decided_at = at(hours=hours) + later
    job, _ = decide_visit(job, visit_decided(job, decided_at), moment(decided_at))

    clocks = [replace(clock, counted_from=clock.counted_from - later) for clock in job.clocks]
    assert (found(clocks, ClockKind.ARRIVAL_BY_LEVEL), found(clocks, ClockKind.ARRIVAL_BY_REGION)) == (
        by_level,
        by_region,
    )
    assert clock_of(job, ClockKind.RESPONSE).counted_from == start


CHINA = CalendarTerms(
    zone="Asia/Shanghai",
    days=("mon", "tue", "wed", "thu", "fri"),
    windows=(("08:30", "12:00"), ("13:30", "18:00")),
    public_holidays=True,
)
PROMISES = [
    # arrived               three working days later
    ("2025-09-28T10:00", "2025-10-09T10:00"),  # a Sunday that is worked (调休), then eight days of holidays
    ("2025-12-31T10:00", "2026-01-06T10:00"),  # New Year, and Sunday the 4th is worked
    ("2026-11-20T12:30", "2026-11-25T13:30"),  # lunch: rolls to the afternoon first
    ("2030-12-31T10:00", "2031-01-03T10:00"),  # nothing is published: plain weekdays, and it says so
]


@pytest.mark.parametrize(("arrived", "due"), PROMISES)
def test_the_promised_completion_keeps_the_calendar_of_the_policy(arrived: str, due: str) -> None:
    hours = replace(policy().service_hours, days=CHINA.days, windows=CHINA.windows, public_holidays=True)
    start = datetime.fromisoformat(f"{arrived}+08:00").astimezone(UTC)
    clock = promised_completion_clock(start, None, moment(start, service_hours=hours).occasion("arrived", start))

    assert clock.calendar == CHINA
    assert clock.due_at == datetime.fromisoformat(f"{due}+08:00")
    assert (clock.explained.calendar_note is not None) is (start.year == 2030)


def test_own_closed_and_make_up_days_stand_beside_the_published_ones() -> None:
    saturday, monday = datetime(2026, 11, 21, tzinfo=UTC).date(), datetime(2026, 11, 23, tzinfo=UTC).date()
    for terms in (CHINA, replace(CHINA, public_holidays=False)):
        calendar = replace(terms, closed_days=(monday,), make_up_days=(saturday,)).calendar
        assert (calendar.is_work_day(saturday), calendar.is_work_day(monday)) == (True, False)


CLOCKS: TypeAdapter[tuple[Clock, ...]] = TypeAdapter(tuple[Clock, ...])


def explanation(clock: Clock) -> bytes:
    shown = ReckoningView.of(clock.explained).model_dump(mode="json")
    steps = [(step.kind, step.at, step.rung) for step in clock.steps(policy().ladder)]
    return orjson.dumps([shown, steps, clock.due_at, clock.warn_at])


@given(st.integers(0, 4000), st.sampled_from(list(FaultLevel)), st.booleans())
def test_a_clock_that_is_rebuilt_from_its_stored_facts_explains_itself_with_the_same_bytes(
    minutes: int,
    level: FaultLevel,
    is_visited: bool,  # noqa: FBT001
) -> None:
    job = until_on_site() if is_visited else opened(ticket(level))[0]
    job, _ = job.lapse(moment(at(minutes=minutes)))

    stored = CLOCKS.dump_json(job.clocks)
    rebuilt = CLOCKS.validate_json(stored)

    assert rebuilt == job.clocks
    assert CLOCKS.dump_json(rebuilt) == stored
    assert [explanation(clock) for clock in rebuilt] == [explanation(clock) for clock in job.clocks]


def actor(person_id: object, role: Role) -> Actor:
    given: dict[str, Any] = {"subject": str(person_id), "role": role}
    return Actor(**given)


def test_each_telling_is_noted_once_by_whoever_was_told() -> None:
    job, _ = opened()
    job, _ = assign(job, technician(), moment(at(minutes=5)))
    job, _ = job.lapse(moment(at(hours=3)))
    clock_id = DeadlineId(clock_of(job, ClockKind.RESPONSE).id)

    with pytest.raises(NotToldToYou):
        take_note(job, clock_id, 3, CHEN, actor(CHEN, Role.MANAGER), moment(at(hours=3)))
    noted, events = take_note(job, clock_id, 3, LI, actor(LI, Role.SUPERVISOR), moment(at(hours=3)))
    assert (only(events, EscalationAcknowledged).step, only(events, EscalationAcknowledged).person_id) == (1, LI)
    assert take_note(noted, clock_id, 3, LI, actor(LI, Role.SUPERVISOR), moment(at(hours=4))) == (noted, [])
    tellings = clock_of(noted, ClockKind.RESPONSE).tellings
    assert [telling.acknowledged_by for telling in tellings] == [None, None, LI, None]


def test_what_the_technician_promises_at_the_visit_takes_the_place_of_the_policys_days() -> None:
    job = until_on_site()
    assert clock_of(job, ClockKind.PROMISED_COMPLETION).due_at == at(minutes=130, days=3)

    job, _ = promise_completion(job, at(hours=30), moment(at(hours=3)))

    outcomes = [clock.outcome for clock in job.clocks if clock.kind is ClockKind.PROMISED_COMPLETION]
    assert (outcomes, clock_of(job, ClockKind.PROMISED_COMPLETION).due_at) == (
        [Outcome.REPLACED, Outcome.RUNNING],
        at(hours=30),
    )
    with pytest.raises(WindowWrong):
        promise_completion(job, at(hours=2), moment(at(hours=3)))
    with pytest.raises(TechnicianNotThere):
        promise_completion(opened()[0], at(hours=30), moment(at(hours=3)))


def test_new_ids_differ() -> None:
    assert new_id() != new_id()
