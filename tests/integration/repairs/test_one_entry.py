"""One unit stands in one open entry of the register, whatever ticket it is on (5.7, 6.2)."""

from dataclasses import replace
from typing import Any

import pytest

from shared.events.intake.decisions import CoverageVerdict
from shared.identifiers import new_id
from tests.builders.racing import Asked, at_once
from tests.integration.repairs.conftest import SERIAL, Shop, visit

MODEL = "DS-2CD3T45"


async def _another_ticket(shop: Shop) -> Shop:
    """The same customer reports something else."""
    other = replace(shop, ticket_id=new_id())
    await other.open_ticket()
    await other.judge(CoverageVerdict.COVERED, number=0)
    return other


def _unit(shop: Shop) -> dict[str, Any]:
    return {"ticket_id": str(shop.ticket_id), "product_model": MODEL, "serial": SERIAL}


async def test_a_unit_in_repair_is_not_taken_in_on_another_ticket(shop: Shop) -> None:
    first, other = await shop.brought_in(product_model=MODEL), await _another_ticket(shop)
    problem = await shop.service.post("/repairs", _unit(other), status=409, **shop.desk)
    assert (problem["code"], problem["clause"], problem["field"]) == ("already_in_repair", "6.2", "serial")
    assert problem["facts"] == {"number": first["number"], "repair_id": first["id"]}
    await other.brought_in(product_model="DS-7816N-K2")


async def test_on_one_ticket_a_serial_number_stands_once_whatever_the_unit_is_called(shop: Shop) -> None:
    first = await shop.brought_in(product_model=MODEL)
    renamed = _unit(shop) | {"product_model": "DS2CD3T45"}
    problem = await shop.service.post("/repairs", renamed, status=409, **shop.desk)
    assert problem["facts"]["number"] == first["number"]


async def test_a_unit_whose_repair_is_over_is_taken_in_again(shop: Shop) -> None:
    first = await shop.brought_in(product_model=MODEL)
    await shop.ask(first["id"], "loss", {"reason": "not_found_at_count"})
    await shop.brought_in(product_model=MODEL)


async def test_one_unit_that_is_taken_in_at_once_on_two_tickets_is_registered_once(shop: Shop) -> None:
    other = await _another_ticket(shop)
    one, two = [Asked(path="/repairs", body=_unit(each), **shop.desk) for each in (shop, other)]
    assert await at_once(shop.service, one, two) == [201, 409]


async def test_what_a_technician_has_is_noted_but_not_taken_over_while_another_entry_is_open(shop: Shop) -> None:
    first, other = await shop.brought_in(product_model=MODEL), await _another_ticket(shop)
    carried = await other.brought_back()
    assert (await shop.shown(carried))["place"] == "technician", "he has it, whatever the register says"
    problem = await shop.ask(carried, "reception", status=409)
    assert (problem["code"], problem["facts"]["number"]) == ("already_in_repair", first["number"])
    await shop.ask(first["id"], "loss", {"reason": "not_found_at_count"})
    await shop.ask(carried, "reception")


async def test_what_hung_again_and_failed_again_comes_back_as_a_new_entry(shop: Shop) -> None:
    first = await shop.brought_back(is_mounted=True)
    await shop.ask(first, "reception")
    await shop.ask(first, "test", {"finding": "fixed_at_counter", "fault": "loose_cable"})
    await shop.ask(first, "ready")
    await shop.ask(first, "ride-home", {"technician_id": str(shop.technician)})
    again = await shop.brought_back(is_mounted=True)
    await shop.service.tell(visit(shop))
    assert (await shop.shown(first))["state"] == "reinstalled"
    assert (await shop.ask(again, "reception"))["state"] == "received"


@pytest.mark.parametrize("is_brought_in", [True, False])
async def test_what_hangs_at_home_while_the_loaner_is_out_and_fails_again_comes_back_as_a_new_entry(
    shop: Shop, *, is_brought_in: bool
) -> None:
    first = await shop.brought_back(is_mounted=True)
    await shop.ask(first, "reception")
    await shop.ask(first, "test", {"finding": "fixed_at_counter", "fault": "loose_cable"})
    await shop.ask(first, "ready")
    await shop.service.service.database.execute("UPDATE repair SET loan_id = $1, item_id = NULL", new_id())
    await shop.ask(first, "ride-home", {"technician_id": str(shop.technician)})
    await shop.service.tell(visit(shop))
    assert (await shop.shown(first))["state"] == "at_home"
    if is_brought_in:
        await shop.brought_in(product_model=MODEL)
    else:
        await shop.ask(await shop.brought_back(is_mounted=True), "reception")


async def test_two_technicians_units_that_are_taken_over_at_once_are_one(shop: Shop) -> None:
    one, two = [await shop.brought_back() for _ in range(2)]
    receptions = [Asked(path=f"/repairs/{each}/reception", body={}, **shop.desk) for each in (one, two)]
    assert await at_once(shop.service, *receptions) == [200, 409]
