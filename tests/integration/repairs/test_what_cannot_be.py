"""What cannot be so is refused by name: outcomes nobody can know, negative money, a unit given twice, past dates."""

from datetime import timedelta
from typing import Any

import pytest

from shared.actor import Role
from shared.events.intake.decisions import CoverageVerdict
from tests.builders.running_service import START
from tests.integration.repairs.conftest import Shop
from tests.integration.repairs.test_lending import _asked, _late, _unit

KEEPER: dict[str, Any] = {"role": Role.WAREHOUSE}
CAME_BACK: list[tuple[dict[str, str], str, str]] = [
    # what the warehouse says of an item from the factory, refused because, field
    ({"outcome": "exchanged"},        "outcome_not_possible", "outcome"),
    ({"outcome": "refused"},          "outcome_not_possible", "outcome"),
    ({"outcome": "given_back"},       "outcome_not_possible", "outcome"),
    ({"outcome": "fixed_at_counter"}, "outcome_not_possible", "outcome"),
    ({"cost": "-1.00"},               "amount_wrong",         "cost"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "code", "field"), CAME_BACK)
async def test_the_factory_sends_an_item_back_with_an_outcome_of_its_own(
    shop: Shop, said: dict[str, str], code: str, field: str
) -> None:
    repair_id = await shop.registered()
    batch = await shop.sent(repair_id)
    problem = await shop.batch(batch["id"], "returns", {"items": [{"repair_id": repair_id} | said]}, status=422)
    assert (problem["code"], problem["clause"], problem["field"]) == (code, "6.3", field)
    assert (await shop.shown(repair_id))["state"] == "at_factory"


@pytest.mark.parametrize("outcome", ["exchanged", "replaced", "rejected", "refused", "given_back"])
async def test_what_only_the_store_the_factory_or_the_customer_can_do_is_not_said_at_the_bench(
    shop: Shop, outcome: str
) -> None:
    repair_id = await shop.registered("own_bench")
    await shop.ask(repair_id, "work")
    problem = await shop.ask(repair_id, "ready", {"outcome": outcome}, status=422)
    assert (problem["code"], problem["field"]) == ("outcome_not_possible", "outcome")


async def test_a_factory_is_not_expected_in_the_past(shop: Shop) -> None:
    repair_id = await shop.registered()
    batch = await shop.packed(repair_id)
    sent = {"carrier": "SF", "waybill": "1", "expected_until": "2026-11-22T09:00:00+08:00"}
    problem = await shop.batch(batch["id"], "dispatch", sent, status=422)
    assert (problem["code"], problem["field"]) == ("promise_not_ahead", "expected_until")


@pytest.mark.parametrize("price", ["-5.00", "0.00"])
async def test_goods_have_cost_more_than_nothing(shop: Shop, price: str) -> None:
    repair_id = await shop.registered()
    decided = {"ground": "other", "reason": "third repair", "price": price}
    problem = await shop.ask(repair_id, "goods-return", decided, role=Role.MANAGER, status=422)
    assert (problem["code"], problem["clause"], problem["field"]) == ("amount_wrong", "4.4", "price")


async def _in_store(shop: Shop, code: str = "DS-7816N-K2") -> Any:
    """Two new units of a model."""
    line = {"code": code, "kind": "product", "label": "录像机"}
    product = await shop.service.post("/stock", line, **KEEPER)
    received = {"product_id": product["id"], "kind": "received", "quantity": 2}
    await shop.service.post("/stock-movements", received, **KEEPER)
    return product


async def test_one_new_unit_goes_to_one_customer(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.COVERED)
    product = await _in_store(shop)
    unit = {"product_id": product["id"], "serial": "SN-NEW"}
    first, second = [await shop.registered(serial=f"SN-{number}") for number in (1, 2)]
    for repair_id in (first, second):
        await shop.ask(repair_id, "exchange", {"ground": "in_warranty"})
    await shop.ask(first, "new-unit", unit, **KEEPER)
    problem = await shop.ask(second, "new-unit", unit, status=409, **KEEPER)
    assert (problem["code"], problem["field"]) == ("unit_given_already", "serial")
    assert (await shop.service.get(f"/stock/{product['id']}", **KEEPER))["in_store"] == 1
    other = await _in_store(shop, "DS-7816N-K3")
    await shop.ask(second, "new-unit", unit | {"product_id": other["id"]}, **KEEPER)


@pytest.mark.parametrize("way", ["goods-return", "exchange"])
async def test_a_unit_that_was_taken_back_is_given_again_to_one_customer(shop: Shop, way: str) -> None:
    await shop.judge(CoverageVerdict.COVERED)
    product = await _in_store(shop)
    unit = {"product_id": product["id"], "serial": "SN-NEW"}
    other = unit | {"serial": "SN-NEWER"}
    one, two, three = [await shop.registered(serial=f"SN-{number}") for number in (1, 2, 3)]
    for repair_id in (one, two, three):
        await shop.ask(repair_id, "exchange", {"ground": "in_warranty"})
    await shop.ask(one, "new-unit", unit, **KEEPER)
    await shop.service.pass_time_to(START + timedelta(minutes=1))
    back = await shop.registered(serial="SN-NEW")
    assert (await shop.ask(two, "new-unit", unit, status=409, **KEEPER))["code"] == "unit_given_already"
    await shop.ask(back, way, {"ground": "other", "reason": "third repair"}, role=Role.SUPERVISOR)
    if way == "exchange":
        assert (await shop.ask(two, "new-unit", unit, status=409, **KEEPER))["code"] == "unit_given_already"
        await shop.ask(back, "new-unit", other, **KEEPER)
    received = {"product_id": product["id"], "kind": "received", "quantity": 2}
    await shop.service.post("/stock-movements", received, **KEEPER)
    await shop.service.pass_time_to(START + timedelta(minutes=2))
    await shop.ask(two, "new-unit", unit, **KEEPER)
    assert (await shop.ask(three, "new-unit", unit, status=409, **KEEPER))["code"] == "unit_given_already"


async def test_a_loaner_is_in_the_books_once_and_costs_no_negative_deposit(shop: Shop) -> None:
    unit = await _unit(shop, "DYJ-7")
    again = {"product_model": "DS-7816N-K2", "serial": "DYJ-7", "deposit": "500.00"}
    problem = await shop.service.post("/loaners", again, status=409, **KEEPER)
    assert (problem["code"], problem["field"]) == ("loaner_there", "serial")
    problem = await shop.service.post("/loaners", again | {"serial": "X", "deposit": "-5.00"}, status=422, **KEEPER)
    assert (problem["code"], problem["clause"], problem["field"]) == ("amount_wrong", "4.5", "deposit")
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available"


async def test_a_loaner_that_was_only_asked_for_is_free_again_when_the_repair_is_over(shop: Shop) -> None:
    repair_id, unit = await _late(shop), await _unit(shop)
    loan = await _asked(shop, repair_id, unit)
    receipt = await shop.ask(repair_id, "receipt")
    await shop.ask(repair_id, "work")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    await shop.ask(repair_id, "collection", {"check_code": receipt["check_code"]})
    found = await shop.service.get(f"/loans/{loan['id']}")
    assert (found["state"], found["refusal_reason"]) == ("closed", "repair_ready")
    assert (await shop.service.get(f"/loaners/{unit['id']}"))["state"] == "available"
