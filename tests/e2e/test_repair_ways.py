"""Ways of an item that five services live together: exchanged for another unit, or taken back for its price."""

from datetime import timedelta

import pytest

from services.cli.api import Document
from services.cli.story.desk import Desk
from services.cli.story.play import open_department
from services.cli.story.waiting import becomes, first, post_when_known
from shared.actor import Role
from shared.policy import business_day
from tests.e2e.conftest import Town

MODEL = "DS-2CD2043G2-I"


@pytest.fixture
async def desk(town: Town) -> Desk:
    """The department, open."""
    return await open_department(town.api, town.now)


async def _brought_in(desk: Desk, serial: str) -> tuple[Document, Document, Document]:
    """A camera that was sold three days ago comes to the desk and its fault is seen: camera, ticket, repair."""
    bought_on = business_day(desk.now() - timedelta(days=3)).isoformat()
    sold = {
        "customer_id": desk.customer.id,
        "site_id": desk.customer.site_id,
        "product_model": MODEL,
        "product_category": "camera",
        "serial": serial,
        "provenance": "sold",
        "proofs": [{"kind": "invoice", "number": f"FP-{serial}", "dated_on": bought_on}],
    }
    camera = await desk.api.post("/intake/equipment", sold)
    ticket = await desk.take_call(camera["id"], level=2, description="没有图像")
    await desk.api.post(f"/intake/tickets/{ticket['id']}/bring-in")
    brought = {
        "ticket_id": ticket["id"],
        "equipment_id": camera["id"],
        "responsible_id": desk.department.ids[Role.SPECIALIST],
    }
    repair = await post_when_known(desk.api, "/repairs/repairs", brought)
    at = f"/repairs/repairs/{repair['id']}"
    await becomes(desk.api, at, lambda seen: seen["fee"]["fee"] == "free")
    await desk.api.post(f"{at}/test", {"finding": "confirmed", "fault": "no_picture", "way": "own_bench"})
    return camera, ticket, repair


async def test_a_camera_of_three_days_is_exchanged_and_its_ticket_closes_after_the_call_back(
    town: Town, desk: Desk
) -> None:
    api = town.api
    async with town.ticking():
        camera, ticket, repair = await _brought_in(desk, "CQ1000001")
        at = f"/repairs/repairs/{repair['id']}"
        receipt = await api.post(f"{at}/receipt", {})
        await api.post(f"{at}/exchange", {"ground": "within_standard"})
        line = {"code": MODEL, "kind": "product", "label": "摄像机"}
        product = await api.post("/repairs/stock", line, role=Role.WAREHOUSE)
        received = {"product_id": product["id"], "kind": "received", "quantity": 1}
        await api.post("/repairs/stock-movements", received, role=Role.WAREHOUSE)
        unit = {"product_id": product["id"], "serial": "CQ1000002"}
        await api.post(f"{at}/new-unit", unit, role=Role.WAREHOUSE)
        await api.post(f"{at}/ready", {})
        await api.post(f"{at}/collection", {"check_code": receipt["check_code"]})
        await desk.ticket_becomes(ticket, "resolved")
        await desk.call_back(ticket, solved=True)
        await desk.ticket_becomes(ticket, "closed")
        on_file = f"/intake/equipment/{camera['id']}"
        now = await becomes(api, on_file, lambda seen: seen["serial"] == "CQ1000002")
        assert now["former_serials"] == ["CQ1000001"]
        facts = (await api.get(f"{on_file}/service-history", role=Role.SPECIALIST))["items"]
        [swap] = [each for each in facts if each["what"] == "swapped"]
        assert swap["details"]["cover_from"] == business_day(town.now()).isoformat()
    stock = await api.get(f"/repairs/stock/{product['id']}", role=Role.WAREHOUSE)
    assert (stock["in_store"], stock["old_in_store"]) == (0, 1)
    for serial in (camera["serial"], "CQ1000002"):
        found = await api.get("/repairs/serial-movements", role=Role.SPECIALIST, serial=serial)
        assert [each["id"] for each in found["items"]] == [repair["id"]]


async def test_a_camera_of_three_days_is_taken_back_and_its_price_is_refunded(town: Town, desk: Desk) -> None:
    api = town.api
    async with town.ticking():
        _, ticket, repair = await _brought_in(desk, "CQ1000003")
        over = await api.post(f"/repairs/repairs/{repair['id']}/goods-return", {"ground": "within_standard"})
        assert (over["state"], over["exchange"]["clause"]) == ("returned_for_refund", "4.4")
        refund = await first(api, "/billing/refunds", role=Role.FINANCE)
        assert (refund["reason"], refund["ticket_id"]) == ("goods_returned", ticket["id"])
        await desk.ticket_becomes(ticket, "resolved")
