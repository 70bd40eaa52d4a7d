"""Journeys of money through five services: paid visits, invoices, refused quotes, mixed visits, coming in vain."""

from typing import Any

from services.cli.api import Document
from services.cli.story.department import Customer, Department, install_camera
from services.cli.story.desk import Desk
from services.cli.story.play import open_department
from services.cli.story.waiting import becomes, first
from shared.actor import Role
from tests.e2e.conftest import Town
from tests.integration.waiting import until

PSU = "PSU-12V"
FAULT = {"fault": "no_power", "faulty_part": PSU}
PART = {"kind": "part", "part": PSU, "finding": 1}
BUYER = {"buyer": "organisation", "title": "永川某物业有限公司", "tax_number": "91110000600037341L"}


async def _outside(town: Town) -> Desk:
    """A department whose customer is in 永川, outside the nine districts, and what cable costs there."""
    desk = await open_department(town.api, town.now)
    customer = desk.customer
    address = {"address": "重庆市永川区人民大道 1 号", "division_code": "500118"}
    site = await town.api.post(f"/intake/customers/{customer.id}/sites", address)
    cable = {"part": "CABLE", "ware": "material", "unit": "metre", "unit_price": "4.50", "cost": "2.80"}
    await town.api.post("/billing/price-lists", {"prices": [cable]}, role=Role.FINANCE)
    there = Customer(customer.id, customer.contact_id, site["id"])
    return Desk(town.api, desk.department, there, desk.now)


async def _on_site(desk: Desk, *, completed_on: str, findings: list[Document]) -> tuple[Document, Document]:
    """A ticket and its job, with the technician at the site and the diagnosis made."""
    camera = await install_camera(desk.api, desk.customer, serial=f"SN-{completed_on}", completed_on=completed_on)
    ticket = await desk.take_call(camera["id"], level=2, description="没有图像")
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "visit_needed")
    await desk.decide_visit(ticket)
    await desk.agree_visit(job)
    await desk.go_there(job, findings)
    await first(desk.api, "/billing/jobs", role=Role.FINANCE, ticket_id=ticket["id"], is_diagnosed="true")
    return ticket, job


async def _quoted(desk: Desk, job: Document, *lines: Document) -> Document:
    return await desk.as_technician("/billing/quotes", {"job_id": job["id"], "lines": list(lines)})


async def _consented(desk: Desk, job: Document, quote: Document) -> None:
    consent = {"contact_id": desk.customer.contact_id, "method": "signature", "quote_version": quote["quote_version"]}
    await desk.as_technician(f"/billing/quotes/{quote['id']}/consent", consent)
    await becomes(desk.api, f"/dispatch/jobs/{job['id']}", lambda seen: seen["consent"] is not None)


async def _completed(desk: Desk, ticket: Document, job: Document, **done: Any) -> Document:
    """The work is over and the card signed; returns the charge as it is owed."""
    await desk.on_job(job, "completion", {"completed_at": desk.time(), "outcome": "not_fixed", **done})
    await desk.sign_card(await first(desk.api, "/dispatch/cards", ticket_id=ticket["id"]))
    charge = await first(desk.api, "/billing/charges", ticket_id=ticket["id"])
    return await becomes(desk.api, f"/billing/charges/{charge['id']}", lambda seen: seen["state"] != "fixed")


async def _paid(desk: Desk, charge: Document, amount: str) -> None:
    await desk.as_technician(f"/billing/charges/{charge['id']}/payments", {"amount": amount, "method": "cash"})


async def _all_agrees(desk: Desk) -> None:
    day = desk.now().date().isoformat()
    found = await desk.api.get("/billing/reconciliation", role=Role.FINANCE, day=day)
    assert found["disagreements"] == []
    assert found["checked"] > 0


async def _announced(town: Town, name: str, thing: Document) -> Document:
    """What an event said about a thing, once it is in the feed."""
    found: list[Document] = []

    async def is_there() -> bool:
        events, _ = await town.api.feed_page("billing", subject=thing["id"])
        found[:] = [event["data"] for event in events if f".{name}." in event["type"]]
        return bool(found)

    await until(is_there)
    return found[0]


async def _billing_knows(town: Town, job: Document, **facts: bool) -> None:
    async def knows() -> bool:
        jobs = await town.api.get("/billing/jobs", role=Role.FINANCE, ticket_id=job["ticket_id"])
        return any(each["id"] == job["id"] and facts.items() <= each.items() for each in jobs["items"])

    await until(knows)


async def _other_technician(desk: Desk) -> Desk:
    """The same desk, which sends somebody else than the first one."""
    supervisor = desk.department.ids[Role.SUPERVISOR]
    entry = {"name": "陈刚", "phone": "13800000009", "role": Role.TECHNICIAN, "superior_id": supervisor}
    person = await desk.api.post("/dispatch/staff", entry, role=Role.MANAGER)
    await desk.api.post("/dispatch/technicians", {"person_id": person["id"]}, role=Role.MANAGER)
    certificate = {"certificate": "cctv", "valid_until": "2028-01-01"}
    await desk.api.post(f"/dispatch/technicians/{person['id']}/certificates", certificate, role=Role.MANAGER)
    department = Department({**desk.department.ids, Role.TECHNICIAN: person["id"]})
    return Desk(desk.api, department, desk.customer, desk.now)


def _lines(charge: Document) -> list[tuple[str, str, str]]:
    return [(line["kind"], line["amount"], line["clause"]) for line in charge["lines"]]


async def test_paid_visit_outside_the_districts_with_move_cable_part_travel_cash_and_a_mailed_invoice(
    town: Town,
) -> None:
    desk = await _outside(town)
    ticket, job = await _on_site(desk, completed_on="2020-01-15", findings=[FAULT])
    move = [{"kind": "camera_point", "quantity": "2"}, {"kind": "cable_metre", "quantity": "30"}]
    quote = await _quoted(desk, job, {"kind": "visit_fee"}, PART, *move, {"kind": "travel", "at_most": "60.00"})
    assert quote["total"] == "447.00"
    assert {line["kind"] for line in quote["lines"] if line["is_at_most"]} == {"cable_metre", "travel"}
    await _consented(desk, job, quote)

    used = {"camera_points": 2, "cable_metres": "22.5", "travel_cost": "48.00", "travel_receipt": "R-77"}
    parts = [{"part": PSU, "quantity": 1, "finding": 1}]
    charge = await _completed(desk, ticket, job, parts=parts, **used)

    assert _lines(charge) == [
        ("visit_fee", "0.00", "3.3"),
        ("part", "52.00", "3.5"),
        ("camera_point", "200.00", "3.3"),
        ("cable_metre", "101.25", "3.3"),
        ("travel", "48.00", "3.6"),
    ]
    await _paid(desk, charge, "401.25")
    hands = await town.api.get(f"/billing/cash/{desk.department.technician_id}", role=Role.FINANCE)
    assert (hands["carried"], hands["accounts"]["own_travel"]) == ("353.25", "48.00")
    remittance = await desk.as_technician("/billing/remittances", {"amount": "353.25"})
    counted = {"amount": "353.25"}
    await town.api.post(f"/billing/remittances/{remittance['id']}/count", counted, role=Role.FINANCE)
    invoice = await town.api.post("/billing/invoices", {"charge_id": charge["id"], **BUYER})
    at = f"/billing/invoices/{invoice['id']}"
    await town.api.post(f"{at}/issue", {"invoice_number": "26502000000012345678"}, role=Role.FINANCE)
    mailed = await town.api.post(f"{at}/mailing", {"carrier": "SF", "tracking_number": "SF1234567890"})
    assert (mailed["state"], mailed["amount_in_capitals"]) == ("mailed", "肆佰零壹元贰角伍分")
    await _all_agrees(desk)


async def test_invoice_first_and_money_on_a_second_visit(town: Town) -> None:
    desk = await _outside(town)
    ticket, job = await _on_site(desk, completed_on="2020-01-15", findings=[FAULT])
    await _consented(desk, job, await _quoted(desk, job, {"kind": "visit_fee"}, PART))
    charge = await _completed(desk, ticket, job, parts=[{"part": PSU, "quantity": 1, "finding": 1}])

    asking = {"charge_id": charge["id"], **BUYER, "delivery": "by_hand"}
    invoice = await desk.as_technician("/billing/invoices", asking)
    at = f"/billing/invoices/{invoice['id']}"
    await town.api.post(f"{at}/issue", {"invoice_number": "26502000000012345678"}, role=Role.FINANCE)
    issued = await _announced(town, "InvoiceIssued", invoice)
    assert (issued["delivery"], issued["outstanding"], issued["job_id"]) == ("by_hand", charge["total"], job["id"])

    errand = await first(town.api, "/dispatch/jobs", ticket_id=ticket["id"], purpose="collect_money")
    other = await _other_technician(desk)
    await other.api.post(f"/dispatch/jobs/{errand['id']}/assignment", {"technician_id": other.department.technician_id})
    await other.agree_visit(errand)
    await other.on_job(errand, "departure", {"badge": True, "tools": True, "parts": True})
    await other.on_job(errand, "arrival", {"arrived_at": desk.time()})
    await _billing_knows(town, errand, has_arrived=True)
    await other.as_technician(f"{at}/delivery", {})
    await _paid(other, charge, charge["total"])
    await other.on_job(errand, "completion", {"completed_at": desk.time(), "outcome": "fixed"})

    settled = await town.api.get(f"/billing/charges/{charge['id']}", role=Role.SPECIALIST)
    assert (settled["state"], settled["invoice_id"]) == ("settled", invoice["id"])
    hands = await town.api.get(f"/billing/cash/{other.department.technician_id}", role=Role.FINANCE)
    assert hands["carried"] == charge["total"]
    await _billing_knows(town, errand, is_over=True)
    charges = await town.api.get("/billing/charges", role=Role.FINANCE, ticket_id=ticket["id"])
    assert [each["id"] for each in charges["items"]] == [charge["id"]], "the errand costs nothing"
    await _all_agrees(desk)


async def test_a_refused_quote_owes_what_was_told_beforehand(town: Town) -> None:
    desk = await _outside(town)
    ticket, job = await _on_site(desk, completed_on="2020-01-15", findings=[FAULT])
    quote = await _quoted(desk, job, {"kind": "visit_fee"}, PART, {"kind": "travel", "at_most": "60.00"})
    await desk.as_technician(f"/billing/quotes/{quote['id']}/refusal", {"reason": "too_expensive"})

    travel = {"travel_cost": "48.00", "travel_receipt": "R-77", "outcome": "declined_by_customer"}
    charge = await _completed(desk, ticket, job, **travel)

    assert _lines(charge) == [("visit_fee", "100.00", "3.2"), ("travel", "48.00", "3.6")]
    await _all_agrees(desk)


async def test_free_and_paid_items_on_one_visit(town: Town) -> None:
    desk = await _outside(town)
    ticket, job = await _on_site(desk, completed_on="2026-01-15", findings=[FAULT])
    quote = await _quoted(desk, job, {"kind": "visit_fee"}, PART, {"kind": "travel", "at_most": "60.00"})
    assert [(line["kind"], line["amount"]) for line in quote["lines"]] == [
        ("visit_fee", "0.00"),
        ("part", "0.00"),
        ("travel", "60.00"),
    ]
    move = {"kind": "camera_point", "quantity": "1"}
    quote = await _quoted(desk, job, {"kind": "visit_fee"}, PART, move, {"kind": "travel", "at_most": "60.00"})
    await _consented(desk, job, quote)

    parts = [{"part": PSU, "quantity": 1, "finding": 1}]
    used = {"camera_points": 1, "travel_cost": "48.00", "travel_receipt": "R-77"}
    charge = await _completed(desk, ticket, job, parts=parts, **used)

    assert [(kind, amount) for kind, amount, _ in _lines(charge)] == [
        ("visit_fee", "0.00"),
        ("part", "0.00"),
        ("camera_point", "100.00"),
        ("travel", "48.00"),
    ]
    await _all_agrees(desk)


async def test_cancelled_after_departure_voids_the_quote_and_owes_the_travel_that_was_told(town: Town) -> None:
    desk = await _outside(town)
    camera = await install_camera(town.api, desk.customer, serial="SN-9", completed_on="2020-01-15")
    ticket = await desk.take_call(camera["id"], level=2, description="没有图像")
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "visit_needed")
    await desk.decide_visit(ticket)
    await desk.agree_visit(job)
    await first(town.api, "/billing/jobs", role=Role.FINANCE, ticket_id=ticket["id"])
    quote = await _quoted(desk, job, {"kind": "visit_fee"}, {"kind": "travel", "at_most": "60.00"})
    await desk.on_job(job, "departure", {"badge": True, "tools": True, "parts": True})
    await town.api.post(f"/intake/tickets/{ticket['id']}/cancellation", {"reason": "customer_withdrew"})

    at = f"/billing/quotes/{quote['id']}"
    voided = await becomes(town.api, at, lambda seen: seen["state"] == "lapsed")
    assert voided["ended_because"] == "cancelled"
    await becomes(town.api, f"/dispatch/jobs/{job['id']}", lambda seen: seen["state"] == "cancelled")
    card = await first(town.api, "/dispatch/cards", ticket_id=ticket["id"])
    await becomes(town.api, f"/dispatch/cards/{card['id']}", lambda seen: seen["state"] == "void")
    await _billing_knows(town, job, is_cancelled=True, has_departed=True)
    charges = await town.api.get("/billing/charges", role=Role.FINANCE, ticket_id=ticket["id"])
    assert charges["items"] == []
    travel = await desk.as_technician(f"/billing/jobs/{job['id']}/travel", {"cost": "48.00", "receipt": "R-77"})
    assert (_lines(travel), travel["state"]) == ([("travel", "48.00", "3.6")], "owed")
    await _paid(desk, travel, "48.00")
    hands = await town.api.get(f"/billing/cash/{desk.department.technician_id}", role=Role.FINANCE)
    assert (hands["carried"], hands["accounts"]["own_travel"]) == ("0.00", "48.00")
    await _all_agrees(desk)


async def test_a_free_visit_with_an_agreed_move_is_cancelled_while_the_cameras_are_moved(town: Town) -> None:
    desk = await _outside(town)
    ticket, job = await _on_site(desk, completed_on="2026-01-15", findings=[FAULT])
    await _consented(desk, job, await _quoted(desk, job, {"kind": "camera_point", "quantity": "2"}))
    await town.api.post(f"/intake/tickets/{ticket['id']}/cancellation", {"reason": "customer_withdrew"})
    await becomes(town.api, f"/dispatch/jobs/{job['id']}", lambda seen: seen["customer_withdrew_at"] is not None)

    charge = await _completed(desk, ticket, job, camera_points=1)

    assert _lines(charge) == [("visit_fee", "0.00", "2.1.1"), ("camera_point", "100.00", "3.3")]
    await _paid(desk, charge, "100.00")
    await _all_agrees(desk)
