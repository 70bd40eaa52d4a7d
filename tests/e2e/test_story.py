"""The story of the service department, step by step, through the public API of five services."""

from datetime import datetime, timedelta

from services.cli.api import Document
from services.cli.follow import follow
from services.cli.story.department import install_camera
from services.cli.story.desk import Desk
from services.cli.story.journeys import cancelled, not_solved_at_first, paid_visit, solved_by_phone
from services.cli.story.play import open_department
from services.cli.story.waiting import first
from shared.actor import Role
from tests.e2e.conftest import START, Town
from tests.integration.waiting import until


async def _names(town: Town, ticket: Document, last: str) -> list[str]:
    """The events of a ticket in order, without their service, once the last of them is in its feed."""
    names: list[str] = []

    async def has_last() -> bool:
        names[:] = [line[21:].split()[1] for line in await follow(ticket["number"], town.api)]
        return last in names

    await until(has_last)
    return names


def _in_order(wanted: list[str], seen: list[str]) -> bool:
    left = iter(seen)
    return all(name in left for name in wanted)


async def test_a_paid_visit_from_the_call_to_the_closing(town: Town) -> None:
    desk = await open_department(town.api, town.now)
    said: list[str] = []

    async with town.ticking():
        ticket = await paid_visit(desk, said.append)

    assert "work before consent is refused: consent_missing" in said
    names = await _names(town, ticket, "TicketClosed")
    life = [
        ["TicketOpened", "TechnicianAssigned", "CustomerReached", "VisitDecided", "CardOpened", "AppointmentAgreed"],
        ["WorkOrderIssued", "TechnicianDeparted", "TechnicianArrived", "DiagnosisRecorded"],
        ["QuoteIssued", "ConsentGiven", "JobCompleted", "AmountFixed", "CardSigned", "ChargeRaised"],
        ["PaymentReceived", "CardReturned", "CardArchived"],
        ["ItemBroughtBack", "RepairRegistered", "RepairSentToFactory", "RepairReturned", "RepairReady"],
        ["RepairCollected", "TicketResolved", "TicketClosed"],
    ]
    for part in life:
        assert _in_order(part, names), f"{part} is not in {names}"
    nobody_misses = {"DeadlineMissed", "DeadlineWarned", "EscalationRaised"}
    assert not nobody_misses & set(names)


async def test_free_or_paid_is_decided_with_its_clause_and_facts(town: Town) -> None:
    desk = await open_department(town.api, town.now)
    old = await install_camera(town.api, desk.customer, serial="OLD", completed_on="2020-01-15")
    new = await install_camera(town.api, desk.customer, serial="NEW", completed_on="2026-01-15")

    clauses = []
    for camera in (old, new):
        ticket = await desk.take_call(camera["id"], level=2, description="没有图像")
        decisions = await town.api.get(f"/intake/tickets/{ticket['id']}/decisions", role=Role.SPECIALIST)
        [charge] = [each for each in decisions["items"] if each["subject"] == "charge"]
        clauses.append((charge["category"], charge["clause"]))

    assert clauses == [("paid", "2.2.1"), ("free", "2.1.1")]


async def test_solved_by_phone_needs_no_card_and_is_closed_by_its_call_back(town: Town) -> None:
    desk = await open_department(town.api, town.now)

    async with town.ticking():
        ticket = await solved_by_phone(desk, lambda _line: None)

    names = await _names(town, ticket, "TicketClosed")
    assert _in_order(["TicketOpened", "RemoteSolutionFound", "CallBackCompleted", "TicketClosed"], names)
    assert "CardOpened" not in names


async def test_not_solved_reopens_the_ticket_with_a_job_to_do_it_again(town: Town) -> None:
    desk = await open_department(town.api, town.now)

    async with town.ticking():
        ticket = await not_solved_at_first(desk, lambda _line: None)

    names = await _names(town, ticket, "TicketClosed")
    assert _in_order(["TicketResolved", "CallBackCompleted", "TicketReopened", "JobOpened", "TicketClosed"], names)
    jobs = await town.api.get("/dispatch/jobs", role=Role.SPECIALIST, ticket_id=ticket["id"])
    assert sorted(job["purpose"] for job in jobs["items"]) == ["redo", "service"]


async def test_a_cancelled_ticket_ends_its_job_and_owes_no_call(town: Town) -> None:
    desk = await open_department(town.api, town.now)

    async with town.ticking():
        ticket = await cancelled(desk, lambda _line: None)

    assert _in_order(["TicketOpened", "JobOpened", "TicketCancelled"], await _names(town, ticket, "JobCancelled"))
    calls = await town.api.get("/followup/calls", role=Role.SPECIALIST, ticket_id=ticket["id"])
    assert calls["items"] == []


async def test_a_missed_arrival_warns_at_three_quarters_breaches_at_its_time_and_climbs_the_ladder(town: Town) -> None:
    desk = await open_department(town.api, town.now)
    camera = await install_camera(town.api, desk.customer, serial="CQ1", completed_on="2026-01-15")
    ticket = await desk.take_call(camera["id"], level=1, description="全部黑屏")
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "visit_needed")
    await desk.decide_visit(ticket)

    await town.pass_time_to(START + timedelta(hours=4))
    arrival = await _deadlines(desk, ticket, "arrival_by_level", 4)

    assert arrival == [
        ("DeadlineWarned", START + timedelta(hours=1, minutes=30)),
        ("DeadlineMissed", START + timedelta(hours=2)),
        ("EscalationRaised", START + timedelta(hours=2)),
        ("EscalationRaised", START + timedelta(hours=3)),
    ]


async def _deadlines(desk: Desk, ticket: Document, clock: str, wanted: int) -> list[tuple[str, datetime]]:
    """What happened to one clock, once so much has; without its setting."""
    seen: list[tuple[str, datetime]] = []

    async def enough() -> bool:
        events, _ = await desk.api.feed_page("dispatch", subject=ticket["id"])
        about = [event for event in events if event["data"].get("clock") == clock]
        seen[:] = [(event["type"].split(".")[2], datetime.fromisoformat(event["time"])) for event in about]
        seen[:] = sorted((pair for pair in seen if pair[0] != "DeadlineSet"), key=lambda pair: pair[1])
        return len(seen) >= wanted

    await until(enough)
    return seen


async def test_cash_is_in_the_technicians_hands_until_finance_has_counted_it(town: Town) -> None:
    desk = await open_department(town.api, town.now)

    ticket = await paid_visit(desk, lambda _line: None)

    charge = await first(town.api, "/billing/charges", ticket_id=ticket["id"])
    assert charge["state"] == "settled"
    hands = await town.api.get(f"/billing/cash/{desk.department.technician_id}", role=Role.FINANCE)
    assert hands["carried"] == "0.00"
