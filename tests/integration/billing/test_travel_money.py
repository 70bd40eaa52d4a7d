"""Travel money belongs to who paid for the travel, whichever way the customer pays it (reading of 3.6)."""

from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.racing import Asked, at_once
from tests.builders.running_service import START, RunningService
from tests.integration.billing.visits import Visit, open_visit

FINANCE: dict[str, Any] = {"role": Role.FINANCE, "subject": new_id()}
CLERK: dict[str, Any] = {"role": Role.SPECIALIST, "subject": new_id()}
CASH = {"amount": "148.00", "method": "cash"}
WECHAT = {"amount": "148.00", "method": "wechat", "reference": "WX-1"}


async def _owed(billing: RunningService) -> tuple[Visit, Any]:
    """A fee of 100 and 48 of travel, which the technician has paid."""
    visit = await open_visit(billing)
    return visit, await visit.sign(await visit.complete(parts=(), travel_cost=Money.of("48.00")))


async def _hands(billing: RunningService, person_id: UUID) -> Any:
    return await billing.get(f"/cash/{person_id}", role=Role.FINANCE)


@pytest.mark.parametrize(
    ("body", "who", "owed"),
    [(CASH, None, "0.00"), (CASH, CLERK, "48.00"), (WECHAT, None, "48.00"), (WECHAT, FINANCE, "48.00")],
)
async def test_the_company_owes_travel_money_that_is_not_in_his_hands(
    billing: RunningService, body: dict[str, Any], who: dict[str, Any] | None, owed: str
) -> None:
    visit, charge = await _owed(billing)
    await visit.post(f"/charges/{charge['id']}/payments", body, **(who or {}))
    hands = await _hands(billing, visit.technician_id)
    assert (hands["travel_owed"], hands["carried"]) == (owed, "0.00" if who or body is WECHAT else "100.00")
    assert hands["accounts"].get("own_travel", "0.00") == ("0.00" if Money.of(owed) else "48.00")
    report = await billing.get("/reconciliation", role=Role.FINANCE, day=START.date().isoformat())
    assert report["disagreements"] == []


async def test_finance_pays_it_out_and_not_more_than_is_owed(billing: RunningService) -> None:
    visit, charge = await _owed(billing)
    await visit.post(f"/charges/{charge['id']}/payments", WECHAT)
    at = f"/cash/{visit.technician_id}/travel-payment"
    await visit.post(at, {"amount": "48.00", "method": "cash"}, status=403)
    problem = await billing.post(at, {"amount": "48.01", "method": "cash"}, **FINANCE, status=422)
    assert (problem["code"], problem["facts"]) == ("more_than_owed", {"travel_owed": "48.00"})
    assert (await billing.post(at, {"amount": "8.00", "method": "transfer"}, **FINANCE, status=422))["code"] == (
        "reference_missing"
    )
    paid = await billing.post(at, {"amount": "8.00", "method": "transfer", "reference": "TT-7"}, **FINANCE)
    assert (paid["travel_owed"], paid["accounts"]["travel_owed"]) == ("40.00", "-40.00")
    cash = Asked(path=at, body={"amount": "40.00", "method": "cash"}, **FINANCE)
    assert await at_once(billing, cash, cash) == [200, 422]
    hands = await _hands(billing, visit.technician_id)
    assert (hands["travel_owed"], hands["accounts"]["travel_owed"]) == ("0.00", "0.00")
    assert await billing.service.database.value("SELECT sum(amount) FROM cash_entry") == 0


@pytest.mark.parametrize(
    ("before", "less", "after"), [("60.00", "50.00", "40.00"), ("120.00", "20.00", "10.00"), ("100.00", "50.00", None)]
)
async def test_travel_money_is_owed_where_less_is_asked_for_after_a_part_was_paid(
    billing: RunningService, before: str, less: str, after: str | None
) -> None:
    visit = await open_visit(billing)
    charge = await visit.sign(await visit.complete(parts=(), travel_cost=Money.of("50.00")))
    assert charge["total"] == "150.00"
    at = f"/charges/{charge['id']}"
    await visit.post(f"{at}/payments", WECHAT | {"amount": before})
    await billing.post(f"{at}/reduction", {"reduction": less, "reason": "goodwill"}, role=Role.SUPERVISOR)
    if after is not None:
        await visit.post(f"{at}/payments", WECHAT | {"amount": after, "reference": "WX-2"})
    assert (await billing.get(at))["state"] == "settled"
    hands = await _hands(billing, visit.technician_id)
    assert (hands["travel_owed"], hands["accounts"]["travel_owed"]) == ("50.00", "-50.00")
    assert await billing.service.database.value("SELECT sum(amount) FROM cash_entry") == 0
    report = await billing.get("/reconciliation", role=Role.FINANCE, day=START.date().isoformat())
    assert report["disagreements"] == []


async def test_a_transfer_out_is_recorded_once_whatever_it_is_for(billing: RunningService) -> None:
    visit, charge = await _owed(billing)
    await visit.post(f"/charges/{charge['id']}/payments", WECHAT | {"amount": "200.00"})
    asking = {"charge_id": charge["id"], "amount": "52.00", "reason": "overpaid"}
    refund = await billing.post("/refunds", asking)
    out = {"method": "transfer", "reference": "TT-7"}
    at = f"/cash/{visit.technician_id}/travel-payment"
    await billing.post(at, out | {"amount": "48.00"}, **FINANCE)
    problem = await billing.post(f"/refunds/{refund['id']}/payment", out, **FINANCE, status=409)
    assert (problem["code"], problem["field"]) == ("reference_used", "reference")
    await billing.post(f"/refunds/{refund['id']}/payment", out | {"reference": "TT-8"}, **FINANCE)
