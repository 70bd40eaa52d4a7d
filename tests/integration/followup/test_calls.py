"""Calls through the real doors: owed by events, tried, answered, told, missed and dropped."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.dispatch.jobs import JobCompleted
from shared.events.followup.calls import (
    CallAttempted,
    CallBackCompleted,
    CallBackMissed,
    CallGivenUp,
    CallScheduled,
    CustomerInformed,
)
from shared.events.intake.tickets import Region, RemoteSolutionFound, TicketCancelled, TicketKind, TicketOpened
from shared.events.repairs.items import RepairCollected, RepairReady
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService, envelope_of

Running = Callable[..., Awaitable[RunningService]]


@pytest.fixture
async def followup(running: Running) -> RunningService:
    """Follow-up, alone."""
    return await running("followup")


async def _ticket(followup: RunningService) -> TicketOpened:
    ticket = TicketOpened(
        ticket_id=new_id(),
        number="SH20261123-0001",
        kind=TicketKind.FAULT,
        customer_id=new_id(),
        region=Region.MAIN_CITY,
        channel="hotline",
        origin="hotline",
        policy_revision="1.0",
        reported_at=START,
        recorded_at=START,
    )
    await followup.tell(ticket)
    return ticket


def _completed(ticket_id: UUID, purpose: str = "service") -> JobCompleted:
    return JobCompleted(
        job_id=new_id(),
        ticket_id=ticket_id,
        technician_id=new_id(),
        purpose=purpose,
        outcome="fixed",
        work=(),
        parts=(),
        cable_centimetres=0,
        camera_points=0,
        travel_cost=Money.ZERO,
        minutes_on_site=30,
        has_item_in_repair=False,
        completed_at=START,
    )


async def _only_call(followup: RunningService) -> Any:
    calls = await followup.get("/calls")
    assert len(calls["items"]) == 1
    return calls["items"][0]


async def test_a_completed_visit_owes_one_call_within_48_hours_of_its_completion(followup: RunningService) -> None:
    ticket = await _ticket(followup)
    completed = _completed(ticket.ticket_id)
    await followup.tell(completed, _completed(ticket.ticket_id, purpose="collect_money"))

    call = await _only_call(followup)
    assert (call["clause"], call["job_id"]) == ("5.12", str(completed.job_id))
    [scheduled] = await followup.announced(CallScheduled)
    assert isinstance(scheduled, CallScheduled)
    assert scheduled.call_until == START + timedelta(hours=48)


async def test_the_customers_answer_is_announced_with_what_it_is_about(followup: RunningService) -> None:
    ticket = await _ticket(followup)
    completed = _completed(ticket.ticket_id)
    await followup.tell(completed)
    call = await _only_call(followup)

    outcome = {"answered_at": "2026-11-24T10:00:00+08:00", "is_solved": False, "satisfaction": 2}
    answered = await followup.post(f"/calls/{call['id']}/outcome", outcome)

    assert answered["state"] == "completed"
    [event] = await followup.announced(CallBackCompleted)
    assert isinstance(event, CallBackCompleted)
    assert (event.is_solved, event.job_id, event.ticket_id) == (False, completed.job_id, ticket.ticket_id)
    assert not await followup.service.database.value("SELECT count(*) FROM timer")


async def test_a_score_off_the_scale_is_refused_by_clause(followup: RunningService) -> None:
    ticket = await _ticket(followup)
    await followup.tell(_completed(ticket.ticket_id))
    call = await _only_call(followup)

    outcome = {"answered_at": "2026-11-24T10:00:00+08:00", "is_solved": True, "satisfaction": 6}
    problem = await followup.post(f"/calls/{call['id']}/outcome", outcome, status=422)

    assert (problem["code"], problem["clause"], problem["field"]) == (
        "satisfaction_out_of_range",
        "5.12",
        "satisfaction",
    )


async def test_the_third_attempt_on_a_second_day_gives_the_call_up(followup: RunningService) -> None:
    ticket = await _ticket(followup)
    await followup.tell(_completed(ticket.ticket_id))
    call = await _only_call(followup)

    for at in ("2026-11-23T15:00:00+08:00", "2026-11-23T18:00:00+08:00", "2026-11-24T09:30:00+08:00"):
        call = await followup.post(f"/calls/{call['id']}/attempts", {"at": at, "result": "no_answer"})

    assert call["state"] == "given_up"
    attempts = await followup.announced(CallAttempted)
    assert len(attempts) == 3
    [given_up] = await followup.announced(CallGivenUp)
    assert isinstance(given_up, CallGivenUp)
    assert given_up.attempts == 3


async def test_three_attempts_on_one_day_do_not_give_the_call_up(followup: RunningService) -> None:
    ticket = await _ticket(followup)
    await followup.tell(_completed(ticket.ticket_id))
    call = await _only_call(followup)

    for hour in (10, 13, 17):
        at = f"2026-11-23T{hour}:00:00+08:00"
        call = await followup.post(f"/calls/{call['id']}/attempts", {"at": at, "result": "busy"})

    assert call["state"] == "owed"


async def test_a_call_that_was_not_made_is_missed_once_at_its_promised_time_and_still_owed(
    followup: RunningService,
) -> None:
    ticket = await _ticket(followup)
    await followup.tell(_completed(ticket.ticket_id))

    await followup.pass_time_to(START + timedelta(hours=47, minutes=59))
    assert not await followup.announced(CallBackMissed)
    await followup.pass_time_to(START + timedelta(days=5))

    [missed] = await followup.announced(CallBackMissed)
    assert isinstance(missed, CallBackMissed)
    assert missed.missed_at == START + timedelta(hours=48)
    assert (await _only_call(followup))["state"] == "owed"


async def test_a_ready_item_is_told_and_a_collected_one_called_back(followup: RunningService) -> None:
    ticket = await _ticket(followup)
    repair: dict[str, Any] = {"repair_id": new_id(), "ticket_id": ticket.ticket_id, "customer_id": ticket.customer_id}
    ready: dict[str, Any] = {
        "is_part_of_installation": False,
        "responsible_id": new_id(),
        "clause": "6.4",
        "ready_at": START,
    }
    await followup.tell(RepairReady(**repair, **ready))
    call = await _only_call(followup)

    outcome = {"answered_at": "2026-11-23T10:00:00+08:00", "is_solved": True}
    await followup.post(f"/calls/{call['id']}/outcome", outcome, status=422)
    await followup.post(f"/calls/{call['id']}/telling", {"informed_at": "2026-11-23T10:00:00+08:00"})
    [informed] = await followup.announced(CustomerInformed)
    assert isinstance(informed, CustomerInformed)
    assert informed.repair_id == repair["repair_id"]

    await followup.tell(RepairCollected(**repair, checked_by="receipt", clause="6.4", collected_at=START))
    owed = await followup.get("/calls", state="owed")
    assert [one["purpose"] for one in owed["items"]] == ["call_back"]


async def test_a_remote_solution_owes_a_call_unless_the_ticket_is_cancelled(followup: RunningService) -> None:
    ticket = await _ticket(followup)
    solved = RemoteSolutionFound(ticket_id=ticket.ticket_id, closure=1, solution="restarted", found_at=START)
    cancelled = TicketCancelled(
        ticket_id=ticket.ticket_id, reason="customers_wish", is_work_done_owed=False, cancelled_at=START
    )
    await followup.tell(solved, cancelled, _completed(ticket.ticket_id))

    assert (await _only_call(followup))["state"] == "dropped"


async def test_an_event_that_comes_before_its_ticket_waits_for_it(followup: RunningService) -> None:
    failure = await followup.service.handling.handle(envelope_of(_completed(new_id())), quick_tries=1)

    assert failure is not None
    assert failure.code == "NotYetKnown"


async def test_a_technician_may_not_read_calls(followup: RunningService) -> None:
    await followup.get("/calls", role=Role.TECHNICIAN, status=403)
