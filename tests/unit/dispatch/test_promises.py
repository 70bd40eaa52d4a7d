"""Which clocks run for which level and region, from when, and until when: 5.11 and 5.16."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import services.dispatch
from services.dispatch.domain.clocks import ClockKind, Outcome
from services.dispatch.domain.jobs.deciding import change_level, decide_visit
from services.dispatch.domain.policy import (
    ArrivalCounts,
    ArrivalRule,
    ArrivalRuleSetting,
    DispatchPolicy,
    RaisedCountsFrom,
)
from services.dispatch.domain.promises import card_return_clock
from shared.actor import Role
from shared.events.dispatch.deadlines import DeadlineMissed, DeadlineSet, EscalationRaised
from shared.events.intake.tickets import FaultLevel, FaultLevelChanged, Region
from shared.policy_file import load_policy
from tests.unit.dispatch.stories import (
    REPORTED,
    TICKET,
    at,
    clock_of,
    moment,
    names,
    opened,
    policy,
    ticket,
    visit_decided,
)

L1, L2, L3, L4 = FaultLevel
CITY, SUBURB, OUTSIDE, UNDETERMINED = Region
REAL = load_policy(Path(services.dispatch.__file__).parent / "policy.toml", DispatchPolicy).latest


def test_policy_toml_says_what_the_company_promises_today() -> None:
    said = {
        ("5.16", "response in minutes"): [REAL.for_level(each).response_minutes for each in (L1, L2, L3, L4, None)],
        ("5.16", "arrival in hours"): [REAL.for_level(each).arrival_hours for each in (L1, L2, L3, L4, None)],
        ("5.16", "level 1 binds in"): REAL.level_1.arrival_binds_in,
        ("5.16", "first warning of level 2"): REAL.level_2.arrival_first_warning_hours,
        ("5.11", "city, suburb"): (REAL.arrival_by_region.main_city_hours, REAL.arrival_by_region.suburb_hours),
        ("5.16", "the promise"): REAL.arrival_rule.counts,
        ("5.16", "a raised level counts from"): REAL.level_change.raised_counts_from,
        ("5.16", "not reachable"): (REAL.not_reachable.attempts, REAL.not_reachable.numbers),
        ("5.16", "warning"): REAL.warning.at_percent,
        ("8.3", "ladder"): [(step.role, step.after_minutes) for step in REAL.ladder.steps],
        ("5.4", "window, tolerance"): (REAL.appointment.window_minutes, REAL.appointment.tolerance_minutes),
        ("5.12", "card back after working days"): REAL.card_return.within_working_days,
        ("5.10", "work order for every job"): REAL.work_order.for_every_job,
        ("5.4", "what counts off line"): REAL.recording.off_line_arrival_counts,
        ("5.4", "nobody at home"): (REAL.nobody_at_home.calls, REAL.nobody_at_home.next_trip_is_free),
        ("7.7", "case"): (REAL.conduct.counted_clauses, REAL.conduct.violations, REAL.conduct.within_months),
        ("5.9", "the day closes"): REAL.daily_report.closes,
    }

    assert said == {
        ("5.16", "response in minutes"): [10, 60, 120, 120, 120],
        ("5.16", "arrival in hours"): [2, 48, 72, None, None],
        ("5.16", "level 1 binds in"): (CITY,),
        ("5.16", "first warning of level 2"): 12,
        ("5.11", "city, suburb"): (6, 7),
        ("5.16", "the promise"): ArrivalRule.TIGHTEST,
        ("5.16", "a raised level counts from"): RaisedCountsFrom.CHANGE,
        ("5.16", "not reachable"): (3, 2),
        ("5.16", "warning"): 75,
        ("8.3", "ladder"): [(Role.SUPERVISOR, 0), (Role.MANAGER, 60)],
        ("5.4", "window, tolerance"): (60, 15),
        ("5.12", "card back after working days"): 1,
        ("5.10", "work order for every job"): True,
        ("5.4", "what counts off line"): ArrivalCounts.AT_SITE,
        ("5.4", "nobody at home"): (2, True),
        ("7.7", "case"): (("7.2", "7.3", "7.5"), 3, 12),
        ("5.9", "the day closes"): "24:00",
    }


@pytest.mark.parametrize(("level", "minutes"), [(L1, 10), (L2, 60), (L3, 120), (L4, 120), (None, 120)])
def test_the_response_clock_starts_when_the_customer_reported_not_when_we_typed(
    level: FaultLevel | None, minutes: int
) -> None:
    job, events = opened(ticket(level, recorded_at=at(minutes=9)))

    clock = clock_of(job, ClockKind.RESPONSE)
    assert clock.due_at == at(minutes=minutes)
    assert clock.warn_at == REPORTED + timedelta(minutes=minutes) * 0.75
    assert names(events)[0] == "JobOpened"


# hours by level and by region; None: no such clock
ARRIVALS = [
    # level, region,       by level, by region
    (L1,     CITY,         2,        6),
    (L1,     SUBURB,       None,     7),
    (L1,     OUTSIDE,      None,     None),
    (L1,     UNDETERMINED, None,     None),
    (L2,     CITY,         48,       6),
    (L2,     SUBURB,       48,       7),
    (L2,     OUTSIDE,      48,       None),
    (L2,     UNDETERMINED, 48,       None),
    (L3,     CITY,         72,       6),
    (L3,     SUBURB,       72,       7),
    (L3,     OUTSIDE,      72,       None),
    (L3,     UNDETERMINED, 72,       None),
    (L4,     CITY,         None,     6),
    (L4,     SUBURB,       None,     7),
    (L4,     OUTSIDE,      None,     None),
    (L4,     UNDETERMINED, None,     None),
    (None,   CITY,         None,     6),
    (None,   SUBURB,       None,     7),
    (None,   OUTSIDE,      None,     None),
    (None,   UNDETERMINED, None,     None),
]  # fmt: skip
MIDNIGHT = datetime(2026, 11, 22, 16, tzinfo=UTC)  # of the 23rd, in Chongqing
DECIDED_AFTER_HOURS = (0, 1.5, 3, 6.5, 8, 50, 80)


@pytest.mark.parametrize(("level", "region", "by_level", "by_region"), ARRIVALS)
@pytest.mark.parametrize("decided", DECIDED_AFTER_HOURS)
def test_arrival_is_due_so_many_hours_after_the_report_at_whatever_hour_and_whenever_the_visit_is_decided(
    level: FaultLevel | None, region: Region, by_level: int | None, by_region: int | None, decided: float
) -> None:
    too_late = Outcome.MISSED if level is L1 else Outcome.DECIDED_TOO_LATE  # level 1 waits for no decision
    hours = {ClockKind.ARRIVAL_BY_LEVEL: by_level, ClockKind.ARRIVAL_BY_REGION: by_region}
    for hour in range(24):
        reported = MIDNIGHT + timedelta(hours=hour)
        decided_at = reported + timedelta(hours=decided)
        job, _ = opened(ticket(level, region, reported_at=reported, recorded_at=reported))
        job, _ = decide_visit(job, visit_decided(job, decided_at), moment(decided_at))
        job, _ = job.lapse(moment(decided_at))

        assert {(clock.kind, clock.due_at, clock.outcome) for clock in job.clocks if clock.kind in hours} == {
            (kind, reported + timedelta(hours=owed), Outcome.RUNNING if decided < owed else too_late)
            for kind, owed in hours.items()
            if owed is not None
        }


def test_only_level_1_has_arrival_clocks_before_a_visit_is_decided() -> None:
    assert [len(opened(ticket(level))[0].clocks) for level in (L1, L2, L3, L4, None)] == [3, 1, 1, 1, 1]


def test_level_2_is_first_warned_after_12_hours_and_again_at_three_quarters() -> None:
    job, _ = opened()
    job, _ = decide_visit(job, visit_decided(job, at(hours=1)), moment(at(hours=1)))

    steps = clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).steps(policy().ladder)
    assert [(step.kind.value, step.at) for step in steps][:3] == [
        ("warning", at(hours=12)),
        ("warning", at(hours=36)),
        ("breach", at(hours=48)),
    ]


@pytest.mark.parametrize(
    ("rule", "promise"),
    [
        (ArrivalRule.TIGHTEST, "arrival_by_region"),
        (ArrivalRule.LEVEL, "arrival_by_level"),
        (ArrivalRule.REGION, "arrival_by_region"),
    ],
)
def test_the_arrival_rule_says_which_clock_is_the_promise(rule: ArrivalRule, promise: str) -> None:
    setting = ArrivalRuleSetting(clause="5.16", counts=rule)
    job, _ = opened()
    _, events = decide_visit(job, visit_decided(job, at(hours=1)), moment(at(hours=1), arrival_rule=setting))

    assert [event.clock for event in events if isinstance(event, DeadlineSet) and event.is_the_promise] == [promise]


def test_a_visit_decided_after_the_due_time_counts_against_the_decision_and_is_told_once() -> None:
    job, _ = opened()
    job, events = decide_visit(job, visit_decided(job, at(hours=50)), moment(at(hours=50)))

    missed = [event for event in events if isinstance(event, DeadlineMissed) and event.clock != "response"]
    assert [(event.clock, event.was_decided_too_late, event.person_id) for event in missed] == [
        ("arrival_by_region", True, None),
        ("arrival_by_level", True, None),
    ]
    escalated = [event for event in events if isinstance(event, EscalationRaised) and event.clock != "response"]
    assert [(event.clock, event.raised_at) for event in escalated] == [("arrival_by_region", at(hours=50))]
    assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).outcome is Outcome.DECIDED_TOO_LATE


def changed(new: FaultLevel, old: FaultLevel, changed_at: datetime) -> FaultLevelChanged:
    return FaultLevelChanged(
        ticket_id=TICKET, level=new, previous_level=old, reason="worse", clause="5.16", changed_at=changed_at
    )


def test_a_raised_level_counts_from_the_change() -> None:
    job, _ = opened(ticket(L3))
    job, _ = change_level(job, changed(L1, L3, at(minutes=30)), moment(at(minutes=30)))

    response = [clock for clock in job.clocks if clock.kind is ClockKind.RESPONSE]
    assert [(clock.due_at, clock.outcome) for clock in response] == [
        (at(minutes=120), Outcome.REPLACED),
        (at(minutes=40), Outcome.RUNNING),
    ]
    assert clock_of(job, ClockKind.ARRIVAL_BY_LEVEL).due_at == at(minutes=30, hours=2)
    assert clock_of(job, ClockKind.ARRIVAL_BY_REGION).due_at == at(hours=6)


def test_a_lowered_level_counts_from_the_report_and_level_1_loses_its_arrival_clocks() -> None:
    job, _ = opened(ticket(L1))
    job, _ = change_level(job, changed(L2, L1, at(minutes=5)), moment(at(minutes=5)))

    assert clock_of(job, ClockKind.RESPONSE).due_at == at(minutes=60)
    assert [clock.kind for clock in job.clocks if clock.is_waiting] == [ClockKind.RESPONSE]


def test_the_same_level_again_changes_nothing() -> None:
    job, _ = opened()

    assert change_level(job, changed(L2, L3, at(minutes=5)), moment(at(minutes=5))) == (job, [])


@pytest.mark.parametrize(
    ("completed", "due"),
    [
        ("2026-11-23T14:00", "2026-11-24T18:00"),
        ("2026-11-23T23:59", "2026-11-24T18:00"),
        ("2026-12-31T09:00", "2027-01-01T18:00"),
    ],
)
def test_the_card_is_due_back_at_the_closing_time_of_the_next_working_day(completed: str, due: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    at_ = datetime.fromisoformat(completed).replace(tzinfo=zone)

    clock = card_return_clock(at_, moment(at_.astimezone(UTC)).occasion("job_completed", at_.astimezone(UTC)))

    assert clock.due_at == datetime.fromisoformat(due).replace(tzinfo=zone)


def test_a_closed_day_is_no_working_day() -> None:
    closed = replace(policy().service_hours, closed_days=(date(2026, 11, 24),))
    occasion = moment(REPORTED, service_hours=closed).occasion("job_completed", REPORTED)

    assert card_return_clock(REPORTED, occasion).due_at == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def test_the_counted_intervals_of_the_explanation_add_up_to_the_promise() -> None:
    job, _ = opened()

    reckoning = clock_of(job, ClockKind.RESPONSE).reckoning
    assert reckoning.counted_seconds == 3600
    assert reckoning.at_share(Decimal("0.75")) == at(minutes=45)
