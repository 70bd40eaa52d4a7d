"""Every other way an item can go: refused, exchanged, returned, home by a visit, stored, scrapped, lost."""

from datetime import date, timedelta
from typing import Any

from shared.actor import Role
from shared.events.contract import name_of
from shared.events.intake.decisions import CoverageVerdict
from shared.events.repairs.batches import BatchReturned, FactoryPromiseMissed
from shared.events.repairs.endings import GoodsReturned, ItemExchanged, RepairEnded
from shared.events.repairs.items import RepairCollected, RepairReady
from shared.events.repairs.promises import HandoverMissed, ItemStored, PromiseAtRisk, UncollectedItemReminded
from shared.events.repairs.stock import StockMoved
from shared.identifiers import new_id
from tests.builders.running_service import START
from tests.integration.repairs.conftest import WORD, Shop, visit

ENDINGS = (RepairCollected, ItemExchanged, GoodsReturned, RepairEnded)


async def _end(shop: Shop) -> Any:
    [ending] = await shop.service.announced(*ENDINGS)
    return ending


async def _mounted(shop: Shop) -> str:
    """A camera of a system that we mounted, ready at the desk."""
    repair_id = await shop.brought_back(is_mounted=True)
    await shop.ask(repair_id, "reception")
    await shop.ask(repair_id, "test", {"finding": "fixed_at_counter", "fault": "loose_cable"})
    await shop.ask(repair_id, "ready")
    return repair_id


async def test_an_item_within_the_standard_is_exchanged_at_the_warehouse_at_the_customers_choice(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.COVERED, exchange_until=date(2026, 11, 23))
    keeper: dict[str, Any] = {"role": Role.WAREHOUSE}
    line = {"code": "DS-7816N-K3", "kind": "product", "label": "录像机"}
    product = await shop.service.post("/stock", line, **keeper)
    repair_id = await shop.registered()
    receipt = await shop.ask(repair_id, "receipt")
    await shop.ask(repair_id, "exchange", {"ground": "within_standard"})
    unit = {"product_id": product["id"], "serial": "SN-NEW"}
    await shop.ask(repair_id, "new-unit", unit, status=403)
    assert (await shop.ask(repair_id, "new-unit", unit, status=409, **keeper))["code"] == "not_in_stock"
    received = {"product_id": product["id"], "kind": "received", "quantity": 1}
    await shop.service.post("/stock-movements", received, **keeper)
    made = await shop.ask(repair_id, "new-unit", unit, **keeper)
    assert (made["state"], made["exchange"]["old_serial"], made["new_serial"]) == (
        "new_unit",
        "SN-2024-00117",
        "SN-NEW",
    )
    ready = await shop.ask(repair_id, "ready")
    assert ready["outcome"] == "exchanged"
    over = await shop.ask(repair_id, "collection", {"check_code": receipt["check_code"]})
    assert (over["state"], over["place"]) == ("exchanged", "customer")
    told = await _end(shop)
    assert (told.old_serial, told.new_serial, told.cover_rule, told.cover_from) == (
        "SN-2024-00117",
        "SN-NEW",
        "anew",
        date(2026, 11, 23),
    )
    moved = [event.movement for event in await shop.service.announced(StockMoved) if isinstance(event, StockMoved)]
    assert moved == ["received", "exchanged_out", "goods_returned"]
    found = await shop.service.get("/serial-movements", serial="SN-NEW")
    assert [each["id"] for each in found["items"]] == [repair_id]


async def test_outside_the_standard_the_customer_does_not_choose_and_a_supervisor_may(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.NOT_COVERED, exchange_until=date(2026, 11, 22))
    repair_id = await shop.registered()
    late = await shop.ask(repair_id, "exchange", {"ground": "within_standard"}, status=422)
    assert (late["code"], late["clause"]) == ("outside_standard", "4.4")
    await shop.ask(repair_id, "exchange", {"ground": "in_warranty"}, status=422)
    other = {"ground": "other", "reason": "third repair"}
    await shop.ask(repair_id, "exchange", other, status=422)
    assert (await shop.ask(repair_id, "exchange", other, role=Role.SUPERVISOR))["state"] == "to_exchange"


async def test_goods_within_seven_days_go_back_into_the_store_and_billing_hears_it(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.COVERED, return_until=date(2026, 11, 23))
    repair_id = await shop.registered()
    over = await shop.ask(repair_id, "goods-return", {"ground": "within_standard", "price": "680.00"})
    assert (over["state"], over["place"]) == ("returned_for_refund", "warehouse")
    told = await _end(shop)
    assert (told.clause, told.ground, told.product_model) == ("4.4", "within_standard", "DS-7816N-K2")
    assert str(told.price) == "680.00"
    [line] = (await shop.service.get("/stock", code="DS-7816N-K2"))["items"]
    assert (line["old_in_store"], line["in_store"]) == (1, 0)


async def test_a_mounted_item_goes_home_with_a_technician_or_comes_back_with_him(shop: Shop) -> None:
    repair_id = await _mounted(shop)
    [ready] = await shop.service.announced(RepairReady)
    assert isinstance(ready, RepairReady)
    assert (ready.is_part_of_installation, ready.job_id is not None) == (True, True)
    carrier = {"technician_id": str(shop.technician)}
    assert (await shop.ask(repair_id, "ride-home", carrier))["place"] == "technician"
    await shop.service.tell(visit(shop, outcome="not_fixed"))
    assert (await shop.ask(repair_id, "reception"))["place"] == "desk"
    await shop.ask(repair_id, "ride-home", carrier)
    done = visit(shop)
    await shop.service.tell(done)
    assert (await shop.shown(repair_id))["state"] == "reinstalled"
    told = await _end(shop)
    assert (told.way, told.job_id) == ("reinstalled", done.job_id)


async def test_a_visit_that_ends_while_the_loaner_is_out_does_not_end_the_repair(shop: Shop) -> None:
    repair_id = await _mounted(shop)
    await shop.service.service.database.execute("UPDATE repair SET loan_id = $1", new_id())
    await shop.ask(repair_id, "ride-home", {"technician_id": str(shop.technician)})
    await shop.service.tell(visit(shop))
    seen = await shop.shown(repair_id)
    assert (seen["state"], seen["place"]) == ("at_home", "customer")
    await shop.service.tell(visit(shop))
    assert (await shop.shown(repair_id))["version"] == seen["version"], "he comes again, and it hangs there already"
    assert not await shop.service.announced(*ENDINGS)


async def test_nobody_collects_until_the_item_is_stored_and_scrapped_with_consent(shop: Shop) -> None:
    repair_id = await shop.registered("counter")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    assert (await shop.ask(repair_id, "storage", status=422))["code"] == "too_early_to_store"
    await shop.service.pass_time_to(START + timedelta(days=91))
    told = await shop.service.announced(UncollectedItemReminded)
    assert [getattr(each, "days_waiting", None) for each in told] == [7, 30, 90]
    stored = await shop.ask(repair_id, "storage")
    assert (stored["state"], stored["place"]) == ("stored", "warehouse")
    assert len(await shop.service.announced(ItemStored)) == 1
    await shop.ask(repair_id, "scrapping", WORD)
    assert (await _end(shop)).way == "scrapped"


async def test_what_nobody_can_repair_is_scrapped_with_consent_or_taken_as_it_is(shop: Shop) -> None:
    scrapped, taken = await shop.registered(), await shop.registered(serial="SN-2")
    for repair_id in (scrapped, taken):
        assert (await shop.ask(repair_id, "condemnation"))["state"] == "not_repairable"
    await shop.ask(scrapped, "scrapping", {}, status=400)
    over = await shop.ask(scrapped, "scrapping", WORD)
    assert (over["state"], over["place"], over["ending"]["contact_id"]) == ("scrapped", "scrap", WORD["contact_id"])
    assert (await shop.ask(taken, "ready"))["outcome"] == "not_repairable"


async def test_a_refused_repair_goes_back_unrepaired(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.NOT_COVERED)
    repair_id = await shop.registered()
    refused = await shop.ask(repair_id, "refusal", WORD)
    assert (refused["state"], refused["waits_for"]) == ("refused", "specialist")
    assert not await shop.service.service.database.value("SELECT count(*) FROM timer"), "no promise is left to keep"
    assert (await shop.ask(repair_id, "ready"))["outcome"] == "refused"


async def test_an_item_lost_at_the_factory_is_a_case_and_its_batch_waits_no_more(shop: Shop) -> None:
    first, second = [await shop.registered(serial=f"SN-{number}") for number in (1, 2)]
    batch = await shop.sent(first, second)
    await shop.batch(batch["id"], "returns", {"items": [{"repair_id": first}]})
    lost = await shop.ask(second, "loss", {"reason": "lost_at_factory"}, role=Role.WAREHOUSE)
    assert (lost["state"], lost["place"], lost["ending"]["from_place"]) == ("lost", "unknown", "factory")
    assert (await _end(shop)).lost_by == "factory"
    seen = await shop.service.get(f"/batches/{batch['id']}", role=Role.WAREHOUSE)
    assert (seen["state"], seen["awaited_ids"], seen["lost_ids"]) == ("returned", [], [second])
    assert len(await shop.service.announced(BatchReturned)) == 1


async def test_a_lost_item_leaves_an_open_batch(shop: Shop) -> None:
    repair_id = await shop.registered()
    batch = await shop.packed(repair_id)
    await shop.ask(repair_id, "loss", {"reason": "stolen"})
    assert (await shop.service.get(f"/batches/{batch['id']}", role=Role.WAREHOUSE))["repair_ids"] == []


async def test_a_factory_that_is_late_is_named_once_for_each_item(shop: Shop) -> None:
    first, second = [await shop.registered(serial=f"SN-{number}") for number in (1, 2)]
    batch = await shop.sent(first, second)
    await shop.service.pass_time_to(START + timedelta(days=7))
    await shop.batch(batch["id"], "returns", {"items": [{"repair_id": first, "cost": "80.00"}]})
    await shop.service.pass_time_to(START + timedelta(days=20))
    [missed] = await shop.service.announced(FactoryPromiseMissed)
    assert isinstance(missed, FactoryPromiseMissed)
    assert (str(missed.repair_id), missed.clause) == (second, "6.3")
    assert (await shop.service.get(f"/batches/{batch['id']}", role=Role.WAREHOUSE))["late_ids"] == [second]
    assert (await shop.shown(first))["factory"]["cost"] == "80.00"


async def test_what_was_cancelled_while_it_was_away_comes_back_with_what_it_cost(shop: Shop) -> None:
    repair_id = await shop.registered()
    batch = await shop.sent(repair_id)
    await shop.cancel_ticket()
    await shop.batch(batch["id"], "returns", {"items": [{"repair_id": repair_id, "cost": "80.00"}]})
    assert not await shop.service.announced(RepairReady)
    assert (await shop.ask(repair_id, "reception"))["state"] == "to_give_back"
    [ready] = await shop.service.announced(RepairReady)
    assert isinstance(ready, RepairReady)
    assert (ready.outcome, str(ready.factory_cost)) == ("given_back", "80.00")


async def test_the_day_before_and_a_report_of_the_technician_reach_the_supervisor(shop: Shop) -> None:
    repair_id = await shop.brought_back()
    await shop.service.pass_time_to(START + timedelta(days=2))
    [missed] = await shop.service.announced(HandoverMissed)
    assert isinstance(missed, HandoverMissed)
    assert (missed.technician_id, missed.clause) == (shop.technician, "5.7")
    await shop.ask(repair_id, "reception")
    await shop.ask(repair_id, "test", {"finding": "confirmed", "fault": "no_power", "way": "own_bench"})
    await shop.service.pass_time_to(START + timedelta(days=7))
    [risk] = await shop.service.announced(PromiseAtRisk)
    assert isinstance(risk, PromiseAtRisk)
    assert (risk.responsible_id, risk.clause, risk.state) == (shop.technician, "5.8", "tested")
    other: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": new_id()}
    await shop.ask(repair_id, "delay", {"cause": "part_not_available"}, status=404, **other)
    mine: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": shop.technician}
    told = await shop.ask(repair_id, "delay", {"cause": "part_not_available"}, **mine)
    assert (told["delay"]["cause"], told["delay"]["told_at"]) == ("part_not_available", None)
    names = [name_of(type(event)) for event in await shop.service.announced()]
    assert names.count("PromiseAtRisk") == 1
    assert names[-1] == "DelayExplained"
