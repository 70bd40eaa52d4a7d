"""A visit through the real doors: from the report to the archived card."""

from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.dispatch.cards import CardArchived, CardOpened, CardReturned, CardSigned
from shared.events.dispatch.deadlines import DeadlineMet, DeadlineSet
from shared.events.dispatch.jobs import ItemBroughtBack, JobCancelled, JobCompleted, JobOpened, WorkOrderIssued
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import RemoteSolutionFound, TicketCancelled, TicketReopened
from shared.money import Money
from tests.integration.dispatch.conftest import Centre, at, hire

DONE = {
    "completed_at": at(hours=3).isoformat(),
    "outcome": "fixed",
    "items": [{"work": "replace_power_supply", "finding": 1}],
    "parts": [{"part": "PSU-12V", "quantity": 1, "finding": 1}],
    "cable_metres": "12.50",
    "travel_cost": "8.00",
}
SIGNATURE = {
    "signed_at": at(hours=3, minutes=10).isoformat(),
    "signer_name": "张三",
    "drawing": "data:image/svg+xml;base64,PHN2Zz48cGF0aCBkPSJNMSA1cTMtOSA2IDB0OSAwIi8+PC9zdmc+",
}


KEPT = ["appointment", "arrival_by_level", "arrival_by_region", "card_return", "promised_completion", "response"]


async def test_a_paid_visit_from_the_report_to_the_archived_card(centre: Centre) -> None:
    dispatch = centre.dispatch
    ticket_id, job_id = await centre.until_diagnosed()
    dispatch.clock.advance_to(at(hours=3, minutes=15))

    refused = await centre.step(job_id, "completion", DONE, status=422)
    assert (refused["code"], refused["clause"]) == ("consent_missing", "5.5")
    await centre.consent(ticket_id, job_id)
    job = await centre.step(job_id, "completion", DONE)
    assert (job["state"], job["completion"]["travel_cost"]) == ("done", "8.00")

    (card,) = (await dispatch.get("/cards", job_id=job_id))["items"]
    path = f"/cards/{card['id']}"
    technician: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": centre.technician}
    unpriced = await dispatch.post(f"{path}/signature", SIGNATURE, **technician, status=422)
    assert unpriced["code"] == "amount_not_fixed"
    fixed = await centre.price(ticket_id, job_id)
    signed = await dispatch.post(f"{path}/signature", SIGNATURE, **technician)
    await centre.settle(fixed)
    await dispatch.post(f"{path}/return", {"returned_at": at(hours=3, minutes=14).isoformat()})
    archived = await dispatch.post(f"{path}/archive")
    assert (archived["state"], archived["content"]) == ("archived", signed["content"])
    assert "张三" not in signed["content"]

    (completed,) = await dispatch.announced(JobCompleted)
    assert isinstance(completed, JobCompleted)
    assert (completed.cable_centimetres, completed.travel_cost) == (1250, Money.of("8.00"))
    signing = (await dispatch.announced(CardSigned))[0]
    assert isinstance(signing, CardSigned)
    assert (signing.amount, signing.content_sha256) == (Money.of("180.00"), signed["content_sha256"])
    told = [type(event) for event in await dispatch.announced(CardOpened, CardSigned, CardReturned, CardArchived)]
    assert told == [CardOpened, CardSigned, CardReturned, CardArchived]
    met = [event.clock for event in await dispatch.announced(DeadlineMet) if isinstance(event, DeadlineMet)]
    assert sorted(met) == KEPT
    assert len(await dispatch.announced(WorkOrderIssued)) == 1


async def test_an_item_is_brought_back_and_the_job_says_that_it_is_in_repair(centre: Centre) -> None:
    _, job_id = await centre.until_diagnosed(ChargeCategory.FREE)
    centre.dispatch.clock.advance_to(at(hours=3))

    job = await centre.step(job_id, "brought-back", {"serial": "SN-42", "accessories": ["adapter"]})
    (item,) = job["items_taken"]
    assert (item["product_model"], item["fault"], item["slip_number"][:2]) == ("DS-2CD", "no_power", "QJ")
    await centre.step(job_id, "completion", {"completed_at": at(hours=3).isoformat(), "outcome": "brought_back"})

    brought, completed = await centre.dispatch.announced(ItemBroughtBack, JobCompleted)
    assert isinstance(brought, ItemBroughtBack)
    assert isinstance(completed, JobCompleted)
    assert (str(brought.item_id), completed.has_item_in_repair) == (item["item_id"], True)


async def test_a_technician_sees_and_does_only_his_own_jobs(centre: Centre) -> None:
    _, job_id = await centre.report()
    technician: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": centre.technician}

    await centre.dispatch.get(f"/jobs/{job_id}", **technician, status=404)
    assert (await centre.dispatch.get("/jobs", **technician))["items"] == []
    await centre.step(job_id, "response", {"reached_at": at().isoformat(), "ending": "visit_needed"}, status=404)
    await centre.assign(job_id)
    assert len((await centre.dispatch.get("/jobs", **technician))["items"]) == 1
    await centre.dispatch.get(f"/jobs/{job_id}", role=Role.WAREHOUSE, status=403)
    stranger = await centre.dispatch.get("/jobs", role=Role.TECHNICIAN, subject="somebody", status=403)
    assert stranger["code"] == "not_in_the_directory"


async def test_the_technicians_own_words_stay_with_those_who_work_on_the_job(centre: Centre) -> None:
    _, job_id = await centre.until_diagnosed()

    assert (await centre.dispatch.get(f"/jobs/{job_id}"))["notes"] == "电源坏了"
    assert (await centre.dispatch.get(f"/jobs/{job_id}", role=Role.FINANCE))["notes"] is None
    history = (await centre.dispatch.get(f"/jobs/{job_id}/history"))["items"]
    assert any(entry["action"] == "diagnose" for entry in history)
    assert "电源坏了" not in str(history)


async def test_the_desk_reaches_the_customer_of_a_job_on_hold(centre: Centre) -> None:
    _, job_id = await centre.report()
    specialist = await hire(centre.dispatch, Role.SPECIALIST, "周敏", centre.supervisor)
    await centre.step(job_id, "hold", {"reason": "nobody_free"}, Role.SPECIALIST)
    centre.dispatch.clock.advance_to(at(minutes=20))
    tried = {"attempted_at": at(minutes=10).isoformat(), "number_index": 1, "result": "busy"}
    await centre.step(job_id, "attempts", tried, Role.SPECIALIST)
    reached = {"reached_at": at(minutes=19).isoformat(), "ending": "visit_needed"}
    await centre.step(job_id, "response", reached, Role.SPECIALIST, status=403)  # a token that names nobody
    path = f"/jobs/{job_id}/response"
    job = await centre.dispatch.post(path, reached, role=Role.SPECIALIST, subject=specialist)

    assert (job["state"], job["response"]["technician_id"]) == ("held", specialist)
    (met,) = await centre.dispatch.announced(DeadlineMet)
    assert isinstance(met, DeadlineMet)
    assert (met.clock, met.met_at) == ("response", at(minutes=19))


async def test_nobody_is_sent_without_a_certificate(centre: Centre) -> None:
    person = await centre.dispatch.post("/staff", {"name": "赵六", "role": "technician"}, role=Role.MANAGER)
    await centre.dispatch.post("/technicians", {"person_id": person["id"]}, role=Role.SUPERVISOR)
    _, job_id = await centre.report()

    order = {"technician_id": person["id"]}
    refused = await centre.step(job_id, "assignment", order, Role.SPECIALIST, status=422)
    assert (refused["code"], refused["clause"]) == ("technician_not_certified", "5.15")
    certified = (await centre.dispatch.get("/technicians", certified_on="2026-11-23"))["items"]
    assert [each["id"] for each in certified] == [centre.technician]


async def test_not_solved_opens_a_redo_and_a_cancelled_ticket_ends_it(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    found = RemoteSolutionFound(ticket_id=ticket_id, closure=1, solution="restarted", found_at=at(minutes=5))
    reopened = TicketReopened(
        ticket_id=ticket_id, closure=1, reason="not_solved", clause="5.12", reopened_at=at(minutes=9)
    )
    await centre.dispatch.tell(found, reopened)

    jobs = (await centre.dispatch.get("/jobs", ticket_id=str(ticket_id)))["items"]
    assert {job["id"]: (job["purpose"], job["state"]) for job in jobs} == {
        job_id: ("service", "not_needed"),
        next(job["id"] for job in jobs if job["id"] != job_id): ("redo", "waiting"),
    }
    await centre.decide_visit(ticket_id, ChargeCategory.FREE)
    await centre.dispatch.tell(
        TicketCancelled(ticket_id=ticket_id, reason="withdrew", is_work_done_owed=False, cancelled_at=at(minutes=40))
    )
    ended = await centre.dispatch.announced(JobOpened, JobCancelled)
    assert [type(event) for event in ended] == [JobOpened, JobCancelled, JobOpened, JobCancelled]
    (card,) = (await centre.dispatch.get("/cards", ticket_id=str(ticket_id)))["items"]
    assert card["state"] == "void"


async def test_a_job_is_cancelled_before_but_not_at_the_site(centre: Centre) -> None:
    _, early = await centre.report()
    _, late = await centre.until_diagnosed()

    assert (await centre.step(early, "cancellation", {"reason": "duplicate"}, Role.SPECIALIST))["state"] == "cancelled"
    refused = await centre.step(late, "cancellation", {"reason": "duplicate"}, Role.SPECIALIST, status=409)
    assert refused["code"] == "action_not_allowed"


async def test_who_turns_back_on_the_way_is_paid_for_it(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    paid = {"reason": "customer_withdrew", "travel_cost": "45.00", "travel_receipt": "R-1"}
    refused = await centre.step(job_id, "cancellation", paid, Role.SPECIALIST, status=422)
    assert (refused["code"], refused["clause"]) == ("travel_cost_wrong", "3.6")
    await centre.assign(job_id)
    await centre.decide_visit(ticket_id, ChargeCategory.PAID)
    await centre.appoint(job_id)
    centre.dispatch.clock.advance_to(at(minutes=130))
    await centre.step(job_id, "departure", {"badge": True, "tools": True, "parts": True})
    for cost in ("-45.00", "0.00"):
        await centre.step(job_id, "cancellation", {**paid, "travel_cost": cost}, Role.SPECIALIST, status=422)

    await centre.step(job_id, "cancellation", paid, Role.SPECIALIST)
    (cancelled,) = await centre.dispatch.announced(JobCancelled)
    assert isinstance(cancelled, JobCancelled)
    assert (str(cancelled.travel_cost), cancelled.travel_receipt) == ("45.00", "R-1")
    assert str(cancelled.technician_id) == centre.technician


async def test_a_change_needs_the_version_it_is_based_on(centre: Centre) -> None:
    _, job_id = await centre.report()
    body = {"technician_id": centre.technician}

    await centre.step(job_id, "assignment", body, Role.SPECIALIST, status=412, **{"If-Match": '"7"'})
    await centre.step(job_id, "assignment", body, Role.SPECIALIST, **{"If-Match": '"1"'})


async def test_events_of_a_partners_ticket_carry_its_origin(centre: Centre) -> None:
    ticket_id, _ = await centre.report(origin="partner:acme")

    rows = await centre.dispatch.service.database.rows(
        "SELECT origin FROM event WHERE ticket_id = $1", UUID(str(ticket_id))
    )
    assert len(rows) == 2
    assert {row["origin"] for row in rows} == {"partner:acme"}
    assert len(await centre.dispatch.announced(JobOpened, DeadlineSet)) == 2
