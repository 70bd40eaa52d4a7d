"""A contract comes near its end: the customer is told, called, visited, and signs the next one (5.13)."""

from datetime import timedelta

from services.cli.registry import SERVICES
from services.cli.replay.summary import all_handled
from services.cli.story.play import open_department
from services.cli.story.waiting import becomes, first, post_when_known
from shared.actor import Role
from tests.e2e.conftest import START, Town


async def test_a_renewal_from_the_notice_to_the_next_contract(town: Town) -> None:
    desk = await open_department(town.api, town.now)
    wanted = {"kind": "engineering", "customer_id": desk.customer.id, "starts_on": "2025-12-10", "months": 12}
    contract = await post_when_known(town.api, "/followup/contracts", wanted)
    at = f"/followup/contracts/{contract['id']}"
    await town.api.post(f"{at}/signature")
    await becomes(town.api, at, lambda seen: seen["state"] == "expiring")
    await town.pass_time_to(START + timedelta(hours=1))

    call = await first(town.api, "/followup/calls", state="owed", purpose="renewal")
    assert call["contract_id"] == contract["id"]
    visit = {
        "outcome": "visit",
        "at": town.now().isoformat(),
        "window_from": (START + timedelta(days=2)).isoformat(),
        "window_until": (START + timedelta(days=2, hours=1)).isoformat(),
    }
    await town.api.post(f"{at}/notice-outcome", visit)
    job = await first(town.api, "/dispatch/jobs", purpose="renewal")
    assert job["purpose"] == "renewal"

    following = await town.api.post(f"{at}/renewal", {"kind": "engineering", "months": 12})
    await town.api.post(f"/followup/contracts/{following['id']}/signature")
    old = await town.api.get(at, role=Role.SPECIALIST)
    assert (old["state"], old["notice"]["state"], old["next_contract_id"]) == ("renewed", "won", following["id"])

    await all_handled(town.api)
    for service in SERVICES:
        assert not (await town.api.get(f"/{service}/parked"))["items"], service
