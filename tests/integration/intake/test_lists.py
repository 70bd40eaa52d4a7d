"""Lists of tickets and how many there are: by state, level, district, customer, period and age."""

from datetime import timedelta
from typing import Any

import pytest

from shared.actor import Role
from tests.builders.running_service import START
from tests.integration.intake.conftest import Desk


@pytest.fixture
async def numbers(desk: Desk) -> dict[str, str]:
    """Four tickets with a name for each difference; the clock has gone on by two days."""
    intake = desk.intake
    south = await intake.post(f"/customers/{desk.customer_id}/sites", {"address": "重庆市南岸区学府大道1号"})
    made = {
        "first": await desk.ticket(level=1),
        "in the south": await desk.ticket(level=2, site_id=south["id"]),
    }
    await intake.post(f"/tickets/{made['first']['id']}/cancellation", {"reason": "duplicate"})
    await intake.pass_time_to(START + timedelta(days=2))
    made["later"] = await desk.ticket(level=2)
    contact = {"name": "王芳", "phone": "68797190"}
    other = await intake.post("/customers", {"name": "B", "contacts": [contact]})
    made["another's"] = await desk.ticket(customer_id=other["id"], site_id=None, equipment_id=None, level=3)
    return {name: ticket["number"] for name, ticket in made.items()}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"first", "in the south", "later", "another's"}),
        ({"state": "cancelled"}, {"first"}),
        ({"is_open": "true"}, {"in the south", "later", "another's"}),
        ({"is_open": "false"}, {"first"}),
        ({"level": "2"}, {"in the south", "later"}),
        ({"district": "南岸"}, {"in the south"}),
        ({"district": "渝中", "level": "2"}, {"later"}),
        ({"older_than_hours": "48"}, set()),
        ({"older_than_hours": "47"}, {"first", "in the south"}),
        ({"younger_than_hours": "48"}, {"first", "in the south", "later", "another's"}),
        ({"younger_than_hours": "1"}, {"later", "another's"}),
        ({"reported_from": "2026-11-24T00:00:00+08:00"}, {"later", "another's"}),
        ({"reported_until": "2026-11-24T00:00:00+08:00", "is_open": "true"}, {"in the south"}),
    ],
)
async def test_a_list_is_narrowed_by(
    desk: Desk, numbers: dict[str, str], wanted: dict[str, Any], found: set[str]
) -> None:
    items = (await desk.intake.get("/tickets", **wanted))["items"]
    assert {one["number"] for one in items} == {numbers[name] for name in found}


async def test_pages_further_on_go_to_the_end_of_the_age_that_was_asked_for(
    desk: Desk, numbers: dict[str, str]
) -> None:
    wanted: dict[str, Any] = {"older_than_hours": 1, "limit": 1}
    first = await desk.intake.get("/tickets", **wanted)
    second = await desk.intake.get("/tickets", **wanted, cursor=first["next"])
    found = [one["number"] for one in first["items"] + second["items"]]
    assert (found, second["next"]) == ([numbers["in the south"], numbers["first"]], None)


@pytest.mark.parametrize(
    ("wanted", "counts"),
    [
        ({"by": "state"}, {"opened": 3, "cancelled": 1}),
        ({"by": "level"}, {"1": 1, "2": 2, "3": 1}),
        ({"by": "level", "is_open": "true"}, {"2": 2, "3": 1}),
        ({"by": "district"}, {"渝中": 2, "南岸": 1}),
        ({"by": "state", "older_than_hours": "47"}, {"opened": 1, "cancelled": 1}),
    ],
)
async def test_counts_are_narrowed_as_the_list_is(
    desk: Desk, numbers: dict[str, str], wanted: dict[str, Any], counts: dict[str, int]
) -> None:
    shown: Any = await desk.intake.get("/ticket-counts", **wanted)
    assert {one["value"]: one["count"] for one in shown["counts"] if one["count"]} == counts
    assert not any(one["is_at_least"] for one in shown["counts"])


async def test_a_count_stops_where_nobody_reads_on(
    desk: Desk, numbers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.intake.queries.ticket_lists.COUNTED_UP_TO", 2)
    shown: Any = await desk.intake.get("/ticket-counts", by="state")
    by_state = {one["value"]: (one["count"], one["is_at_least"]) for one in shown["counts"]}
    assert (by_state["opened"], by_state["cancelled"]) == ((2, True), (1, False))


async def test_a_partner_counts_only_what_he_sent_in(desk: Desk, numbers: dict[str, str]) -> None:
    shown: Any = await desk.intake.get("/ticket-counts", role=Role.PARTNER, subject="acme")
    assert all(one["count"] == 0 for one in shown["counts"])
