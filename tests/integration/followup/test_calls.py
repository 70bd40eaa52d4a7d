"""Calls through the real doors: owed by events, tried, answered, told, missed, dropped."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.contract import Event
from shared.events.followup.calls import (
    CallAttempted,
    CallBackCompleted,
    CallBackMissed,
    CallGivenUp,
    CallScheduled,
    CustomerInformed,
)
from shared.events.intake.tickets import RemoteSolutionFound, TicketCancelled, TicketOpened
from shared.events.repairs.items import CustomerNotified, RepairCollected, RepairReady, RepairRegistered
from shared.identifiers import new_id
from tests.builders.followup import customer, ticket, visit
from tests.builders.running_service import START, RunningService, envelope_of

ANSWERED = {"answered_at": "2026-11-23T09:30:00+08:00", "is_solved": True, "satisfaction": 5}


async def _ticket(followup: RunningService) -> TicketOpened:
    opened = ticket()
    await followup.tell(opened)
    return opened


async def _call_after_visit(followup: RunningService, **more: Any) -> Any:
    opened = await _ticket(followup)
    await followup.tell(visit(opened.ticket_id, **more))
    await followup.pass_time_to(START + timedelta(hours=47))
    return await _only_call(followup)


async def _only_call(followup: RunningService, **wanted: Any) -> Any:
    [call] = (await followup.get("/calls", **wanted))["items"]
    return call


async def _only(followup: RunningService, event_class: type[Event]) -> Any:
    [event] = await followup.announced(event_class)
    return event


async def test_a_completed_visit_owes_one_call_within_48_hours_of_its_completion(followup: RunningService) -> None:
    opened = await _ticket(followup)
    completed = visit(opened.ticket_id)
    await followup.tell(completed, visit(opened.ticket_id, purpose="collect_money"))

    call = await _only_call(followup)
    assert (call["clause"], call["job_id"]) == ("5.12", str(completed.job_id))
    assert (await _only(followup, CallScheduled)).call_until == START + timedelta(hours=48)


async def test_a_visit_without_a_ticket_owes_no_call(followup: RunningService) -> None:
    await followup.tell(visit(new_id(), purpose="renewal", has_ticket=False))
    assert (await followup.get("/calls"))["items"] == []


async def test_the_customers_answer_is_announced_with_what_it_is_about(followup: RunningService) -> None:
    technician = new_id()
    call = await _call_after_visit(followup, technician_id=technician)

    said = ANSWERED | {"is_solved": False, "satisfaction": 2, "cleanliness": 4, "is_price_as_told": True}
    answered = await followup.post(f"/calls/{call['id']}/outcome", said)

    assert (answered["state"], answered["attempts"][0]["result"]) == ("completed", "reached")
    event = await _only(followup, CallBackCompleted)
    assert (event.is_solved, event.job_id, event.technician_id) == (False, UUID(call["job_id"]), technician)
    assert (event.cleanliness, event.is_price_as_told, event.is_item_in_repair) == (4, True, False)
    assert not await followup.service.database.value("SELECT count(*) FROM timer WHERE kind = 'call_due'")


async def test_an_answer_from_before_the_visit_or_from_tomorrow_is_refused(followup: RunningService) -> None:
    call = await _call_after_visit(followup)
    for at, code in (
        ("2026-11-23T08:59:00+08:00", "called_before_it_was_owed"),
        ("2026-12-01T00:00:00Z", "time_in_the_future"),
    ):
        problem = await followup.post(f"/calls/{call['id']}/outcome", ANSWERED | {"answered_at": at}, status=422)
        assert (problem["code"], problem["field"]) == (code, "answered_at")


async def test_a_score_off_the_scale_is_refused_by_clause(followup: RunningService) -> None:
    call = await _call_after_visit(followup)
    problem = await followup.post(f"/calls/{call['id']}/outcome", ANSWERED | {"satisfaction": 6}, status=422)
    assert (problem["code"], problem["clause"]) == ("satisfaction_out_of_range", "5.12")


async def test_a_low_score_waits_for_a_supervisor_to_look_at_it(followup: RunningService) -> None:
    call = await _call_after_visit(followup)
    await followup.post(f"/calls/{call['id']}/outcome", ANSWERED | {"satisfaction": 1})

    waiting = await _only_call(followup, review="open")
    await followup.post(f"/calls/{call['id']}/review", status=403)
    looked_at = await followup.post(f"/calls/{call['id']}/review", role=Role.SUPERVISOR)
    assert (waiting["id"], looked_at["review"]) == (call["id"], "done")


async def test_the_third_attempt_on_a_second_day_gives_the_call_up(followup: RunningService) -> None:
    call = await _call_after_visit(followup)
    for at in ("2026-11-23T15:00:00+08:00", "2026-11-23T18:00:00+08:00", "2026-11-24T09:30:00+08:00"):
        call = await followup.post(f"/calls/{call['id']}/attempts", {"at": at, "result": "no_answer"})

    assert call["state"] == "given_up"
    assert len(await followup.announced(CallAttempted)) == 3
    assert (await _only(followup, CallGivenUp)).attempts == 3


async def test_a_call_that_was_not_made_is_missed_once_at_its_promised_time_and_still_owed(
    followup: RunningService,
) -> None:
    """The timer fires once although nobody looked for 72 hours, and the promised time is what is told."""
    await _call_after_visit(followup)
    assert not await followup.announced(CallBackMissed)
    await followup.pass_time_to(START + timedelta(hours=47 + 72))

    assert (await _only(followup, CallBackMissed)).missed_at == START + timedelta(hours=48)
    assert (await _only_call(followup))["state"] == "owed"


async def test_not_solved_about_an_item_in_repair_says_so(followup: RunningService) -> None:
    call = await _call_after_visit(followup)
    registered = RepairRegistered(
        repair_id=new_id(),
        ticket_id=UUID(call["ticket_id"]),
        customer_id=UUID(call["customer_id"]),
        number="FX20261123-0001",
        receipt_number="WX20261123-0001",
        product_model="CAM",
        fee_terms="free",
        is_part_of_installation=False,
        responsible_id=new_id(),
        clause="6.2",
        registered_at=START,
    )
    await followup.tell(registered)
    await followup.post(f"/calls/{call['id']}/outcome", ANSWERED | {"is_solved": False})
    assert (await _only(followup, CallBackCompleted)).is_item_in_repair


async def test_a_ready_item_is_told_and_a_collected_one_called_back(followup: RunningService) -> None:
    opened = await _ticket(followup)
    repair: dict[str, Any] = {"repair_id": new_id(), "ticket_id": opened.ticket_id, "customer_id": opened.customer_id}
    await followup.tell(_ready(repair))
    call = await _only_call(followup)

    await followup.post(
        f"/calls/{call['id']}/outcome", ANSWERED | {"answered_at": "2026-11-23T09:00:00+08:00"}, status=422
    )
    await followup.post(f"/calls/{call['id']}/telling", {"informed_at": "2026-11-23T09:00:00+08:00"})
    assert (await _only(followup, CustomerInformed)).repair_id == repair["repair_id"]

    await followup.tell(RepairCollected(**repair, checked_by="receipt", clause="6.4", collected_at=START))
    assert (await _only_call(followup, state="owed"))["purpose"] == "call_back"


async def test_who_tells_the_customer_himself_leaves_no_call_to_make(followup: RunningService) -> None:
    opened = await _ticket(followup)
    repair: dict[str, Any] = {"repair_id": new_id(), "ticket_id": opened.ticket_id, "customer_id": opened.customer_id}
    await followup.tell(_ready(repair), CustomerNotified(**repair, means="in_person", notified_at=START))
    assert (await _only_call(followup))["state"] == "dropped"


async def test_a_remote_solution_owes_a_call_unless_the_ticket_is_cancelled(followup: RunningService) -> None:
    opened = await _ticket(followup)
    solved = RemoteSolutionFound(ticket_id=opened.ticket_id, closure=1, solution="restarted", found_at=START)
    cancelled = TicketCancelled(
        ticket_id=opened.ticket_id, reason="customers_wish", is_work_done_owed=False, cancelled_at=START
    )
    await followup.tell(solved, cancelled, visit(opened.ticket_id))

    call = await _only_call(followup)
    assert (call["state"], call["closure"]) == ("dropped", 1)


async def test_the_customer_of_a_cancelled_ticket_hears_of_his_item_and_is_not_asked_about_it(
    followup: RunningService,
) -> None:
    """The item goes back (6.4): a call that is owed already stays, one after the cancellation is owed as well."""
    opened = await _ticket(followup)
    repairs = [{"repair_id": new_id(), "ticket_id": opened.ticket_id, "customer_id": opened.customer_id} for _ in "12"]
    cancelled = TicketCancelled(
        ticket_id=opened.ticket_id, reason="customers_wish", is_work_done_owed=False, cancelled_at=START
    )
    await followup.tell(customer(opened.customer_id), _ready(repairs[0]), cancelled, _ready(repairs[1]))
    owed = (await followup.get("/calls", state="owed"))["items"]
    assert {(call["purpose"], call["repair_id"]) for call in owed} == {
        ("item_ready", str(repair["repair_id"])) for repair in repairs
    }
    assert len((await followup.get("/messages", occasion="item_ready"))["items"]) == 2

    collected = RepairCollected(
        repair_id=repairs[0]["repair_id"],
        ticket_id=opened.ticket_id,
        customer_id=opened.customer_id,
        checked_by="receipt",
        clause="6.4",
        collected_at=START,
    )
    await followup.tell(collected)
    [still] = (await followup.get("/calls", state="owed"))["items"]
    assert (still["purpose"], still["repair_id"]) == ("item_ready", str(repairs[1]["repair_id"]))


async def test_an_event_that_comes_before_its_ticket_waits_for_it(followup: RunningService) -> None:
    failure = await followup.service.handling.handle(envelope_of(visit(new_id())), quick_tries=1)
    assert failure is not None
    assert failure.code == "NotYetKnown"


async def test_a_technician_knows_only_of_calls_he_should_make(followup: RunningService) -> None:
    technician, opened = new_id(), await _ticket(followup)
    repair: dict[str, Any] = {"repair_id": new_id(), "ticket_id": opened.ticket_id, "customer_id": opened.customer_id}
    await followup.tell(customer(opened.customer_id), visit(opened.ticket_id), _ready(repair, technician))

    [his] = (await followup.get("/calls", role=Role.TECHNICIAN, subject=technician))["items"]
    assert his["purpose"] == "item_ready"
    await followup.get(f"/calls/{his['id']}/sheet", role=Role.TECHNICIAN, subject=technician)
    await followup.get(f"/calls/{his['id']}", role=Role.TECHNICIAN, subject=new_id(), status=404)
    await followup.post(f"/calls/{his['id']}/take", role=Role.TECHNICIAN, subject=new_id(), status=404)
    assert (await followup.get("/calls", role=Role.TECHNICIAN))["items"] == []


def _ready(repair: dict[str, Any], responsible_id: UUID | None = None) -> RepairReady:
    return RepairReady(
        **repair,
        is_part_of_installation=False,
        responsible_id=responsible_id or new_id(),
        clause="6.4",
        ready_at=START,
    )
