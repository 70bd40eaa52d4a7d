"""Who gets an item: receipt, slip, identity; cancelled tickets; and who may see and do what."""

from datetime import timedelta
from typing import Any

import pytest

from shared.actor import Role
from shared.events.dispatch.jobs import ItemBroughtBack
from shared.events.repairs.items import RepairCollected
from shared.identifiers import new_id
from tests.builders.racing import Asked, at_once
from tests.builders.running_service import START
from tests.integration.repairs.conftest import CONTACT, SERIAL, Shop

AFTER_THE_LAST_REMINDER = timedelta(days=120)


async def _ready(shop: Shop) -> tuple[str, str]:
    repair_id = await shop.registered("counter")
    receipt = await shop.ask(repair_id, "receipt")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    return repair_id, receipt["check_code"]


async def _checked_by(shop: Shop) -> str:
    [collected] = await shop.service.announced(RepairCollected)
    assert isinstance(collected, RepairCollected)
    return collected.checked_by


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ({"check_code": "AAAAAAAAAA"}, "check_code_wrong"),
        ({"slip_number": "SL20261123-0001"}, "slip_wrong"),
        ({}, "identity_not_confirmed"),
    ],
)
async def test_without_the_right_paper_nothing_is_handed_out(shop: Shop, shown: Any, code: str) -> None:
    repair_id, _ = await _ready(shop)
    problem = await shop.ask(repair_id, "collection", shown, status=422)
    assert (problem["code"], problem["clause"]) == (code, "6.4")
    assert not await shop.service.announced(RepairCollected)


async def test_the_check_code_is_nowhere_but_on_the_receipt(shop: Shop) -> None:
    repair_id, code = await _ready(shop)
    receipt = await shop.service.get(f"/repairs/{repair_id}/receipt", **shop.desk)
    assert (receipt["check_code"], receipt["has_valid_check_code"]) == (None, True)
    for table in ("repair", "event", "audit", "idempotency"):
        rows = await shop.service.service.database.rows(f"SELECT t::text AS line FROM {table} t")
        assert not any(code in row["line"] for row in rows), table


async def test_a_repeated_request_shows_the_receipt_without_its_code(shop: Shop) -> None:
    repair_id = await shop.registered("counter")
    key = {"Idempotency-Key": str(new_id())}
    for role in (Role.SPECIALIST, Role.SUPERVISOR):
        who = {"role": role, "subject": shop.specialist}
        first = await shop.ask(repair_id, "receipt", {"reason": "printed"}, **who, **key)
        again = await shop.ask(repair_id, "receipt", {"reason": "printed"}, **who, **key)
        assert first["check_code"]
        assert again == first | {"check_code": None}
        key = {"Idempotency-Key": str(new_id())}


async def test_a_second_receipt_is_a_supervisors_and_voids_the_first(shop: Shop) -> None:
    repair_id, first = await _ready(shop)
    assert (await shop.ask(repair_id, "receipt", {"reason": "lost"}, status=422))["code"] == "receipt_is_out"
    await shop.ask(repair_id, "receipt", role=Role.SUPERVISOR, status=422)
    second = await shop.ask(repair_id, "receipt", {"reason": "printer jam"}, role=Role.SUPERVISOR)
    await shop.ask(repair_id, "collection", {"check_code": first}, status=422)
    await shop.ask(repair_id, "collection", {"check_code": second["check_code"]})


async def test_no_receipt_before_the_test(shop: Shop) -> None:
    repair = await shop.brought_in()
    assert (await shop.ask(repair["id"], "receipt", status=409))["code"] == "not_registered"


async def test_a_lost_receipt_needs_two_persons_in_two_roles_and_its_code_is_void(shop: Shop) -> None:
    repair_id, code = await _ready(shop)
    contact = {"contact_id": CONTACT}
    await shop.ask(repair_id, "identity", contact)
    await shop.ask(repair_id, "collection", status=422)
    same_person = {"role": Role.SUPERVISOR, "subject": shop.specialist}
    assert (await shop.ask(repair_id, "identity", contact, status=422, **same_person))["code"] == ("confirmed_twice")
    await shop.ask(repair_id, "identity", contact, role=Role.SUPERVISOR, subject=new_id())
    assert (await shop.ask(repair_id, "collection", {"check_code": code}, status=422))["code"] == "check_code_wrong"
    await shop.ask(repair_id, "collection")
    assert await _checked_by(shop) == "identity"


async def test_two_who_recognise_different_contacts_have_not_confirmed_anything(shop: Shop) -> None:
    repair_id, code = await _ready(shop)
    others = [str(new_id()) for _ in range(2)]
    await shop.know_contacts(*others)
    await shop.ask(repair_id, "identity", {"contact_id": others[0]})
    await shop.ask(repair_id, "identity", {"contact_id": others[1]}, role=Role.SUPERVISOR, subject=new_id())
    await shop.ask(repair_id, "collection", status=422)
    await shop.ask(repair_id, "collection", {"check_code": code})


async def test_two_who_collect_one_item_at_once_get_it_once(shop: Shop) -> None:
    repair_id, code = await _ready(shop)
    await shop.service.pass_time_to(START + AFTER_THE_LAST_REMINDER)
    collecting = Asked(path=f"/repairs/{repair_id}/collection", body={"check_code": code}, **shop.desk)
    assert await at_once(shop.service, collecting, collecting) == [200, 409]
    assert len(await shop.service.announced(RepairCollected)) == 1


async def test_a_cancelled_ticket_gives_back_what_the_technician_has_against_the_slip(shop: Shop) -> None:
    repair_id = await shop.brought_back()
    await shop.cancel_ticket()
    assert (await shop.shown(repair_id))["state"] == "to_give_back"
    slip = {"slip_number": "SL20261123-0001"}
    assert (await shop.ask(repair_id, "collection", slip, status=409))["code"] == "item_elsewhere"
    await shop.ask(repair_id, "reception")
    await shop.ask(repair_id, "collection", slip)
    assert await _checked_by(shop) == "slip"


async def test_a_cancelled_ticket_takes_its_item_out_of_an_open_batch_and_waits_for_one_at_the_factory(
    shop: Shop,
) -> None:
    away = await shop.registered(serial="SN-1")
    sent = await shop.sent(away)
    packed = await shop.registered(serial="SN-2")
    batch = await shop.packed(packed)
    await shop.cancel_ticket()

    assert (await shop.service.get(f"/batches/{batch['id']}", role=Role.WAREHOUSE))["repair_ids"] == []
    kept = await shop.shown(packed)
    assert (kept["state"], kept["place"], kept["batch_id"]) == ("to_give_back", "warehouse", None)
    assert (await shop.shown(away))["state"] == "recalled"
    timers = await shop.service.service.database.rows("SELECT kind FROM timer")
    assert [row["kind"] for row in timers] == ["factory_due"], "nobody waits but for the factory"
    await shop.batch(sent["id"], "returns", {"items": [{"repair_id": away}]})
    assert (await shop.shown(away))["state"] == "to_give_back"


async def test_an_item_that_arrives_after_the_cancellation_only_goes_back(shop: Shop) -> None:
    await shop.cancel_ticket()
    repair_id = await shop.brought_back()
    assert (await shop.shown(repair_id))["state"] == "to_give_back"
    body = {"ticket_id": str(shop.ticket_id), "product_model": "DVR"}
    assert (await shop.service.post("/repairs", body, status=409, **shop.desk))["code"] == "ticket_is_cancelled"


async def test_an_item_that_an_older_dispatch_took_along_without_a_ticket_is_passed_over(shop: Shop) -> None:
    job_id = new_id()
    event = ItemBroughtBack(
        job_id=job_id,
        ticket_id=job_id,
        has_ticket=False,
        item_id=new_id(),
        slip_number="SL20261123-0009",
        technician_id=shop.technician,
        product_model="DS-2CD3T45",
        serial=None,
        equipment_id=None,
        fault="no_picture",
        accessories=(),
        is_part_of_installation=False,
        clause="5.7",
        brought_back_at=START,
    )
    await shop.service.tell(event)

    assert (await shop.service.get("/repairs", **shop.desk))["items"] == []


async def test_what_cannot_be_taken_in_is_refused_by_name(shop: Shop) -> None:
    await shop.brought_in()
    body = {"ticket_id": str(shop.ticket_id), "serial": SERIAL, "product_model": "DVR"}
    cases = [
        (body, 409, "already_in_repair", shop.desk),
        (body | {"ticket_id": str(new_id())}, 404, "ticket_not_known", shop.desk),
        ({"ticket_id": str(shop.ticket_id)}, 422, "product_model_missing", shop.desk),
        (body | {"serial": "SN-9"}, 422, "responsible_unknown", {}),
    ]
    for sent, status, code, who in cases:
        assert (await shop.service.post("/repairs", sent, status=status, **who))["code"] == code


async def test_a_technician_sees_what_he_answers_for_and_partners_and_auditors_no_free_text(shop: Shop) -> None:
    mine = await shop.brought_back()
    other = (await shop.brought_in(serial="SN-2", condition="外壳有划痕"))["id"]
    technician: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": shop.technician}
    assert [each["id"] for each in (await shop.service.get("/repairs", **technician))["items"]] == [mine]
    await shop.shown(mine, **technician)
    await shop.shown(other, status=404, **technician)
    await shop.service.get("/repairs", role=Role.TECHNICIAN)
    await shop.shown(other, role=Role.PARTNER, subject="acme", status=404)
    assert (await shop.service.get("/repairs", role=Role.PARTNER, subject="acme"))["items"] == []
    assert (await shop.shown(other, role=Role.AUDITOR))["condition"] == "***"
    await shop.ask(other, "reception", status=403, **technician)


async def test_the_register_says_what_is_where_and_how_many(shop: Shop) -> None:
    mine = await shop.brought_back()
    other = await shop.registered(serial="SN-2")
    assert [each["id"] for each in (await shop.service.get("/repairs", place="desk"))["items"]] == [other]
    assert [each["id"] for each in (await shop.service.get("/repairs", state="with_technician"))["items"]] == [mine]
    assert (await shop.service.get("/repairs", is_open=False))["items"] == []
    first = await shop.service.get("/repairs", limit=1)
    second = await shop.service.get("/repairs", limit=1, cursor=first["next"])
    assert {first["items"][0]["id"], second["items"][0]["id"]} == {mine, other}
    counts = await shop.service.get("/repair-counts")
    assert (counts["by_state"]["tested"], counts["by_place"]["technician"], counts["late"]) == (1, 1, 0)
    history = await shop.service.get(f"/repairs/{other}/history")
    assert [each["action"] for each in history["items"]] == ["take_item_in", "test_item"]
