"""Visits that do not go as planned, through the real doors."""

from datetime import datetime
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.billing.quotes import ConsentDeclined
from shared.events.dispatch.assignments import AssignmentAccepted
from shared.events.dispatch.jobs import (
    ExclusionFound,
    JobCancelled,
    JobCompleted,
    TechnicianArrived,
    TechnicianDeparted,
    WorkOrderIssued,
)
from shared.events.dispatch.visits import JobInterrupted, NobodyAtHome, PartsUsed
from shared.events.intake.decisions import ChargeCategory, VisitDecided
from shared.events.intake.tickets import FaultLevel, Region, TicketCancelled, TicketKind
from shared.events.repairs.stock import StockMoved
from shared.identifiers import new_id
from tests.integration.dispatch.conftest import Centre, at, hire_certified

PHOTO = "a" * 64
READY = {"badge": True, "tools": True, "parts": True}


async def until_on_the_road(centre: Centre) -> tuple[UUID, str]:
    ticket_id, job_id = await centre.report()
    await centre.assign(job_id)
    centre.dispatch.clock.advance_to(at(minutes=30))
    await centre.decide_visit(ticket_id, ChargeCategory.PAID)
    await centre.appoint(job_id)
    centre.dispatch.clock.advance_to(at(minutes=100))
    await centre.step(job_id, "departure", READY)
    return ticket_id, job_id


async def test_nobody_at_home_and_a_second_trip(centre: Centre) -> None:
    _, job_id = await until_on_the_road(centre)
    centre.dispatch.clock.advance_to(at(minutes=150))
    await centre.step(job_id, "arrival", {"arrived_at": at(minutes=130).isoformat()})

    left = {"left_at": at(minutes=149).isoformat()}
    refused = await centre.step(job_id, "nobody-at-home", left, status=422)
    assert (refused["code"], refused["clause"]) == ("evidence_missing", "5.4")
    for minute in (135, 145):
        tried = {"attempted_at": at(minutes=minute).isoformat(), "number_index": 1, "result": "no_answer"}
        await centre.step(job_id, "attempts", tried)
    job = await centre.step(job_id, "nobody-at-home", left)
    assert (job["state"], job["appointment"], job["trips"][0]["ending"]) == ("assigned", None, "nobody_at_home")
    (told,) = await centre.dispatch.announced(NobodyAtHome)
    assert isinstance(told, NobodyAtHome)
    assert (told.calls, told.is_next_trip_free) == (2, True)

    await centre.appoint(job_id, **{"from": at(hours=24).isoformat()})
    centre.dispatch.clock.advance_to(at(hours=24))
    await centre.step(job_id, "departure", {**READY, "departed_at": at(hours=23).isoformat()})
    await centre.step(job_id, "arrival", {"arrived_at": at(hours=24).isoformat()})
    assert len(await centre.dispatch.announced(TechnicianArrived)) == 2


async def test_a_refused_quote_ends_the_visit_without_work(centre: Centre) -> None:
    ticket_id, job_id = await centre.until_diagnosed()
    centre.dispatch.clock.advance_to(at(hours=3))
    await centre.dispatch.tell(
        ConsentDeclined(
            quote_id=new_id(), ticket_id=ticket_id, job_id=UUID(job_id), reason="price", declined_at=at(minutes=140)
        )
    )

    items = {"parts": [{"part": "PSU-12V", "quantity": 1, "finding": 1}]}
    refused = await centre.step(job_id, "items", items, status=422)
    assert (refused["code"], refused["clause"]) == ("consent_missing", "5.5")
    end = {"completed_at": at(hours=3).isoformat(), "outcome": "declined_by_customer"}
    assert (await centre.step(job_id, "completion", end))["state"] == "done"
    (done,) = await centre.dispatch.announced(JobCompleted)
    assert isinstance(done, JobCompleted)
    assert (done.outcome, done.parts) == ("declined_by_customer", ())


async def test_a_ticket_that_is_cancelled_on_the_road_turns_the_technician_round(centre: Centre) -> None:
    ticket_id, job_id = await until_on_the_road(centre)
    cancelled = TicketCancelled(
        ticket_id=ticket_id, reason="withdrew", is_work_done_owed=False, cancelled_at=at(minutes=110)
    )
    await centre.dispatch.tell(cancelled)

    job = await centre.dispatch.get(f"/jobs/{job_id}")
    assert (job["state"], job["nearest_due_at"]) == ("cancelled", None)
    (told,) = await centre.dispatch.announced(JobCancelled)
    assert isinstance(told, JobCancelled)
    assert not told.has_visit_taken_place
    (card,) = (await centre.dispatch.get("/cards", job_id=job_id))["items"]
    assert card["state"] == "void"
    await centre.step(job_id, "arrival", {"arrived_at": at(minutes=100).isoformat()}, status=409)


async def test_whoever_breaks_down_on_the_road_gives_the_job_and_its_card_to_the_next_one(centre: Centre) -> None:
    _, job_id = await until_on_the_road(centre)
    turned_back = await centre.step(job_id, "refusal", {"reason": "unwell"})
    assert (turned_back["state"], turned_back["technician_id"]) == ("waiting", None)
    (card,) = (await centre.dispatch.get("/cards", job_id=job_id))["items"]
    assert (card["state"], card["technician_id"]) == ("open", None)
    await centre.step(job_id, "arrival", {"arrived_at": at(minutes=100).isoformat()}, status=404)

    assigned = await centre.assign(job_id)
    assert (assigned["state"], assigned["appointment"]["window_from"]) == ("appointed", "2026-11-23T03:00:00Z")
    await centre.step(job_id, "departure", READY)
    held = await centre.step(job_id, "hold", {"reason": "customer_away", "evidence": "he called"}, Role.SPECIALIST)
    assert (held["state"], held["technician_id"], held["appointment"]) == ("held", None, None)
    assert len(await centre.dispatch.announced(TechnicianDeparted)) == 2


async def test_a_card_stays_out_after_a_trip_in_vain_until_the_specialist_has_it_again(centre: Centre) -> None:
    ticket_id, job_id = await until_on_the_road(centre)
    centre.dispatch.clock.advance_to(at(minutes=150))
    await centre.step(job_id, "arrival", {"arrived_at": at(minutes=130).isoformat()})
    left = {"left_at": at(minutes=149).isoformat(), "evidence_sha256": [PHOTO]}
    await centre.step(job_id, "nobody-at-home", left)
    await centre.dispatch.tell(
        TicketCancelled(ticket_id=ticket_id, reason="withdrew", is_work_done_owed=False, cancelled_at=at(minutes=150))
    )

    board = await centre.dispatch.get("/board")
    (line,) = board["columns"]["cards_outstanding"]
    assert (line["job_id"], line["state"], line["technician_id"]) == (job_id, "cancelled", centre.technician)
    (card,) = (await centre.dispatch.get("/cards", job_id=job_id))["items"]
    returned = {"returned_at": at(minutes=150).isoformat()}
    back = await centre.dispatch.post(f"/cards/{card['id']}/return", returned)
    assert (back["state"], back["content_sha256"] is not None) == ("returned", True)
    assert (await centre.dispatch.post(f"/cards/{card['id']}/archive"))["state"] == "archived"
    assert (await centre.dispatch.get("/board"))["columns"]["cards_outstanding"] == []
    clocks = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    assert [clock["outcome"] for clock in clocks if clock["kind"] == "card_return"] == ["met"]


async def test_a_missing_part_interrupts_and_a_follow_up_visit_finishes_the_same_job(centre: Centre) -> None:
    ticket_id, job_id = await centre.until_diagnosed()
    await centre.consent(ticket_id, job_id)
    centre.dispatch.clock.advance_to(at(hours=3))
    part = {"part": "PSU-12V", "quantity": 1, "finding": 1}
    await centre.step(job_id, "items", {"parts": [part]})
    unnamed = {"reason": "part_missing", "interrupted_at": at(hours=3).isoformat()}
    assert (await centre.step(job_id, "interruption", unnamed, status=422))["code"] == "missing_parts_not_named"
    await centre.step(job_id, "interruption", {**unnamed, "missing_parts": ["HDD-4T"]})

    await centre.appoint(job_id, **{"from": at(hours=24).isoformat()})
    centre.dispatch.clock.advance_to(at(hours=25))
    await centre.step(job_id, "departure", {**READY, "departed_at": at(hours=23).isoformat()})
    await centre.step(job_id, "arrival", {"arrived_at": at(hours=24).isoformat()})
    await centre.step(job_id, "diagnosis", {"findings": [{"fault": "disk", "faulty_part": "HDD-4T"}]})
    more = {"part": "HDD-4T", "quantity": 1, "finding": 2}
    end = {"completed_at": at(hours=25).isoformat(), "outcome": "fixed", "parts": [more]}
    job = await centre.step(job_id, "completion", end)

    assert (job["state"], [each["part"] for each in job["completion"]["parts"]]) == ("done", ["PSU-12V", "HDD-4T"])
    told = await centre.dispatch.announced(JobInterrupted, PartsUsed, JobCompleted)
    assert [type(event) for event in told] == [PartsUsed, JobInterrupted, PartsUsed, JobCompleted]


async def test_whoever_cancels_while_somebody_stands_at_his_site_gets_no_follow_up_visit(centre: Centre) -> None:
    ticket_id, job_id = await centre.until_diagnosed()
    await centre.dispatch.tell(
        TicketCancelled(ticket_id=ticket_id, reason="withdrew", is_work_done_owed=True, cancelled_at=at(minutes=131))
    )
    centre.dispatch.clock.advance_to(at(hours=3))
    why = {"reason": "no_access", "interrupted_at": at(hours=3).isoformat()}
    assert (await centre.step(job_id, "interruption", why))["state"] == "cancelled"
    (told,) = await centre.dispatch.announced(JobCancelled)
    assert isinstance(told, JobCancelled)
    assert told.has_visit_taken_place


def issued(technician: str) -> StockMoved:
    """The main store has given him three power supplies."""
    return StockMoved(
        product_id=new_id(),
        product="PSU-12V",
        movement="issued",
        quantity=3,
        technician_id=UUID(technician),
        in_store=7,
        with_technicians=3,
        old_in_store=0,
        clause="7.1",
        moved_at=at(),
    )


async def test_an_exclusion_is_told_and_the_check_shows_what_he_carries(centre: Centre) -> None:
    await centre.dispatch.tell(issued(centre.technician))
    _, job_id = await centre.until_diagnosed()
    found = {"exclusion": "4.6.2", "evidence_sha256": [PHOTO], "found_at": at(minutes=128).isoformat()}
    job = await centre.step(job_id, "exclusions", found)

    assert job["equipment_check"]["carried"] == [{"part": "PSU-12V", "quantity": 3}]
    (told,) = await centre.dispatch.announced(ExclusionFound)
    assert isinstance(told, ExclusionFound)
    assert (told.exclusion, told.evidence_sha256) == ("4.6.2", (PHOTO,))


async def test_a_phone_that_was_off_line_sends_late_twice_and_in_any_order(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    await centre.assign(job_id)
    centre.dispatch.clock.advance_to(at(minutes=30))
    await centre.decide_visit(ticket_id, ChargeCategory.FREE)
    await centre.appoint(job_id)
    centre.dispatch.clock.advance_to(at(hours=5))

    def record(number: int, minutes: int, kind: str, **more: Any) -> dict[str, Any]:
        return {
            "id": str(UUID(int=number)),
            "number": number,
            "at": at(minutes=minutes).isoformat(),
            "kind": kind,
            **more,
        }

    records = [
        record(1, 100, "departure", **READY),
        record(2, 130, "arrival"),
        record(3, 140, "diagnosis", findings=[{"fault": "no_power", "faulty_part": "PSU-12V"}]),
        record(4, 150, "brought_back", serial="SN-42", slip_number="SLIP-7"),
        record(5, 160, "completion", outcome="brought_back"),
    ]
    late = await centre.step(job_id, "records", {"device": "phone", "records": records[3:]})
    assert ([each["outcome"] for each in late["answers"]], late["missing"]) == (["waiting", "waiting"], [1, 2, 3])
    await centre.step(job_id, "records", {"device": "phone", "records": records[1::-1]})
    taken = await centre.step(job_id, "records", {"device": "phone", "records": records})
    assert ({each["outcome"] for each in taken["answers"]}, taken["job_state"]) == ({"applied"}, "done")

    again = await centre.step(job_id, "records", {"device": "phone", "records": records})
    assert again["answers"] == taken["answers"]
    job = await centre.dispatch.get(f"/jobs/{job_id}")
    assert (job["items_taken"][0]["slip_number"], job["arrival"]["was_off_line"]) == ("SLIP-7", True)
    assert len(await centre.dispatch.announced(TechnicianArrived, JobCompleted)) == 2
    shown = await centre.dispatch.get(f"/jobs/{job_id}/records")
    assert [len(stream["answers"]) for stream in shown["streams"]] == [5]
    stranger: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": str(new_id()), "status": 404}
    await centre.dispatch.post(f"/jobs/{job_id}/records", {"device": "p", "records": records[:1]}, **stranger)


def recorded(number: int, minutes: int, kind: str, **more: Any) -> dict[str, Any]:
    """What a phone recorded."""
    sent = {"id": str(UUID(int=number)), "number": number, "at": at(minutes=minutes).isoformat(), "kind": kind}
    return {**sent, **more}


async def sent(centre: Centre, job_id: str, *records: dict[str, Any], **more: Any) -> Any:
    """A batch of the technician's phone."""
    return await centre.step(job_id, "records", {"device": "phone", "records": list(records)}, **more)


async def accepted_at(centre: Centre) -> list[datetime]:
    """When jobs were taken, as it is announced."""
    told = await centre.dispatch.announced(AssignmentAccepted)
    return [each.accepted_at for each in told if isinstance(each, AssignmentAccepted)]


async def test_what_waited_before_the_offer_lapsed_gives_him_the_job_when_it_comes_again(centre: Centre) -> None:
    _, job_id = await centre.report(FaultLevel.SYSTEM_DOWN)
    await centre.offer(job_id)
    attempt = recorded(2, 0, "attempt", number_index=1, result="no_answer")
    assert (await sent(centre, job_id, attempt))["answers"][0]["outcome"] == "waiting"
    await centre.dispatch.pass_time_to(at(minutes=40))
    await sent(centre, job_id, attempt)

    job = await centre.dispatch.get(f"/jobs/{job_id}")
    assert (job["state"], job["technician_id"]) == ("assigned", centre.technician)


async def test_who_took_the_job_in_time_without_reception_has_it_when_he_comes_out_of_the_basement(
    centre: Centre,
) -> None:
    _, job_id = await centre.report(FaultLevel.SYSTEM_DOWN)
    await centre.offer(job_id)
    await centre.dispatch.pass_time_to(at(minutes=40))
    assert (await centre.dispatch.get(f"/jobs/{job_id}"))["state"] == "waiting"
    await sent(centre, job_id, recorded(1, 6, "acceptance"), status=404)  # the time to answer was over

    call = {"number_index": 1, "result": "no_answer"}
    taken = await sent(centre, job_id, recorded(2, 10, "attempt", **call), recorded(1, 4, "acceptance"))
    assert ([each["outcome"] for each in taken["answers"]], taken["job_state"]) == (["applied"] * 2, "assigned")
    job = await centre.dispatch.get(f"/jobs/{job_id}")
    assert (job["technician_id"], job["offers"][0]["state"]) == (centre.technician, "accepted")
    assert await accepted_at(centre) == [at(minutes=4)]


async def test_a_word_given_in_time_comes_too_late_once_somebody_else_was_asked(centre: Centre) -> None:
    _, job_id = await centre.report(FaultLevel.SYSTEM_DOWN)
    await centre.offer(job_id)
    await centre.dispatch.pass_time_to(at(minutes=40))
    other = await hire_certified(centre.dispatch, "赵敏", centre.supervisor)
    await centre.offer(job_id, other)
    await sent(centre, job_id, recorded(1, 4, "acceptance"), status=404)

    job = await centre.dispatch.get(f"/jobs/{job_id}")
    assert (job["technician_id"], [each["state"] for each in job["offers"]]) == (other, ["lapsed", "offered"])


def urgent_visit(ticket_id: UUID) -> VisitDecided:
    """Somebody goes at once."""
    return VisitDecided(
        ticket_id=ticket_id,
        kind=TicketKind.FAULT,
        level=FaultLevel.SYSTEM_DOWN,
        region=Region.MAIN_CITY,
        category=ChargeCategory.FREE,
        charge_clause="2.2.1",
        clause="5.3",
        decided_at=at(minutes=2),
    )


async def test_a_whole_visit_without_reception_leaves_him_with_his_parts_and_his_card(centre: Centre) -> None:
    ticket_id, job_id = await centre.report(FaultLevel.SYSTEM_DOWN)
    await centre.offer(job_id)
    await centre.dispatch.tell(urgent_visit(ticket_id), issued(centre.technician))
    await centre.dispatch.pass_time_to(at(minutes=40))
    (card,) = (await centre.dispatch.get("/cards", ticket_id=str(ticket_id)))["items"]
    assert card["technician_id"] is None

    taken = await sent(
        centre,
        job_id,
        recorded(2, 20, "arrival"),
        recorded(3, 25, "diagnosis", findings=[{"fault": "no_power"}]),
        recorded(4, 30, "completion", outcome="fixed", items=[{"work": "fasten_cable", "finding": 1}]),
        recorded(1, 4, "departure", **READY),
    )
    assert ({each["outcome"] for each in taken["answers"]}, taken["job_state"]) == ({"applied"}, "done")
    himself: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": centre.technician}
    assert (await centre.dispatch.get(f"/cards/{card['id']}", **himself))["technician_id"] == centre.technician
    job = await centre.dispatch.get(f"/jobs/{job_id}", **himself)
    assert [part["part"] for part in job["equipment_check"]["carried"]] == ["PSU-12V"]
    assert await accepted_at(centre) == [at(minutes=4)]


async def assigned(centre: Centre) -> str:
    """Nobody needs an appointment: every system is down."""
    ticket_id, job_id = await centre.report(FaultLevel.SYSTEM_DOWN)
    await centre.assign(job_id)
    await centre.dispatch.tell(urgent_visit(ticket_id))
    centre.dispatch.clock.advance_to(at(hours=5))
    return job_id


async def test_every_trip_of_a_batch_has_a_work_order_with_a_number_of_its_own(centre: Centre) -> None:
    job_id = await assigned(centre)

    taken = await sent(
        centre,
        job_id,
        recorded(1, 40, "departure", **READY),
        recorded(2, 60, "arrival"),
        recorded(3, 65, "diagnosis", findings=[{"fault": "no_power"}]),
        recorded(4, 70, "interruption", reason="part_missing", missing_parts=["HDD"]),
        recorded(5, 100, "departure", **READY),
    )

    assert [each["outcome"] for each in taken["answers"]] == ["applied"] * 5
    orders = await centre.dispatch.announced(WorkOrderIssued)
    written = [(each.number, each.version) for each in orders if isinstance(each, WorkOrderIssued)]
    assert len(written) == len(set(written)) == 2
    assert [version for _, version in written] == [1, 1]


async def test_who_refused_off_line_gets_his_answers_again_and_nothing_new_is_taken_from_him(centre: Centre) -> None:
    _, job_id = await centre.report()
    await centre.offer(job_id)
    refusal = recorded(1, 0, "refusal", reason="unwell")
    first = await sent(centre, job_id, refusal)
    assert (first["job_state"], first["answers"][0]["outcome"]) == ("waiting", "applied")

    departure = recorded(2, 1, "departure", **READY)
    again = await sent(centre, job_id, refusal, departure)
    assert again["answers"] == first["answers"]
    await sent(centre, job_id, departure, status=404)
    stranger: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": str(new_id()), "status": 404}
    await centre.dispatch.post(f"/jobs/{job_id}/records", {"device": "phone", "records": [refusal]}, **stranger)
