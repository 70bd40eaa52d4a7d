"""Charges that are not paid, or paid too much: reminders, write-off, reduction, refund with a second person."""

import asyncio
from datetime import timedelta
from typing import Any

from shared.actor import Role
from shared.events.billing.charges import ChargeOverdue, ChargeReduced, ChargeSettled, ChargeWrittenOff
from shared.events.billing.refunds import PaymentRefunded, RefundApproved, RefundRequested
from shared.identifiers import new_id
from tests.builders.racing import Asked, at_once
from tests.builders.running_service import START, RunningService
from tests.integration.billing.visits import open_visit, outcome_of

FINANCE, MANAGER = new_id(), new_id()


async def _as_finance(billing: RunningService, path: str, body: Any = None, **options: Any) -> Any:
    return await billing.post(path, body, role=Role.FINANCE, subject=FINANCE, **options)


async def test_a_charge_that_is_not_paid_is_reminded_of_at_its_days(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await visit.pay(charge, "52.00")

    await billing.pass_time_to(START + timedelta(days=14, hours=23))
    assert not await billing.announced(ChargeOverdue)
    for days in (15, 22, 30, 45, 90):
        await billing.pass_time_to(START + timedelta(days=days))

    told = [event for event in await billing.announced(ChargeOverdue) if isinstance(event, ChargeOverdue)]
    assert [(each.reminder, each.days_late, str(each.outstanding)) for each in told] == [
        (0, 0, "100.00"),
        (1, 7, "100.00"),
        (2, 15, "100.00"),
        (3, 30, "100.00"),
    ]
    assert [each.overdue_at for each in told] == [START + timedelta(days=days) for days in (15, 22, 30, 45)]
    late = await billing.get("/charges", due_before=(START + timedelta(days=20)).isoformat())
    assert [item["id"] for item in late["items"]] == [charge["id"]]


async def test_what_is_paid_in_time_is_not_reminded_of(billing: RunningService) -> None:
    visit = await open_visit(billing)
    await visit.pay(await visit.owed(), "152.00", method="transfer", reference="TT-1")
    assert not await billing.service.database.value("SELECT count(*) FROM timer WHERE kind = 'charge_due'")


async def test_a_write_off_is_asked_by_one_and_approved_by_another(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    at = f"/charges/{charge['id']}/write-off"

    await visit.post(at, {"reason": "insolvent"}, status=403)
    asked = await _as_finance(billing, at, {"reason": "insolvent"})
    assert (asked["state"], asked["write_off_request"]["asked_by"]) == ("write_off_asked", str(FINANCE))
    assert (await _as_finance(billing, f"{at}-approval", status=403))["code"] == "same_person"
    gone = await billing.post(f"{at}-approval", role=Role.MANAGER, subject=MANAGER)

    assert (gone["state"], gone["outstanding"], gone["written_off"]) == ("written_off", "0.00", "152.00")
    [told] = await billing.announced(ChargeWrittenOff)
    assert isinstance(told, ChargeWrittenOff)
    assert str(told.amount) == "152.00"
    assert not await billing.service.database.value("SELECT count(*) FROM timer WHERE kind = 'charge_due'")


async def test_a_second_transfer_and_what_comes_after_the_write_off_are_on_record(billing: RunningService) -> None:
    visit, other = await open_visit(billing), await open_visit(billing)
    twice, gone = await visit.owed(), await other.owed()
    for reference in ("TT-1", "TT-2"):
        await visit.pay(twice, "152.00", method="transfer", reference=reference)
    assert (await visit.pay(twice, "1.00", status=422))["code"] == "overpaid"
    twice = await billing.get(f"/charges/{twice['id']}")
    assert (twice["state"], twice["paid"], twice["overpaid"]) == ("settled", "304.00", "152.00")
    await billing.post("/refunds", {"charge_id": twice["id"], "amount": "152.00", "reason": "overpaid"})

    at = f"/charges/{gone['id']}/write-off"
    await _as_finance(billing, at, {"reason": "not_found"})
    await billing.post(f"{at}-approval", role=Role.MANAGER, subject=MANAGER)
    await other.pay(gone, "152.00")
    gone = await billing.get(f"/charges/{gone['id']}")
    assert (gone["state"], gone["paid"], gone["written_off"]) == ("settled", "152.00", "0.00")
    report = await billing.get("/reconciliation", role=Role.FINANCE, day=START.date().isoformat())
    assert report["disagreements"] == []


async def test_the_supervisor_alone_asks_for_less_and_names_a_reason(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    at, body = f"/charges/{charge['id']}/reduction", {"reduction": "52.00", "reason": "our_fault"}

    for role in (Role.TECHNICIAN, Role.SPECIALIST, Role.FINANCE, Role.MANAGER):
        await billing.post(at, body, role=role, subject=visit.technician_id, status=403)
    too_much = {**body, "reduction": "152.01"}
    assert (await billing.post(at, too_much, role=Role.SUPERVISOR, status=422))["clause"] == "5.5"
    reduced = await billing.post(at, body, role=Role.SUPERVISOR)

    assert (reduced["due"], reduced["outstanding"]) == ("100.00", "100.00")
    [told] = await billing.announced(ChargeReduced)
    assert isinstance(told, ChargeReduced)
    assert (str(told.total), str(told.reduction)) == ("100.00", "52.00")
    trail = await billing.get(f"/charges/{charge['id']}/history")
    assert "our_fault" in [entry["reason"] for entry in trail["items"]]


async def test_what_was_transferred_too_much_goes_back(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await visit.pay(charge, "200.00", method="transfer", reference="TT-1")
    assert (await billing.get(f"/charges/{charge['id']}"))["overpaid"] == "48.00"

    asking = {"charge_id": charge["id"], "amount": "48.00", "reason": "overpaid"}
    assert (await billing.post("/refunds", {**asking, "amount": "48.01"}, status=422))["code"] == "more_than_overpaid"
    refund = await billing.post("/refunds", asking)
    assert (refund["state"], refund["needs_approval"]) == ("approved", False)
    assert (await billing.post("/refunds", asking, status=422))["code"] == "more_than_overpaid"
    paid = await _as_finance(billing, f"/refunds/{refund['id']}/payment", {"method": "transfer", "reference": "TT-2"})

    assert paid["state"] == "paid"
    after = await billing.get(f"/charges/{charge['id']}")
    assert (after["refunded"], after["refunding"], after["overpaid"]) == ("48.00", "0.00", "0.00")
    assert len(await billing.announced(ChargeSettled)) == 1


async def test_above_500_yuan_another_person_approves_the_refund(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await visit.pay(charge, "800.00", method="transfer", reference="TT-1")
    refund = await _as_finance(
        billing, "/refunds", {"charge_id": charge["id"], "amount": "600.00", "reason": "overpaid"}
    )
    at = f"/refunds/{refund['id']}"

    assert (await _as_finance(billing, f"{at}/payment", {"method": "cash"}, status=409))["code"] == "action_not_allowed"
    assert (await _as_finance(billing, f"{at}/approval", status=403))["code"] == "same_person"
    await billing.post(f"{at}/approval", role=Role.MANAGER, subject=MANAGER)
    await _as_finance(billing, f"{at}/payment", {"method": "cash"})

    told = await billing.announced(RefundRequested, RefundApproved, PaymentRefunded)
    assert [type(each).__name__ for each in told] == ["RefundRequested", "RefundApproved", "PaymentRefunded"]
    sums = await billing.service.database.rows("SELECT account, sum(amount) AS s FROM cash_entry GROUP BY account")
    assert {row["account"]: str(row["s"]) for row in sums} == {"customers": "600.00", "finance": "-600.00"}


async def test_a_refused_refund_leaves_the_money_where_it_is(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await visit.pay(charge, "200.00", method="transfer", reference="TT-1")
    asking = {"charge_id": charge["id"], "amount": "48.00", "reason": "overpaid"}
    refund = await billing.post("/refunds", asking)
    await billing.post(f"/refunds/{refund['id']}/refusal", {"reason": "error"}, role=Role.MANAGER)
    assert (await billing.get(f"/charges/{charge['id']}"))["overpaid"] == "48.00"
    assert (await billing.get("/refunds", state="refused"))["items"][0]["id"] == refund["id"]


async def test_of_two_refunds_of_one_sum_at_once_exactly_one_is_asked(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await visit.pay(charge, "200.00", method="transfer", reference="TT-1")
    asking = {"charge_id": charge["id"], "amount": "48.00", "reason": "overpaid"}
    outcomes = await asyncio.gather(*(outcome_of(billing.post("/refunds", asking)) for _ in range(4)))
    assert sorted(outcomes) == [False, False, False, True]


async def test_a_transfer_is_recorded_once_even_for_two_charges_at_once(billing: RunningService) -> None:
    visits = [await open_visit(billing) for _ in range(2)]
    body = {"amount": "100.00", "method": "wechat", "reference": "WX-1"}
    one, other = [
        Asked(path=f"/charges/{(await visit.owed())['id']}/payments", body=body, role=Role.FINANCE) for visit in visits
    ]
    assert await at_once(billing, one, other) == [200, 409]


async def test_the_tariff_says_its_clauses(billing: RunningService) -> None:
    tariff = await billing.get("/tariff", role=Role.PARTNER)
    lines = {line["name"]: (line["clause"], line["yuan"]) for line in tariff["lines"]}
    assert lines["maintenance_contract"] == ("3.4", "150.00")
    assert lines["travel"] == ("3.6", None)
    await billing.get("/tariff", on="2008-01-01", status=422)
