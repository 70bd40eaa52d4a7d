"""A ticket's life through the real doors, moved by people and by what the other services announce."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.dispatch.jobs import (
    CustomerReached,
    ItemBroughtBack,
    JobCancelled,
    JobCompleted,
    JobOpened,
    ResponseEnding,
    TechnicianAssigned,
)
from shared.events.followup.calls import CallBackCompleted, CallGivenUp
from shared.events.followup.contracts import ContractSigned
from shared.events.intake.decisions import ChargeDecided, VisitDecided, WarrantyDecided
from shared.events.intake.tickets import (
    BringInExpected,
    FaultLevelChanged,
    RemoteSolutionFound,
    TicketAssessed,
    TicketCancelled,
    TicketClosed,
    TicketReopened,
    TicketResolved,
)
from shared.events.repairs.items import RepairCollected
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, envelope_of
from tests.integration.intake.conftest import Desk

TECHNICIAN = new_id()


def _opened(ticket: Any, job_id: UUID) -> JobOpened:
    return JobOpened(
        job_id=job_id, ticket_id=UUID(ticket["id"]), number="PG20261123-0001", purpose="service", opened_at=START
    )


def _completed(ticket: Any, job_id: UUID, *, at: datetime = START, purpose: str = "service") -> JobCompleted:
    return JobCompleted(
        job_id=job_id,
        ticket_id=UUID(ticket["id"]),
        technician_id=TECHNICIAN,
        purpose=purpose,
        outcome="fixed",
        work=(),
        parts=(),
        cable_centimetres=0,
        camera_points=0,
        travel_cost=Money.ZERO,
        minutes_on_site=40,
        has_item_in_repair=False,
        completed_at=at,
    )


def _answer(
    ticket: Any, *, is_solved: bool, job_id: UUID | None = None, repair_id: UUID | None = None
) -> CallBackCompleted:
    return CallBackCompleted(
        call_id=new_id(),
        purpose="call_back",
        customer_id=UUID(ticket["customer_id"]),
        ticket_id=UUID(ticket["id"]),
        is_solved=is_solved,
        is_conduct_named=False,
        clause="5.12",
        completed_at=START + timedelta(hours=30),
        job_id=job_id,
        repair_id=repair_id,
    )


async def _shown(desk: Desk, ticket: Any) -> Any:
    return await desk.intake.get(f"/tickets/{ticket['id']}")


async def _step(desk: Desk, ticket: Any, step: str, body: dict[str, Any] | None = None, **how: Any) -> Any:
    return await desk.intake.post(f"/tickets/{ticket['id']}/{step}", body, **how)


def _brought_back(ticket: Any, job_id: UUID, item_id: UUID) -> ItemBroughtBack:
    return ItemBroughtBack(
        job_id=job_id,
        ticket_id=UUID(ticket["id"]),
        item_id=item_id,
        slip_number="DH-1",
        technician_id=TECHNICIAN,
        product_model="DS-2CD2043",
        fault="camera",
        is_part_of_installation=False,
        clause="5.7",
        brought_back_at=START,
    )


def _collected(ticket: Any, repair_id: UUID) -> RepairCollected:
    return RepairCollected(
        repair_id=repair_id,
        ticket_id=UUID(ticket["id"]),
        customer_id=UUID(ticket["customer_id"]),
        checked_by="receipt",
        clause="6.4",
        collected_at=START + timedelta(days=9),
    )


async def test_the_assessment_stands_beside_what_the_technician_says_and_the_specialist_decides(desk: Desk) -> None:
    ticket, job = await desk.ticket(), new_id()
    reached = CustomerReached(
        job_id=job,
        ticket_id=UUID(ticket["id"]),
        technician_id=TECHNICIAN,
        ending=ResponseEnding.VISIT_NEEDED,
        attempts=1,
        reached_at=START,
    )
    await desk.intake.tell(_opened(ticket, job), reached)
    assert (await _shown(desk, ticket))["suggestion"]["ending"] == "visit_needed"

    assessed = await _step(desk, ticket, "assessment", {"judgement": "camera", "level": 1}, role=Role.SUPERVISOR)
    assert (assessed["state"], assessed["level"], assessed["judgement"]) == ("assessed", 1, "camera")
    assert len(await desk.intake.announced(TicketAssessed, FaultLevelChanged)) == 2
    visit = await _step(desk, ticket, "visit", {})
    assert visit["state"] == "in_service"
    [decided] = await desk.intake.announced(VisitDecided)
    assert isinstance(decided, VisitDecided)
    assert (decided.level, decided.charge_clause, decided.clause) == (1, "2.1.1", "5.3")


async def test_a_ticket_with_an_item_taken_along_is_resolved_when_it_is_back_and_closed_when_answered(
    desk: Desk,
) -> None:
    ticket, job, item = await desk.ticket(), new_id(), new_id()
    await _step(desk, ticket, "visit", {})
    await desk.intake.tell(_opened(ticket, job), _brought_back(ticket, job, item), _completed(ticket, job))
    shown = await _shown(desk, ticket)
    assert (shown["state"], shown["open_repairs"]) == ("in_service", [str(item)])
    await desk.intake.tell(_answer(ticket, is_solved=False, job_id=job))
    assert (await _shown(desk, ticket))["state"] == "in_service"  # about an item in repair it reopens nothing

    await desk.intake.tell(_collected(ticket, item))
    assert (await _shown(desk, ticket))["state"] == "resolved"
    await desk.intake.tell(_answer(ticket, is_solved=True, repair_id=item))
    closed = await _shown(desk, ticket)
    assert (closed["state"], closed["closure"]) == ("closed", 1)
    assert len(await desk.intake.announced(TicketResolved, TicketClosed)) == 2


async def test_not_solved_reopens_and_the_second_ending_has_the_next_number(desk: Desk) -> None:
    ticket, first, redo = await desk.ticket(), new_id(), new_id()
    await desk.intake.tell(_opened(ticket, first))
    await _step(desk, ticket, "visit", {})
    await desk.intake.tell(_completed(ticket, first), _answer(ticket, is_solved=False, job_id=first))
    reopened = await _shown(desk, ticket)
    assert (reopened["state"], reopened["closure"]) == ("assessed", 1)
    [event] = await desk.intake.announced(TicketReopened)
    assert isinstance(event, TicketReopened)
    assert (event.closure, event.reason) == (1, "not_solved")

    await desk.intake.tell(_opened(ticket, redo))
    await _step(desk, ticket, "visit", {})
    await desk.intake.tell(_completed(ticket, redo, purpose="redo"), _answer(ticket, is_solved=True, job_id=redo))
    closed = await _shown(desk, ticket)
    assert (closed["state"], closed["closure"]) == ("closed", 2)


async def test_a_remote_solution_is_free_and_closes_after_its_call_back(desk: Desk) -> None:
    ticket = await desk.intake.post("/tickets", desk.report(level=4))
    assert ticket["charge_category"] == "undetermined"
    solved = await _step(desk, ticket, "remote-solution", {"solution": "restarted"})

    assert (solved["state"], solved["charge_category"], solved["charge_clause"]) == ("resolved", "free", "5.16")
    [found] = await desk.intake.announced(RemoteSolutionFound)
    assert isinstance(found, RemoteSolutionFound)
    assert (found.solution, found.closure) == ("restarted", 1)
    await desk.intake.tell(_answer(ticket, is_solved=True))
    assert (await _shown(desk, ticket))["state"] == "closed"


async def test_an_answer_that_is_heard_before_the_visit_waits_for_it(desk: Desk) -> None:
    ticket, job = await desk.ticket(), new_id()
    await _step(desk, ticket, "visit", {})
    failure = await desk.intake.service.handling.handle(envelope_of(_answer(ticket, is_solved=True, job_id=job)))

    assert failure is not None
    await desk.intake.tell(_opened(ticket, job), _completed(ticket, job), _answer(ticket, is_solved=True, job_id=job))
    assert (await _shown(desk, ticket))["state"] == "closed"


async def test_a_ticket_whose_customer_is_never_reached_closes_as_given_up(desk: Desk) -> None:
    ticket, job = await desk.ticket(), new_id()
    await desk.intake.tell(_opened(ticket, job))
    await _step(desk, ticket, "visit", {})
    given_up = CallGivenUp(
        call_id=new_id(),
        purpose="call_back",
        customer_id=desk.customer_id,
        ticket_id=UUID(ticket["id"]),
        job_id=job,
        attempts=3,
        clause="5.12",
        given_up_at=START,
    )
    await desk.intake.tell(_completed(ticket, job), given_up)

    [closed] = await desk.intake.announced(TicketClosed)
    assert isinstance(closed, TicketClosed)
    assert closed.reason == "given_up"


async def test_a_cancelled_ticket_stays_cancelled_whatever_ends_later(desk: Desk) -> None:
    ticket, job = await desk.ticket(), new_id()
    await desk.intake.tell(_opened(ticket, job))
    cancelled = await _step(desk, ticket, "cancellation", {"reason": "customer_withdrew"})
    await desk.intake.tell(
        JobCancelled(
            job_id=job,
            ticket_id=UUID(ticket["id"]),
            reason="ticket_cancelled",
            has_visit_taken_place=False,
            cancelled_at=START,
        )
    )

    assert cancelled["state"] == "cancelled"
    assert (await _shown(desk, ticket))["open_jobs"] == []
    assert len(await desk.intake.announced(TicketCancelled)) == 1
    refused = await _step(desk, ticket, "visit", {}, status=409)
    assert (refused["code"], refused["facts"]["state"]) == ("action_not_allowed", "cancelled")


async def test_bringing_a_sold_product_in_makes_the_service_free_and_says_so_again(desk: Desk) -> None:
    proofs = [{"kind": "invoice", "number": "FP-1", "dated_on": "2026-01-15"}]
    sold = await desk.equipment(provenance="sold", project=None, proofs=proofs)
    ticket = await desk.ticket(equipment_id=sold["id"])
    assert (ticket["charge_category"], ticket["charge_clause"]) == ("paid", "2.2.2")

    expected = await _step(desk, ticket, "bring-in")
    assert (expected["charge_category"], expected["charge_clause"]) == ("free", "2.1.2")
    assert expected["is_item_awaited"]
    first, second = await desk.intake.announced(ChargeDecided)
    assert isinstance(first, ChargeDecided)
    assert isinstance(second, ChargeDecided)
    assert (first.decision_number, second.decision_number) == (1, 2)
    assert len(await desk.intake.announced(BringInExpected)) == 1
    decisions = (await desk.intake.get(f"/tickets/{ticket['id']}/decisions"))["items"]
    assert [(each["subject"], each["number"]) for each in decisions if each["subject"] == "charge"] == [
        ("charge", 1),
        ("charge", 2),
    ]
    assert decisions[0]["facts"]["purchased_on"] == "2026-01-15"


async def test_what_the_rules_cannot_decide_the_specialist_does_and_only_the_supervisor_changes_it(desk: Desk) -> None:
    ticket = await desk.intake.post("/tickets", desk.report())
    refused = await _step(desk, ticket, "visit", {}, status=422)
    assert (refused["code"], refused["clause"]) == ("charge_undetermined", "5.3")

    paid = {"category": "paid", "clause": "2.2.1", "reason": "project of 2012"}
    visit = await _step(desk, ticket, "visit", {"charge": paid})
    assert (visit["state"], visit["charge_category"], visit["charge_clause"]) == ("in_service", "paid", "2.2.1")
    free = {"category": "free", "clause": "2.1.3", "reason": "the contract was found"}
    denied = await _step(desk, ticket, "charge-decisions", free, status=403)
    assert denied["code"] == "supervisor_needed"
    changed = await _step(desk, ticket, "charge-decisions", free, role=Role.SUPERVISOR)
    assert changed["charge_category"] == "free"
    item = {
        "parts": {"verdict": "covered", "clause": "2.1.3"},
        "labour": {"verdict": "covered", "clause": "2.1.3"},
        "travel": {"verdict": "covered", "clause": "3.6"},
    }
    await _step(desk, ticket, "warranty-decisions", {"items": [item], "reason": "the contract says so"})
    newest = (await desk.intake.announced(WarrantyDecided))[-1]
    assert isinstance(newest, WarrantyDecided)
    assert newest.items[0].parts.clause == "2.1.3"


async def test_a_persons_verdict_outlives_a_change_of_place(desk: Desk) -> None:
    ticket = await desk.ticket()
    paid = {"category": "paid", "clause": "2.2.1", "reason": "opened by others"}
    await _step(desk, ticket, "charge-decisions", paid, role=Role.SUPERVISOR)
    visit = await _step(desk, ticket, "visit", {})

    assert (visit["charge_category"], visit["charge_clause"]) == ("paid", "2.2.1")


async def test_a_question_that_needs_a_visit_is_judged_like_a_fault_at_the_site_of_its_equipment(desk: Desk) -> None:
    camera = await desk.equipment(site_id=str(desk.site_id))
    report = desk.report(kind="question", level=None, equipment_id=camera["id"])
    del report["site_id"]
    ticket = await desk.intake.post("/tickets", report)
    assert (ticket["level"], ticket["place"], ticket["charge_clause"]) == (4, "remote", "5.16")
    assert ticket["site_id"] == str(desk.site_id)

    visit = await _step(desk, ticket, "visit", {})
    assert (visit["place"], visit["charge_category"], visit["charge_clause"]) == ("on_site", "free", "2.1.1")


async def test_a_contract_that_is_heard_of_covers_the_site(desk: Desk) -> None:
    signed = ContractSigned(
        contract_id=new_id(),
        number="WB-1",
        customer_id=desk.customer_id,
        site_ids=(desk.site_id,),
        kind="maintenance",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        are_parts_included=True,
        device_points=16,
        yearly_price=Money.of("2400.00"),
        clause="3.4",
        signed_at=START,
    )
    await desk.intake.tell(signed, signed)
    ticket = await desk.intake.post("/tickets", desk.report())

    assert (ticket["charge_category"], ticket["charge_clause"]) == ("free", "2.1.3")


async def test_a_technician_reads_only_the_tickets_he_was_sent_for(desk: Desk) -> None:
    ticket = await desk.ticket()
    path = f"/tickets/{ticket['id']}"
    await desk.intake.get(path, role=Role.TECHNICIAN, subject=TECHNICIAN, status=404)
    await desk.intake.tell(
        TechnicianAssigned(job_id=new_id(), ticket_id=UUID(ticket["id"]), technician_id=TECHNICIAN, assigned_at=START)
    )

    shown = await desk.intake.get(path, role=Role.TECHNICIAN, subject=TECHNICIAN)
    assert shown["description"] == "三号门摄像头没有图像"
    await desk.intake.get(path, role=Role.TECHNICIAN, subject=new_id(), status=404)


async def test_lists_are_narrowed_and_paged_newest_report_first(desk: Desk) -> None:
    camera = (await desk.equipment(site_id=str(desk.site_id)))["id"]
    for minute, level in ((50, 3), (52, 1), (54, 3), (56, 3)):
        await desk.ticket(equipment_id=camera, level=level, reported_at=f"2026-11-23T08:{minute}:00+08:00")
    first = await desk.intake.get("/tickets", level=3, limit=2)
    second = await desk.intake.get("/tickets", level=3, limit=2, cursor=first["next"])

    reported = [one["reported_at"] for one in (*first["items"], *second["items"])]
    assert reported == ["2026-11-23T00:56:00Z", "2026-11-23T00:54:00Z", "2026-11-23T00:50:00Z"]
    assert second["next"] is None
    period: dict[str, Any] = {
        "reported_from": "2026-11-23T08:52:00+08:00",
        "reported_until": "2026-11-23T08:54:00+08:00",
    }
    assert len((await desk.intake.get("/tickets", district="渝中", state="opened", **period))["items"]) == 1


async def test_the_timeline_tells_what_was_announced_but_not_what_was_said(desk: Desk) -> None:
    ticket = await desk.ticket()
    await _step(desk, ticket, "level", {"level": 1, "reason": "worse_than_reported"})
    timeline = (await desk.intake.get(f"/tickets/{ticket['id']}/timeline"))["items"]
    changes = (await desk.intake.get(f"/tickets/{ticket['id']}/history"))["items"]

    types = [each["type"].split(".")[2] for each in timeline]
    assert types == ["TicketOpened", "WarrantyDecided", "ChargeDecided", "FaultLevelChanged"]
    assert [each["version"] for each in changes] == [1, 2]
    assert "图像" not in str(changes)


async def test_a_warranty_check_answers_and_stores_nothing(desk: Desk) -> None:
    item = {
        "product_category": "camera_power_supply",
        "provenance": "sold",
        "proofs": [{"kind": "receipt", "dated_on": "2026-08-23"}],
    }
    asked = {"item": item, "place": "brought_in", "reported_at": "2026-11-23T09:00:00+08:00"}
    last_day = await desk.intake.post("/warranty-checks", asked)
    day_after = await desk.intake.post("/warranty-checks", asked | {"reported_at": "2026-11-24T09:00:00+08:00"})
    spoiled = await desk.intake.post("/warranty-checks", asked | {"exclusions": [2]})

    assert last_day["warranty"]["parts"] == {"verdict": "covered", "clause": "4.2"}
    assert day_after["warranty"]["parts"] == {"verdict": "not_covered", "clause": "4.2"}
    assert spoiled["warranty"]["parts"] == {"verdict": "not_covered", "clause": "4.6.2"}
    assert (last_day["category"], last_day["clause"]) == ("free", "2.1.2")
    assert await desk.intake.announced(WarrantyDecided) == []


async def test_a_visit_about_a_renewal_is_passed_over(desk: Desk) -> None:
    job_id = new_id()
    done = _completed({"id": str(job_id)}, job_id, purpose="renewal")
    reached = CustomerReached(
        job_id=job_id,
        ticket_id=job_id,
        technician_id=TECHNICIAN,
        ending=ResponseEnding.VISIT_NEEDED,
        attempts=1,
        reached_at=START,
    )
    await desk.intake.tell(replace(reached, has_ticket=False), replace(done, has_ticket=False))
