"""Clocks through timers: warned, missed, climbed, moved, explained."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.dispatch.deadlines import DeadlineMissed, DeadlineMoved, DeadlineWarned, EscalationRaised
from shared.events.dispatch.jobs import JobCompleted
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import CallerJoined, FaultLevel, FaultLevelChanged, TicketReopened
from shared.identifiers import new_id
from tests.integration.dispatch.conftest import Centre, at, hire


async def clocks(centre: Centre, job_id: str) -> dict[str, Any]:
    """The newest clock of each kind."""
    found = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    return {clock["kind"]: clock for clock in sorted(found, key=lambda clock: str(clock["set_at"]))}


async def test_a_missed_response_is_warned_broken_and_told_up_the_line_once_each(centre: Centre) -> None:
    await hire(centre.dispatch, Role.SUPERVISOR, "别人")
    _, job_id = await centre.report()
    await centre.assign(job_id)
    for minutes in (45, 60, 61, 120, 600):
        await centre.dispatch.pass_time_to(at(minutes=minutes))

    told = await centre.dispatch.announced(DeadlineWarned, DeadlineMissed, EscalationRaised)
    facts = [
        (type(event).__name__, event.happened_at(), str(event.person_id))
        for event in told
        if isinstance(event, DeadlineWarned | DeadlineMissed | EscalationRaised)
    ]
    assert facts == [
        ("DeadlineWarned", at(minutes=45), centre.technician),
        ("DeadlineMissed", at(minutes=60), centre.technician),
        ("EscalationRaised", at(minutes=60), centre.supervisor),
        ("EscalationRaised", at(minutes=120), centre.manager),
    ]
    assert (await clocks(centre, job_id))["response"]["outcome"] == "missed"


async def test_an_outage_changes_nothing_of_what_is_told(centre: Centre) -> None:
    await centre.report()
    await centre.dispatch.pass_time_to(at(days=3))

    told = await centre.dispatch.announced(DeadlineWarned, DeadlineMissed, EscalationRaised)
    assert [type(event).__name__ for event in told] == [
        "DeadlineWarned",
        "DeadlineMissed",
        "EscalationRaised",
        "EscalationRaised",
    ]


async def test_a_missed_arrival_and_the_wish_that_moves_another(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    await centre.assign(job_id)
    centre.dispatch.clock.advance_to(at(minutes=30))
    await centre.decide_visit(ticket_id, ChargeCategory.PAID)
    wish = {"wished_at": at(minutes=29).isoformat(), "evidence": "call of 09:29"}
    await centre.appoint(job_id, **{"from": at(hours=10).isoformat(), "customers_wish": wish})

    assert [event.clock for event in await centre.dispatch.announced(DeadlineMoved)] == ["arrival_by_region"]  # type: ignore[attr-defined]
    await centre.dispatch.pass_time_to(at(hours=12))
    missed = [event for event in await centre.dispatch.announced(DeadlineMissed) if isinstance(event, DeadlineMissed)]
    assert [(event.clock, event.due_at) for event in missed] == [
        ("arrival_by_region", at(hours=11)),
        ("appointment", at(hours=11, minutes=15)),
    ]
    found = await clocks(centre, job_id)
    assert (found["arrival_by_region"]["is_the_promise"], found["arrival_by_level"]["outcome"]) == (True, "running")


async def test_an_explanation_lists_every_interval_and_is_the_same_each_time(centre: Centre) -> None:
    _, job_id = await centre.report()
    clock = (await clocks(centre, job_id))["response"]
    path = f"/jobs/{job_id}/clocks/{clock['id']}/explanation"

    explained = await centre.dispatch.get(path)
    assert explained["reckoning"]["counted_seconds"] == 3600
    (interval,) = explained["reckoning"]["intervals"]
    assert (interval["from"], interval["counted"]) == ("2026-11-23T01:00:00Z", True)
    assert [step["kind"] for step in explained["steps"]] == ["warning", "breach", "escalation", "escalation"]
    assert (explained["clock"]["clause"], explained["clock"]["policy_revision"]) == ("5.16", "1.0")
    assert await centre.dispatch.get(path) == explained
    unknown = f"/jobs/{job_id}/clocks/{job_id}/explanation"
    assert (await centre.dispatch.get(unknown, status=404))["code"] == "clock_not_found"


async def test_a_raised_level_sets_nearer_clocks_and_the_old_timers_do_nothing(centre: Centre) -> None:
    ticket_id, job_id = await centre.report(FaultLevel.ACCESSORY)
    changed = FaultLevelChanged(
        ticket_id=ticket_id,
        level=FaultLevel.SYSTEM_DOWN,
        previous_level=FaultLevel.ACCESSORY,
        reason="worse",
        clause="5.16",
        changed_at=at(minutes=20),
    )
    centre.dispatch.clock.advance_to(at(minutes=20))
    await centre.dispatch.tell(changed)
    await centre.dispatch.pass_time_to(at(hours=1, minutes=55))

    missed = [event for event in await centre.dispatch.announced(DeadlineMissed) if isinstance(event, DeadlineMissed)]
    assert [(event.clock, event.due_at) for event in missed] == [("response", at(minutes=30))]
    assert set(await clocks(centre, job_id)) == {"response", "arrival_by_level", "arrival_by_region"}


async def test_an_earlier_caller_about_the_same_outage_lets_the_clocks_run_from_his_report(centre: Centre) -> None:
    ticket_id, job_id = await centre.report(FaultLevel.MAIN_EQUIPMENT)
    joined = CallerJoined(
        ticket_id=ticket_id,
        contact_id=new_id(),
        reported_at=at(minutes=-40),
        counts_from=at(minutes=-40),
        joined_at=at(minutes=5),
    )
    later = replace(joined, reported_at=at(minutes=4), counts_from=at(minutes=-40))
    await centre.dispatch.tell(joined, later)
    assert (await clocks(centre, job_id))["response"]["counted_from"] == "2026-11-23T00:20:00Z"
    await centre.dispatch.pass_time_to(at(minutes=21))
    missed = [event for event in await centre.dispatch.announced(DeadlineMissed) if isinstance(event, DeadlineMissed)]
    assert [(event.clock, event.due_at) for event in missed] == [("response", at(minutes=20))]


async def test_the_first_promised_end_counts_until_a_redo_has_finished_the_work(centre: Centre) -> None:
    ticket_id, job_id = await centre.until_diagnosed(ChargeCategory.FREE)

    async def promise(hours: float, status: int = 200, **more: str) -> None:
        body = {"finished_by": at(hours=hours).isoformat(), **more}
        await centre.step(job_id, "completion-promise", body, status=status)

    await promise(30)
    await promise(60, status=422)
    await promise(60, reason="part_missing")
    centre.dispatch.clock.advance_to(at(hours=3))
    await centre.step(job_id, "completion", {"outcome": "not_fixed", "completed_at": at(hours=3).isoformat()})
    (first,) = await centre.dispatch.announced(JobCompleted)
    assert isinstance(first, JobCompleted)
    reopened = TicketReopened(
        ticket_id=ticket_id,
        closure=1,
        level=FaultLevel.MAIN_EQUIPMENT,
        is_visit_fee_waived=True,
        reason="not_solved",
        clause="5.12",
        reopened_at=at(hours=4),
    )
    await centre.dispatch.tell(reopened)
    (redo,) = [job for job in (await centre.dispatch.get("/jobs"))["items"] if job["purpose"] == "redo"]
    redone = replace(first, job_id=UUID(redo["id"]), purpose="redo", outcome="fixed", completed_at=at(hours=40))

    async def outcomes() -> list[str]:
        found = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
        promised = [
            clock for clock in found if clock["kind"] == "promised_completion" and clock["outcome"] != "replaced"
        ]
        return [clock["outcome"] for clock in sorted(promised, key=lambda clock: str(clock["due_at"]))]

    await centre.dispatch.pass_time_to(at(hours=41))
    assert await outcomes() == ["missed", "running"]
    await centre.dispatch.tell(redone)
    assert await outcomes() == ["missed", "met"]


WEEK = {day: [["08:30", "12:00"], ["13:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


async def test_anybody_may_check_our_arithmetic_with_a_calendar_of_his_own(centre: Centre) -> None:
    asked = {
        "start": "2026-11-20T17:00:00+08:00",
        "amount": {"value": 2, "unit": "hour"},
        "calendar": {
            "zone": "Asia/Shanghai",
            "week": WEEK,
            "closed_days": ["2026-11-23"],
            "extra_work_days": {"2026-11-21": [["20:00", "24:00"]]},
        },
        "pauses": [{"from": "2026-11-21T20:00:00+08:00", "until": "2026-11-21T20:30:00+08:00", "reason": "no power"}],
    }

    due = await centre.dispatch.post("/clock-calculations", asked, role=Role.PARTNER)
    assert (due["due_at"], due["paused_seconds"]) == ("2026-11-21T13:30:00Z", 1800)
    assert [(line["counted"], line["reason"]) for line in due["intervals"]] == [
        (True, "counted"),
        (False, "outside working hours"),
        (False, "paused: no power"),
        (True, "make-up workday"),
    ]
    assert due["intervals"][0]["from"] == "2026-11-20T09:00:00Z"
    rest = {name: value for name, value in asked.items() if name != "amount"}
    until = await centre.dispatch.post("/clock-calculations", {**rest, "end": "2026-11-21T21:30:00+08:00"})
    assert until["counted_seconds"] == 7200


async def test_a_calculation_that_makes_no_sense_is_refused(centre: Centre) -> None:
    start = {"start": "2026-11-20T17:00:00+08:00"}
    two_hours = {**start, "amount": {"value": 2, "unit": "hour"}}
    wrong: list[dict[str, Any]] = [
        start,
        {**two_hours, "end": "2026-11-21T17:00:00+08:00"},
        {**start, "end": "2026-11-19T17:00:00+08:00"},
        {**start, "amount": {"value": 2_000_000_000, "unit": "week"}},
        {**two_hours, "calendar": {"zone": "Mars/Olympus", "week": WEEK}},
        {**two_hours, "calendar": {"zone": "Asia/Shanghai", "week": {}}},
        {**two_hours, "calendar": {"zone": "Asia/Shanghai", "week": {"mon": [["18:00", "08:00"]]}}},
        {**two_hours, "calendar": {"zone": "Asia/Shanghai", "week": {"mon": [["8", "18:00"]]}}},
        {**two_hours, "calendar": {"zone": "Asia/Shanghai", "week": WEEK, "extra_work_days": {"soon": []}}},
        {**two_hours, "pauses": [{"from": "2026-11-21T17:00:00+08:00", "until": "2026-11-20T17:00:00+08:00"}]},
    ]
    for asked in wrong:
        await centre.dispatch.post("/clock-calculations", asked, status=400)


async def test_after_an_outage_the_worst_faults_are_told_first(centre: Centre) -> None:
    await centre.report(FaultLevel.SYSTEM_DOWN)
    await centre.report(FaultLevel.ACCESSORY)

    sql = "SELECT urgency, count(*) AS n FROM timer WHERE kind = 'clock_tells' GROUP BY 1 ORDER BY 1"
    rows = await centre.dispatch.service.database.rows(sql)
    assert [(row["urgency"], row["n"]) for row in rows] == [(1, 3), (3, 1)]
