"""Only somebody whom intake has on file speaks for a customer: consents, refuses, signs or collects (6.4)."""

from typing import Any

import pytest

from shared.actor import Actor, Role
from shared.events.intake.decisions import CoverageVerdict
from shared.identifiers import new_id
from tests.integration.repairs.conftest import CONTACT, WORD, Shop

STRANGER = str(new_id())


async def _refused(shop: Shop, contact_id: str, status: int | None = None) -> Any:
    repair_id = await shop.registered()
    return await shop.ask(repair_id, "refusal", WORD | {"contact_id": contact_id}, status=status)


async def _scrapped(shop: Shop, contact_id: str, status: int | None = None) -> Any:
    repair_id = await shop.registered()
    await shop.ask(repair_id, "condemnation")
    return await shop.ask(repair_id, "scrapping", WORD | {"contact_id": contact_id}, status=status)


async def _identified(shop: Shop, contact_id: str, status: int | None = None) -> Any:
    repair_id = await shop.registered("counter")
    await shop.ask(repair_id, "ready", {"outcome": "repaired"})
    return await shop.ask(repair_id, "identity", {"contact_id": contact_id}, status=status)


async def _recorder(shop: Shop, contact_id: str | None, status: int | None = None) -> Any:
    said = {"choice": "consented"} | ({} if contact_id is None else {"contact_id": contact_id})
    body = {"ticket_id": str(shop.ticket_id), "product_model": "DVR", "product_category": "dvr", "data": said}
    return await shop.service.post("/repairs", body, status=status, **shop.desk)


async def _signed(shop: Shop, contact_id: str, status: int | None = None) -> Any:
    repair_id = await shop.registered("own_bench")
    unit = {"product_model": "DS-7816N-K2", "serial": "DYJ-7", "deposit": "500.00"}
    loaner = await shop.service.post("/loaners", unit, role=Role.WAREHOUSE)
    wish = {"repair_id": repair_id, "loaner_id": loaner["id"], "reason": "managers_reason", "handover": "counter"}
    loan = await shop.service.post("/loans", wish, **shop.desk)
    signed = {"contact_id": contact_id, "reference": "agreements/1", "sha256": "0" * 64}
    return await shop.service.post(f"/loans/{loan['id']}/agreement", signed, status=status, **shop.desk)


WAYS = [
    # what somebody does for the customer, by clause
    (_refused,    "6.5"),
    (_scrapped,   "6.4"),
    (_identified, "6.4"),
    (_recorder,   "6.2"),
    (_signed,     "4.5"),
]  # fmt: skip


@pytest.mark.parametrize(("speaks", "clause"), WAYS)
async def test_a_stranger_does_not_speak_for_the_customer(shop: Shop, speaks: Any, clause: str) -> None:
    problem = await speaks(shop, STRANGER, 422)
    assert (problem["code"], problem["clause"], problem["field"]) == ("contact_not_listed", clause, "contact_id")


@pytest.mark.parametrize(("speaks", "clause"), WAYS)
async def test_who_is_on_file_does(shop: Shop, speaks: Any, clause: str) -> None:
    assert await speaks(shop, CONTACT), clause


async def test_who_is_taken_from_the_file_speaks_no_more(shop: Shop) -> None:
    await shop.know_contacts(STRANGER)
    assert (await _refused(shop, CONTACT, 422))["code"] == "contact_not_listed"


async def test_after_an_erasure_nobody_speaks_for_the_customer(shop: Shop) -> None:
    forget = shop.service.service.parts.listeners.forgetter("aftersales.intake.ContactRecorded.v1")
    assert forget is not None

    async def erase(work: object) -> None:
        await forget(str(shop.customer_id), work)

    await shop.service.service.transactions.run(erase, actor=Actor(Role.SERVICE, "repairs"), action="erasure")
    assert (await _refused(shop, CONTACT, 422))["code"] == "contact_not_listed"


async def test_nobody_consents_to_the_loss_of_recordings_without_a_name_unless_a_slip_says_it(shop: Shop) -> None:
    await shop.judge(CoverageVerdict.COVERED, 2)
    assert (await _recorder(shop, None, 422))["code"] == "contact_not_listed"
    carried = await shop.brought_back()
    await shop.ask(carried, "reception", {"data": {"choice": "consented", "contact_id": STRANGER}}, status=422)
    await shop.ask(carried, "reception", {"data": {"choice": "consented"}})
