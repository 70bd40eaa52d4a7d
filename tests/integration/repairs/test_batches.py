"""One item that may not go to the factory does not hold up the others of its batch (6.3)."""

from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.billing.quotes import ConsentGiven, ConsentLapsed
from shared.events.intake.decisions import CoverageVerdict
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START
from tests.integration.repairs.conftest import WORD, Shop

CARRIER = {"carrier": "顺丰速运", "waybill": "SF1234567890"}


async def _packed(shop: Shop) -> tuple[Any, str, str]:
    """A batch of two items, both agreed to; the consent about the second has lapsed since."""
    await shop.judge(CoverageVerdict.NOT_COVERED)
    items = [await shop.registered(serial=f"SN-{number}") for number in (1, 2)]
    quotes = [new_id(), new_id()]
    for repair_id, quote_id in zip(items, quotes, strict=True):
        given = ConsentGiven(
            quote_id=quote_id,
            ticket_id=shop.ticket_id,
            repair_id=UUID(repair_id),
            total=Money.of("80.00"),
            means="phone",
            clause="5.5",
            consented_at=START,
        )
        await shop.service.tell(given)
    batch = await shop.packed(*items)
    lapsed = ConsentLapsed(
        quote_id=quotes[1],
        ticket_id=shop.ticket_id,
        repair_id=UUID(items[1]),
        reason="verdict_changed",
        clause="5.5",
        lapsed_at=START,
    )
    await shop.service.tell(lapsed)
    assert (await shop.batch(batch["id"], "dispatch", CARRIER, status=422))["code"] == "consent_missing"
    return batch, items[0], items[1]


async def test_an_item_without_consent_is_taken_out_and_the_others_go(shop: Shop) -> None:
    batch, agreed, lapsed = await _packed(shop)
    only = {"repair_ids": [lapsed]}
    await shop.service.post(f"/batches/{batch['id']}/unpacking", only, role=Role.SUPERVISOR, status=403)
    assert (await shop.batch(batch["id"], "unpacking", only))["repair_ids"] == [agreed]
    kept = await shop.shown(lapsed)
    assert (kept["state"], kept["place"], kept["batch_id"]) == ("with_warehouse", "warehouse", None)
    assert (await shop.batch(batch["id"], "dispatch", CARRIER))["state"] == "sent"
    assert (await shop.batch(batch["id"], "unpacking", {"repair_ids": [agreed]}, status=409))["code"] == (
        "action_not_allowed"
    )


async def test_an_item_is_taken_out_of_the_batch_in_which_it_lies(shop: Shop) -> None:
    one, two = await shop.registered(serial="SN-1"), await shop.registered(serial="SN-2")
    batch, _ = await shop.packed(one), await shop.packed(two)
    problem = await shop.batch(batch["id"], "unpacking", {"repair_ids": [two]}, status=409)
    assert (problem["code"], problem["clause"]) == ("not_in_this_batch", "6.3")


@pytest.mark.parametrize("how", ["refused", "cancelled"])
async def test_who_refuses_or_cancels_takes_his_item_out_of_the_batch(shop: Shop, how: str) -> None:
    batch, _, lapsed = await _packed(shop)
    if how == "refused":
        await shop.ask(lapsed, "refusal", WORD)
    else:
        await shop.cancel_ticket()
    seen = await shop.shown(lapsed)
    assert (seen["state"], seen["batch_id"]) == ("refused" if how == "refused" else "to_give_back", None)
    assert lapsed not in (await shop.service.get(f"/batches/{batch['id']}", role=Role.WAREHOUSE))["repair_ids"]
