"""What a technician brings to the customer: his mounted camera, repaired, and a loaner while his own is away."""

import pytest

from services.cli.api import Document
from services.cli.story.department import install_camera
from services.cli.story.desk import Desk
from services.cli.story.play import open_department
from services.cli.story.waiting import becomes, first, post_when_known
from shared.actor import Role
from tests.e2e.conftest import Town


@pytest.fixture
async def desk(town: Town) -> Desk:
    """The department, open."""
    return await open_department(town.api, town.now)


async def _tested(desk: Desk, serial: str) -> tuple[Document, str]:
    """A mounted camera in warranty lies at the bench with its fault seen: the ticket, and where the repair is."""
    camera = await install_camera(desk.api, desk.customer, serial=serial, completed_on="2026-06-15")
    ticket = await desk.take_call(camera["id"], level=2, description="没有图像")
    await desk.api.post(f"/intake/tickets/{ticket['id']}/bring-in")
    brought = {
        "ticket_id": ticket["id"],
        "equipment_id": camera["id"],
        "responsible_id": desk.department.ids[Role.SPECIALIST],
    }
    repair = await post_when_known(desk.api, "/repairs/repairs", brought)
    at = f"/repairs/repairs/{repair['id']}"
    await becomes(desk.api, at, lambda seen: seen["fee"]["fee"] == "free")
    await desk.api.post(f"{at}/test", {"finding": "confirmed", "fault": "no_picture", "way": "own_bench"})
    return ticket, at


async def _errand(desk: Desk, ticket: Document, purpose: str) -> Document:
    """Somebody is found for the errand and agreed with the customer."""
    job = await first(desk.api, "/dispatch/jobs", ticket_id=ticket["id"], purpose=purpose)
    technician = {"technician_id": desk.department.technician_id}
    await desk.api.post(f"/dispatch/jobs/{job['id']}/assignment", technician)
    await desk.agree_visit(job)
    return job


async def _run(desk: Desk, job: Document) -> None:
    """He goes there and does it."""
    await desk.on_job(job, "departure", {"badge": True, "tools": True, "parts": True})
    await desk.on_job(job, "arrival", {"arrived_at": desk.time()})
    await desk.on_job(job, "completion", {"completed_at": desk.time(), "outcome": "fixed"})


async def test_a_mounted_camera_goes_home_by_a_visit_and_its_ticket_closes(town: Town, desk: Desk) -> None:
    api = town.api
    async with town.ticking():
        ticket, at = await _tested(desk, "CQ2000001")
        await api.post(f"{at}/work")
        await api.post(f"{at}/ready", {"outcome": "repaired"})
        job = await _errand(desk, ticket, "put_back")
        await api.post(f"{at}/ride-home", {"technician_id": desk.department.technician_id})
        await _run(desk, job)
        await becomes(api, at, lambda seen: seen["state"] == "reinstalled")
        await desk.ticket_becomes(ticket, "resolved")
        await desk.call_back(ticket, solved=True)
        await desk.ticket_becomes(ticket, "closed")
    calls = await api.get("/followup/calls", role=Role.SPECIALIST, ticket_id=ticket["id"])
    assert [(each["purpose"], each["state"]) for each in calls["items"]] == [("call_back", "completed")]


async def test_a_mounted_camera_that_its_customer_gets_otherwise_leaves_no_visit_open(town: Town, desk: Desk) -> None:
    api = town.api
    async with town.ticking():
        ticket, at = await _tested(desk, "CQ2000002")
        await api.post(f"{at}/work")
        await api.post(f"{at}/ready", {"outcome": "repaired"})
        job = await _errand(desk, ticket, "put_back")
        await api.post(f"{at}/loss", {"reason": "stolen"})
        await becomes(api, f"/dispatch/jobs/{job['id']}", lambda seen: seen["state"] == "not_needed")
        await desk.ticket_becomes(ticket, "resolved")


async def test_a_loaner_is_brought_by_a_visit_and_the_item_handed_out_only_when_it_is_back(
    town: Town, desk: Desk
) -> None:
    api = town.api
    specialist = desk.department.ids[Role.SPECIALIST]
    async with town.ticking():
        ticket, at = await _tested(desk, "CQ2000003")
        receipt = await api.post(f"{at}/receipt", {})
        await api.post(f"{at}/delay", {"cause": "part_not_available"})
        model = {"product_model": "DS-2CD2043G2-I", "serial": "DYJ-0001", "deposit": "500.00"}
        unit = await api.post("/repairs/loaners", model, role=Role.WAREHOUSE)
        wish = {"repair_id": at.rpartition("/")[2], "loaner_id": unit["id"], "reason": "promise_cannot_be_kept"}
        loan = await api.post("/repairs/loans", {**wish, "handover": "visit"}, subject=specialist)
        of_loan = f"/repairs/loans/{loan['id']}"
        deposit = await first(api, "/billing/deposits", role=Role.FINANCE, loan_id=loan["id"])
        paid = {"amount": "500.00", "method": "wechat", "reference": "WX-1"}
        await api.post(f"/billing/deposits/{deposit['id']}/payment", paid, subject=specialist)
        await becomes(api, of_loan, lambda seen: seen["deposit"])
        signed = {"contact_id": desk.customer.contact_id, "reference": "agreements/1", "sha256": "0" * 64}
        await api.post(f"{of_loan}/agreement", signed)
        await api.post(f"{of_loan}/approvals", {}, role=Role.MANAGER)
        await api.post(f"{of_loan}/approvals", {}, role=Role.LOGISTICS_DIRECTOR)
        job = await _errand(desk, ticket, "deliver_loaner")
        await api.post(f"{of_loan}/delivery", {"technician_id": desk.department.technician_id})
        await _run(desk, job)
        await becomes(api, of_loan, lambda seen: seen["state"] == "out")
        await api.post(f"{of_loan}/return", {"condition": "good"})
        await becomes(
            api, f"/billing/deposits/{deposit['id']}", lambda seen: seen["state"] == "to_return", role=Role.FINANCE
        )
        back = {"method": "wechat", "reference": "WX-2"}
        await api.post(f"/billing/deposits/{deposit['id']}/return", back, subject=specialist)
        await becomes(api, of_loan, lambda seen: seen["state"] == "closed")
        await api.post(f"{at}/work")
        await api.post(f"{at}/ready", {"outcome": "repaired"})
        await api.post(f"{at}/collection", {"check_code": receipt["check_code"]})
        await desk.ticket_becomes(ticket, "resolved")
