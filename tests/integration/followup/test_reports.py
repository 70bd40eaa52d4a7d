"""Reports: from the events that were kept, as known at the end of a day, and the same whenever it is asked again."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.identifiers import new_id
from tests.builders.followup import complaint, customer, ticket, visit
from tests.builders.running_service import START, RunningService

NOVEMBER: dict[str, Any] = {"first_day": "2026-11-01", "last_day": "2026-11-30"}
TECHNICIAN, OTHER = new_id(), new_id()


async def _visited(followup: RunningService, technician: UUID, at: datetime = START) -> Any:
    opened = ticket()
    completed = visit(opened.ticket_id, technician_id=technician, completed_at=at)
    await followup.tell(opened, completed)
    [call] = (await followup.get("/calls", ticket_id=opened.ticket_id))["items"]
    return call


async def _answer(followup: RunningService, call: Any, satisfaction: int | None) -> None:
    said = {"answered_at": followup.clock.now().isoformat(), "is_solved": True, "satisfaction": satisfaction}
    await followup.post(f"/calls/{call['id']}/outcome", said)


async def test_the_call_back_rate_counts_answers_within_48_hours_of_all_that_were_owed(
    followup: RunningService,
) -> None:
    calls = [await _visited(followup, TECHNICIAN) for _ in range(4)]
    await _answer(followup, calls[0], 5)
    await followup.pass_time_to(START + timedelta(hours=48))
    await _answer(followup, calls[1], 4)
    await followup.pass_time_to(START + timedelta(hours=48, seconds=1))
    await _answer(followup, calls[2], 3)

    report = await followup.get("/reports/call-backs", **NOVEMBER)
    assert report == {"owed": 4, "in_time": 2, "late": 1, "given_up": 0, "rate_in_time": "0.5000"}
    as_of_monday = await followup.get("/reports/call-backs", **NOVEMBER, as_of="2026-11-23")
    assert as_of_monday == report | {"in_time": 1, "late": 0, "rate_in_time": "0.2500"}
    none = await followup.get("/reports/call-backs", first_day="2026-10-01", last_day="2026-10-31")
    assert (none["owed"], none["rate_in_time"]) == (0, None)


async def test_a_days_report_is_the_same_whenever_it_is_asked(followup: RunningService) -> None:
    """An answer that is recorded later changes later reports, not that of the day."""
    first, second = await _visited(followup, TECHNICIAN), await _visited(followup, TECHNICIAN)
    await _answer(followup, first, 5)
    days = NOVEMBER | {"as_of": "2026-11-23"}
    paths = ("call-backs", "satisfaction", "renewals", "complaints")
    then = [await followup.get(f"/reports/{path}", **days) for path in paths]

    await followup.pass_time_to(START + timedelta(days=1))
    said = {"answered_at": "2026-11-23T09:00:00+08:00", "is_solved": True, "satisfaction": 1}
    await followup.post(f"/calls/{second['id']}/outcome", said)
    await followup.tell(complaint())

    assert [await followup.get(f"/reports/{path}", **days) for path in paths] == then
    later = await followup.get("/reports/satisfaction", **NOVEMBER)
    assert later["lines"][0]["satisfaction"] == "3.00"


async def test_satisfaction_is_by_technician_and_month_of_chongqing(followup: RunningService) -> None:
    for technician, score in ((TECHNICIAN, 5), (TECHNICIAN, 4), (TECHNICIAN, None), (OTHER, 2)):
        await _answer(followup, await _visited(followup, technician), score)
    last_hour = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # midnight of 1 December in Chongqing
    await followup.pass_time_to(last_hour)
    await _answer(followup, await _visited(followup, OTHER, last_hour), 3)

    report = await followup.get("/reports/satisfaction", first_day="2026-11-01", last_day="2026-12-31")

    lines = {(line["technician_id"], line["month"]): line for line in report["lines"]}
    assert lines[str(TECHNICIAN), "2026-11"]["satisfaction"] == "4.50"
    assert (lines[str(TECHNICIAN), "2026-11"]["answers"], lines[str(TECHNICIAN), "2026-11"]["scores"]) == (3, 2)
    assert lines[str(OTHER), "2026-11"]["satisfaction"] == "2.00"
    assert lines[str(OTHER), "2026-12"]["satisfaction"] == "3.00"


async def test_renewals_won_and_lost_of_contracts_that_end_in_the_period(followup: RunningService) -> None:
    contracts = []
    for _ in range(3):
        owner = new_id()
        await followup.tell(customer(owner))
        draft = {"kind": "engineering", "customer_id": str(owner), "starts_on": "2025-11-25", "months": 12}
        contract = await followup.post("/contracts", draft)
        contracts.append(await followup.post(f"/contracts/{contract['id']}/signature"))
    await followup.pass_time_to(START + timedelta(hours=1))
    at = f"/contracts/{contracts[0]['id']}"
    following = await followup.post(f"{at}/renewal", {"kind": "engineering", "months": 12})
    await followup.post(f"/contracts/{following['id']}/signature")
    lost = {"outcome": "lost", "at": "2026-11-23T09:30:00+08:00", "reason": "price"}
    await followup.post(f"/contracts/{contracts[1]['id']}/notice-outcome", lost)

    report = await followup.get("/reports/renewals", **NOVEMBER)
    assert report == {"ending": 3, "won": 1, "lost": 1, "terminated": 0, "rate_won": "0.3333"}


async def test_complaints_by_the_level_they_reached_and_the_hours_to_close(followup: RunningService) -> None:
    quick, slow = complaint(), complaint(number="TS20261123-0002")
    await followup.tell(quick, slow)
    await followup.pass_time_to(START + timedelta(hours=3))
    ending = {"at": followup.clock.now().isoformat(), "ending": "withdrawn"}
    await followup.post(f"/complaints/{quick.complaint_id}/closing", ending)
    await followup.pass_time_to(START + timedelta(hours=25))

    report = await followup.get("/reports/complaints", **NOVEMBER, role=Role.MANAGER)
    assert [(line["level"], line["opened"], line["closed"], line["hours_to_close"]) for line in report["lines"]] == [
        ("technician", 1, 1, "3.0"),
        ("supervisor", 1, 0, None),
    ]


async def test_a_period_that_ends_before_it_begins_is_refused(followup: RunningService) -> None:
    days: dict[str, Any] = {"first_day": "2026-11-30", "last_day": "2026-11-01"}
    await followup.get("/reports/call-backs", status=400, **days)
