"""What stops and starts work on an item: data, verdicts, exclusions, consent and payment; and what partners see."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.cli.api import token_for
from shared.actor import Role
from shared.events.billing.charges import ChargeRaised, ChargeSettled
from shared.events.billing.quotes import ConsentDeclined, ConsentGiven, ConsentLapsed
from shared.events.followup.calls import CallGivenUp, CustomerInformed
from shared.events.intake.decisions import CoverageVerdict
from shared.events.repairs.bench import ExclusionFound
from shared.events.repairs.items import RepairCollected
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.racing import Asked, at_once
from tests.builders.running_service import START
from tests.integration.repairs.conftest import CONTACT, SERIAL, Shop

EIGHTY = Money.of("80.00")
PHOTO = {"reference": "photos/1", "sha256": "0" * 64}


def _consent(shop: Shop, repair_id: str, quote_id: UUID) -> ConsentGiven:
    return ConsentGiven(
        quote_id=quote_id,
        ticket_id=shop.ticket_id,
        repair_id=UUID(repair_id),
        total=EIGHTY,
        means="phone",
        clause="5.5",
        consented_at=START,
    )


def _lapsed(shop: Shop, repair_id: str, quote_id: UUID) -> ConsentLapsed:
    return ConsentLapsed(
        quote_id=quote_id,
        ticket_id=shop.ticket_id,
        repair_id=UUID(repair_id),
        reason="expired",
        clause="5.5",
        lapsed_at=START,
    )


def _raised(shop: Shop, repair_id: str, total: Money) -> ChargeRaised:
    return ChargeRaised(
        charge_id=new_id(),
        ticket_id=shop.ticket_id,
        job_id=None,
        repair_id=UUID(repair_id),
        number="ZD20261123-0001",
        customer_id=new_id(),
        total=total,
        pay_until=START + timedelta(days=15),
        raised_at=START,
    )


async def test_out_of_warranty_no_work_before_consent_and_none_after_its_lapse(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.NOT_COVERED)
    repair_id, quote_id = await shop.registered("own_bench"), new_id()
    seen = await shop.shown(repair_id)
    assert (seen["state"], seen["waits_for"], seen["has_consent"]) == ("waiting_for_consent", "customer", False)
    await shop.ask(repair_id, "work", status=409)
    no = ConsentDeclined(
        quote_id=new_id(), ticket_id=shop.ticket_id, repair_id=UUID(repair_id), reason="price", declined_at=START
    )
    await shop.service.tell(no)
    assert (await shop.shown(repair_id))["state"] == "waiting_for_consent"
    await shop.service.tell(_consent(shop, repair_id, quote_id))
    assert (await shop.ask(repair_id, "work"))["state"] == "with_us"
    await shop.service.tell(_lapsed(shop, repair_id, quote_id))
    assert (await shop.shown(repair_id))["state"] == "waiting_for_consent"
    waiting = await shop.service.get("/repairs", waits_for="customer")
    assert [each["id"] for each in waiting["items"]] == [repair_id]


async def test_a_consent_that_lapses_at_the_warehouse_keeps_the_item_out_of_the_batch(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.NOT_COVERED)
    repair_id, quote_id = await shop.registered("factory"), new_id()
    await shop.service.tell(_consent(shop, repair_id, quote_id))
    batch = await shop.packed(repair_id)
    await shop.service.tell(_lapsed(shop, repair_id, quote_id))
    carrier = {"carrier": "顺丰", "waybill": "SF1"}
    problem = await shop.batch(batch["id"], "dispatch", carrier, status=422)
    assert (problem["code"], problem["clause"]) == ("consent_missing", "5.5")
    number = (await shop.shown(repair_id))["number"]
    assert problem["facts"] == {"number": number, "repair_id": repair_id}, "it is named which item of the batch waits"


async def test_while_the_verdict_is_pending_nothing_that_may_cost_something_is_done(undecided: Shop) -> None:
    shop = undecided
    repair = await shop.brought_in()
    fixed = {"finding": "fixed_at_counter", "fault": "loose_cable"}
    problem = await shop.ask(repair["id"], "test", fixed, status=422)
    assert (problem["code"], problem["clause"]) == ("verdict_pending", "6.5")
    nothing = {"finding": "not_reproduced", "way": "counter"}
    problem = await shop.ask(repair["id"], "test", nothing, status=422)
    assert (problem["code"], problem["field"]) == ("way_not_needed", "way")

    tested = await shop.ask(repair["id"], "test", {"finding": "confirmed", "fault": "no_power", "way": "own_bench"})

    assert (tested["state"], tested["is_waiting_for_verdict"]) == ("waiting_for_consent", True)
    receipt = await shop.ask(repair["id"], "receipt")
    assert (receipt["is_verdict_pending"], receipt["is_result_promised"]) == (True, False)
    await shop.ask(repair["id"], "work", status=409)
    await shop.judge(CoverageVerdict.COVERED)
    assert (await shop.ask(repair["id"], "work"))["state"] == "with_us"


async def test_an_exclusion_at_the_bench_asks_for_a_new_verdict_and_a_new_consent(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.COVERED)
    repair_id = await shop.registered("own_bench")
    await shop.ask(repair_id, "work")
    seen = {"exclusion": "4.6.2", "evidence": [PHOTO]}
    assert (await shop.ask(repair_id, "exclusions", seen | {"exclusion": "9.9"}, status=422))["field"] == "exclusion"
    stopped = await shop.ask(repair_id, "exclusions", seen)
    assert (stopped["state"], stopped["exclusions"][0]["found_by"]) == ("waiting_for_consent", str(shop.specialist))
    [told] = await shop.service.announced(ExclusionFound)
    assert isinstance(told, ExclusionFound)
    assert (told.exclusion, told.equipment_id, told.evidence_sha256) == ("4.6.2", shop.equipment_id, ("0" * 64,))
    await shop.judge(CoverageVerdict.NOT_COVERED, number=2)
    judged = await shop.shown(repair_id)
    assert (judged["state"], judged["fee"]["fee"]) == ("waiting_for_consent", "paid")
    await shop.service.tell(_consent(shop, repair_id, new_id()))
    assert (await shop.shown(repair_id))["state"] == "tested"


async def test_what_is_owed_is_paid_before_the_item_goes_out(shop: Shop) -> None:
    repair_id = await shop.registered("counter")
    receipt = await shop.ask(repair_id, "receipt")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    raised = _raised(shop, repair_id, EIGHTY)
    await shop.service.tell(raised)
    code = {"check_code": receipt["check_code"]}
    problem = await shop.ask(repair_id, "collection", code, status=422)
    assert (problem["code"], problem["clause"], problem["facts"]["total"]) == ("not_paid", "6.5", "80.00")
    charge: dict[str, Any] = {"charge_id": raised.charge_id, "ticket_id": shop.ticket_id, "repair_id": UUID(repair_id)}
    await shop.service.tell(ChargeSettled(**charge, total=EIGHTY, settled_at=START))
    await shop.ask(repair_id, "collection", code)
    assert len(await shop.service.announced(RepairCollected)) == 1


async def test_what_was_built_in_for_money_goes_out_only_when_billing_has_said_what_is_owed(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.NOT_COVERED)
    repair_id = await shop.registered("own_bench")
    receipt = await shop.ask(repair_id, "receipt")
    line = {"code": "PSU-12V", "kind": "part", "label": "电源", "least": 0}
    part = await shop.service.post("/stock", line, role=Role.WAREHOUSE)
    pieces = {"product_id": part["id"], "kind": "received", "quantity": 1}
    await shop.service.post("/stock-movements", pieces, role=Role.WAREHOUSE)
    used = pieces | {"kind": "used", "repair_id": repair_id}
    refused = await shop.service.post("/stock-movements", used, role=Role.WAREHOUSE, status=409)
    assert refused["code"] == "action_not_allowed"
    await shop.service.tell(_consent(shop, repair_id, new_id()))
    await shop.service.post("/stock-movements", used, role=Role.WAREHOUSE)
    await shop.ask(repair_id, "work")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})

    code = {"check_code": receipt["check_code"]}
    problem = await shop.ask(repair_id, "collection", code, status=409)
    assert (problem["code"], problem["clause"], problem["facts"]["awaited"]) == ("charge_awaited", "6.5", "charge")
    await shop.service.tell(_raised(shop, repair_id, Money.ZERO))
    assert (await shop.ask(repair_id, "collection", code))["state"] == "collected"


async def test_a_recorder_is_taken_with_consent_about_its_recordings_or_without_its_disk(shop: Shop) -> None:
    recorder = {"ticket_id": str(shop.ticket_id), "product_model": "DVR", "product_category": "dvr", "serial": "SN-1"}
    problem = await shop.service.post("/repairs", recorder, status=422, **shop.desk)
    assert (problem["code"], problem["field"], problem["clause"]) == ("data_consent_missing", "data", "6.2")
    said = {"choice": "disk_stays", "contact_id": CONTACT}
    taken = await shop.brought_in(**(recorder | {"data": said, "photos": [PHOTO]}))
    assert (taken["data"]["choice"], taken["photos"]) == ("disk_stays", [PHOTO])


async def test_the_receipt_says_where_we_repair_and_that_no_result_is_promised(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.NOT_COVERED)
    receipt = await shop.ask(await shop.registered("factory"), "receipt")
    shown = (receipt["fee"], receipt["is_result_promised"], receipt["fee_clause"], receipt["repair_address_clause"])
    assert shown == ("paid", False, "6.5", "4.4")
    assert receipt["repair_address"] == "（待填写：公司维修地址）"
    assert receipt["ready_until"] == "2026-12-14T01:00:00Z"


async def test_the_packing_list_names_every_item_and_nobody(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.COVERED)
    repair_id = await shop.registered(accessories=["power supply"])
    batch = await shop.sent(repair_id)
    printed = await shop.service.get(f"/batches/{batch['id']}/packing-list", role=Role.WAREHOUSE)
    number = (await shop.shown(repair_id))["number"]
    line = {"number": number, "product_model": "DS-7816N-K2", "serial": SERIAL, "accessories": ["power supply"]}
    assert printed["items"] == [line | {"fault": "no_power", "is_in_warranty": True}]
    assert (printed["factory"], printed["carrier"], printed["waybill"]) == ("hikvision", "顺丰速运", "SF1234567890")


async def test_the_item_shows_what_became_of_the_calls_about_it(shop: Shop) -> None:
    repair_id = await shop.registered("own_bench")
    await shop.ask(repair_id, "delay", {"cause": "part_not_available"})
    call: dict[str, Any] = {"call_id": new_id(), "customer_id": new_id(), "repair_id": UUID(repair_id), "clause": "6.4"}
    told = CustomerInformed(**call, purpose="late_promise", means="phone", informed_at=START + timedelta(hours=2))
    await shop.service.tell(told)
    assert (await shop.shown(repair_id))["delay"]["told_at"] == "2026-11-23T03:00:00Z"
    await shop.ask(repair_id, "work")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    await shop.service.tell(CallGivenUp(**call, purpose="item_ready", attempts=3, given_up_at=START))
    seen = await shop.shown(repair_id)
    assert (seen["unreached_at"], seen["notification"]) == ("2026-11-23T01:00:00Z", None)


async def test_what_came_back_is_tested_again_and_sent_again_while_it_fails(shop: Shop) -> None:
    repair_id = await shop.registered()
    batch = await shop.sent(repair_id)
    back = {"items": [{"repair_id": repair_id, "outcome": "repaired"}]}
    await shop.batch(batch["id"], "returns", back)
    again = await shop.ask(repair_id, "second-test", {"finding": "confirmed", "fault": "no_power"})
    assert (again["state"], again["place"]) == ("tested_again", "desk")
    assert (await shop.ask(repair_id, "ready", status=422))["code"] == "fault_still_there"
    other = await shop.sent(repair_id)
    await shop.batch(other["id"], "returns", back)
    await shop.ask(repair_id, "second-test", {"finding": "not_reproduced"})
    assert (await shop.ask(repair_id, "ready"))["outcome"] == "repaired"


async def test_a_factory_that_rejects_an_item_leaves_the_customer_the_choice(shop: Shop) -> None:
    repair_id = await shop.registered()
    batch = await shop.sent(repair_id)
    await shop.batch(batch["id"], "returns", {"items": [{"repair_id": repair_id, "outcome": "rejected"}]})
    assert (await shop.ask(repair_id, "condemnation"))["waits_for"] == "customer"


async def test_a_late_item_goes_out_with_the_cause_of_its_delay(shop: Shop) -> None:
    repair_id = await shop.registered("own_bench")
    await shop.ask(repair_id, "work")
    await shop.service.pass_time_to(START + timedelta(days=4))
    problem = await shop.ask(repair_id, "ready", {"outcome": "repaired"}, status=422)
    assert (problem["code"], problem["clause"]) == ("delay_not_explained", "4.5")
    await shop.ask(repair_id, "delay", {"cause": "too_much_work", "told_at": "2026-11-27T09:00:00+08:00"})
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})


async def test_one_item_that_two_take_in_at_once_is_registered_once(shop: Shop) -> None:
    body = {"ticket_id": str(shop.ticket_id), "product_model": "DVR", "serial": SERIAL}
    taking_in = Asked(path="/repairs", body=body, **shop.desk)
    assert await at_once(shop.service, taking_in, taking_in) == [201, 409]


@pytest.mark.parametrize(("source", "sees"), [("hotline", True), ("partner:acme", False)])
async def test_a_partner_sees_what_came_from_its_sources(shop: Shop, source: str, *, sees: bool) -> None:
    repair_id = await shop.brought_back()
    folder = Path(shop.service.service.settings.data_folder)
    token = token_for(folder, Role.PARTNER, "acme", (source,))
    headers = {"Authorization": f"Bearer {token}"}
    listed = await shop.service.client.get("/repairs", headers=headers)
    one = await shop.service.client.get(f"/repairs/{repair_id}", headers=headers)
    promise = await shop.service.client.get(f"/repairs/{repair_id}/promise", headers=headers)
    assert ([each["id"] for each in listed.json()["items"]], one.status_code) == (
        ([repair_id], 200) if sees else ([], 404)
    )
    assert promise.json()["code"] == ("nothing_promised" if sees else "repair_not_found")


async def test_a_verdict_that_arrives_while_an_item_is_taken_in_is_not_lost(shop: Shop) -> None:
    for number in range(1, 6):
        verdict, fee = (CoverageVerdict.COVERED, "free") if number % 2 else (CoverageVerdict.NOT_COVERED, "paid")
        item, _ = await asyncio.gather(shop.brought_in(serial=f"SN-{number}"), shop.judge(verdict, number))
        assert (await shop.service.get(f"/repairs/{item['id']}"))["fee"]["fee"] == fee
