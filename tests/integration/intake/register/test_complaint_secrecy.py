"""A complaint about a person reaches nobody by a side door of intake: not the timeline, not the audit trail (8.3)."""

from typing import Any

import pytest

from shared.actor import Role
from shared.identifiers import new_id
from tests.integration.intake.conftest import Desk
from tests.integration.intake.register.test_contact_register import came_in

ACCUSED = str(new_id())


async def _complaint(desk: Desk, **facts: Any) -> Any:
    """A customer complains about somebody who works on his ticket."""
    body = came_in(words="态度很差", customer_id=str(desk.customer_id))
    return await desk.intake.post("/complaints", body | {"about": "person", "person_id": ACCUSED} | facts)


@pytest.mark.parametrize("reader", [Role.SPECIALIST, Role.MANAGER, Role.AUDITOR])
async def test_the_timeline_of_the_ticket_says_nothing_of_it(desk: Desk, reader: Role) -> None:
    ticket = await desk.ticket()
    complaint = await _complaint(desk, ticket_id=ticket["id"])
    timeline = (await desk.intake.get(f"/tickets/{ticket['id']}/timeline", role=reader))["items"]
    assert [each["type"].split(".")[2] for each in timeline] == ["TicketOpened", "WarrantyDecided", "ChargeDecided"]
    assert complaint["id"] not in str(timeline)


@pytest.mark.parametrize("reader", [Role.MANAGER, Role.OPERATOR])
async def test_the_audit_trail_shows_it_to_auditors_alone(desk: Desk, reader: Role) -> None:
    complaint = await _complaint(desk)
    assert ACCUSED not in str(await desk.intake.get("/audit", role=reader, limit=200))
    shown = (await desk.intake.get("/audit", role=Role.AUDITOR, thing_id=complaint["id"]))["items"]
    assert [entry["thing"] for entry in shown] == ["complaint"]
    assert ACCUSED in str(shown)


async def test_nobody_writes_down_a_complaint_about_himself(desk: Desk) -> None:
    body = came_in(words="态度很差") | {"about": "person", "person_id": ACCUSED}
    refused = await desk.intake.post("/complaints", body, subject=ACCUSED, status=403)
    assert (refused["code"], refused["clause"]) == ("complaint_about_yourself", "8.3")


async def test_who_took_the_call_does_not_read_that_it_is_about_her(desk: Desk) -> None:
    entry = await desk.intake.post("/contacts", came_in(words="态度很差"), subject=ACCUSED)
    about_her = {"about": "person", "person_id": ACCUSED}
    path = f"/contacts/{entry['id']}/complaint"
    await desk.intake.post(path, about_her, subject=ACCUSED, status=403)
    complaint = await desk.intake.post(path, about_her, subject="another")
    for subject, words in ((ACCUSED, "***"), ("another", "态度很差")):
        shown = await desk.intake.get(f"/contacts/{entry['id']}", role=Role.SPECIALIST, subject=subject)
        assert shown["words"] == words
    await desk.intake.get(f"/complaints/{complaint['id']}", role=Role.SPECIALIST, subject=ACCUSED, status=404)
    listed = await desk.intake.get("/complaints", role=Role.SPECIALIST, subject=ACCUSED)
    assert listed["items"] == []


async def test_nobody_has_a_complaint_about_himself_forgotten(desk: Desk) -> None:
    complaint = await _complaint(desk)
    path, ground = f"/contacts/{complaint['contact_id']}/erasure", {"ground": "customers_request"}
    refused = await desk.intake.post(path, ground, role=Role.MANAGER, subject=ACCUSED, status=403)
    assert refused["code"] == "complaint_about_yourself"
    await desk.intake.post(path, ground, role=Role.MANAGER)
