"""Complaints through the real doors: step by step, level by level, and hidden from whom they concern and all below."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.contract import Event
from shared.events.followup.complaints import (
    ComplaintAnswered,
    ComplaintClosed,
    ComplaintOpened,
    ComplaintRaised,
)
from shared.events.intake.contacts import DescriptionRecorded
from shared.identifiers import new_id
from tests.builders.followup import complaint, customer, person, recorded, ticket, visit
from tests.builders.running_service import START, RunningService, envelope_of

DIRECTOR = person("logistics_director", phone="1")
MANAGER = person("manager", DIRECTOR.id, phone="2")
DEPUTY_BELOW, SUPERVISOR_ID = new_id(), new_id()
SUPERVISOR = person("supervisor", MANAGER.id, phone="3", id=SUPERVISOR_ID, deputy_id=DEPUTY_BELOW)
DEPUTY = person("supervisor", SUPERVISOR_ID, id=DEPUTY_BELOW, phone="8")
OTHER_SUPERVISOR = person("supervisor", MANAGER.id, phone="4")
TECHNICIAN = person("technician", SUPERVISOR.id, phone="5")
SPECIALIST = person("specialist", SUPERVISOR.id, phone="6")
OTHER_SPECIALIST = person("specialist", OTHER_SUPERVISOR.id, phone="7")
EVERYBODY = (DIRECTOR, MANAGER, SUPERVISOR, DEPUTY, OTHER_SUPERVISOR, TECHNICIAN, SPECIALIST, OTHER_SPECIALIST)
NOW = "2026-11-23T09:00:00+08:00"


async def _staffed(followup: RunningService) -> None:
    await followup.tell(*(recorded(each) for each in EVERYBODY))


async def _opened(followup: RunningService, **more: Any) -> Any:
    await _staffed(followup)
    received = complaint(**more)
    await followup.tell(received)
    return await followup.get(f"/complaints/{received.complaint_id}", role=Role.AUDITOR)


async def _do(followup: RunningService, case: Any, step: str, role: Role, who: Any, **more: Any) -> Any:
    at = {"at": followup.clock.now().isoformat()}
    return await followup.post(f"/complaints/{case['id']}/{step}", at | more, role=role, subject=who.id)


async def _only(followup: RunningService, event_class: type[Event]) -> Any:
    [event] = await followup.announced(event_class)
    return event


@pytest.mark.parametrize(
    ("about", "level", "handler"),
    [
        (None, "technician", None),
        (TECHNICIAN, "supervisor", SUPERVISOR),
        (SPECIALIST, "supervisor", SUPERVISOR),
        (SUPERVISOR, "manager", MANAGER),
        (MANAGER, "company", DIRECTOR),
        (DIRECTOR, "company", None),
    ],
)
async def test_it_starts_one_level_above_whom_it_concerns(
    followup: RunningService, about: Any, level: str, handler: Any
) -> None:
    case = await _opened(followup, person_id=None if about is None else about.id)
    assert (case["level"], case["handler_id"]) == (level, None if handler is None else str(handler.id))
    assert (await _only(followup, ComplaintOpened)).answer_until == START + timedelta(hours=24)


async def test_from_acknowledgement_to_the_customers_answer(followup: RunningService) -> None:
    case = await _opened(followup, person_id=TECHNICIAN.id)
    await _do(followup, case, "acknowledgement", Role.SPECIALIST, OTHER_SPECIALIST)
    refused = {"severity": "serious", "is_urgent": False, "at": NOW}
    at = f"/complaints/{case['id']}"
    await followup.post(f"{at}/assessment", refused, subject=OTHER_SPECIALIST.id, status=403)
    await _do(followup, case, "assessment", Role.SUPERVISOR, SUPERVISOR, severity="serious", is_urgent=False)
    await _do(followup, case, "investigation", Role.SUPERVISOR, SUPERVISOR, finding="justified", text="迟到")
    await followup.post(f"{at}/closing", {"at": NOW, "ending": "accepted"}, subject=OTHER_SPECIALIST.id, status=409)
    await _do(followup, case, "answer", Role.SUPERVISOR, SUPERVISOR, remedy="apology", text="已道歉")
    closed = await _do(followup, case, "closing", Role.SPECIALIST, OTHER_SPECIALIST, ending="accepted")

    assert [step["state"] for step in closed["steps"]] == [
        *("acknowledged", "assessed", "investigated", "answered", "closed")
    ]
    assert (await _only(followup, ComplaintAnswered)).remedy == "apology"
    assert (await _only(followup, ComplaintClosed)).level == "supervisor"
    kinds = "('complaint_level', 'complaint_step')"
    assert not await followup.service.database.value(f"SELECT count(*) FROM timer WHERE kind IN {kinds}")


async def test_each_level_lets_24_hours_pass_and_a_stop_of_72_hours_raises_it_once_for_each(
    followup: RunningService,
) -> None:
    case = await _opened(followup, person_id=TECHNICIAN.id)
    await followup.pass_time_to(START + timedelta(hours=24) - timedelta(seconds=1))
    assert await followup.announced(ComplaintRaised) == []
    await followup.pass_time_to(START + timedelta(hours=24 + 72))

    raised = [event for event in await followup.announced(ComplaintRaised) if isinstance(event, ComplaintRaised)]
    assert [(event.previous_level, event.level, event.raised_at) for event in raised] == [
        ("supervisor", "manager", START + timedelta(hours=24)),
        ("manager", "company", START + timedelta(hours=48)),
    ]
    after = await followup.get(f"/complaints/{case['id']}", role=Role.AUDITOR)
    assert (after["handler_id"], after["is_overdue"]) == (str(DIRECTOR.id), True)


async def test_the_customer_may_skip_levels_and_nothing_goes_down(followup: RunningService) -> None:
    case = await _opened(followup, person_id=TECHNICIAN.id)
    wish = {"cause": "customers_wish", "level": "company"}
    raised = await _do(followup, case, "raise", Role.SPECIALIST, OTHER_SPECIALIST, **wish)
    assert (raised["level"], raised["handler_id"]) == ("company", str(DIRECTOR.id))
    down = {"cause": "customers_wish", "level": "manager", "at": NOW}
    problem = await followup.post(
        f"/complaints/{case['id']}/raise", down, role=Role.SUPERVISOR, subject=SUPERVISOR.id, status=422
    )
    assert problem["code"] == "not_up"


async def test_who_does_not_accept_the_outcome_goes_up(followup: RunningService) -> None:
    case = await _opened(followup, person_id=TECHNICIAN.id)
    await _do(followup, case, "acknowledgement", Role.SUPERVISOR, SUPERVISOR)
    await _do(followup, case, "assessment", Role.SUPERVISOR, SUPERVISOR, severity="minor", is_urgent=False)
    await _do(followup, case, "investigation", Role.SUPERVISOR, SUPERVISOR, finding="not_justified", text="无")
    await _do(followup, case, "answer", Role.SUPERVISOR, SUPERVISOR, remedy="explanation", text="已解释")
    raised = await _do(followup, case, "raise", Role.SUPERVISOR, SUPERVISOR, cause="not_accepted")
    assert (raised["level"], raised["state"]) == ("manager", "acknowledged")


async def test_an_urgent_one_has_two_hours_and_is_told_upwards_at_once(followup: RunningService) -> None:
    case = await _opened(followup, person_id=TECHNICIAN.id, is_urgent=True)
    assert case["answer_until"] == "2026-11-23T03:00:00Z"
    for who, role in ((SUPERVISOR, Role.SUPERVISOR), (MANAGER, Role.MANAGER)):
        [told] = (await followup.get("/my-messages", role=role, subject=who.id))["items"]
        assert told["occasion"] == "complaint_urgent"


async def test_what_turns_out_to_be_urgent_has_two_hours_from_then(followup: RunningService) -> None:
    case = await _opened(followup, person_id=TECHNICIAN.id)
    await followup.pass_time_to(START + timedelta(hours=3))
    await _do(followup, case, "acknowledgement", Role.SUPERVISOR, SUPERVISOR)
    judged = await _do(followup, case, "assessment", Role.SUPERVISOR, SUPERVISOR, severity="grave", is_urgent=True)
    assert judged["answer_until"] == "2026-11-23T06:00:00Z"


async def test_an_anonymous_one_is_closed_without_an_answer_and_no_other_is(followup: RunningService) -> None:
    case = await _opened(followup, is_anonymous=True, customer_id=None)
    named = complaint(number="TS20261123-0002")
    await followup.tell(named)
    for each in (case, {"id": named.complaint_id}):
        await _do(followup, each, "acknowledgement", Role.SPECIALIST, SPECIALIST)
        await _do(followup, each, "assessment", Role.SPECIALIST, SPECIALIST, severity="minor", is_urgent=False)
        await _do(followup, each, "investigation", Role.SPECIALIST, SPECIALIST, finding="not_provable", text="无")
    answer = {"at": NOW, "remedy": "none", "text": "无"}
    ending = {"at": NOW, "ending": "anonymous"}
    await followup.post(f"/complaints/{case['id']}/answer", answer, subject=SPECIALIST.id, status=422)
    await followup.post(f"/complaints/{named.complaint_id}/closing", ending, subject=SPECIALIST.id, status=422)
    assert (await _do(followup, case, "closing", Role.SPECIALIST, SPECIALIST, ending="anonymous"))["state"] == "closed"


HIDDEN_FROM = [
    (Role.SUPERVISOR, SUPERVISOR),
    (Role.SPECIALIST, SPECIALIST),
    (Role.TECHNICIAN, TECHNICIAN),
    (Role.SUPERVISOR, DEPUTY),
    (Role.SPECIALIST, person("specialist")),
]


@pytest.mark.parametrize(
    ("role", "who"), HIDDEN_FROM, ids=["himself", "specialist", "technician", "his deputy", "a stranger"]
)
async def test_a_complaint_about_a_supervisor_is_read_and_handled_by_nobody_below(
    followup: RunningService, role: Role, who: Any
) -> None:
    case = await _opened(followup, person_id=SUPERVISOR.id, is_urgent=True)
    at, caller = f"/complaints/{case['id']}", {"role": role, "subject": who.id}
    may_handle = role is not Role.TECHNICIAN

    await followup.get(at, status=404, **caller)
    await followup.get(f"{at}/history", status=404 if may_handle else 403, **caller)
    await followup.get(f"{at}/sheet", status=404 if may_handle else 403, **caller)
    for which in ({}, {"handler_id": MANAGER.id}, {"customer_id": case["customer_id"]}, {"level": "manager"}):
        assert (await followup.get("/complaints", **caller, **which))["items"] == []
    await followup.get("/events", status=403, **caller)
    steps: dict[str, dict[str, Any]] = {
        "acknowledgement": {},
        "assessment": {"severity": "minor", "is_urgent": False},
        "investigation": {"finding": "justified", "text": "x"},
        "answer": {"remedy": "none", "text": "x"},
        "raise": {"cause": "customers_wish"},
        "closing": {"ending": "withdrawn"},
    }
    for step, body in steps.items():
        await followup.post(f"{at}/{step}", {"at": NOW} | body, status=404 if may_handle else 403, **caller)
    if may_handle:
        days: dict[str, Any] = {"first_day": "2026-11-01", "last_day": "2026-11-30"}
        assert (await followup.get("/reports/complaints", **caller, **days))["lines"] == []
        assert (await followup.get("/messages", **caller))["items"] == []
        assert str(case["id"]) not in str(await followup.get("/calls", **caller))
    assert (await followup.get("/my-messages", **caller))["items"] == []
    [told] = (await followup.get("/my-messages", role=Role.MANAGER, subject=MANAGER.id))["items"]
    await followup.post(f"/messages/{told['id']}/acknowledgement", status=404, **caller)
    if may_handle:
        await followup.get(f"/messages/{told['id']}", status=404, **caller)
        await followup.get(f"/messages/{told['id']}/history", status=404, **caller)


async def test_a_complaint_about_a_supervisor_is_seen_above_and_beside_him(followup: RunningService) -> None:
    case = await _opened(followup, person_id=SUPERVISOR.id)
    for role, who in (
        (Role.MANAGER, MANAGER),
        (Role.LOGISTICS_DIRECTOR, DIRECTOR),
        (Role.SUPERVISOR, OTHER_SUPERVISOR),
        (Role.SPECIALIST, OTHER_SPECIALIST),
    ):
        seen = await followup.get(f"/complaints/{case['id']}", role=role, subject=who.id)
        assert [each["id"] for each in (await followup.get("/complaints", role=role, subject=who.id))["items"]] == [
            seen["id"]
        ]


async def test_the_audit_trail_shows_complaints_to_auditors_alone(followup: RunningService) -> None:
    """A complaint about the manager is not read by the manager through the back door."""
    case = await _opened(followup, person_id=MANAGER.id, is_urgent=True)
    for role, things in ((Role.MANAGER, set()), (Role.OPERATOR, set()), (Role.AUDITOR, {"complaint", "message"})):
        entries = (await followup.get("/audit", role=role, subject=MANAGER.id, limit=200))["items"]
        assert {entry["thing"] for entry in entries} & {"complaint", "message"} == things
        assert any(entry["thing_id"] == case["id"] for entry in entries) is bool(things)
    text = str((await followup.get("/audit", role=Role.AUDITOR, limit=200))["items"])
    assert str(MANAGER.id) not in text


async def test_a_technician_reads_what_was_about_him_once_it_is_closed(followup: RunningService) -> None:
    case = await _opened(followup, person_id=TECHNICIAN.id)
    caller: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": TECHNICIAN.id}
    await followup.get(f"/complaints/{case['id']}", status=404, **caller)
    await _do(followup, case, "closing", Role.SUPERVISOR, SUPERVISOR, ending="withdrawn")

    seen = await followup.get(f"/complaints/{case['id']}", **caller)
    assert (seen["state"], seen["handler_id"], seen["findings_text"]) == ("closed", None, None)
    assert len((await followup.get("/complaints", **caller))["items"]) == 1


async def test_a_message_nobody_acknowledged_goes_to_no_deputy_whom_it_concerns(followup: RunningService) -> None:
    deputy = person("specialist", SUPERVISOR.id)
    supervisor = person("supervisor", MANAGER.id, id=SUPERVISOR.id, deputy_id=deputy.id)
    await _staffed(followup)
    await followup.tell(recorded(supervisor), recorded(deputy))
    received = complaint(person_id=deputy.id)
    await followup.tell(received)
    await followup.pass_time_to(START + timedelta(minutes=16))

    assert (await followup.get("/my-messages", subject=deputy.id))["items"] == []
    [told] = (await followup.get("/my-messages", role=Role.MANAGER, subject=MANAGER.id))["items"]
    assert told["occasion"] == "complaint_assigned"


async def test_conduct_named_in_a_call_back_becomes_a_complaint_where_the_customer_wishes(
    followup: RunningService,
) -> None:
    await _staffed(followup)
    opened = ticket()
    await followup.tell(opened, visit(opened.ticket_id, technician_id=TECHNICIAN.id))
    [call] = (await followup.get("/calls"))["items"]
    said = {"answered_at": NOW, "is_solved": True, "satisfaction": 1, "is_conduct_named": True, "wants_complaint": True}
    await followup.post(f"/calls/{call['id']}/outcome", said)

    [case] = (await followup.get("/complaints", role=Role.SUPERVISOR, subject=SUPERVISOR.id))["items"]
    assert (case["person_id"], case["matter"], case["links"]["call_id"]) == (str(TECHNICIAN.id), "conduct", call["id"])
    mine: dict[str, Any] = {"role": Role.SUPERVISOR, "subject": SUPERVISOR.id}
    [told] = (await followup.get("/my-messages", occasion="low_score", **mine))["items"]
    assert told["facts"]["score"] == "1"


async def test_the_sheet_has_the_customers_words_until_they_are_erased(followup: RunningService) -> None:
    customer_id = new_id()
    case = await _opened(followup, person_id=TECHNICIAN.id, customer_id=customer_id)
    words = DescriptionRecorded(
        ticket_id=UUID(case["id"]),
        about="complaint",
        customer_id=customer_id,
        symptom="他迟到了",
        recorded_at=START,
    )
    await followup.tell(words, customer(words.customer_id))
    sheet = await followup.get(f"/complaints/{case['id']}/sheet", role=Role.SUPERVISOR, subject=SUPERVISOR.id)
    assert (sheet["words"], sheet["person_name"], sheet["handler_name"]) == ("他迟到了", "technician", "supervisor")

    await _do(followup, case, "acknowledgement", Role.SUPERVISOR, SUPERVISOR)
    await _do(followup, case, "assessment", Role.SUPERVISOR, SUPERVISOR, severity="minor", is_urgent=False)
    await _do(followup, case, "investigation", Role.SUPERVISOR, SUPERVISOR, finding="justified", text="迟到")
    for told in (words, customer(customer_id)):
        assert await followup.service.handling.handle(replace(envelope_of(told), data=None)) is None
    sheet = await followup.get(f"/complaints/{case['id']}/sheet", role=Role.SUPERVISOR, subject=SUPERVISOR.id)
    seen = await followup.get(f"/complaints/{case['id']}", role=Role.AUDITOR)
    assert [sheet["words"], sheet["customer_name"], seen["findings_text"]] == [None] * 3
    assert seen["finding"] == "justified"


async def test_a_step_does_not_come_before_the_report_or_the_step_before(followup: RunningService) -> None:
    """A deadline counted from a time long ago would raise the complaint at once."""
    case = await _opened(followup, person_id=TECHNICIAN.id)
    at = f"/complaints/{case['id']}"
    early = {"at": "2026-11-23T08:59:59+08:00", "cause": "customers_wish"}
    problem = await followup.post(f"{at}/raise", early, subject=OTHER_SPECIALIST.id, status=422)
    assert (problem["code"], problem["field"], problem["clause"]) == ("before_its_last_step", "at", "8.3")
    followup.clock.advance_to(START + timedelta(hours=1))
    await _do(followup, case, "acknowledgement", Role.SPECIALIST, OTHER_SPECIALIST)
    assessed = {"severity": "serious", "is_urgent": True, "at": NOW}
    await followup.post(f"{at}/assessment", assessed, role=Role.SUPERVISOR, subject=SUPERVISOR.id, status=422)
