"""A complaint about a person reaches nobody by a side door of intake: not the timeline, not the audit trail (8.3)."""

from typing import Any

import pytest

from shared.actor import Role
from shared.identifiers import new_id
from tests.integration.intake.conftest import Desk
from tests.integration.intake.test_contact_register import came_in

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
