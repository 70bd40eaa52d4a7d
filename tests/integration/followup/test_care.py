"""Care calls (5.14): three quiet months by customer and site, reset by any repair, spread over working days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.events.followup.calls import CareCallCompleted
from shared.identifiers import new_id
from tests.builders.followup import customer, ticket, visit
from tests.builders.running_service import START, RunningService

CUSTOMER = new_id()
MORNING = timedelta(minutes=30)
"""08:30 in Chongqing is 00:30 in UTC."""


async def _cover(
    followup: RunningService, customer_id: UUID = CUSTOMER, starts_on: str = "2026-08-20", **more: Any
) -> None:
    draft = {"kind": "engineering", "customer_id": str(customer_id), "starts_on": starts_on, "months": 12} | more
    await followup.tell(customer(customer_id, *(UUID(each) for each in more.get("site_ids", ()))))
    contract = await followup.post("/contracts", draft)
    await followup.post(f"/contracts/{contract['id']}/signature")


async def _care_calls(followup: RunningService, **wanted: Any) -> list[Any]:
    found: list[Any] = (await followup.get("/calls", purpose="care", limit=200, **wanted))["items"]
    return found


@pytest.mark.parametrize(
    ("starts_on", "called_on"),
    [
        ("2026-08-20", "2026-11-24"),  # quiet since August, due on 20 November: the next working day
        ("2026-08-25", "2026-11-25"),
        ("2026-08-31", "2026-11-30"),  # there is no 31 November
        ("2026-09-30", "2026-12-30"),
        ("2026-10-15", "2027-01-15"),  # across the year
        ("2026-11-28", "2027-03-01"),  # 28 February is a Sunday
    ],
)
async def test_a_covered_customer_is_called_after_three_quiet_months(
    followup: RunningService, starts_on: str, called_on: str
) -> None:
    await _cover(followup, starts_on=starts_on)
    due = datetime.combine(date.fromisoformat(called_on), datetime.min.time(), UTC) + MORNING
    await followup.pass_time_to(due - timedelta(seconds=1))
    assert await _care_calls(followup) == []

    await followup.pass_time_to(due)

    [call] = await _care_calls(followup)
    assert (call["clause"], datetime.fromisoformat(call["owed_since"])) == ("5.14", due)


async def test_a_repair_resets_the_clock_of_its_site_and_drops_the_call(followup: RunningService) -> None:
    here, there = new_id(), new_id()
    await _cover(followup, site_ids=[str(here), str(there)])
    await followup.pass_time_to(START + timedelta(days=1))
    assert len(await _care_calls(followup, state="owed")) == 2

    opened = ticket(customer_id=CUSTOMER, site_id=here, reported_at=followup.clock.now())
    await followup.tell(opened)

    [owed] = await _care_calls(followup, state="owed")
    assert owed["site_id"] == str(there)
    await followup.tell(visit(opened.ticket_id, completed_at=datetime(2026, 12, 1, tzinfo=UTC)))
    [clock] = await followup.service.database.rows("SELECT call_on FROM quiet_clock WHERE site_id = $1", here)
    assert clock["call_on"] == date(2027, 3, 1)


async def test_after_the_call_the_months_count_anew(followup: RunningService) -> None:
    await _cover(followup)
    await followup.pass_time_to(START + timedelta(days=1))
    [call] = await _care_calls(followup)
    said = {"answered_at": "2026-11-24T09:00:00+08:00", "is_content": True, "wants_service": True}
    await followup.post(f"/calls/{call['id']}/care-outcome", said)

    [event] = await followup.announced(CareCallCompleted)
    assert isinstance(event, CareCallCompleted)
    assert event.wants_service
    await followup.pass_time_to(datetime(2027, 2, 23, 23, tzinfo=UTC))
    assert await _care_calls(followup, state="owed") == []
    await followup.pass_time_to(datetime(2027, 2, 24, 1, tzinfo=UTC))
    assert len(await _care_calls(followup, state="owed")) == 1


async def test_no_day_has_them_all_and_a_stop_of_72_hours_brings_one_days_share(followup: RunningService) -> None:
    for _ in range(61):
        await _cover(followup, customer_id=new_id())
    await followup.pass_time_to(START + timedelta(days=3))
    first = await _care_calls(followup)
    await followup.pass_time_to(START + timedelta(days=4))

    assert len(first) == 60
    assert len(await _care_calls(followup)) == 61
    assert await followup.service.database.value("SELECT count(*) FROM timer WHERE kind = 'care_sweep'") == 1


async def test_nobody_is_called_after_his_cover_has_ended(followup: RunningService) -> None:
    await _cover(followup, starts_on="2026-09-25", months=2)
    await followup.pass_time_to(START + timedelta(days=90))
    assert await _care_calls(followup) == []


async def test_a_contract_that_ended_early_owes_no_care_call_unless_another_one_covers(
    followup: RunningService,
) -> None:
    covered = new_id()
    for customer_id in (CUSTOMER, covered, covered):
        await _cover(followup, customer_id)
    contracts = (await followup.get("/contracts"))["items"]
    for contract in {each["customer_id"]: each for each in contracts}.values():
        end = {"last_day": "2026-11-20", "reason": "customers_wish"}
        await followup.post(f"/contracts/{contract['id']}/termination", end)
    await followup.pass_time_to(START + timedelta(days=2))
    assert [call["customer_id"] for call in await _care_calls(followup)] == [str(covered)]
