"""The daily report: the lines that events make, what they add up to, and its way from the cut-off to the file."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dispatch.domain.dispatching.answering import lapsed, refuse
from services.dispatch.domain.dispatching.facts import Hold
from services.dispatch.domain.dispatching.holding import hold
from services.dispatch.domain.dispatching.reasons import HoldReason, RefusalReason
from services.dispatch.domain.jobs.contact import agree_appointment, assign
from services.dispatch.domain.jobs.errands import Errand, open_errand
from services.dispatch.domain.jobs.facts import (
    Arrival,
    Completion,
    CompletionOutcome,
    EquipmentCheck,
    Purpose,
    Response,
)
from services.dispatch.domain.jobs.job import Job
from services.dispatch.domain.jobs.opening import cancel_job, settle_without_visit
from services.dispatch.domain.jobs.site_work import arrive, complete, depart
from services.dispatch.domain.jobs.trips import Interruption, find_nobody, interrupt
from services.dispatch.domain.oversight.cash import CashCopy
from services.dispatch.domain.oversight.day_facts import DayFact, FactKind, facts_of
from services.dispatch.domain.oversight.days import (
    MOST_ADDENDA,
    DailyReport,
    Outstanding,
    drafted,
    own_lines,
    report_id,
)
from services.dispatch.domain.oversight.settings import DailyReportSetting
from services.dispatch.domain.refusals import TooManyAddenda
from services.dispatch.domain.states import DayState
from shared.actor import Actor, Role
from shared.events.billing.cash import CashCollected, CashCounted, CashHandedIn
from shared.events.dispatch.assignments import AssignmentRefused, JobCarriedOver, JobHeld
from shared.events.dispatch.days import DailyReportAmended, DailyReportClosed
from shared.events.dispatch.jobs import JobCancelled, JobCompleted, ResponseEnding
from shared.events.dispatch.visits import JobInterrupted, NobodyAtHome
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import RemoteSolutionFound
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from tests.unit.dispatch.stories import (
    LI,
    TICKET,
    WANG,
    appointment,
    at,
    moment,
    new_id,
    only,
    opened,
    technician,
    until_appointed,
    until_diagnosed,
    until_on_site,
    until_on_the_road,
)

DAY = date(2026, 11, 23)
PHOTO = "a" * 64
SPECIALIST, SUPERVISOR = Actor(Role.SPECIALIST, "s"), Actor(Role.SUPERVISOR, str(LI))


def finished() -> tuple[Job, Any]:
    done = Completion(outcome=CompletionOutcome.NO_FAULT_FOUND, completed_at=at(hours=3))
    job, events = complete(until_diagnosed(ChargeCategory.FREE), done, moment(at(hours=3)))
    return job, only(events, JobCompleted)


def nobody() -> tuple[Job, Any]:
    job, events = find_nobody(until_on_site(), (PHOTO,), at(minutes=150), moment(at(minutes=150)))
    return job, only(events, NobodyAtHome)


def interrupted() -> tuple[Job, Any]:
    why = Interruption(reason="part_missing", missing_parts=("HDD",), interrupted_at=at(minutes=160))
    job, events = interrupt(until_diagnosed(), why, moment(at(minutes=160)))
    return job, only(events, JobInterrupted)


def turned_round() -> tuple[Job, Any]:
    job, events = cancel_job(until_on_the_road(), "withdrew", at(minutes=115), moment(at(minutes=115)))
    return job, only(events, JobCancelled)


def gave_it_back() -> tuple[Job, Any]:
    job, events = refuse(until_on_the_road(), RefusalReason.UNWELL, moment(at(minutes=115)))
    return job, only(events, AssignmentRefused)


def called_back() -> tuple[Job, Any]:
    why = Hold(reason=HoldReason.PART_MISSING, evidence=None, held_at=at(minutes=120))
    job, events = hold(until_on_the_road(), why, moment(at(minutes=120)))
    return job, only(events, JobHeld)


def solved_on_the_road() -> tuple[Job, Any]:
    """Somebody else solved it by phone while he drove."""
    by_phone = Response(
        reached_at=at(minutes=6), ending=ResponseEnding.VISIT_NEEDED, technician_id=LI, recorded_at=at(minutes=6)
    )
    found = RemoteSolutionFound(ticket_id=TICKET, closure=1, solution="restarted", found_at=at(minutes=110))
    on_the_road = replace(until_on_the_road(), response=by_phone)
    job, events = settle_without_visit(on_the_road, found, moment(at(minutes=110)))
    return job, only(events, JobCancelled)


def carried_over() -> tuple[Job, Any]:
    job, _ = opened()
    event = JobCarriedOver(
        job_id=job.id, ticket_id=TICKET, to_day=date(2026, 11, 24), times=1, clause="5.10", carried_over_at=at(hours=9)
    )
    return job, event


def errand(purpose: Purpose) -> tuple[Job, Any]:
    """Somebody goes for something else than a fault: left at 1:40, there at 2:10, done at 3:00."""
    reason = Errand(purpose=purpose, occasion_id=new_id(), why="called_for", due_from=at())
    job, _ = open_errand(reason, until_appointed(), new_id(), "PG2", moment(at()))
    job, _ = assign(job, technician(), moment(at()))
    job, _ = agree_appointment(job, appointment(at(hours=2), at(minutes=5)), "PD1", moment(at(minutes=5)))
    check = EquipmentCheck(badge=True, tools=True, parts=True)
    job, _ = depart(job, check, "PD2", moment(at(minutes=100)))
    job, _ = arrive(job, Arrival(arrived_at=at(minutes=130), recorded_at=at(minutes=130)), moment(at(minutes=130)))
    done = Completion(outcome=CompletionOutcome.FIXED, completed_at=at(hours=3))
    job, events = complete(job, done, moment(at(hours=3)))
    return job, only(events, JobCompleted)


def put_back() -> tuple[Job, Any]:
    return errand(Purpose.PUT_BACK)


def collected() -> tuple[Job, Any]:
    return errand(Purpose.COLLECT_MONEY)


# what was announced, done?, outcome, minutes on the road (he left at 1:40 and arrived at 2:10), on site
LINES = [
    (finished,     True,  "no_fault_found",        "fault/free", 30, 50),
    (nobody,       False, "nobody_at_home",        "fault/paid", 30, 20),
    (interrupted,  False, "part_missing",          "fault/paid", 30, 30),
    (turned_round, False, "cancelled_on_the_road", "fault/paid", 15, 0),
    (gave_it_back, False, "turned_back",           "fault/paid", 15, 0),
    (called_back,  False, "turned_back",           "fault/paid", 20, 0),
    (solved_on_the_road, False, "not_needed",      "fault/paid", 10, 0),
    (carried_over, False, "not_dispatched",        "fault/undetermined", 0, 0),
    (put_back,     True,  "fixed",                 "put_back/free", 30, 50),
    (collected,    True,  "fixed",                 "collect_money/free", 30, 50),
]  # fmt: skip


@pytest.mark.parametrize(("story", "is_done", "outcome", "service", "road", "site"), LINES)
def test_each_event_makes_a_line(
    story: Any, outcome: str, service: str, road: int, site: int, *, is_done: bool
) -> None:
    job, event = story()
    *_, fact = facts_of(job, event, new_id)

    assert (fact.is_done, fact.outcome, fact.service) == (is_done, outcome, service)
    assert (fact.minutes_on_the_road, fact.minutes_on_site, fact.day) == (road, site, DAY)


def test_what_nobody_had_begun_is_no_line() -> None:
    job, events = cancel_job(opened()[0], "duplicate", at(hours=1), moment(at(hours=1)))

    assert facts_of(job, only(events, JobCancelled), new_id) == ()


def test_a_way_that_a_solution_by_phone_made_needless_stands_beside_it() -> None:
    solved, way = facts_of(*solved_on_the_road(), new_id)

    assert (solved.kind, solved.is_done, solved.technician_id) == (FactKind.REMOTE, True, LI)
    assert (way.kind, way.is_done, way.technician_id) == (FactKind.VISIT, False, WANG)


def test_who_had_not_answered_by_the_cut_off_is_named_whoever_has_the_job_now() -> None:
    evening = at(minutes=10)
    asked, _ = assign(opened()[0], technician(), moment(at(minutes=5)))
    assert asked.offer is not None
    job, _ = lapsed(asked, asked.offer, evening)
    job, _ = assign(job, replace(technician(), id=LI), moment(at(hours=20)))
    carried = replace(carried_over()[1], carried_over_at=evening)

    (fact,) = facts_of(job, carried, new_id)
    assert fact.technician_id == WANG


def facts() -> list[DayFact]:
    stories = (finished, nobody, interrupted, carried_over)
    return [fact for story in stories for fact in facts_of(*story(), new_id)]


OWED = {str(WANG): Outstanding(cards=("LX1",), cash_in_hands="120.00"), str(LI): Outstanding(cash_handed_in="5.00")}


def test_the_report_says_what_each_did_how_long_it_took_and_what_he_owes() -> None:
    said = drafted(DAY, facts(), OWED)
    nobody_yet, wang, li = (
        next(each for each in said["technicians"] if each["technician"] == who) for who in ("", str(WANG), str(LI))
    )

    assert (wang["services_done"], wang["services_not_done"]) == (1, 2)
    assert (wang["minutes_on_the_road"], wang["minutes_on_site"]) == (90, 100)
    assert wang["by_category"] == [
        {"service": "fault/free", "done": 1, "not_done": {}},
        {"service": "fault/paid", "done": 0, "not_done": {"nobody_at_home": 1, "part_missing": 1}},
    ]
    assert (wang["cards_outstanding"], wang["cash_in_hands"], li["cash_handed_in"]) == (["LX1"], "120.00", "5.00")
    assert nobody_yet["carried_over"] == ["PG1"]


@given(st.permutations(facts()))
def test_the_same_facts_in_any_order_give_the_same_report(order: list[DayFact]) -> None:
    assert drafted(DAY, order, OWED) == drafted(DAY, sorted(order, key=lambda fact: str(fact.id)), OWED)


def begun() -> DailyReport:
    return DailyReport.begun(DAY, "RB1", new_id(), at(hours=15))


def closed() -> DailyReport:
    return begun().closed(facts(), OWED)[0]


def test_the_cut_off_closes_the_report_and_tells_its_sums() -> None:
    report, events = begun().closed(facts(), OWED)

    told = only(events, DailyReportClosed)
    assert (told.technicians, told.services_done, told.services_not_done, told.carried_over) == (2, 1, 2, 1)
    assert (told.minutes_on_the_road, told.minutes_on_site, told.cards_outstanding) == (90, 100, 1)
    assert (told.closed_at, told.content_sha256, report.id) == (at(hours=15), report.content_sha256, report_id(DAY))
    with pytest.raises(ActionNotAllowed):
        report.closed([], {})


def test_a_late_fact_goes_to_an_addendum_once_and_the_closed_text_stays() -> None:
    report = closed()
    (late,) = facts_of(*turned_round(), new_id)
    amended, events = report.with_late([late], at(hours=20))

    assert (amended.content, amended.content_sha256) == (report.content, report.content_sha256)
    assert (only(events, DailyReportAmended).facts, len(amended.addenda)) == (1, 1)
    assert json.loads(amended.addenda[0].content)["facts"][0]["outcome"] == "cancelled_on_the_road"
    assert amended.with_late([late], at(hours=21)) == (amended, [])


def test_late_facts_find_room_where_words_find_none_any_more() -> None:
    report = closed()
    for _ in range(MOST_ADDENDA):
        report, _ = report.corrected("The flood.", SPECIALIST, at(hours=20))
    with pytest.raises(TooManyAddenda):
        report.corrected("And the fire.", SPECIALIST, at(hours=20))
    amended, _ = report.with_late(facts_of(*turned_round(), new_id), at(hours=20))
    assert len(amended.addenda) == MOST_ADDENDA + 1


def test_the_specialist_confirms_and_the_supervisor_files_or_returns() -> None:
    report, _ = closed().confirmed(SPECIALIST, at(hours=24))
    report, _ = report.returned("minutes_doubtful", at(hours=25))
    assert (report.state, report.returned_because) == (DayState.RETURNED, "minutes_doubtful")
    with pytest.raises(ActionNotAllowed):
        report.filed(SUPERVISOR, at(hours=26))
    report, _ = report.corrected("The flood.", SPECIALIST, at(hours=26))
    report, _ = report.confirmed(SPECIALIST, at(hours=26))
    report, _ = report.filed(SUPERVISOR, at(hours=27))
    assert (report.state, report.filed_by, len(report.addenda)) == (DayState.FILED, str(LI), 1)
    with pytest.raises(ActionNotAllowed):
        begun().confirmed(SPECIALIST, at())


def test_a_technician_reads_his_own_lines() -> None:
    said = json.loads(own_lines(closed().content or "", str(WANG)))

    assert [each["technician"] for each in said["technicians"]] == [str(WANG)]


@pytest.mark.parametrize(("closes", "at_utc"), [("24:00", "16:00"), ("20:00", "12:00")])
def test_the_cut_off_is_a_time_of_the_companys_day(closes: str, at_utc: str) -> None:
    cut_off = DailyReportSetting(clause="5.9", closes=closes).closes_at(DAY)

    assert cut_off.astimezone(UTC) == datetime.fromisoformat(f"2026-11-23T{at_utc}:00+00:00")


def test_cash_is_in_his_hands_until_it_is_handed_in_and_outstanding_until_it_is_counted() -> None:
    collected: dict[str, Any] = {"person_id": WANG, "ticket_id": TICKET, "charge_id": new_id(), "payment_id": new_id()}
    cash = CashCopy(id=WANG).heard(
        CashCollected(
            **collected,
            amount=Money.of("120.00"),
            in_hands=Money.of("120.00"),
            hand_in_until=at(hours=30),
            collected_at=at(hours=3),
        )
    )
    remittance = new_id()
    cash = cash.heard(
        CashHandedIn(
            person_id=WANG,
            remittance_id=remittance,
            number="SJ1",
            amount=Money.of("100.00"),
            charge_ids=(),
            handed_in_at=at(hours=8),
        )
    )
    assert (str(cash.in_hands), str(cash.handed_in)) == ("20.00", "100.00")
    cash = cash.heard(
        CashCounted(
            person_id=WANG,
            remittance_id=remittance,
            counted=Money.of("90.00"),
            difference=Money.of("10.00") - Money.of("20.00"),
            in_hands=Money.of("20.00"),
            counted_at=at(hours=9),
        )
    )
    assert (str(cash.in_hands), str(cash.handed_in)) == ("20.00", "0.00")
