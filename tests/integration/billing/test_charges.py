"""Charges and cash through the real doors: fixed, signed, paid, carried, handed in, counted, overdue."""

from datetime import timedelta
from typing import Any

import pytest

from shared.actor import Role
from shared.events.billing.cash import CashCollected, CashCounted, CashHandedIn, RemittanceOverdue
from shared.events.billing.charges import AmountFixed, ChargeRaised, ChargeSettled, PaymentReceived
from shared.events.dispatch.jobs import PartUsed
from shared.events.intake.decisions import ChargeCategory
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.racing import Asked, at_once
from tests.builders.running_service import START, RunningService
from tests.integration.billing.visits import Visit, open_visit

END_OF_TUESDAY = START + timedelta(days=1, hours=9)
"""Tuesday, 24 November 2026, 18:00 in Chongqing: the end of the working day after START's."""


async def _ledger(billing: RunningService) -> dict[str, str]:
    rows = await billing.service.database.rows("SELECT account, sum(amount) AS sum FROM cash_entry GROUP BY account")
    return {row["account"]: str(row["sum"]) for row in rows}


async def _ledger_sums_to_zero(billing: RunningService) -> bool:
    wrong = "SELECT count(*) FROM (SELECT FROM cash_entry GROUP BY movement_id HAVING sum(amount) <> 0) AS w"
    return bool(await billing.service.database.value(wrong) == 0)


async def _cash(visit: Visit, **options: Any) -> Any:
    return await visit.billing.get(f"/cash/{visit.technician_id}", role=Role.FINANCE, **options)


async def test_the_amount_follows_from_the_work_and_stays_within_the_consent(billing: RunningService) -> None:
    visit = await open_visit(billing, is_told=False)
    await visit.consent(await visit.quote())

    charge = await visit.complete(camera_points=1, travel_cost=Money.of("60.00"))

    amounts = [(line["kind"], line["amount"], line["because"]) for line in charge["lines"]]
    assert amounts == [
        ("visit_fee", "100.00", "tariff"),
        ("part", "52.00", "tariff"),
        ("camera_point", "0.00", "not_consented"),
        ("travel", "0.00", "not_consented"),
    ]
    [fixed] = await billing.announced(AmountFixed)
    assert isinstance(fixed, AmountFixed)
    assert fixed.total <= Money.of("152.00")
    assert (charge["state"], charge["quote_id"]) == ("fixed", str(fixed.quote_id))


async def test_a_free_visit_stands_on_the_card_at_nothing_and_is_settled_by_the_signature(
    billing: RunningService,
) -> None:
    visit = await open_visit(billing, category=ChargeCategory.FREE, clause="2.1.1")

    charge = await visit.sign(await visit.complete())

    lines = [(line["amount"], line["clause"], line["because"]) for line in charge["lines"]]
    assert lines == [("0.00", "2.1.1", "covered"), ("0.00", "2.2.1", "covered")]
    assert charge["state"] == "settled"
    assert [type(event).__name__ for event in await billing.announced(ChargeRaised, ChargeSettled)] == [
        "ChargeRaised",
        "ChargeSettled",
    ]


async def test_without_a_quote_only_what_was_told_with_the_appointment_is_owed(billing: RunningService) -> None:
    told, untold = await open_visit(billing), await open_visit(billing, is_told=False)
    travel = {"travel_cost": Money.of("60.00"), "outcome": "declined_by_customer"}
    assert (await told.complete(**travel, parts=()))["total"] == "160.00"
    assert (await untold.complete(**travel, parts=()))["total"] == "0.00"


async def test_partial_payments_settle_the_charge_and_more_than_owed_is_refused(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()

    await visit.pay(charge, "100.00")
    problem = await visit.pay(charge, "52.01", status=422)
    paid = await visit.pay(charge, "52.00", method="wechat", reference="WX-1")

    assert (problem["code"], problem["facts"]) == ("overpaid", {"outstanding": "52.00"})
    assert (await billing.get(f"/charges/{charge['id']}"))["state"] == "settled"
    assert paid["received_by"] == str(visit.technician_id)
    received = await billing.announced(PaymentReceived)
    assert [str(event.outstanding) for event in received if isinstance(event, PaymentReceived)] == ["52.00", "0.00"]
    payments = await billing.get(f"/charges/{charge['id']}/payments")
    assert [item["amount"] for item in payments["items"]] == ["100.00", "52.00"]
    assert (await visit.pay(charge, "1.00", status=422))["code"] == "overpaid"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"amount": "0.00"}, 422, "amount_not_positive"),
        ({"amount": "-5.00"}, 422, "amount_not_positive"),
        ({"amount": "5.001"}, 400, "input_wrong"),
        ({"amount": 5}, 400, "input_wrong"),
        ({"amount": "5.00", "method": "alipay"}, 422, "reference_missing"),
        ({"amount": "5.00", "received_by": "01936b2e-0000-7000-8000-000000000009"}, 403, "not_the_collector"),
        ({"amount": "5.00", "received_at": "2027-01-01T00:00:00+08:00"}, 422, "time_not_possible"),
    ],
)
async def test_a_payment_that_cannot_be_is_refused(
    billing: RunningService, body: dict[str, object], status: int, code: str
) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    problem = await visit.post(f"/charges/{charge['id']}/payments", {"method": "cash", **body}, status=status)
    assert problem["code"] == code
    assert not await billing.announced(PaymentReceived)


@pytest.mark.parametrize("amount", ["152.00", "100.00"])
async def test_of_two_payments_at_once_exactly_one_wins(billing: RunningService, amount: str) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    earlier = await open_visit(billing, technician_id=visit.technician_id)
    await visit.pay(await earlier.owed(), "52.00")
    body = {"amount": amount, "method": "cash"}
    paying = Asked(
        path=f"/charges/{charge['id']}/payments", body=body, role=Role.TECHNICIAN, subject=visit.technician_id
    )

    assert await at_once(billing, paying, paying) == [200, 422]

    assert len(await billing.announced(PaymentReceived)) == 2
    assert (await _cash(visit))["carried"] == str(Money.of(amount) + Money.of("52.00"))


async def test_a_payment_repeated_with_its_key_is_made_once(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    at, key = f"/charges/{charge['id']}/payments", {"Idempotency-Key": str(new_id())}
    body = {"amount": "100.00", "method": "cash"}

    first = await visit.post(at, body, **key)
    again = await visit.post(at, body, **key)

    assert first == again
    assert (await billing.get(f"/charges/{charge['id']}"))["paid"] == "100.00"


async def test_cash_goes_from_the_customer_through_the_hands_to_finance(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()

    await visit.pay(charge, "152.00")
    carried = await _cash(visit)
    assert carried["carried"] == "152.00"
    assert carried["holdings"][0]["hand_in_until"] == END_OF_TUESDAY.strftime("%Y-%m-%dT%H:%M:%SZ")
    remittance = await visit.post("/remittances", {"amount": "152.00", "person_id": str(visit.technician_id)})
    await billing.post(f"/remittances/{remittance['id']}/count", {"amount": "150.00"}, role=Role.FINANCE)

    assert await _ledger(billing) == {
        "customers": "-152.00",
        "carried": "0.00",
        "handed_in": "0.00",
        "finance": "150.00",
        "difference": "2.00",
    }
    assert await _ledger_sums_to_zero(billing)
    assert (await _cash(visit))["carried"] == "0.00"
    told = await billing.announced(CashCollected, CashHandedIn, CashCounted)
    assert [type(event).__name__ for event in told] == ["CashCollected", "CashHandedIn", "CashCounted"]
    assert isinstance(told[-1], CashCounted)
    assert str(told[-1].difference) == "-2.00"
    again = f"/remittances/{remittance['id']}/count"
    assert (await billing.post(again, {"amount": "152.00"}, role=Role.FINANCE, status=409))["code"]


@pytest.mark.parametrize("amount", ["152.00", "100.00"])
async def test_of_two_hand_ins_of_one_sum_at_once_exactly_one_wins(billing: RunningService, amount: str) -> None:
    visit = await open_visit(billing)
    await visit.pay(await visit.owed(), "152.00")
    handing_in = Asked(path="/remittances", body={"amount": amount}, role=Role.TECHNICIAN, subject=visit.technician_id)

    assert await at_once(billing, handing_in, handing_in) == [201, 422]

    assert (await _ledger(billing))["handed_in"] == amount
    assert await _ledger_sums_to_zero(billing)


async def test_cash_that_is_not_handed_in_is_told_once_at_its_time(billing: RunningService) -> None:
    technician_id = new_id()
    visits = [await open_visit(billing, technician_id=technician_id) for _ in range(2)]
    for visit in visits:
        await visit.pay(await visit.owed(), "152.00")
    await visits[0].post("/remittances", {"amount": "200.00"})

    await billing.pass_time_to(END_OF_TUESDAY)

    [overdue] = await billing.announced(RemittanceOverdue)
    assert isinstance(overdue, RemittanceOverdue)
    assert (str(overdue.amount), overdue.overdue_at, overdue.clause) == ("104.00", END_OF_TUESDAY, "7.3")


async def test_cash_that_was_handed_in_is_not_overdue(billing: RunningService) -> None:
    visit = await open_visit(billing)
    await visit.pay(await visit.owed(), "152.00")
    await visit.post("/remittances", {"amount": "152.00"})
    assert not await billing.service.database.value("SELECT count(*) FROM timer")
    await billing.pass_time_to(END_OF_TUESDAY + timedelta(days=1))
    assert not await billing.announced(RemittanceOverdue)


async def test_travel_money_belongs_to_the_technician(billing: RunningService) -> None:
    visit = await open_visit(billing)
    travel = {"kind": "travel", "at_most": "60.00"}
    await visit.consent(await visit.quote({"kind": "visit_fee"}, travel))
    charge = await visit.sign(await visit.complete(travel_cost=Money.of("45.00"), parts=()))
    assert charge["total"] == "145.00"

    await visit.pay(charge, "145.00")

    assert (await _cash(visit))["carried"] == "100.00"
    assert (await _ledger(billing))["own_travel"] == "45.00"
    assert (await visit.post("/remittances", {"amount": "145.00"}, status=422))["code"] == "more_than_in_hands"


async def test_everybody_sees_and_hands_in_only_his_own_cash(billing: RunningService) -> None:
    visit = await open_visit(billing)
    await visit.pay(await visit.owed(), "152.00")
    other = new_id()

    await billing.get(f"/cash/{visit.technician_id}", role=Role.TECHNICIAN, subject=other, status=404)
    body = {"amount": "1.00", "person_id": str(visit.technician_id)}
    await billing.post("/remittances", body, role=Role.TECHNICIAN, subject=other, status=403)
    await visit.post("/remittances", {"amount": "152.00"})
    assert (await billing.get("/remittances", role=Role.TECHNICIAN, subject=other))["items"] == []
    entries = await billing.get(f"/cash/{visit.technician_id}/entries", role=Role.FINANCE)
    assert len(entries["items"]) == 4


async def test_material_without_a_finding_is_charged_as_material_by_the_price_list(billing: RunningService) -> None:
    visit = await open_visit(billing)
    await visit.consent(
        await visit.quote({"kind": "visit_fee"}, {"kind": "material", "part": "CABLE", "quantity": "9"})
    )
    used = PartUsed(part="CABLE", quantity=8, is_material=True)
    charge = await visit.complete(parts=(used,), outcome="fixed")
    lines = [(line["kind"], line["amount"], line["clause"]) for line in charge["lines"]]
    assert lines == [("visit_fee", "100.00", "3.2"), ("material", "36.00", "3.5")]
