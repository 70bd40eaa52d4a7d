"""Who calls: his number in one form and found by any other, none where it is withheld, not kept where he wants it."""

from typing import Any

import pytest

from shared.actor import Role
from tests.integration.intake.conftest import Desk
from tests.integration.intake.register.test_contact_register import came_in

IN_ONE_FORM = "+8613900139000"


def calling(phone: str | None) -> dict[str, Any]:
    return {"caller": {"name": "李娜", "phone": phone, "relation": "guard"}}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("139 0013 9000", IN_ONE_FORM),
        ("+86-139-0013-9000", IN_ONE_FORM),
        ("68797190", "+862368797190"),
        ("023-68797190转801", "+862368797190;ext=801"),
        (None, None),
    ],
)
async def test_a_callers_number_is_kept_in_one_form(desk: Desk, typed: str | None, stored: str | None) -> None:
    ticket = await desk.ticket(**calling(typed))
    entry = await desk.intake.post("/contacts", came_in(**calling(typed)))
    assert (ticket["caller"]["phone"], entry["caller"]["phone"]) == (stored, stored)


@pytest.mark.parametrize("typed", ["12345", "13900139", "000000000"])
async def test_what_cannot_be_dialled_is_refused_without_repeating_it(desk: Desk, typed: str) -> None:
    for path, body in (("/tickets", desk.report(**calling(typed))), ("/contacts", came_in(**calling(typed)))):
        refused = await desk.intake.post(path, body, status=400)
        assert (refused["code"], refused["field"]) == ("phone_not_valid", "caller.phone")
        assert typed not in str(refused)


@pytest.mark.parametrize("spelled", ["13900139000", "+86 139 0013 9000"])
async def test_tickets_and_calls_are_found_by_the_number_that_called(desk: Desk, spelled: str) -> None:
    ticket = await desk.ticket(**calling("139-0013-9000"))
    await desk.ticket(**calling("13700137000"))
    entry = await desk.intake.post("/contacts", came_in(**calling("13900139000")))
    await desk.intake.post("/contacts", came_in(**calling(None)))
    for path, wanted in (("/tickets", ticket), ("/contacts", entry)):
        found = (await desk.intake.get(path, phone=spelled))["items"]
        assert [each["id"] for each in found] == [wanted["id"]]


async def test_an_extension_is_found_by_the_number_of_the_house(desk: Desk) -> None:
    ticket = await desk.ticket(**calling("023-68797190转801"))
    assert [each["id"] for each in (await desk.intake.get("/tickets", phone="68797190"))["items"]] == [ticket["id"]]


async def test_a_call_that_was_written_down_becomes_a_ticket_with_its_number(desk: Desk) -> None:
    entry = await desk.intake.post("/contacts", came_in(customer_id=str(desk.customer_id), **calling("13900139000")))
    ended = await desk.intake.post(f"/contacts/{entry['id']}/ticket", {"kind": "fault", "level": 2})
    ticket = await desk.intake.get(f"/tickets/{ended['ticket_id']}")
    assert ticket["caller"]["phone"] == IN_ONE_FORM


ANONYMOUS = {"about": "matter", "matter": "price", "is_anonymous": True}


async def stands_in(desk: Desk, word: str) -> list[str]:
    """The tables of what was written down in which a word stands."""
    database = desk.intake.service.database
    found = []
    for table in ("contact", "complaint", "event", "idempotency", "audit_reason"):
        content = "encode(t.body, 'escape')" if table == "idempotency" else "t::text"
        sql = f"SELECT count(*) FROM {table} t WHERE position($1 IN {content}) > 0"
        if await database.value(sql, word):
            found.append(table)
    return found


@pytest.mark.parametrize("comes_as", ["a call first", "a complaint"])
async def test_of_an_anonymous_complaint_neither_name_nor_number_nor_customer_is_kept(
    desk: Desk, comes_as: str
) -> None:
    body = came_in(words="太贵了", customer_id=str(desk.customer_id), **calling("13700137000"))
    if comes_as == "a call first":
        entry = await desk.intake.post("/contacts", body)
        complaint = await desk.intake.post(f"/contacts/{entry['id']}/complaint", ANONYMOUS)
    else:
        complaint = await desk.intake.post("/complaints", body | ANONYMOUS)
    kept = await desk.intake.get(f"/contacts/{complaint['contact_id']}")
    assert kept["caller"] == {"name": None, "phone": None, "relation": "guard"}
    assert (kept["customer_id"], kept["words"], complaint["customer_id"]) == (None, "太贵了", None)
    assert await stands_in(desk, "13700137000") == []


async def test_an_entry_without_a_customer_is_forgotten_by_its_own_id(desk: Desk) -> None:
    complaint = await desk.intake.post("/complaints", came_in(words="李娜 says: 太贵了") | ANONYMOUS)
    path = f"/contacts/{complaint['contact_id']}/erasure"
    await desk.intake.post(path, {"ground": "customers_request"}, role=Role.SPECIALIST, status=403)
    erased = await desk.intake.post(path, {"ground": "customers_request"}, role=Role.SUPERVISOR)
    assert (erased["words"], erased["state"], erased["complaint_id"]) == ("", "ended", complaint["id"])
    assert await stands_in(desk, "太贵了") == []
    again = await desk.intake.post(path, {"ground": "customers_request"}, role=Role.SUPERVISOR)
    assert again["words"] == ""


async def test_who_still_waits_for_an_answer_is_not_forgotten_before(desk: Desk) -> None:
    entry = await desk.intake.post("/contacts", came_in(**calling("13900139000")))
    path = f"/contacts/{entry['id']}/erasure"
    refused = await desk.intake.post(path, {"ground": "customers_request"}, role=Role.SUPERVISOR, status=409)
    assert refused["code"] == "contact_still_open"
    refused = await desk.intake.post(path, {"ground": "because"}, role=Role.SUPERVISOR, status=400)
    assert refused["code"] == "code_unknown"


async def test_an_entry_whose_words_a_ticket_has_is_forgotten_with_its_customer(desk: Desk) -> None:
    entry = await desk.intake.post("/contacts", came_in(customer_id=str(desk.customer_id), **calling("13900139000")))
    await desk.intake.post(f"/contacts/{entry['id']}/ticket", {"kind": "fault", "level": 2})
    path = f"/contacts/{entry['id']}/erasure"
    refused = await desk.intake.post(path, {"ground": "customers_request"}, role=Role.SUPERVISOR, status=409)
    assert refused["code"] == "contact_still_open"
