"""Customers, contacts, sites and equipment on file: put there in any spelling, found by any other."""

import asyncio
from typing import Any

import pytest

from shared.actor import Role
from shared.events.intake.contacts import ContactRecorded
from shared.events.intake.equipment import EquipmentOwnerChanged
from shared.identifiers import new_id
from tests.builders.running_service import RunningService
from tests.integration.intake.conftest import PROJECT, Desk

SOLD = {"provenance": "sold", "project": None, "proofs": [{"kind": "invoice", "dated_on": "2026-06-15"}]}


async def found(intake: RunningService, path: str, **wanted: Any) -> list[str]:
    return [one["id"] for one in (await intake.get(path, **wanted))["items"]]


@pytest.mark.parametrize("typed", ["13800138000", "138 0013 8000", "+86 138-0013-8000", "０１３８００１３８０００"])
async def test_a_customer_is_found_by_any_spelling_of_his_number(desk: Desk, typed: str) -> None:
    assert await found(desk.intake, "/customers", phone=typed) == [str(desk.customer_id)]


async def test_a_landline_with_extension_is_kept_with_it_and_found_without(desk: Desk) -> None:
    contact = {"name": "前台", "phone": "（023）6879-7190转801"}
    customer = await desk.intake.post(f"/customers/{desk.customer_id}/contacts", contact)

    assert customer["contacts"][-1]["phone"] == "+862368797190;ext=801"
    assert await found(desk.intake, "/customers", phone="68797190") == [str(desk.customer_id)]


@pytest.mark.parametrize(
    ("wanted", "how_many"),
    [
        ({"name": "渝中"}, 1),
        ({"name": "渝 中商"}, 1),
        ({"name": "商场"}, 0),
        ({"contact_name": "张伟"}, 1),
        ({"contact_name": "张"}, 0),
    ],
)
async def test_a_customer_is_found_by_the_beginning_of_his_name_or_a_contact(
    desk: Desk, wanted: dict[str, str], how_many: int
) -> None:
    assert len(await found(desk.intake, "/customers", **wanted)) == how_many


async def test_names_come_in_their_order_page_by_page(intake: RunningService) -> None:
    for name in ("丙店", "甲店", "乙店", "甲二店"):
        await intake.post("/customers", {"name": name, "contacts": [{"name": "张", "phone": "13800138000"}]})
    names, cursor = [], None
    while True:
        page = await intake.get("/customers", name="甲", limit=1, **({} if cursor is None else {"cursor": cursor}))
        names += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert names == ["甲二店", "甲店"]


async def test_who_may_consent_is_changed_and_told_and_somebody_is_always_left(desk: Desk) -> None:
    path = f"/customers/{desk.customer_id}/contacts"
    [zhang] = (await desk.intake.get(f"/customers/{desk.customer_id}"))["contacts"]
    alone = await desk.intake.post(f"{path}/{zhang['id']}/removal", status=400)
    assert alone["code"] == "contacts_missing"

    await desk.intake.post(path, {"name": "王芳", "phone": "68797190", "may_consent": True})
    await desk.intake.post(f"{path}/{zhang['id']}", {"name": "张伟", "phone": "13800138001", "may_consent": False})
    *_, told = await desk.intake.announced(ContactRecorded)
    assert isinstance(told, ContactRecorded)
    assert {person.name: person.may_consent for person in told.contacts} == {"张伟": False, "王芳": True}
    assert await found(desk.intake, "/customers", phone="13800138000") == []

    left = await desk.intake.post(f"{path}/{zhang['id']}/removal")
    assert [one["name"] for one in left["contacts"]] == ["王芳"]
    stranger = await desk.intake.post(f"{path}/{new_id()}/removal", status=404)
    assert stranger["code"] == "person_not_listed"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/customers", {"name": "A", "contacts": [{"name": "B", "phone": "1234567"}]}),
        ("/customers/{id}/contacts", {"name": "B", "phone": "99999999999"}),
        ("/customers/{id}/sites", {"address": "重庆市渝中区民权路1号", "contact_phone": "023-0000"}),
    ],
)
async def test_a_number_that_cannot_be_dialled_is_refused(desk: Desk, path: str, body: dict[str, Any]) -> None:
    refused = await desk.intake.post(path.format(id=desk.customer_id), body, status=400)
    assert refused["code"] == "phone_not_valid"


async def test_equipment_is_found_by_the_beginning_of_its_serial_and_by_that_of_a_part(desk: Desk) -> None:
    parts = [{"part": "hard_disk", "serial": "ZDH-1A2B"}]
    host = await desk.equipment(serial="CQ-0001234", product_category="dvr", parts=parts)
    await desk.equipment(serial="CQ-0001299")

    assert len(await found(desk.intake, "/equipment", serial="cq00012")) == 2
    assert await found(desk.intake, "/equipment", serial="CQ0001234") == [host["id"]]
    assert await found(desk.intake, "/equipment", any_serial="zdh1a2b") == [host["id"]]
    assert await found(desk.intake, "/equipment", any_serial="zdh1a2") == []


async def test_equipment_keeps_card_agreement_parts_and_proofs(desk: Desk) -> None:
    agreement = {"number": "XY-1", "agreed_on": "2026-03-01", "ends_on": "2027-02-28"}
    foreign = await desk.equipment(provenance="foreign", project=None, agreement=agreement)
    assert foreign["agreement"] == agreement
    label = [{"kind": "label", "number": "BQ-1", "dated_on": "2026-06-15"}]
    sold = await desk.equipment(**SOLD | {"proofs": label, "card_months": 24, "card_number": "SB-77"})
    assert (sold["proofs"][0]["kind"], sold["card_months"], sold["card_number"]) == ("label", 24, "SB-77")
    refused = await desk.intake.post(
        "/equipment",
        {
            "customer_id": str(desk.customer_id),
            "product_model": "X",
            "product_category": "camera",
            "provenance": "installed",
            "project": PROJECT,
            "agreement": agreement,
        },
        status=400,
    )
    assert refused["code"] == "agreement_not_used"


async def test_the_cover_follows_equipment_to_its_new_owner(desk: Desk) -> None:
    camera = await desk.equipment(site_id=str(desk.site_id), serial="CQ1")
    contact = {"name": "刘洋", "phone": "13900139000"}
    owner = await desk.intake.post("/customers", {"name": "新业主", "contacts": [contact]})
    path = f"/equipment/{camera['id']}/owner"

    moved = await desk.intake.post(path, {"customer_id": owner["id"]})
    assert (moved["customer_id"], moved["site_id"], moved["completed_on"]) == (owner["id"], None, "2026-01-15")
    ticket = await desk.ticket(customer_id=owner["id"], site_id=None, equipment_id=camera["id"])
    assert (ticket["charge_category"], ticket["charge_clause"]) == ("free", "2.1.1")

    assert (await desk.intake.post(path, {"customer_id": owner["id"]}, status=409))["code"] == "same_owner"
    wrong = {"customer_id": str(desk.customer_id), "site_id": str(new_id())}
    assert (await desk.intake.post(path, wrong, status=404))["code"] == "site_not_found"
    [told] = await desk.intake.announced(EquipmentOwnerChanged)
    assert isinstance(told, EquipmentOwnerChanged)
    await desk.intake.post(path, {"customer_id": owner["id"]}, role=Role.AUDITOR, status=403)


async def test_two_who_move_the_same_equipment_at_once_leave_one_owner_and_one_trace(desk: Desk) -> None:
    camera = await desk.equipment()
    contact = {"name": "刘洋", "phone": "13900139000"}
    owner = await desk.intake.post("/customers", {"name": "新业主", "contacts": [contact]})
    headers = {"If-Match": '"1"'}
    statuses = await asyncio.gather(
        *(
            desk.intake.client.post(
                f"/equipment/{camera['id']}/owner",
                json={"customer_id": owner["id"]},
                headers=desk.intake._headers(Role.SPECIALIST, None) | headers,
            )
            for _ in range(4)
        )
    )
    assert sorted(answer.status_code for answer in statuses)[0] == 200
    assert len(await desk.intake.announced(EquipmentOwnerChanged)) == 1
