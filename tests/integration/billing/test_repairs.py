"""What is charged without a card that was signed: repairs at the bench, returned goods, refused signatures."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.billing.charges import (
    AmountFixed,
    ChargeRaised,
    ChargeSettled,
)
from shared.events.billing.prices import PriceListPublished
from shared.events.dispatch.cards import SignatureRefused
from shared.events.intake.tickets import RepeatFaultDetected
from shared.events.repairs.bench import RepairRefused
from shared.events.repairs.endings import GoodsReturned, RepairEnded
from shared.events.repairs.items import FaultConfirmed, PartBuiltIn, RepairReady, RepairRegistered
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService
from tests.integration.billing.visits import PSU, Visit, open_visit

PART = {"kind": "part", "part": PSU}
DECIDER = str(new_id())
FACTORY = {"kind": "factory_repair", "at_most": "180.00"}


async def at_the_bench(visit: Visit) -> dict[str, Any]:
    keys: dict[str, Any] = {"repair_id": new_id(), "ticket_id": visit.ticket_id, "customer_id": visit.customer_id}
    registered = RepairRegistered(
        **keys,
        number="FX1",
        receipt_number="WX1",
        product_model="DS",
        fee_terms="paid",
        is_part_of_installation=False,
        responsible_id=new_id(),
        clause="6.2",
        registered_at=START,
    )
    await visit.billing.tell(registered)
    return keys


def ready(keys: dict[str, Any], **facts: Any) -> RepairReady:
    event = RepairReady(
        **keys, is_part_of_installation=False, responsible_id=new_id(), clause="6.4", ready_at=START, outcome="repaired"
    )
    return replace(event, **facts)


async def test_a_repair_is_quoted_consented_and_owed_when_it_is_ready(billing: RunningService) -> None:
    visit = await open_visit(billing)
    keys = await at_the_bench(visit)
    asking = {"repair_id": str(keys["repair_id"]), "lines": [PART, FACTORY]}
    assert (await billing.post("/quotes", asking, status=422))["code"] == "no_matching_finding"
    await billing.tell(FaultConfirmed(**keys, fault="no_power", clause="6.2", confirmed_at=START))
    for lines in ([{"kind": "visit_fee"}], [{"kind": "travel", "at_most": "5.00"}]):
        problem = await billing.post("/quotes", {**asking, "lines": lines}, status=422)
        assert problem["code"] == "line_not_for_repairs"
    both = {**asking, "job_id": str(visit.job_id)}
    assert (await billing.post("/quotes", both, status=422))["code"] == "not_for_one"
    quote = await billing.post("/quotes", asking)
    assert (quote["total"], quote["repair_id"]) == ("232.00", str(keys["repair_id"]))
    body = {"contact_id": str(visit.owner_id), "method": "phone", "quote_version": 1}
    at = f"/quotes/{quote['id']}/consent"
    assert (await billing.post(at, body, status=422))["code"] == "note_missing"
    agreed = await billing.post(at, {**body, "note": "同意维修，电话录音 1"})
    assert (agreed["state"], agreed["consent_note"]) == ("consented", "同意维修，电话录音 1")

    parts = (PartBuiltIn(part=PSU, quantity=1),)
    await billing.tell(ready(keys, parts=parts, factory_cost=Money.of("150.00")))

    [charge] = (await billing.get("/charges", repair_id=str(keys["repair_id"])))["items"]
    assert (charge["state"], charge["total"], charge["job_id"]) == ("owed", "202.00", None)
    told = await billing.announced(AmountFixed, ChargeRaised)
    assert [getattr(each, "repair_id", None) for each in told] == [keys["repair_id"]] * 2
    await billing.post(f"/charges/{charge['id']}/payments", {"amount": "202.00", "method": "cash"}, subject=new_id())
    assert len(await billing.announced(ChargeSettled)) == 1


async def test_a_repair_that_nobody_agreed_to_pay_costs_nothing_and_is_settled(billing: RunningService) -> None:
    visit = await open_visit(billing)
    keys = await at_the_bench(visit)
    await billing.tell(ready(keys, factory_cost=Money.of("150.00")))
    [charge] = (await billing.get("/charges", repair_id=str(keys["repair_id"])))["items"]
    assert (charge["state"], charge["total"]) == ("settled", "0.00")
    assert [(line["amount"], line["because"]) for line in charge["lines"]] == [("0.00", "not_consented")]


async def _consented(visit: Visit) -> dict[str, Any]:
    """At the bench, with the customer's consent to a power supply and at most 180 yuan of the factory."""
    keys = await at_the_bench(visit)
    await visit.billing.tell(FaultConfirmed(**keys, fault="no_power", clause="6.2", confirmed_at=START))
    quote = await visit.billing.post("/quotes", {"repair_id": str(keys["repair_id"]), "lines": [PART, FACTORY]})
    body = {"contact_id": str(visit.owner_id), "method": "signature", "quote_version": 1}
    await visit.billing.post(f"/quotes/{quote['id']}/consent", body)
    return keys


async def test_who_refuses_when_work_was_done_owes_what_he_agreed_to_and_was_done(billing: RunningService) -> None:
    visit = await open_visit(billing)
    keys = await _consented(visit)
    await billing.tell(RepairRefused(**keys, reason="time", clause="6.5", refused_at=START))
    at, lines = f"/charges?repair_id={keys['repair_id']}", [PART]
    assert (await billing.get(at))["items"] == [], "not yet: only when it is ready is known what was done"
    again = {"repair_id": str(keys["repair_id"]), "lines": lines}
    assert (await billing.post("/quotes", again, status=409))["code"] == "job_is_over"
    await billing.tell(ready(keys, outcome="refused", factory_cost=Money.of("80.00")))
    [charge] = (await billing.get(at))["items"]
    assert (charge["state"], charge["total"]) == ("owed", "80.00")


@pytest.mark.parametrize(
    ("way", "facts", "owed"),
    [
        ("scrapped", {"factory_cost": Money.of("80.00")}, ["80.00"]),
        ("scrapped", {"parts": (PartBuiltIn(part=PSU, quantity=1),), "factory_cost": Money.of("200.00")}, ["232.00"]),
        ("scrapped", {}, []),
        ("lost", {"factory_cost": Money.of("80.00")}, []),
    ],
)
async def test_what_is_thrown_away_owes_what_was_agreed_and_done_and_what_we_lose_nothing(
    billing: RunningService, way: str, facts: dict[str, Any], owed: list[str]
) -> None:
    visit = await open_visit(billing)
    keys = await _consented(visit)
    ended = RepairEnded(**keys, way=way, outcome="not_repairable", clause="6.5", ended_at=START, **facts)
    await billing.tell(ended, ended)
    charges = (await billing.get("/charges", repair_id=str(keys["repair_id"])))["items"]
    assert [(each["state"], each["total"]) for each in charges] == [("owed", total) for total in owed]
    [quote] = (await billing.get("/quotes", repair_id=str(keys["repair_id"])))["items"]
    assert quote["state"] == ("billed" if owed else "lapsed")


@pytest.mark.parametrize("price", [None, "680.00"])
async def test_returned_goods_give_back_the_price_on_the_proof(billing: RunningService, price: str | None) -> None:
    visit = await open_visit(billing)
    keys = await at_the_bench(visit)
    returned = GoodsReturned(
        **keys,
        product_model="DS",
        ground="within_standard",
        clause="4.4",
        returned_at=START,
        price=None if price is None else Money.of(price),
        decided_by=DECIDER,
    )
    await billing.tell(returned, returned)
    [refund] = (await billing.get("/refunds"))["items"]
    if price is None:
        assert (refund["state"], refund["amount"]) == ("price_open", None)
        refund = await billing.post(f"/refunds/{refund['id']}/price", {"amount": "680.00"})
    assert (refund["state"], refund["amount"], refund["clause"]) == ("asked", "680.00", "4.4")
    at = f"/refunds/{refund['id']}/approval"
    problem = await billing.post(at, role=Role.MANAGER, subject=DECIDER, status=403)
    assert problem["code"] == "same_person", "who took the goods back does not approve the refund too"
    await billing.post(at, role=Role.MANAGER, subject=new_id())
    done = await billing.post(
        f"/refunds/{refund['id']}/payment",
        {"method": "transfer", "reference": "TT-5"},
        role=Role.FINANCE,
        subject=new_id(),
    )
    assert done["state"] == "paid"


async def test_a_price_list_says_what_a_point_costs_a_year(billing: RunningService) -> None:
    csv = "code,name,ware,unit,unit_price,cost\nPSU,电源,part,piece,52.00,52.00\n"
    published = await billing.post("/price-list-imports", {"csv": csv}, role=Role.FINANCE)
    assert published["prices"][0]["part"] == "PSU"
    [told] = await billing.announced(PriceListPublished)
    assert isinstance(told, PriceListPublished)
    assert (told.prices, str(told.maintenance_point_year), told.clause) == (1, "150.00", "3.4")
    wrong = {"csv": csv.replace("52.00,52.00", "52.00,5x")}
    problem = await billing.post("/price-list-imports", wrong, role=Role.FINANCE, status=422)
    assert problem["facts"] == {"row": "2", "column": "cost"}


async def test_a_refused_signature_is_owed_like_a_signed_one(billing: RunningService) -> None:
    visit = await open_visit(billing)
    await visit.consent(await visit.quote())
    charge = await visit.complete()
    refused = SignatureRefused(
        card_id=new_id(),
        job_id=visit.job_id,
        ticket_id=visit.ticket_id,
        technician_id=visit.technician_id,
        charge_id=UUID(charge["id"]),
        amount=Money.of(charge["total"]),
        reason="quality",
        has_witness=True,
        content_sha256="9f86",
        refused_at=START,
    )
    await billing.tell(refused)
    assert (await billing.get(f"/charges/{charge['id']}"))["state"] == "owed"


@pytest.mark.parametrize(
    ("days", "paid", "by", "fee"),
    [
        (30, True, "serial", "0.00"),
        (31, True, "serial", "100.00"),
        (5, False, "serial", "100.00"),
        (5, True, "site", "100.00"),
    ],
)
async def test_the_same_fault_soon_after_a_paid_repair_has_no_fee(
    billing: RunningService, days: int, by: str, fee: str, *, paid: bool
) -> None:
    visit = await open_visit(billing)
    repeated = RepeatFaultDetected(
        ticket_id=visit.ticket_id,
        earlier_ticket_id=new_id(),
        matched_by=by,
        days_since=days,
        is_earlier_work_paid=paid,
        clause="2",
        detected_at=START,
    )
    await billing.tell(repeated)
    quote = await visit.quote({"kind": "visit_fee"})
    assert (quote["total"], quote["lines"][0]["clause"]) == (fee, "2" if fee == "0.00" else "3.2")


async def test_below_the_tariff_asks_the_supervisor_and_the_charge_follows(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()
    await visit.consent(quote)
    at, body = f"/quotes/{quote['id']}/reduction", {"line": 1, "unit_price": "60.00", "reason": "goodwill"}
    await visit.post(at, body, status=403)
    assert (await billing.post(at, {**body, "unit_price": "120.00"}, role=Role.SUPERVISOR, status=422))["code"] == (
        "not_below"
    )
    reduced = await billing.post(at, body, role=Role.SUPERVISOR)
    assert (reduced["state"], reduced["total"]) == ("consented", "112.00")
    assert (await visit.complete())["total"] == "112.00"


async def test_a_withdrawn_quote_and_its_consent_no_longer_count(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()
    await visit.consent(quote)
    withdrawn = await visit.post(f"/quotes/{quote['id']}/withdrawal", {})
    assert (withdrawn["state"], withdrawn["ended_because"]) == ("lapsed", "withdrawn")
