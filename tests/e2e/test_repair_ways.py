"""Ways of an item that five services live together: exchanged, returned, paid, refused, scrapped, lost, given back."""

from datetime import timedelta

import pytest

from services.cli.api import Document
from services.cli.story.desk import Desk
from services.cli.story.play import open_department
from services.cli.story.waiting import becomes, first, post_when_known
from shared.actor import Role
from shared.policy import business_day
from tests.e2e.conftest import Town

MODEL, PSU = "DS-2CD2043G2-I", "PSU-12V"


@pytest.fixture
async def desk(town: Town) -> Desk:
    """The department, open."""
    return await open_department(town.api, town.now)


async def _brought_in(
    desk: Desk, serial: str, *, sold_on: str | None = None, fault: str = "no_picture"
) -> tuple[Document, Document, Document]:
    """A camera, sold three days ago unless told otherwise, comes to the desk and its fault is seen.

    Returns camera, ticket, repair.
    """
    bought_on = sold_on or business_day(desk.now() - timedelta(days=3)).isoformat()
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
    await becomes(desk.api, at, lambda seen: seen["fee"]["fee"] != "undetermined")
    await desk.api.post(f"{at}/test", {"finding": "confirmed", "fault": fault, "way": "own_bench"})
    return camera, ticket, repair


async def _registered(desk: Desk, serial: str, *, sold_on: str) -> tuple[Document, str, Document]:
    """Such a camera without power: its ticket, where its repair is, and the receipt."""
    _, ticket, repair = await _brought_in(desk, serial, sold_on=sold_on, fault="no_power")
    at = f"/repairs/repairs/{repair['id']}"
    return ticket, at, await desk.api.post(f"{at}/receipt", {})


async def _quoted(desk: Desk, at: str) -> Document:
    repair_id = at.rsplit("/", 1)[1]
    lines = [{"kind": "part", "part": PSU}]
    return await post_when_known(desk.api, "/billing/quotes", {"repair_id": repair_id, "lines": lines})


def _word(desk: Desk, reason: str) -> Document:
    return {"reason": reason, "contact_id": desk.customer.contact_id, "means": "phone"}


async def _closed(desk: Desk, ticket: Document) -> None:
    await desk.ticket_becomes(ticket, "resolved")
    await desk.call_back(ticket, solved=True)
    await desk.ticket_becomes(ticket, "closed")


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


async def test_a_paid_repair_goes_out_when_it_is_paid_and_a_refused_one_costs_nothing(town: Town, desk: Desk) -> None:
    api = town.api
    async with town.ticking():
        ticket, at, receipt = await _registered(desk, "CQ3000001", sold_on="2024-01-10")
        quote = await _quoted(desk, at)
        consent = {"contact_id": desk.customer.contact_id, "method": "signature", "quote_version": 1}
        await api.post(f"/billing/quotes/{quote['id']}/consent", consent)
        await becomes(api, at, lambda seen: seen["state"] == "tested")
        line = {"code": PSU, "kind": "part", "label": "电源", "least": 0}
        part = await api.post("/repairs/stock", line, role=Role.WAREHOUSE)
        pieces = {"product_id": part["id"], "quantity": 1}
        await api.post("/repairs/stock-movements", pieces | {"kind": "received"}, role=Role.WAREHOUSE)
        used = pieces | {"kind": "used", "repair_id": at.rsplit("/", 1)[1]}
        await api.post("/repairs/stock-movements", used, role=Role.WAREHOUSE)
        await api.post(f"{at}/work")
        await api.post(f"{at}/ready", {"outcome": "repaired"})
        charge = await first(api, "/billing/charges", role=Role.FINANCE, ticket_id=ticket["id"])
        assert (charge["total"], charge["lines"][0]["clause"]) == ("52.00", "3.5")
        await becomes(api, at, lambda seen: seen["charge"] is not None)
        cash = {"amount": "52.00", "method": "cash"}
        specialist = desk.department.ids[Role.SPECIALIST]
        await api.post(f"/billing/charges/{charge['id']}/payments", cash, subject=specialist)
        await becomes(api, at, lambda seen: seen["charge"]["is_settled"])
        await api.post(f"{at}/collection", {"check_code": receipt["check_code"]})
        await _closed(desk, ticket)

        ticket, at, receipt = await _registered(desk, "CQ3000002", sold_on="2024-01-10")
        quote = await _quoted(desk, at)
        await api.post(f"/billing/quotes/{quote['id']}/refusal", {"reason": "too_expensive"})
        refused = await api.post(f"{at}/refusal", _word(desk, "price"))
        assert (refused["state"], refused["outcome"]) == ("refused", "refused")
        await api.post(f"{at}/ready", {})
        await becomes(api, at, lambda seen: seen["charge"] is not None)
        await api.post(f"{at}/collection", {"check_code": receipt["check_code"]})
        await _closed(desk, ticket)
        charges = await api.get("/billing/charges", role=Role.FINANCE, ticket_id=ticket["id"])
        assert [(each["total"], each["state"]) for each in charges["items"]] == [("0.00", "settled")]


async def test_items_that_are_scrapped_with_consent_lost_or_given_back_end_their_tickets(
    town: Town, desk: Desk
) -> None:
    api = town.api
    async with town.ticking():
        ticket, at, _ = await _registered(desk, "CQ3000003", sold_on="2026-06-15")
        await api.post(f"{at}/condemnation")
        scrapped = await api.post(f"{at}/scrapping", _word(desk, "not_worth_it"))
        assert (scrapped["state"], scrapped["place"]) == ("scrapped", "scrap")
        assert scrapped["ending"]["contact_id"] == desk.customer.contact_id
        await _closed(desk, ticket)

        ticket, at, _ = await _registered(desk, "CQ3000004", sold_on="2026-06-15")
        lost = await api.post(f"{at}/loss", {"reason": "not_found_at_count"}, role=Role.SUPERVISOR)
        assert (lost["state"], lost["place"], lost["ending"]["from_place"]) == ("lost", "unknown", "desk")
        await _closed(desk, ticket)

        ticket, at, receipt = await _registered(desk, "CQ3000005", sold_on="2026-06-15")
        await api.post(f"/intake/tickets/{ticket['id']}/cancellation", {"reason": "customer_withdrew"})
        given_back = await becomes(api, at, lambda seen: seen["state"] == "to_give_back")
        assert (given_back["outcome"], given_back["place"]) == ("given_back", "desk")
        collected = await api.post(f"{at}/collection", {"check_code": receipt["check_code"]})
        assert (collected["state"], collected["place"]) == ("collected", "customer")
        await desk.ticket_becomes(ticket, "cancelled")
