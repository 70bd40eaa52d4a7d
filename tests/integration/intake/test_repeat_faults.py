"""A fault that comes again, through the real doors: linked to the earlier one, told, and its reason asked."""

from datetime import timedelta
from uuid import UUID

from shared.events.dispatch.jobs import TechnicianAssigned
from shared.events.intake.tickets import RepeatFaultDetected
from shared.identifiers import new_id
from tests.builders.running_service import START
from tests.integration.intake.conftest import Desk


async def test_a_fault_that_comes_again_is_linked_told_and_its_reason_asked(desk: Desk) -> None:
    intake, technician = desk.intake, new_id()
    camera = (await desk.equipment(site_id=str(desk.site_id), serial="CQ0001234"))["id"]
    first = await desk.ticket(equipment_id=camera)
    assert first["repeat"] is None
    assigned = TechnicianAssigned(
        job_id=new_id(), ticket_id=UUID(first["id"]), technician_id=technician, assigned_at=START
    )
    await intake.tell(assigned)
    assert (await desk.ticket(equipment_id=camera))["repeat"] is None, "the first one is not over: the caller joins it"
    await intake.post(f"/tickets/{first['id']}/remote-solution", {"solution": "restarted"})

    intake.clock.advance_to(START + timedelta(days=12))
    again = await desk.ticket(equipment_id=camera)
    found = again["repeat"]
    assert (found["earlier_ticket_id"], found["matched_by"], found["days_since"]) == (first["id"], "serial", 12)
    [told] = await intake.announced(RepeatFaultDetected)
    assert isinstance(told, RepeatFaultDetected)
    assert (told.ticket_id, told.earlier_technician_id) == (UUID(again["id"]), technician)

    path = f"/tickets/{again['id']}/repeat-reason"
    problem = await intake.post(path, {"reason": "bad_luck"}, status=400)
    assert (problem["code"], problem["clause"]) == ("code_unknown", "5.12")
    assert (await intake.post(path, {"reason": "other_part_failed"}))["repeat"]["reason"] == "other_part_failed"
    nothing = await intake.post(f"/tickets/{first['id']}/repeat-reason", {"reason": "not_repaired"}, status=409)
    assert nothing["code"] == "nothing_repeated"


async def test_another_item_at_the_same_site_is_linked_by_the_site(desk: Desk) -> None:
    first = await desk.ticket()
    await desk.intake.post(f"/tickets/{first['id']}/remote-solution", {"solution": "restarted"})
    again = await desk.ticket()
    assert (again["repeat"]["matched_by"], again["repeat"]["days_since"]) == ("site", 0)


async def test_what_was_only_cancelled_is_repeated_by_nothing(desk: Desk) -> None:
    first = await desk.ticket()
    await desk.intake.post(f"/tickets/{first['id']}/cancellation", {"reason": "customer_withdrew"})
    assert (await desk.ticket())["repeat"] is None
