"""Levels, duties, endings: what people do with a ticket, and what the other services' words make of it."""

from typing import Any

import pytest

from shared.actor import Role
from shared.events.intake.decisions import WarrantyDecided
from shared.events.intake.tickets import FaultLevelChanged, TicketCancelled, TicketClosed, TicketOpened, TicketReopened
from shared.identifiers import new_id
from tests.integration.intake import heard
from tests.integration.intake.conftest import Desk
from tests.integration.intake.test_verdicts_anew import PAID_PROJECT, SOLD, on_file, step


async def shown(desk: Desk, ticket: Any) -> Any:
    return await desk.intake.get(f"/tickets/{ticket['id']}")


async def test_the_catalogue_proposes_a_level_that_a_person_confirms_or_changes(desk: Desk) -> None:
    ticket = await desk.ticket(level=None, symptom_code="no_picture")
    assert (ticket["level"], ticket["is_level_confirmed"], ticket["proposal"]["hits"]) == (2, False, "part")
    [opened] = await desk.intake.announced(TicketOpened)
    assert isinstance(opened, TicketOpened)
    assert (opened.level, opened.proposed_level) == (2, 2)

    confirmed = await step(desk, ticket, "level", {"level": 2, "reason": "proposal_confirmed"})
    assert (confirmed["is_level_confirmed"], confirmed["proposal"]["level"]) == (True, 2)
    assert await desk.intake.announced(FaultLevelChanged) == []
    changed = await step(desk, ticket, "level", {"level": 1, "reason": "worse_than_reported"})
    assert (changed["level"], changed["proposal"]["level"]) == (1, 2)
    assert len(await desk.intake.announced(FaultLevelChanged)) == 1


async def test_who_differs_from_the_catalogue_says_why(desk: Desk) -> None:
    refused = await desk.intake.post("/tickets", desk.report(level=1, symptom_code="no_picture"), status=400)
    report = desk.report(level=1, symptom_code="no_picture", level_reason="proposal_does_not_fit")
    ticket = await desk.intake.post("/tickets", report)

    assert (refused["code"], refused["field"], refused["clause"]) == ("level_reason_missing", "level_reason", "5.16")
    assert (ticket["level"], ticket["is_level_confirmed"], ticket["proposal"]["level"]) == (1, True, 2)


async def test_a_level_is_proposed_without_storing_anything(desk: Desk) -> None:
    recorder = await desk.equipment(product_category="dvr")
    proposals = "/level-proposals"
    on_part = await desk.intake.post(proposals, {"symptom_code": "no_picture", "product_category": "camera"})
    on_system = await desk.intake.post(proposals, {"symptom_code": "no_picture", "equipment_id": recorder["id"]})
    unknown = await desk.intake.post(proposals, {"symptom_code": "smoke"}, status=400)

    assert (on_part["level"], on_system["level"], on_system["hits"]) == (2, 1, "whole_system")
    assert unknown["code"] == "code_unknown"


async def test_a_sold_product_is_visited_only_after_the_customer_was_asked_to_bring_it(desk: Desk) -> None:
    ticket = await desk.ticket(equipment_id=(await desk.equipment(**SOLD))["id"])
    refused = await step(desk, ticket, "visit", {}, status=422)
    assert (refused["code"], refused["clause"]) == ("bring_in_not_offered", "4.4")
    await step(desk, ticket, "visit", {"told": ["the_weather"]}, status=400)
    await step(desk, ticket, "told", {"duty": "repair_address"})
    visit = await step(desk, ticket, "visit", {"told": ["technical_support_offered"]})

    assert (visit["state"], visit["charge_clause"]) == ("in_service", "2.2.2")
    assert [(told["duty"], told["clause"]) for told in visit["told"]] == [
        ("repair_address", "4.4"),
        ("technical_support_offered", "4.4"),
    ]


async def test_what_is_told_is_on_record_and_what_the_maker_says_is_part_of_the_verdict(desk: Desk) -> None:
    ticket = await desk.ticket(equipment_id=(await desk.equipment(**SOLD))["id"], place="brought_in")
    brought = await step(desk, ticket, "bring-in")
    assert [told["duty"] for told in brought["told"]] == ["repair_address"]
    await step(desk, ticket, "told", {"duty": "differing_periods", "equipment_id": ticket["equipment_id"]})
    body = {"duty": "maker_supports_part", "part": "hard_disk", "answer": True}
    told = (await step(desk, ticket, "told", body))["told"]
    assert [(each["duty"], each["clause"], each["answer"]) for each in told][1:] == [
        ("differing_periods", "4.3", None),
        ("maker_supports_part", "4.4", True),
    ]
    newest = (await desk.intake.announced(WarrantyDecided))[-1]
    assert isinstance(newest, WarrantyDecided)
    assert newest.items[0].is_supported_by_maker is True
    await step(desk, ticket, "told", body | {"equipment_id": str(new_id())}, status=404)
    await step(desk, ticket, "told", body, role=Role.AUDITOR, status=403)


@pytest.mark.parametrize("way", ["bring-in", "remote-solution"])
@pytest.mark.parametrize("kind", ["camera_move", "installation", "maintenance"])
async def test_what_is_work_at_the_site_is_not_brought_in_or_solved_by_phone(desk: Desk, kind: str, way: str) -> None:
    ticket = await desk.intake.post("/tickets", desk.report(kind=kind, level=None))
    body = {"solution": "restarted"} if way == "remote-solution" else None
    refused = await step(desk, ticket, way, body, status=422)

    assert refused["code"] == "not_for_this_kind"


async def test_no_fault_found_lowers_the_level_and_leaves_the_charge_as_it_is(desk: Desk) -> None:
    camera = await desk.equipment(project=PAID_PROJECT, site_id=str(desk.site_id))
    ticket, job = await desk.ticket(equipment_id=camera["id"]), new_id()
    await desk.intake.tell(heard.opened(ticket, job))
    await step(desk, ticket, "visit", {})
    await desk.intake.tell(heard.completed(ticket, job, "no_fault_found"))

    after = await shown(desk, ticket)
    assert (after["state"], after["level"], after["charge_category"]) == ("resolved", 4, "paid")
    [changed] = await desk.intake.announced(FaultLevelChanged)
    assert isinstance(changed, FaultLevelChanged)
    assert (changed.previous_level, changed.reason) == (2, "no_fault_found")
    assert len(await on_file(desk, ticket, "charge")) == 1


@pytest.mark.parametrize("way", ["collected", "exchanged", "returned", "scrapped"])
async def test_a_ticket_is_resolved_when_its_repair_is_over_in_whatever_way(desk: Desk, way: str) -> None:
    ticket, repair = await desk.ticket(equipment_id=(await desk.equipment(**SOLD))["id"], place="brought_in"), new_id()
    await step(desk, ticket, "bring-in")
    await desk.intake.tell(heard.registered(ticket, repair))
    waiting = await shown(desk, ticket)
    assert (waiting["state"], waiting["open_repairs"], waiting["is_item_awaited"]) == (
        "in_service",
        [str(repair)],
        False,
    )
    over = heard.endings(ticket, repair)[way]
    await desk.intake.tell(over)
    assert (await shown(desk, ticket))["state"] == "resolved"
    await desk.intake.tell(heard.answered(ticket, solved=True, repair_id=repair))
    assert (await shown(desk, ticket))["state"] == "closed"


async def test_a_ticket_waits_for_every_job_and_every_repair(desk: Desk) -> None:
    ticket, job, other, repair = await desk.ticket(), new_id(), new_id(), new_id()
    await desk.intake.tell(heard.opened(ticket, job), heard.opened(ticket, other))
    await step(desk, ticket, "visit", {})
    states = []
    for event in (
        heard.completed(ticket, job),
        heard.registered(ticket, repair),
        heard.completed(ticket, other),
        heard.endings(ticket, repair)["exchanged"],
        heard.charged(ticket),  # open money never keeps it open
        heard.answered(ticket, solved=True, job_id=job),
        heard.answered(ticket, solved=True, job_id=other),
        heard.answered(ticket, solved=True, repair_id=repair),
    ):
        await desk.intake.tell(event)
        states.append((await shown(desk, ticket))["state"])

    assert states == [*["in_service"] * 3, *["resolved"] * 4, "closed"]


async def test_a_cancellation_after_the_visit_tells_what_is_owed(desk: Desk) -> None:
    camera = await desk.equipment(project=PAID_PROJECT, site_id=str(desk.site_id))
    ticket, job = await desk.ticket(equipment_id=camera["id"]), new_id()
    await desk.intake.tell(heard.opened(ticket, job))
    await step(desk, ticket, "visit", {})
    await desk.intake.tell(heard.agreed(ticket, job), heard.arrived(ticket, job))
    cancelled = await step(desk, ticket, "cancellation", {"reason": "customer_withdrew"})
    await step(desk, ticket, "cancellation", {"reason": "customer_withdrew"}, status=409)

    assert (cancelled["state"], cancelled["ending_reason"]) == ("cancelled", "customer_withdrew")
    [event] = await desk.intake.announced(TicketCancelled)
    assert isinstance(event, TicketCancelled)
    assert (event.stage, event.owed, event.clause) == ("visit_taken_place", ("visit_fee",), "2.2.1")


async def test_a_ticket_is_declined_with_reason_and_clause_and_only_for_what_is_so(desk: Desk) -> None:
    ours = await desk.ticket(equipment_id=(await desk.equipment(project=PAID_PROJECT))["id"])
    refused = await step(desk, ours, "decline", {"reason": "outside_service_area"}, status=422)
    assert refused["code"] == "declined_without_ground"
    foreign = await desk.equipment(provenance="foreign", project=None)
    ticket = await desk.ticket(equipment_id=foreign["id"])
    assert ticket["charge_category"] == "declined"
    declined = await step(desk, ticket, "decline", {"reason": "not_sold_by_us"})

    assert (declined["state"], declined["closure"], declined["ending_reason"]) == ("closed", 1, "not_sold_by_us")
    [closed] = await desk.intake.announced(TicketClosed)
    assert isinstance(closed, TicketClosed)
    assert (closed.reason, closed.decline_reason, closed.clause) == ("declined", "not_sold_by_us", "2.2.3")


async def test_reopening_by_hand_asks_for_no_second_fee(desk: Desk) -> None:
    ticket, job = await desk.ticket(), new_id()
    await desk.intake.tell(heard.opened(ticket, job))
    await step(desk, ticket, "visit", {})
    await desk.intake.tell(heard.completed(ticket, job), heard.answered(ticket, solved=True, job_id=job))
    reopened = await step(desk, ticket, "reopening", {"reason": "same_fault_again"})

    assert (reopened["state"], reopened["closure"]) == ("assessed", 1)
    [event] = await desk.intake.announced(TicketReopened)
    assert isinstance(event, TicketReopened)
    assert (event.is_visit_fee_waived, event.reason) == (True, "same_fault_again")
