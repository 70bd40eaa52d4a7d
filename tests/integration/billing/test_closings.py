"""Closings tell everything once: also what was taken off later, and what was recorded after the day was closed."""

from datetime import timedelta
from typing import Any

from shared.actor import Role
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService
from tests.integration.billing.visits import open_visit

FINANCE: dict[str, Any] = {"role": Role.FINANCE, "subject": new_id()}
DAY, NEXT = START.date().isoformat(), (START + timedelta(days=1)).date().isoformat()


async def _figures(billing: RunningService, day: str, span: str = "day") -> dict[str, Money]:
    figures = await billing.get("/figures", role=Role.FINANCE, day=day, span=span)
    names = ("charged_total", "received_total", "refunded", "reduced", "written_off")
    return {name: Money.of(figures[name]) for name in names}


async def test_what_was_charged_is_received_reduced_written_off_or_still_owed(billing: RunningService) -> None:
    visits = [await open_visit(billing) for _ in range(3)]
    paid, reduced, gone = [await visit.owed() for visit in visits]
    await visits[0].pay(paid, "52.00")
    less = {"reduction": "20.00", "reason": "goodwill"}
    await billing.post(f"/charges/{reduced['id']}/reduction", less, role=Role.SUPERVISOR)
    at = f"/charges/{gone['id']}/write-off"
    await billing.post(at, {"reason": "not_found"}, **FINANCE)
    await billing.post(f"{at}-approval", role=Role.MANAGER)
    await visits[2].pay(gone, "30.00")
    figures = await _figures(billing, DAY)
    assert {name: str(amount) for name, amount in figures.items()} == {
        "charged_total": "456.00",
        "received_total": "82.00",
        "refunded": "0.00",
        "reduced": "20.00",
        "written_off": "122.00",
    }
    charges = (await billing.get("/charges"))["items"]
    owed = sum((Money.of(each["outstanding"]) for each in charges), Money.ZERO)
    gone_for_good = figures["received_total"] + figures["reduced"] + figures["written_off"]
    assert figures["charged_total"] - gone_for_good + figures["refunded"] == owed
    report = await billing.get("/reconciliation", role=Role.FINANCE, day=DAY)
    assert report["disagreements"] == []


async def test_what_is_recorded_for_a_closed_day_counts_today_and_in_one_closing(billing: RunningService) -> None:
    visit, late = await open_visit(billing), await open_visit(billing)
    charge = await visit.owed()
    await late.consent(await late.quote())
    unsigned = await late.complete()
    wanted = {"charge_id": charge["id"], "buyer": "person", "title": "张伟", "delivery": "by_mail"}
    invoice = await visit.post("/invoices", wanted)
    await billing.pass_time_to(START + timedelta(days=1))
    at_noon = (START + timedelta(hours=3)).isoformat()
    await visit.pay(charge, "50.00", received_at=at_noon)
    await billing.post("/closings", {"span": "day", "day": DAY}, **FINANCE)
    await visit.pay(charge, "52.00", received_at=at_noon)
    await late.sign(unsigned)
    number = {"invoice_number": "26502000000000000001", "issued_at": at_noon}
    await billing.post(f"/invoices/{invoice['id']}/issue", number, **FINANCE)
    await billing.pass_time_to(START + timedelta(days=2))
    await billing.post("/closings", {"span": "day", "day": NEXT}, **FINANCE)
    closed = (await billing.get("/closings", role=Role.FINANCE))["items"]
    told = {each["first_day"]: each["figures"] for each in closed}
    names = ("charged_total", "received_total", "invoiced")
    sums = {day: tuple(each[name] for name in names) for day, each in told.items()}
    assert sums == {DAY: ("152.00", "50.00", "0.00"), NEXT: ("152.00", "52.00", "152.00")}
    month = await _figures(billing, DAY, "month")
    assert (str(month["charged_total"]), str(month["received_total"])) == ("304.00", "102.00")
