"""The ways an item can go, each from taking it in to handing it out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.contract import Event, name_of
from shared.events.followup.calls import CustomerInformed
from shared.events.intake.decisions import CoverageVerdict
from shared.events.repairs.batches import BatchSent
from shared.events.repairs.items import (
    CustomerNotified,
    PromiseMissed,
    RepairCollected,
    RepairPromised,
    RepairRegistered,
    RepairReturned,
)
from shared.identifiers import new_id
from tests.builders.running_service import START
from tests.integration.repairs.conftest import SERIAL, Shop

FACTORY_JOURNEY = [
    "FaultConfirmed",
    "RepairRegistered",
    "RepairPromised",
    "RepairHandedOver",
    "RepairSentToFactory",
    "BatchSent",
    "RepairReturned",
    "BatchReturned",
    "RepairReady",
    "CustomerNotified",
    "RepairCollected",
]
"""What is announced of an item that goes to the factory, in order."""


def _told(repair: Any, purpose: str = "item_ready") -> CustomerInformed:
    return CustomerInformed(
        call_id=new_id(),
        purpose=purpose,
        customer_id=UUID(repair["customer_id"]),
        ticket_id=UUID(repair["ticket_id"]),
        repair_id=UUID(repair["id"]),
        means="phone",
        clause="6.4",
        informed_at=START + timedelta(hours=1),
    )


def _only(events: list[Event]) -> Any:
    [event] = events
    return event


async def test_an_item_brought_back_goes_to_the_factory_and_is_collected_against_its_receipt(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.COVERED)
    repair_id = await shop.brought_back()
    repair = await shop.shown(repair_id)
    assert (repair["state"], repair["place"], repair["slip_number"]) == (
        "with_technician",
        "technician",
        "SL20261123-0001",
    )

    repair = await shop.ask(repair_id, "reception", {"accessories": ["bracket", "screws"], "condition": "镜头有裂纹"})
    assert (repair["state"], repair["place"], len(repair["accessories"])) == ("received", "desk", 2)
    repair = await shop.ask(repair_id, "test", {"finding": "confirmed", "fault": "sensor_dead", "way": "factory"})
    assert (repair["fee"]["fee"], repair["ready_until"]) == ("free", "2026-12-14T01:00:00Z")
    receipt = await shop.ask(repair_id, "receipt")
    assert receipt["receipt_number"].startswith("WX20261123-")
    assert (receipt["is_result_promised"], receipt["is_verdict_pending"]) == (True, False)

    batch = await shop.sent(repair_id)
    assert (await shop.shown(repair_id))["place"] == "factory"
    batch = await shop.batch(batch["id"], "returns", {"items": [{"repair_id": repair_id, "serial_out": "SN-NEW"}]})
    assert (batch["state"], batch["awaited_ids"]) == ("returned", [])
    ready = await shop.ask(repair_id, "ready")
    assert (ready["state"], ready["outcome"], ready["new_serial"]) == ("ready", "replaced", "SN-NEW")
    await shop.service.tell(_told(ready))
    collected = await shop.ask(repair_id, "collection", {"check_code": receipt["check_code"].lower()})

    assert (collected["state"], collected["place"]) == ("collected", "customer")
    assert [each["place"] for each in collected["movements"]] == [
        "technician", "desk", "warehouse", "factory", "warehouse", "desk", "customer",
    ]  # fmt: skip
    assert [name_of(type(event)) for event in await shop.service.announced()] == FACTORY_JOURNEY
    last = _only(await shop.service.announced(RepairCollected))
    assert (last.checked_by, last.new_serial, str(last.item_id)) == ("receipt", "SN-NEW", repair_id)
    assert not await shop.service.service.database.value("SELECT count(*) FROM timer")


async def test_an_item_brought_in_is_fixed_at_the_counter_on_the_same_day(shop: Shop) -> None:
    repair = await shop.brought_in(accessories=["power supply"])
    assert (repair["state"], repair["responsible_id"]) == ("received", str(shop.specialist))

    tested = await shop.ask(repair["id"], "test", {"finding": "confirmed", "fault": "loose_cable", "way": "counter"})
    assert (tested["ready_until"], tested["fee"]["fee"]) == ("2026-11-23T10:00:00Z", "free")
    receipt = await shop.ask(repair["id"], "receipt")
    assert (receipt["is_verdict_pending"], receipt["is_result_promised"]) == (False, True)
    problem = await shop.ask(repair["id"], "ready", status=422)
    assert problem["code"] == "outcome_missing"
    await shop.ask(repair["id"], "ready", {"outcome": "repaired"})
    await shop.ask(repair["id"], "collection", {"check_code": receipt["check_code"]})

    registered = _only(await shop.service.announced(RepairRegistered))
    assert (registered.item_id, registered.fee_terms, registered.clause) == (None, "free", "6.2")


async def test_a_fault_that_is_not_reproduced_gives_the_item_back_without_a_promise(shop: Shop) -> None:
    repair = await shop.brought_in()
    tested = await shop.ask(repair["id"], "test", {"finding": "not_reproduced"})
    assert (tested["promise"], tested["ready_until"]) == (None, None)
    await shop.service.get(f"/repairs/{repair['id']}/promise", status=404, **shop.desk)
    assert (await shop.ask(repair["id"], "ready"))["outcome"] == "no_fault_found"
    assert not await shop.service.announced(RepairPromised)


async def test_a_late_repair_is_missed_once_with_the_promised_time_and_a_new_promise_has_its_own(shop: Shop) -> None:
    repair_id = await shop.registered("own_bench")
    promised = START + timedelta(days=3)
    await shop.service.pass_time_to(promised - timedelta(seconds=1))
    assert not await shop.service.announced(PromiseMissed)
    assert (await shop.service.get("/repairs", is_late=True))["items"] == []
    await shop.service.pass_time_to(promised + timedelta(hours=2))

    missed = _only(await shop.service.announced(PromiseMissed))
    assert (missed.missed_at, missed.clause, missed.responsible_id) == (promised, "5.8", shop.specialist)
    late = await shop.service.get("/repairs", is_late=True)
    assert [each["id"] for each in late["items"]] == [repair_id]
    assert (await shop.service.get("/repair-counts"))["late"] == 1

    again = {"way": "own_bench", "reason": "part not in stock", "ready_until": "2026-11-30T18:00:00+08:00"}
    repair = await shop.ask(repair_id, "promise", again)
    assert (repair["ready_until"], repair["is_promise_missed"]) == ("2026-11-30T10:00:00Z", True)
    await shop.service.pass_time_to(START + timedelta(days=14))
    assert len(await shop.service.announced(PromiseMissed)) == 2


async def test_the_timer_of_a_replaced_promise_says_nothing(shop: Shop) -> None:
    repair_id = await shop.registered("own_bench")
    await shop.ask(repair_id, "promise", {"way": "factory", "reason": "needs a new board"})
    await shop.service.service.database.execute(
        "INSERT INTO timer (id, due_at, kind, subject, urgency) VALUES ($1, $2, 'promise_due', $3, 5)",
        new_id(),
        START + timedelta(days=3),
        repair_id,
    )
    await shop.service.pass_time_to(START + timedelta(days=10))
    assert not await shop.service.announced(PromiseMissed)


async def test_the_promise_explains_which_days_counted(shop: Shop) -> None:
    await shop.service.pass_time_to(START + timedelta(days=4, hours=1))  # Friday, 10:00
    repair_id = await shop.registered("own_bench")
    explained = await shop.service.get(f"/repairs/{repair_id}/promise", **shop.desk)
    assert explained["ready_until"] == "2026-12-02T02:00:00Z"
    assert "closed day" in {each["reason"] for each in explained["intervals"] if not each["counted"]}


async def test_a_batch_comes_back_in_parts_and_names_what_is_still_awaited(shop: Shop) -> None:
    first, second = [await shop.registered(serial=f"SN-{number}") for number in (1, 2)]
    batch = await shop.sent(first, second)
    sent = _only(await shop.service.announced(BatchSent))
    assert {str(each) for each in sent.repair_ids} == {first, second}

    item = {"repair_id": first, "serial_out": "SN-1"}
    batch = await shop.batch(batch["id"], "returns", {"items": [item]})
    assert (batch["state"], batch["awaited_ids"]) == ("sent", [second])
    assert (await shop.batch(batch["id"], "returns", {"items": [item]}, status=409))["code"] == "not_in_this_batch"
    other = {"repair_id": second, "serial_out": "SN-2", "outcome": "not_repairable"}
    batch = await shop.batch(batch["id"], "returns", {"items": [other]})
    assert batch["state"] == "returned"
    outcomes = [
        event.outcome for event in await shop.service.announced(RepairReturned) if isinstance(event, RepairReturned)
    ]
    assert outcomes == ["repaired", "not_repairable"]


@pytest.mark.parametrize(
    ("serial_out", "outcome"), [("SN-OTHER", "repaired"), (SERIAL, "replaced"), (None, "replaced")]
)
async def test_serial_numbers_and_outcome_must_agree(shop: Shop, serial_out: str | None, outcome: str) -> None:
    repair_id = await shop.registered()
    batch = await shop.sent(repair_id)
    item = {"repair_id": repair_id, "serial_out": serial_out, "outcome": outcome}
    problem = await shop.batch(batch["id"], "returns", {"items": [item]}, status=422)
    assert problem["code"] == "another_unit_came_back"


async def test_one_item_is_in_one_batch_and_only_after_the_handover(shop: Shop) -> None:
    repair_id = await shop.registered()
    body = {"factory": "hikvision", "repair_ids": [repair_id]}
    await shop.service.post("/batches", body, role=Role.WAREHOUSE, status=409)
    batch = await shop.packed(repair_id)
    other = await shop.service.post("/batches", {"factory": "dahua"}, role=Role.WAREHOUSE)
    await shop.batch(other["id"], "items", {"repair_ids": [repair_id]}, status=409)
    await shop.batch(other["id"], "items", {"repair_ids": [str(new_id())]}, status=404)
    assert (await shop.batch(other["id"], "dispatch", {"carrier": "顺丰", "waybill": "SF1"}, status=422))[
        "clause"
    ] == "6.3"
    await shop.service.post(
        f"/batches/{batch['id']}/dispatch", {"carrier": "顺丰", "waybill": "SF1"}, role=Role.SPECIALIST, status=403
    )


async def test_an_item_promised_from_our_bench_needs_a_new_promise_before_it_leaves(shop: Shop) -> None:
    repair_id = await shop.registered("own_bench")
    problem = await shop.ask(repair_id, "warehouse-handover", status=422)
    assert (problem["code"], problem["clause"]) == ("not_for_the_factory", "6.3")
    await shop.ask(repair_id, "promise", {"way": "factory", "reason": "needs a new board"})
    assert (await shop.ask(repair_id, "warehouse-handover"))["state"] == "with_warehouse"


async def test_the_customer_is_told_once_by_call_or_by_a_person(shop: Shop) -> None:
    repair_id = await shop.registered("counter")
    body = {"means": "in_person", "notified_at": START.isoformat()}
    await shop.ask(repair_id, "notification", body, status=409)
    ready = await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    early = body | {"notified_at": (START - timedelta(minutes=1)).isoformat()}
    assert (await shop.ask(repair_id, "notification", early, status=422))["code"] == "notified_before_ready"
    await shop.service.tell(_told(ready, purpose="call_back"))
    assert not await shop.service.announced(CustomerNotified)
    await shop.ask(repair_id, "notification", body)
    await shop.service.tell(_told(ready))
    assert _only(await shop.service.announced(CustomerNotified)).means == "in_person"
    assert (await shop.ask(repair_id, "notification", body, status=409))["code"] == "already_notified"


async def test_a_newer_verdict_changes_the_fee_terms_and_a_late_copy_of_an_older_one_does_not(shop: Shop) -> None:
    repair_id = await shop.registered()
    await shop.judge(CoverageVerdict.NOT_COVERED, number=2)
    await shop.judge(CoverageVerdict.COVERED, number=1)
    fee = (await shop.shown(repair_id))["fee"]
    assert (fee["fee"], fee["is_result_promised"], fee["clause"], fee["warranty_decision"]) == ("paid", False, "6.5", 2)
