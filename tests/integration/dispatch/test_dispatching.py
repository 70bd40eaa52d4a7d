"""Offers, holds, the evening, candidates and errands through the real doors."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.billing.charges import ChargeSettled
from shared.events.dispatch.assignments import (
    AssignmentAccepted,
    AssignmentLapsed,
    AssignmentRefused,
    JobCarriedOver,
    JobHeld,
    JobResumed,
)
from shared.events.dispatch.cards import CardOpened
from shared.events.dispatch.deadlines import DeadlineMoved, DeadlinePaused, EscalationAcknowledged
from shared.events.dispatch.jobs import JobCancelled, JobOpened, WorkOrderIssued
from shared.events.followup.contracts import RenewalVisitAgreed
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded, SiteAddress
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import TicketCancelled
from shared.events.repairs.endings import RepairEnded
from shared.events.repairs.items import RepairReady
from shared.events.repairs.loans import LoanApproved
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import envelope_of
from tests.integration.dispatch.conftest import Centre, at, hire, invoice_by_hand

EVENING = {"hours": 9}  # 18:00 in Chongqing


async def job(centre: Centre, job_id: str) -> Any:
    return await centre.dispatch.get(f"/jobs/{job_id}")


async def test_an_offer_that_is_refused_goes_to_the_next_one_while_the_clock_runs(centre: Centre) -> None:
    _, job_id = await centre.report()
    await centre.offer(job_id)
    assert (await job(centre, job_id))["offers"][0]["state"] == "offered"

    refused = await centre.step(job_id, "refusal", {"reason": "too_far"})

    assert (refused["state"], refused["technician_id"]) == ("waiting", None)
    assert [each["reason"] for each in refused["offers"]] == ["too_far"]
    proposed = (await centre.dispatch.get(f"/jobs/{job_id}/candidates"))["candidates"]
    assert {point["favour"] for point in proposed[0]["points"]} >= {"refused_before"}
    (clock,) = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    assert clock["outcome"] == "running"
    assert len(await centre.dispatch.announced(AssignmentRefused)) == 1
    await centre.step(job_id, "acceptance", {}, status=404)  # it is not his any more


async def test_of_two_answers_at_the_same_time_one_counts(centre: Centre) -> None:
    _, job_id = await centre.report()
    await centre.offer(job_id)
    version = (await job(centre, job_id))["version"]
    headers = centre.dispatch._headers(Role.TECHNICIAN, centre.technician) | {"If-Match": f'"{version}"'}
    client = centre.dispatch.client

    answers = await asyncio.gather(
        client.post(f"/jobs/{job_id}/acceptance", headers=headers),
        client.post(f"/jobs/{job_id}/refusal", headers=headers, json={"reason": "busy"}),
    )

    assert sorted(answer.status_code for answer in answers)[0] == 200
    assert {answer.status_code for answer in answers} & {404, 409, 412}
    assert len(await centre.dispatch.announced(AssignmentAccepted, AssignmentRefused)) == 1


async def test_an_offer_without_an_answer_lapses_once_at_its_own_time(centre: Centre) -> None:
    _, job_id = await centre.report()
    await centre.offer(job_id)
    await centre.dispatch.pass_time_to(at(minutes=40))

    (lapsed,) = await centre.dispatch.announced(AssignmentLapsed)
    assert lapsed.happened_at() == at(minutes=30)
    assert (await job(centre, job_id))["state"] == "waiting"


async def test_whoever_begins_has_taken_the_job(centre: Centre) -> None:
    _, job_id = await centre.report()
    await centre.offer(job_id)
    centre.dispatch.clock.advance_to(at(minutes=20))
    await centre.step(job_id, "response", {"reached_at": at(minutes=19).isoformat(), "ending": "visit_needed"})
    await centre.dispatch.pass_time_to(at(minutes=40))

    assert len(await centre.dispatch.announced(AssignmentAccepted)) == 1
    assert await centre.dispatch.announced(AssignmentLapsed) == []


async def test_not_taken_by_the_evening_is_carried_over_once_and_ranked_by_the_supervisor(centre: Centre) -> None:
    _, job_id = await centre.report()
    await centre.dispatch.pass_time_to(at(**EVENING))
    await centre.dispatch.pass_time_to(at(hours=10))

    (carried,) = await centre.dispatch.announced(JobCarriedOver)
    assert isinstance(carried, JobCarriedOver)
    assert (carried.to_day, carried.carried_over_at) == (date(2026, 11, 24), at(**EVENING))
    assert str(carried.supervisor_id) == centre.supervisor
    ranked = {"day": "2026-11-24", "rank": 2}
    await centre.step(job_id, "rank", ranked, Role.SPECIALIST, status=403)
    await centre.step(job_id, "rank", {**ranked, "day": "2026-11-25"}, Role.SUPERVISOR, status=409)
    await centre.step(job_id, "rank", ranked, Role.SUPERVISOR)
    (listed,) = (await centre.dispatch.get("/jobs", carried_over_to="2026-11-24"))["items"]
    assert (listed["rank"], listed["carried_over_times"]) == (2, 1)
    await centre.assign(job_id)
    ordered = await centre.step(job_id, "work-order", {}, Role.SPECIALIST)
    assert (ordered["work_order"]["is_carried_over"], ordered["work_order"]["rank"]) == (True, 2)
    (order,) = await centre.dispatch.announced(WorkOrderIssued)
    assert isinstance(order, WorkOrderIssued)
    assert (order.reason, order.priority, order.respond_by) == ("carried_over", 2, at(hours=1))
    await centre.dispatch.pass_time_to(at(hours=34))
    assert len(await centre.dispatch.announced(JobCarriedOver)) == 1


async def test_the_list_of_a_day_stands_in_the_supervisors_rank_page_by_page(centre: Centre) -> None:
    reported = [(await centre.report(number=f"SH-{place}"))[1] for place in range(5)]
    await centre.dispatch.pass_time_to(at(**EVENING))
    for place, rank in ((3, 1), (0, 2)):
        await centre.step(reported[place], "rank", {"day": "2026-11-24", "rank": rank}, Role.SUPERVISOR)

    listed, cursor = list[str](), dict[str, Any]()
    while True:
        page = await centre.dispatch.get("/jobs", carried_over_to="2026-11-24", limit=2, **cursor)
        listed += [job["ticket_number"] for job in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert listed == ["SH-3", "SH-0", "SH-1", "SH-2", "SH-4"]


async def test_only_the_customers_side_pauses_clocks_and_the_response_never_does(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    centre.dispatch.clock.advance_to(at(minutes=30))
    await centre.decide_visit(ticket_id, ChargeCategory.PAID)
    await centre.step(job_id, "hold", {"reason": "customer_away"}, Role.SPECIALIST, status=422)
    centre.dispatch.clock.advance_to(at(hours=2))
    held = {"reason": "customer_away", "evidence": "call of 11:00", "until": at(hours=10).isoformat()}
    await centre.step(job_id, "hold", held, Role.SPECIALIST)
    await centre.step(job_id, "departure", {"badge": True, "tools": True, "parts": True}, status=404)
    centre.dispatch.clock.advance_to(at(hours=5))
    await centre.step(job_id, "resumption", {}, Role.SPECIALIST)

    paused = {event.clock for event in await centre.dispatch.announced(DeadlinePaused)}  # type: ignore[attr-defined]
    assert paused == {"arrival_by_level", "arrival_by_region"}
    moved = {event.clock: event.due_at for event in await centre.dispatch.announced(DeadlineMoved)}  # type: ignore[attr-defined]
    assert moved == {"arrival_by_level": at(hours=51), "arrival_by_region": at(hours=9)}
    assert len(await centre.dispatch.announced(JobHeld, JobResumed)) == 2
    found = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    (region,) = [clock for clock in found if clock["kind"] == "arrival_by_region"]
    explained = await centre.dispatch.get(f"/jobs/{job_id}/clocks/{region['id']}/explanation")
    assert explained["reckoning"]["paused_seconds"] == 3 * 3600
    assert [line["reason"] for line in explained["reckoning"]["intervals"]] == [
        "counted",
        "paused: customer_away",
        "counted",
    ]


async def test_whoever_was_told_takes_note_and_nobody_else(centre: Centre) -> None:
    _, job_id = await centre.report()
    await centre.assign(job_id)
    await centre.dispatch.pass_time_to(at(minutes=61))
    (clock,) = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    assert [telling["kind"] for telling in clock["tellings"]] == ["warning", "breach", "escalation"]
    path = f"/jobs/{job_id}/clocks/{clock['id']}/acknowledgement"

    await centre.dispatch.post(path, {"telling": 3}, role=Role.TECHNICIAN, subject=centre.technician, status=403)
    for _ in range(2):
        await centre.dispatch.post(path, {"telling": 3}, role=Role.SUPERVISOR, subject=centre.supervisor)
    await centre.dispatch.post(path, {"telling": 9}, role=Role.SUPERVISOR, subject=centre.supervisor, status=404)

    (noted,) = await centre.dispatch.announced(EscalationAcknowledged)
    assert isinstance(noted, EscalationAcknowledged)
    assert (noted.kind, noted.step, str(noted.person_id)) == ("escalation", 1, centre.supervisor)


async def test_candidates_are_ranked_and_everybody_else_has_his_reason(centre: Centre) -> None:
    other = await hire(centre.dispatch, Role.TECHNICIAN, "赵六", centre.supervisor)
    await centre.dispatch.post("/technicians", {"person_id": other}, role=Role.SUPERVISOR)
    _, job_id = await centre.report()

    found = (await centre.dispatch.get(f"/jobs/{job_id}/candidates"))["candidates"]
    assert [(each["technician_id"], each["rejected"]) for each in found] == [
        (centre.technician, []),
        (other, ["not_certified"]),
    ]
    asked = (await centre.dispatch.get(f"/jobs/{job_id}/candidates", skill="fibre"))["candidates"]
    assert [each["rejected"] for each in asked] == [["skill_missing"], ["not_certified", "skill_missing"]]


async def test_whoever_goes_sees_address_and_words_until_they_are_erased(centre: Centre) -> None:
    customer_id, site_id = new_id(), new_id()
    ticket_id, job_id = await centre.report(customer_id=customer_id, site_id=site_id)
    await centre.assign(job_id)
    site = SiteAddress(site_id=site_id, address="重庆市渝中区某路 1 号", contact_name="门卫")
    contact = ContactRecorded(
        customer_id=customer_id, name="某公司", phones=("02368797190",), sites=(site,), recorded_at=at()
    )
    words = DescriptionRecorded(ticket_id=ticket_id, customer_id=customer_id, symptom="没有图像", recorded_at=at())
    await centre.dispatch.tell(contact, words)

    seen = await centre.dispatch.get(f"/jobs/{job_id}", role=Role.TECHNICIAN, subject=centre.technician)
    assert (seen["site"]["address"], seen["symptom"]) == ("重庆市渝中区某路 1 号", "没有图像")
    masked = await centre.dispatch.get(f"/jobs/{job_id}", role=Role.FINANCE)
    assert (masked["site"], masked["symptom"], masked["customer_name"]) == (None, None, None)
    for told in (contact, words):
        assert await centre.dispatch.service.handling.handle(replace(envelope_of(told), data=None)) is None
    seen = await centre.dispatch.get(f"/jobs/{job_id}", role=Role.TECHNICIAN, subject=centre.technician)
    assert (seen["site"], seen["customer_name"], seen["symptom"]) == (None, None, None)


async def opened_jobs(centre: Centre, purpose: str) -> list[Any]:
    return list((await centre.dispatch.get("/jobs", purpose=purpose))["items"])


async def test_an_invoice_by_hand_opens_a_job_that_ends_when_the_money_came_otherwise(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    issued = invoice_by_hand(ticket_id, job_id)
    again = replace(issued, invoice_id=new_id(), invoice_number="04400112")
    await centre.dispatch.tell(issued, again)

    (errand,) = await opened_jobs(centre, "collect_money")
    assert (errand["district"], errand["visit"]) == ("渝中区", None)
    assert (await centre.dispatch.get(f"/jobs/{errand['id']}/clocks"))["clocks"] == []
    await centre.dispatch.tell(
        ChargeSettled(
            charge_id=issued.charge_id,
            ticket_id=ticket_id,
            job_id=None,
            total=Money.of("100.00"),
            settled_at=at(hours=2),
        )
    )
    (cancelled,) = await centre.dispatch.announced(JobCancelled)
    assert isinstance(cancelled, JobCancelled)
    assert (cancelled.reason, str(cancelled.job_id)) == ("paid", errand["id"])


def _mounted_item_ready(ticket_id: UUID, job_id: str) -> RepairReady:
    return RepairReady(
        repair_id=new_id(),
        ticket_id=ticket_id,
        customer_id=new_id(),
        is_part_of_installation=True,
        responsible_id=new_id(),
        clause="6.4",
        job_id=UUID(job_id),
        ready_at=at(hours=1),
    )


async def test_a_mounted_item_goes_home_by_a_visit_with_a_card(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()
    await centre.dispatch.tell(_mounted_item_ready(ticket_id, job_id))

    (errand,) = await opened_jobs(centre, "put_back")
    (card,) = [event for event in await centre.dispatch.announced(CardOpened) if isinstance(event, CardOpened)]
    assert (str(card.job_id), card.category, card.clause) == (errand["id"], "free", "6.4")


async def test_a_mounted_item_goes_home_although_the_ticket_is_cancelled_and_not_when_it_is_lost(
    centre: Centre,
) -> None:
    ticket_id, job_id = await centre.report()
    ready = _mounted_item_ready(ticket_id, job_id)
    await centre.dispatch.tell(ready)
    (errand,) = await opened_jobs(centre, "put_back")
    await centre.dispatch.tell(
        TicketCancelled(
            ticket_id=ticket_id, reason="customer_withdrew", is_work_done_owed=False, cancelled_at=at(hours=2)
        )
    )
    assert (await centre.dispatch.get(f"/jobs/{errand['id']}"))["state"] == "waiting"
    lost = RepairEnded(
        repair_id=ready.repair_id,
        ticket_id=ticket_id,
        customer_id=ready.customer_id,
        way="lost",
        clause="6.2",
        ended_at=at(hours=3),
    )
    await centre.dispatch.tell(lost)
    ended = [each for each in await centre.dispatch.announced(JobCancelled) if isinstance(each, JobCancelled)]
    assert [(each.reason, str(each.job_id)) for each in ended] == [
        ("customer_withdrew", job_id),
        ("lost", errand["id"]),
    ]


async def test_a_loaner_is_brought_after_the_last_approval(centre: Centre) -> None:
    ticket_id, _ = await centre.report()
    given = {"loan_id": new_id(), "ticket_id": ticket_id, "customer_id": new_id(), "repair_id": new_id()}
    approved = {**given, "loaner_id": new_id(), "handover": "visit", "clause": "4.5", "approved_at": at(hours=1)}
    await centre.dispatch.tell(LoanApproved(**approved, step="manager", approved_by="a", is_final=False))  # type: ignore[arg-type]
    assert await opened_jobs(centre, "deliver_loaner") == []

    await centre.dispatch.tell(LoanApproved(**approved, step="logistics_director", approved_by="b", is_final=True))  # type: ignore[arg-type]

    (errand,) = await opened_jobs(centre, "deliver_loaner")
    assert errand["occasion_id"] == str(given["loan_id"])


READY = {"badge": True, "tools": True, "parts": True}
OPENED = {"exclusion": "4.6.2", "evidence_sha256": ["a" * 64], "found_at": at(minutes=130).isoformat()}
NEEDS_A_TICKET: list[tuple[str, dict[str, Any], str]] = [
    ("brought-back", {"product_model": "DS-2CD", "fault": "no_power"}, "5.7"),
    ("exclusions", OPENED, "4.6"),
]


async def test_a_renewal_visit_is_a_job_of_its_own_from_the_agreed_window_to_the_end(centre: Centre) -> None:
    agreed = RenewalVisitAgreed(
        contract_id=new_id(),
        number="HT20260101-0001",
        customer_id=new_id(),
        visit_id=new_id(),
        window_from=at(hours=2),
        window_until=at(hours=3),
        ends_on=date(2026, 12, 31),
        clause="5.13",
        agreed_at=at(),
    )
    await centre.dispatch.tell(agreed)
    (errand,) = await opened_jobs(centre, "renewal")
    assigned = await centre.assign(errand["id"])
    assert (assigned["state"], assigned["ticket_number"]) == ("appointed", "HT20260101-0001")
    centre.dispatch.clock.advance_to(at(minutes=130))
    await centre.step(errand["id"], "departure", {**READY, "departed_at": at(minutes=120).isoformat()})
    await centre.step(errand["id"], "arrival", {"arrived_at": at(minutes=125).isoformat()})
    await centre.step(errand["id"], "diagnosis", {"findings": []})
    for asked, body, clause in NEEDS_A_TICKET:
        refused = await centre.step(errand["id"], asked, body, status=422)
        assert (refused["code"], refused["clause"]) == ("no_ticket_behind_it", clause)
    done = await centre.step(
        errand["id"], "completion", {"outcome": "fixed", "completed_at": at(minutes=130).isoformat()}
    )

    assert done["state"] == "done"
    (opened,) = await centre.dispatch.announced(JobOpened)
    assert isinstance(opened, JobOpened)
    assert (opened.has_ticket, opened.ticket_id) == (False, opened.job_id)
    outcomes = {
        clock["kind"]: clock["outcome"]
        for clock in (await centre.dispatch.get(f"/jobs/{errand['id']}/clocks"))["clocks"]
    }
    assert outcomes == {"appointment": "met"}
