"""The register through the real doors: calls that are tickets, questions, complaints, or passed on by others."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.actor import Role
from shared.events.intake.complaints import ComplaintReceived
from shared.events.intake.contact_log import (
    ConsultationAnswered,
    ConsultationOverdue,
    ConsultationRouted,
    ContactLogged,
    RelayedRequestRefused,
)
from shared.events.intake.tickets import CallerJoined, TicketOpened
from shared.identifiers import new_id
from tests.builders.running_service import START, RunningService
from tests.integration.intake.conftest import Desk

OWNER = str(new_id())


def came_in(**facts: Any) -> dict[str, Any]:
    """A call of somebody who is not known yet."""
    call = {
        "medium": "call",
        "channel": "hotline",
        "dialled_number": "68797190",
        "caller": {"name": "李娜", "phone": "13900139000", "relation": "customer"},
        "words": "想了解一下维保合同的价格",
    }
    return call | facts


async def logged(intake: RunningService, **facts: Any) -> Any:
    return await intake.post("/contacts", came_in(**facts))


async def open_ones(intake: RunningService) -> list[str]:
    found = await intake.get("/contacts", open="true")
    return [entry["id"] for entry in found["items"]]


async def test_a_call_stands_on_the_list_of_what_is_open_until_it_has_an_outcome(intake: RunningService) -> None:
    call = await logged(intake)
    assert (call["state"], call["outcome"], call["customer_id"]) == ("open", "open", None)
    assert await open_ones(intake) == [call["id"]]
    answered = await intake.post(f"/contacts/{call['id']}/answer", {"answer": "每点每年150元"})
    assert (answered["state"], answered["outcome"], answered["answer"]) == ("ended", "answered", "每点每年150元")
    assert await open_ones(intake) == []
    told = await intake.announced(ContactLogged)
    assert [event.outcome for event in told] == ["open", "answered"]  # type: ignore[attr-defined]


async def test_the_same_reference_of_one_source_is_one_entry_also_at_once(intake: RunningService) -> None:
    sent = came_in(external_reference="CALL-7")
    entries = await asyncio.gather(*(intake.post("/contacts", sent) for _ in range(5)))
    assert len({entry["id"] for entry in entries}) == 1
    other = await intake.post("/contacts", sent | {"origin": "counter"})
    assert other["id"] != entries[0]["id"]


async def test_what_a_third_one_passes_on_is_logged_and_answered_and_opens_nothing(desk: Desk) -> None:
    intake = desk.intake
    relayed = await logged(intake, caller={"name": "老王", "relation": "relayed"}, words="我邻居的摄像头坏了")
    refused_as_ticket = {"kind": "fault", "level": 2, "customer_id": str(desk.customer_id)}
    problem = await intake.post(f"/contacts/{relayed['id']}/ticket", refused_as_ticket, status=422)
    assert (problem["code"], problem["clause"]) == ("relayed_request_not_accepted", "3.7")
    refused = await intake.post(f"/contacts/{relayed['id']}/refusal", {"reason": "passed_on_by_third_party"})
    assert refused["outcome"] == "relayed_refused"
    assert "68797190" in refused["answer"]
    assert (refused["customer_id"], refused["ticket_id"]) == (None, None)
    assert await intake.announced(TicketOpened) == []
    [told] = await intake.announced(RelayedRequestRefused)
    assert told.reason == "passed_on_by_third_party"  # type: ignore[attr-defined]


async def test_who_speaks_for_the_customer_is_not_turned_away(intake: RunningService) -> None:
    call = await logged(intake)
    problem = await intake.post(f"/contacts/{call['id']}/refusal", {"reason": "private_number"}, status=422)
    assert (problem["code"], problem["clause"]) == ("request_counts", "3.7")


async def test_a_call_to_a_private_number_is_written_down_and_turned_away(intake: RunningService) -> None:
    call = await logged(intake, dialled_number="13800138000")
    refused = await intake.post(f"/contacts/{call['id']}/refusal", {"reason": "private_number"})
    assert refused["outcome"] == "relayed_refused"


async def test_a_call_becomes_a_ticket_reported_when_it_came_in(desk: Desk) -> None:
    intake = desk.intake
    call = await logged(intake, words="三号门没有图像", external_reference="CALL-8")
    intake.clock.advance_to(START + timedelta(hours=30))
    wanted = {"kind": "fault", "level": 2, "customer_id": str(desk.customer_id), "site_id": str(desk.site_id)}
    ended = await intake.post(f"/contacts/{call['id']}/ticket", wanted)
    assert (ended["outcome"], ended["customer_id"]) == ("ticket_opened", str(desk.customer_id))
    ticket = await intake.get(f"/tickets/{ended['ticket_id']}")
    assert (ticket["description"], ticket["reported_at"]) == ("三号门没有图像", call["reported_at"])
    assert ticket["external_reference"] == "CALL-8"
    again = await intake.post(f"/contacts/{call['id']}/ticket", wanted, status=409)
    assert again["code"] == "action_not_allowed"


async def test_a_ticket_needs_a_customer_and_none_is_made_up(intake: RunningService) -> None:
    call = await logged(intake)
    problem = await intake.post(f"/contacts/{call['id']}/ticket", {"kind": "question"}, status=422)
    assert (problem["code"], problem["clause"]) == ("caller_not_identified", "3.7")


async def test_several_callers_about_one_outage_share_a_ticket_that_counts_from_the_earliest(desk: Desk) -> None:
    intake = desk.intake
    intake.clock.advance_to(START + timedelta(minutes=8))
    ticket = await desk.ticket()
    earlier = await logged(intake, reported_at=START.isoformat())
    later = await logged(intake)
    for call in (later, earlier):
        joined = await intake.post(f"/contacts/{call['id']}/joining", {"ticket_id": ticket["id"]})
        assert (joined["outcome"], joined["ticket_id"]) == ("joined_ticket", ticket["id"])
    shown = await intake.get(f"/tickets/{ticket['id']}")
    assert shown["reported_at"] == "2026-11-23T01:00:00Z"
    callers = await intake.get("/contacts", ticket_id=ticket["id"])
    assert {entry["id"] for entry in callers["items"]} == {earlier["id"], later["id"]}
    told = await intake.announced(CallerJoined)
    assert [event.counts_from for event in told] == [START + timedelta(minutes=8), START]  # type: ignore[attr-defined]
    await intake.post(f"/tickets/{ticket['id']}/cancellation", {"reason": "duplicate"})
    third = await logged(intake)
    over = await intake.post(f"/contacts/{third['id']}/joining", {"ticket_id": ticket["id"]}, status=409)
    assert over["code"] == "action_not_allowed"


async def test_a_question_goes_to_a_department_with_owner_and_due_time(intake: RunningService) -> None:
    call = await logged(intake)
    routed = await intake.post(f"/contacts/{call['id']}/consultation", {"department": "sales", "owner_id": OWNER})
    assert routed["state"] == "routed"
    assert routed["consultation"]["answer_until"] == "2026-11-24T01:00:00Z"
    explained = await intake.get(f"/contacts/{call['id']}/explanation")
    assert explained["due_at"] == routed["consultation"]["answer_until"]
    assert explained["intervals"][0]["from"] == "2026-11-23T01:00:00Z"
    assert await open_ones(intake) == [call["id"]]
    stranger = await intake.post(
        f"/contacts/{call['id']}/answer", {"answer": "?"}, role=Role.FINANCE, subject=new_id(), status=403
    )
    assert stranger["code"] == "owner_answers"
    done = await intake.post(f"/contacts/{call['id']}/answer", {"answer": "150元"}, role=Role.FINANCE, subject=OWNER)
    assert done["outcome"] == "consultation"
    [told] = await intake.announced(ConsultationAnswered)
    assert told.was_in_time  # type: ignore[attr-defined]
    await intake.pass_time_to(START + timedelta(days=3))
    assert await intake.announced(ConsultationOverdue) == []


async def test_a_question_that_nobody_answers_is_overdue_once_at_its_due_time(intake: RunningService) -> None:
    call = await logged(intake)
    for department in ("finance", "sales"):
        await intake.post(f"/contacts/{call['id']}/consultation", {"department": department, "owner_id": OWNER})
    await intake.pass_time_to(START + timedelta(days=3))
    [told] = await intake.announced(ConsultationOverdue)
    assert told.department == "sales"  # type: ignore[attr-defined]
    assert told.overdue_at == START + timedelta(days=1)  # type: ignore[attr-defined]
    assert len(await intake.announced(ConsultationRouted)) == 2
    shown = await intake.get(f"/contacts/{call['id']}")
    assert shown["consultation"]["is_overdue"]


async def test_a_complaint_is_written_down_in_full_and_told_on_at_once(desk: Desk) -> None:
    intake = desk.intake
    body = came_in(words="约好下午两点，四点才到", customer_id=str(desk.customer_id), external_reference="TS-1")
    body |= {"about": "matter", "matter": "late_arrival", "is_urgent": True}
    complaint = await intake.post("/complaints", body)
    again = await intake.post("/complaints", body)
    assert again["id"] == complaint["id"]
    [told] = await intake.announced(ComplaintReceived)
    assert (told.is_urgent, told.matter) == (True, "late_arrival")  # type: ignore[attr-defined]
    entry = await intake.get(f"/contacts/{complaint['contact_id']}")
    assert (entry["outcome"], entry["words"]) == ("complaint", "约好下午两点，四点才到")
    assert [each["id"] for each in (await intake.get("/complaints"))["items"]] == [complaint["id"]]


@pytest.mark.parametrize("reader", [Role.SPECIALIST, Role.SUPERVISOR, Role.MANAGER])
async def test_a_complaint_about_a_person_is_read_here_only_by_who_wrote_it_down(
    intake: RunningService, reader: Role
) -> None:
    writer, other = str(new_id()), str(new_id())
    body = came_in(words="态度很差") | {"about": "person", "person_id": other}
    complaint = await intake.post("/complaints", body, subject=writer)
    path = f"/complaints/{complaint['id']}"
    assert (await intake.get(path, subject=writer))["id"] == complaint["id"]
    await intake.get(path, role=reader, subject=other, status=404)
    await intake.get(f"{path}/history", role=reader, subject=other, status=404)
    assert (await intake.get("/complaints", role=reader, subject=other))["items"] == []
    entry = await intake.get(f"/contacts/{complaint['contact_id']}", role=reader, subject=other)
    assert (entry["words"], entry["caller"]["name"]) == ("***", "***")


async def test_a_partner_reads_and_writes_only_his_own_entries(desk: Desk) -> None:
    own = await desk.intake.post("/contacts", came_in(medium="partner_api"), role=Role.PARTNER, subject="acme")
    await desk.intake.get(f"/contacts/{own['id']}", role=Role.PARTNER, subject="acme")
    await desk.intake.get(f"/contacts/{own['id']}", role=Role.PARTNER, subject="other", status=404)
    others = await desk.intake.get("/contacts", role=Role.PARTNER, subject="other")
    assert others["items"] == []
    foreign = came_in(customer_id=str(desk.customer_id))
    problem = await desk.intake.post("/contacts", foreign, role=Role.PARTNER, subject="acme", status=404)
    assert problem["code"] == "customer_not_found"


async def test_a_site_and_a_ticket_that_are_named_are_known_and_the_callers_own(desk: Desk) -> None:
    intake = desk.intake
    for named in ({"site_id": str(new_id())}, {"customer_id": str(desk.customer_id), "site_id": str(new_id())}):
        assert (await intake.post("/contacts", came_in(**named), status=404))["code"] == "site_not_found"
    own = came_in(customer_id=str(desk.customer_id), site_id=str(desk.site_id))
    assert (await intake.post("/contacts", own))["site_id"] == str(desk.site_id)
    about_it = came_in(site_id=str(desk.site_id))
    await intake.post("/contacts", about_it, role=Role.PARTNER, subject="acme", status=404)

    ticket, matter = await desk.ticket(), {"about": "matter", "matter": "price"}
    unknown = came_in() | matter | {"ticket_id": str(new_id())}
    assert (await intake.post("/complaints", unknown, status=404))["code"] == "ticket_not_found"
    of_another = came_in() | matter | {"ticket_id": ticket["id"]}
    await intake.post("/complaints", of_another, role=Role.PARTNER, subject="acme", status=404)
    await intake.post("/complaints", of_another)
    assert len((await intake.get("/complaints"))["items"]) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("answer", {"answer": "x"}), ("complaint", {"about": "matter", "matter": "price"})),
        (("dismissal", None), ("consultation", {"department": "sales", "owner_id": OWNER})),
    ],
)
async def test_of_two_outcomes_at_once_one_holds_and_the_other_is_refused(
    intake: RunningService, first: tuple[str, Any], second: tuple[str, Any]
) -> None:
    call = await logged(intake)
    tried = [intake.post(f"/contacts/{call['id']}/{command}", body) for command, body in (first, second)]
    outcomes = await asyncio.gather(*tried, return_exceptions=True)
    refused = [str(one) for one in outcomes if isinstance(one, AssertionError)]
    assert len(refused) == 1
    assert "action_not_allowed" in refused[0]


async def test_the_trail_of_an_entry_says_what_changed_and_not_what_was_said(intake: RunningService) -> None:
    call = await logged(intake)
    await intake.post(f"/contacts/{call['id']}/dismissal")
    trail = (await intake.get(f"/contacts/{call['id']}/history"))["items"]
    assert [entry["action"] for entry in trail] == ["log_contact", "dismiss_contact"]
    assert "维保合同" not in str(trail)
