"""The main store through its doors: issued, used on visits and at the bench, counted; the race for the last part."""

from typing import Any

import pytest

from shared.actor import Role
from shared.events.repairs.items import PartBuiltIn, RepairReady
from shared.events.repairs.stock import StockLow, StockMoved
from shared.identifiers import new_id
from tests.builders.racing import Asked, at_once
from tests.integration.repairs.conftest import Shop, built_in

KEEPER: dict[str, Any] = {"role": Role.WAREHOUSE}


async def _line(shop: Shop, code: str = "psu-12v", least: int = 0, there: int = 0) -> Any:
    line = {"code": code, "kind": "part", "label": "摄像机电源", "least": least}
    product = await shop.service.post("/stock", line, **KEEPER)
    if there:
        await _move(shop, product, "received", there)
    return product


async def _move(shop: Shop, product: Any, kind: str, quantity: int, status: int | None = None, **more: Any) -> Any:
    body = {"product_id": product["id"], "kind": kind, "quantity": quantity} | more
    return await shop.service.post("/stock-movements", body, status=status, **KEEPER)


async def _seen(shop: Shop, product: Any) -> tuple[int, int, int]:
    seen = await shop.service.get(f"/stock/{product['id']}", **KEEPER)
    return seen["in_store"], seen["with_technicians"], seen["old_in_store"]


async def test_parts_go_to_a_technician_are_used_on_a_visit_and_the_rest_and_the_old_ones_come_back(shop: Shop) -> None:
    product = await _line(shop, there=10, least=7)
    his: dict[str, Any] = {"technician_id": str(shop.technician)}
    await _move(shop, product, "issued", 4, **his)
    assert await _seen(shop, product) == (6, 4, 0)
    await shop.service.tell(built_in(shop, "psu-12v", 3))
    assert await _seen(shop, product) == (6, 1, 0)
    await _move(shop, product, "returned", 1, **his)
    await _move(shop, product, "old_part", 3, **his)
    assert await _seen(shop, product) == (7, 0, 3)
    lows = [each for each in await shop.service.announced(StockLow) if isinstance(each, StockLow)]
    assert [(low.in_store, low.least, low.clause) for low in lows] == [(0, 7, "7.1"), (6, 7, "7.1")]
    told = [event.movement for event in await shop.service.announced(StockMoved) if isinstance(event, StockMoved)]
    assert told == ["received", "issued", "used", "returned", "old_part"]
    listed = await shop.service.get("/stock-movements", product_id=product["id"], **KEEPER)
    assert [each["kind"] for each in listed["items"]] == list(reversed(told))
    assert listed["items"][2]["job_id"] is not None


async def test_a_part_that_no_book_knows_is_booked_all_the_same(shop: Shop) -> None:
    await shop.service.tell(built_in(shop, "bracket", 2))
    [line] = (await shop.service.get("/stock", code="bracket", **KEEPER))["items"]
    assert (line["in_store"], line["bags"]) == (0, [{"technician_id": str(shop.technician), "quantity": -2}])


async def test_a_technician_sees_what_he_carries_and_nothing_else(shop: Shop) -> None:
    mine, other = await _line(shop, there=5), await _line(shop, "camera-board", there=5)
    await _move(shop, mine, "issued", 1, technician_id=str(shop.technician))
    await _move(shop, other, "issued", 1, technician_id=str(new_id()))
    technician: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": shop.technician}
    assert [each["id"] for each in (await shop.service.get("/stock", **technician))["items"]] == [mine["id"]]
    moved = (await shop.service.get("/stock-movements", **technician))["items"]
    assert [each["kind"] for each in moved] == ["issued"]
    assert (await shop.service.get("/stock", role=Role.TECHNICIAN))["items"] == []
    await shop.service.get(f"/stock/{other['id']}", status=403, **technician)


async def test_what_is_built_in_at_the_bench_leaves_the_store_and_reaches_billing_with_the_item(shop: Shop) -> None:
    product = await _line(shop, there=2)
    repair_id = await shop.registered("own_bench")
    await shop.ask(repair_id, "work")
    await _move(shop, product, "used", 1, repair_id=repair_id)
    assert (await shop.shown(repair_id))["parts"] == [{"part": "psu-12v", "quantity": 1}]
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    [ready] = await shop.service.announced(RepairReady)
    assert isinstance(ready, RepairReady)
    assert ready.parts == (PartBuiltIn(part="psu-12v", quantity=1),)
    assert await _seen(shop, product) == (1, 0, 0)


async def test_a_line_of_which_nothing_is_there_is_low_and_announced_when_it_is_opened(shop: Shop) -> None:
    product = await _line(shop, least=5)
    assert product["is_low"]
    [low] = await shop.service.announced(StockLow)
    assert isinstance(low, StockLow)
    assert (low.in_store, low.least, low.clause) == (0, 5, "7.1")
    await _move(shop, product, "received", 5)
    assert [each["id"] for each in (await shop.service.get("/stock", is_low=False, **KEEPER))["items"]] == [
        product["id"]
    ]
    await _line(shop, "bracket")
    assert len(await shop.service.announced(StockLow)) == 1, "of which none is wanted none is missed"


@pytest.mark.parametrize("kind", ["received", "issued", "returned", "old_part", "counted", "used"])
async def test_a_specialist_moves_only_what_is_built_in_at_the_bench(shop: Shop, kind: str) -> None:
    product = await _line(shop, there=2)
    body = {"product_id": product["id"], "kind": kind, "quantity": 1, "technician_id": str(shop.technician)}
    asked = body | {"job_id": str(new_id()), "reason": "found"}
    problem = await shop.service.post("/stock-movements", asked, status=403, **shop.desk)
    assert (problem["code"], problem["clause"], problem["field"]) == ("not_his_to_move", "7.1", "kind")
    repair_id = await shop.registered("own_bench")
    built = {"product_id": product["id"], "kind": "used", "quantity": 1, "repair_id": repair_id}
    await shop.service.post("/stock-movements", built, **shop.desk)
    assert await _seen(shop, product) == (1, 0, 0)


async def test_a_count_that_differs_is_explained(shop: Shop) -> None:
    product = await _line(shop, there=10)
    assert (await _move(shop, product, "counted", 10, status=422))["code"] == "count_matches"
    assert (await _move(shop, product, "counted", 8, status=422))["code"] == "reason_unknown"
    counted = await _move(shop, product, "counted", 8, reason="not_booked")
    assert (counted["quantity"], counted["reason"]) == (-2, "not_booked")
    assert await _seen(shop, product) == (8, 0, 0)


async def test_the_last_part_that_two_want_at_once_goes_to_one(shop: Shop) -> None:
    product = await _line(shop, there=1)
    body = {"product_id": product["id"], "kind": "issued", "quantity": 1}
    one, other = [
        Asked(path="/stock-movements", body=body | {"technician_id": str(new_id())}, role=Role.WAREHOUSE)
        for _ in range(2)
    ]
    assert await at_once(shop.service, one, other) == [201, 409]
    assert await _seen(shop, product) == (0, 1, 0)


async def test_what_is_not_there_or_not_said_is_refused_by_name(shop: Shop) -> None:
    product = await _line(shop, there=1)
    assert (await _move(shop, product, "issued", 2, technician_id=str(new_id()), status=409))["code"] == "not_in_stock"
    assert (await _move(shop, product, "issued", 1, status=422))["field"] == "technician_id"
    assert (await _move(shop, {"id": str(new_id())}, "received", 1, status=404))["code"] == "product_not_found"
    again = {"code": "psu-12v", "kind": "part", "label": "x"}
    assert (await shop.service.post("/stock", again, status=409, **KEEPER))["code"] == "product_there"
    await shop.service.post("/stock", again | {"code": "y"}, role=Role.SPECIALIST, status=403)
