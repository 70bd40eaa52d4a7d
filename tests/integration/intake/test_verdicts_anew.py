"""Verdicts after the opening: what is found later makes a new record, and the old ones stay on file."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from shared.actor import Role
from shared.events.intake.decisions import ChargeDecided, CoverageVerdict, WarrantyDecided
from shared.events.intake.tickets import TicketItemAdded, TicketOpened
from shared.identifiers import new_id
from tests.builders.running_service import START
from tests.integration.intake import heard
from tests.integration.intake.conftest import Desk
from tests.integration.intake.register.test_contact_register import came_in

PAID_PROJECT = {"contract_number": "HT-0", "completed_on": "2020-01-15", "warranty_months": 12}
SOLD: dict[str, Any] = {
    "provenance": "sold",
    "project": None,
    "proofs": [{"kind": "invoice", "number": "FP-1", "dated_on": "2026-11-20"}],
}


async def step(desk: Desk, ticket: Any, what: str, body: dict[str, Any] | None = None, **how: Any) -> Any:
    return await desk.intake.post(f"/tickets/{ticket['id']}/{what}", body, **how)


async def warranties(desk: Desk) -> list[WarrantyDecided]:
    return [each for each in await desk.intake.announced(WarrantyDecided) if isinstance(each, WarrantyDecided)]


async def on_file(desk: Desk, ticket: Any, subject: str) -> list[Any]:
    found = (await desk.intake.get(f"/tickets/{ticket['id']}/decisions"))["items"]
    return [each for each in found if each["subject"] == subject]


async def test_what_is_found_on_site_makes_a_new_record_and_rewrites_none(desk: Desk) -> None:
    ticket = await desk.ticket()
    before = await on_file(desk, ticket, "warranty")
    await desk.intake.tell(heard.excluded(ticket, equipment_id=ticket["equipment_id"]))

    first, second = await on_file(desk, ticket, "warranty")
    assert [first] == before
    assert (second["number"], second["cause"], second["clause"]) == (2, "exclusion_found", "4.6.2")
    assert second["items"][0]["exclusions"] == ["4.6.2"]
    newest = (await warranties(desk))[-1]
    assert (newest.decision_number, newest.cause) == (2, "exclusion_found")
    assert newest.items[0].parts.verdict is CoverageVerdict.NOT_COVERED
    charge = (await desk.intake.announced(ChargeDecided))[-1]
    assert isinstance(charge, ChargeDecided)
    assert (charge.category, charge.clause) == ("paid", "2.2.1")
    [found] = (await desk.intake.get(f"/tickets/{ticket['id']}/exclusions"))["items"]
    assert (found["state"], found["found_where"], found["found_by"]) == ("found", "site", str(heard.TECHNICIAN))


async def test_the_test_bench_is_heard_too_and_a_finding_twice_told_counts_once(desk: Desk) -> None:
    ticket = await desk.ticket()
    event = heard.excluded_at_bench(ticket)
    await desk.intake.tell(event)
    await desk.intake.tell(replace(event, found_at=START + timedelta(minutes=1)))

    assert [each["clause"] for each in await on_file(desk, ticket, "warranty")] == ["2.1.1", "4.6.1"]


async def test_what_the_test_bench_finds_on_an_item_that_the_ticket_does_not_name_is_judged_too(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.intake.tell(replace(heard.excluded_at_bench(ticket), equipment_id=new_id()))

    assert [each["clause"] for each in await on_file(desk, ticket, "warranty")] == ["2.1.1", "4.6.1"]
    [found] = (await desk.intake.get(f"/tickets/{ticket['id']}/exclusions"))["items"]
    assert found["equipment_id"] is None


async def test_a_disputed_finding_waits_for_the_supervisor_whose_ruling_is_final(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.intake.tell(heard.excluded(ticket, equipment_id=ticket["equipment_id"], disputed=True))
    shown = await desk.intake.get(f"/tickets/{ticket['id']}")
    assert shown["charge_category"] == "undetermined"
    [found] = (await desk.intake.get(f"/tickets/{ticket['id']}/exclusions"))["items"]
    waiting = await desk.intake.get("/exclusions", role=Role.SUPERVISOR, state="disputed")
    assert [one["id"] for one in waiting["items"]] == [found["id"]]
    ruling = f"exclusions/{found['id']}/ruling"

    await step(desk, ticket, ruling, {"stands": True, "reason": "seen"}, status=403)
    await step(
        desk, ticket, f"exclusions/{new_id()}/ruling", {"stands": True, "reason": "x"}, role=Role.SUPERVISOR, status=404
    )
    ruled = await step(desk, ticket, ruling, {"stands": False, "reason": "the seal is whole"}, role=Role.SUPERVISOR)
    assert (ruled["charge_category"], ruled["charge_clause"]) == ("free", "2.1.1")
    disputed, dismissed = (await warranties(desk))[1:]
    assert (disputed.items[0].is_disputed, disputed.items[0].parts.verdict) == (True, CoverageVerdict.UNDETERMINED)
    assert (dismissed.cause, dismissed.items[0].parts.verdict) == ("ruling", CoverageVerdict.COVERED)
    assert (await desk.intake.get("/exclusions", state="disputed"))["items"] == []
    again = await step(desk, ticket, ruling, {"stands": True, "reason": "no"}, role=Role.SUPERVISOR, status=409)
    assert again["code"] == "action_not_allowed"


async def test_a_customer_may_dispute_later_what_the_desk_found(desk: Desk) -> None:
    ticket = await desk.ticket()
    body = {"exclusion": "4.6.5", "equipment_id": ticket["equipment_id"], "evidence_sha256": list(heard.EVIDENCE)}
    await step(desk, ticket, "exclusions", body | {"exclusion": "4.6.6"}, status=400)
    await step(desk, ticket, "exclusions", body, role=Role.TECHNICIAN, subject=heard.TECHNICIAN, status=404)
    await step(desk, ticket, "exclusions", body, role=Role.PARTNER, subject="acme", status=403)
    await step(desk, ticket, "exclusions", body | {"equipment_id": str(new_id())}, status=404)
    found = await step(desk, ticket, "exclusions", body)
    assert found["charge_clause"] == "2.2.1"
    [one] = (await desk.intake.get(f"/tickets/{ticket['id']}/exclusions"))["items"]
    disputed = await step(desk, ticket, f"exclusions/{one['id']}/dispute")

    assert disputed["charge_category"] == "undetermined"
    upheld = {"stands": True, "reason": "the date was scratched"}
    ruled = await step(desk, ticket, f"exclusions/{one['id']}/ruling", upheld, role=Role.SUPERVISOR)
    assert ruled["charge_category"] == "paid"
    trail = await desk.intake.get(f"/tickets/{ticket['id']}/exclusions", role=Role.AUDITOR)
    assert trail["items"][0]["reason"] == "***"


async def test_what_is_found_later_goes_before_what_a_person_decided_without_knowing_it(desk: Desk) -> None:
    ticket = await desk.ticket()
    covered = {"verdict": "covered", "clause": "4.3"}
    item = {"equipment_id": ticket["equipment_id"], "parts": covered, "labour": covered, "travel": covered}
    await step(desk, ticket, "warranty-decisions", {"items": [item], "reason": "card"}, role=Role.SUPERVISOR)
    await step(desk, ticket, "judgements")
    assert len(await warranties(desk)) == 2  # a person's verdict outlives the rules
    await desk.intake.tell(heard.excluded(ticket, equipment_id=ticket["equipment_id"]))
    assert [each.cause for each in await warranties(desk)] == ["report", "person", "exclusion_found"]

    await step(desk, ticket, "warranty-decisions", {"items": [item], "reason": "goodwill"}, status=403)
    await step(desk, ticket, "warranty-decisions", {"items": [item], "reason": "goodwill"}, role=Role.SUPERVISOR)
    assert (await on_file(desk, ticket, "warranty"))[-1]["reason"] == "goodwill"


async def test_an_opened_housing_is_remembered_on_the_next_ticket_about_the_same_item(desk: Desk) -> None:
    first = await desk.ticket()
    await desk.intake.tell(heard.excluded(first, equipment_id=first["equipment_id"]))
    second = await desk.ticket(equipment_id=first["equipment_id"])
    asked = {"equipment_id": first["equipment_id"], "reported_at": "2026-11-23T09:00:00+08:00"}
    checked = await desk.intake.post("/warranty-checks", asked)

    assert (second["charge_category"], second["charge_clause"]) == ("paid", "2.2.1")
    assert checked["warranty"]["parts"]["clause"] == "4.6.2"


async def test_a_proof_that_is_shown_later_is_judged_on_demand(desk: Desk) -> None:
    item = await desk.equipment(provenance="sold", project=None, proofs=[], contract_months=24)
    ticket = await desk.ticket(equipment_id=item["id"], place="brought_in")
    assert (await warranties(desk))[-1].items[0].parts.verdict is CoverageVerdict.UNDETERMINED
    await desk.intake.post(f"/equipment/{item['id']}/proofs", {"kind": "receipt", "dated_on": "2026-11-20"})
    await step(desk, ticket, "judgements")
    same = await step(desk, ticket, "judgements")

    newest = (await warranties(desk))[-1]
    assert (newest.decision_number, newest.cause) == (2, "new_facts")
    assert newest.items[0].parts.verdict is CoverageVerdict.COVERED
    assert newest.items[0].covered_until == date(2028, 11, 20)
    assert newest.items[0].return_until == date(2026, 11, 27)
    assert newest.items[0].exchange_until == date(2026, 12, 5)
    assert same["version"] == 2


async def test_the_faults_own_date_is_kept_as_evidence_and_judged_is_the_day_of_the_report(desk: Desk) -> None:
    project = PAID_PROJECT | {"completed_on": "2025-11-20"}
    camera = await desk.equipment(project=project, site_id=str(desk.site_id))
    ticket = await desk.ticket(equipment_id=camera["id"], fault_began_on="2026-11-20")
    future = desk.report(equipment_id=camera["id"], fault_began_on="2026-11-24")
    refused = await desk.intake.post("/tickets", future, status=400)

    assert (ticket["charge_clause"], ticket["fault_began_on"]) == ("2.2.1", "2026-11-20")
    [charge] = await on_file(desk, ticket, "charge")
    assert charge["facts"]["fault_began_on"] == "2026-11-20"
    assert refused["code"] == "fault_in_the_future"


async def test_a_check_names_the_parts_whose_period_differs(desk: Desk) -> None:
    item = {
        "product_category": "camera",
        "provenance": "sold",
        "proofs": [{"kind": "invoice", "dated_on": "2026-01-15"}],
        "contract_months": 24,
        "parts": [{"part": "bracket", "since": "2028-01-01"}, {"part": "housing"}],
    }
    asked = {"item": item, "place": "brought_in", "reported_at": "2026-11-23T09:00:00+08:00"}
    checked = await desk.intake.post("/warranty-checks", asked, role=Role.PARTNER, subject="acme")

    assert checked["warranty"]["covered_until"] == "2028-01-15"
    [bracket] = checked["warranty"]["part_periods"]
    assert (bracket["part"], bracket["covered_until"], bracket["clause"]) == ("bracket", "2028-04-01", "4.2")


async def test_several_items_are_judged_each_and_one_free_item_makes_the_visit_free(desk: Desk) -> None:
    paid = await desk.equipment(project=PAID_PROJECT, site_id=str(desk.site_id))
    free, other = await desk.equipment(), await desk.equipment(**SOLD)
    ticket = await desk.ticket(equipment_id=paid["id"], further_equipment_ids=[free["id"]])
    assert (ticket["charge_category"], ticket["charge_clause"]) == ("free", "2.1.1")
    assert ticket["further_equipment_ids"] == [free["id"]]
    [opened] = await desk.intake.announced(TicketOpened)
    assert isinstance(opened, TicketOpened)
    assert [str(item.equipment_id) for item in opened.items] == [paid["id"], free["id"]]
    [charge] = await desk.intake.announced(ChargeDecided)
    assert isinstance(charge, ChargeDecided)
    assert [(item.category.value, item.clause) for item in charge.items] == [("paid", "2.2.1"), ("free", "2.1.1")]

    await step(desk, ticket, "items", {"equipment_id": other["id"]})
    refused = await step(desk, ticket, "items", {"equipment_id": other["id"]}, status=409)
    assert refused["code"] == "item_already_there"
    assert len(await desk.intake.announced(TicketItemAdded)) == 1
    newest = (await warranties(desk))[-1]
    assert [str(item.equipment_id) for item in newest.items] == [paid["id"], free["id"], other["id"]]


@pytest.mark.parametrize("stranger", ["further_equipment_ids", "items"])
async def test_a_ticket_is_about_nothing_of_another_customers(desk: Desk, stranger: str) -> None:
    contact = {"name": "王芳", "phone": "02368000000"}
    other = await desk.intake.post("/customers", {"name": "B", "contacts": [contact]})
    foreign = await desk.equipment(customer_id=other["id"])
    ticket = await desk.ticket()

    if stranger == "items":
        refused = await step(desk, ticket, "items", {"equipment_id": foreign["id"]}, status=404)
    else:
        report = desk.report(further_equipment_ids=[foreign["id"]])
        refused = await desk.intake.post("/tickets", report, status=404)
    assert refused["code"] == "equipment_not_found"


async def test_the_same_fault_soon_after_a_paid_repair_costs_no_visit_fee(desk: Desk) -> None:
    camera = await desk.equipment(project=PAID_PROJECT, site_id=str(desk.site_id))
    first = await desk.ticket(equipment_id=camera["id"])
    bill = heard.charged(first)
    await desk.intake.tell(bill, bill)
    second = await desk.ticket(equipment_id=camera["id"])
    other = await desk.ticket(equipment_id=(await desk.equipment(project=PAID_PROJECT))["id"])

    waivers = [one["visit_fee_waiver"] for one in (first, second, other)]
    assert waivers == [None, "fault_after_paid_repair", None]
    newest = [each for each in await desk.intake.announced(ChargeDecided) if isinstance(each, ChargeDecided)]
    assert [each.visit_fee_waiver for each in newest] == waivers


async def test_a_second_trip_for_the_same_fault_costs_no_second_fee(desk: Desk) -> None:
    camera = await desk.equipment(project=PAID_PROJECT, site_id=str(desk.site_id))
    ticket, job = await desk.ticket(equipment_id=camera["id"]), new_id()
    await desk.intake.tell(heard.opened(ticket, job))
    visit = await step(desk, ticket, "visit", {})
    await desk.intake.tell(
        heard.arrived(ticket, job), heard.completed(ticket, job), heard.answered(ticket, solved=False, job_id=job)
    )
    again = await step(desk, ticket, "visit", {})

    assert (visit["visit_fee_waiver"], again["visit_fee_waiver"]) == (None, "second_trip")


async def test_a_contract_covers_from_its_payment_to_the_day_it_is_ended(desk: Desk) -> None:
    contract = new_id()
    await desk.intake.tell(heard.signed(contract, desk.customer_id, desk.site_id, waits_for_payment=True))
    unpaid = await desk.intake.post("/tickets", desk.report())
    await desk.intake.tell(heard.took_effect(contract, desk.customer_id, desk.site_id))
    paid = await desk.intake.post("/tickets", desk.report())
    await desk.intake.tell(heard.terminated(contract, desk.customer_id, START.date()))
    last_day = await desk.intake.post("/tickets", desk.report())
    visit = await step(desk, paid, "visit", {})
    desk.intake.clock.advance_to(START + timedelta(days=1))
    day_after = await desk.intake.post("/tickets", desk.report())
    late_visit = await step(desk, last_day, "visit", {})

    assert [one["charge_clause"] for one in (unpaid, paid, last_day, visit)] == ["2.2.4", "2.1.3", "2.1.3", "2.1.3"]
    assert day_after["charge_clause"] == "2.2.4"
    assert late_visit["charge_clause"] == "2.1.3"  # judged at the report, not at the visit


async def test_a_ticket_that_an_earlier_caller_joins_is_judged_by_his_report(desk: Desk) -> None:
    ended_yesterday = {"contract_number": "HT-2", "completed_on": "2025-11-22", "warranty_months": 12}
    camera = await desk.equipment(site_id=str(desk.site_id), project=ended_yesterday)
    ticket = await desk.ticket(equipment_id=camera["id"])
    assert (ticket["charge_category"], ticket["charge_clause"]) == ("paid", "2.2.1")
    yesterday = {"reported_at": (START - timedelta(hours=10)).isoformat(), "late_recording_reason": "hotline was down"}
    call = await desk.intake.post("/contacts", came_in(**yesterday))
    await desk.intake.post(f"/contacts/{call['id']}/joining", {"ticket_id": ticket["id"]})

    shown = await desk.intake.get(f"/tickets/{ticket['id']}")
    assert (shown["charge_category"], shown["charge_clause"]) == ("free", "2.1.1")
    newest = (await warranties(desk))[-1]
    assert (newest.cause, newest.items[0].parts.verdict) == ("new_facts", CoverageVerdict.COVERED)
