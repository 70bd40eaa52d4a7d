"""Conduct and daily reports through the real doors: HTTP, events, time."""

import asyncio
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.billing.cash import CashCollected, RemittanceOverdue
from shared.events.dispatch.conduct import DisciplinaryCaseOpened, ViolationRecorded, ViolationSuspected
from shared.events.dispatch.days import DailyReportAmended, DailyReportClosed, DailyReportFiled
from shared.events.followup.calls import CallBackCompleted
from shared.events.intake.decisions import ChargeCategory
from shared.identifiers import new_id
from shared.money import Money
from tests.integration.dispatch.conftest import Centre, at
from tests.integration.waiting import until

HEAD: dict[str, Any] = {"role": Role.SUPERVISOR}
DAY = "/daily-reports/2026-11-23"


def violation(centre: Centre, clause: str = "7.2") -> dict[str, Any]:
    return {
        "person_id": centre.technician,
        "clause": clause,
        "happened_on": "2026-11-20",
        "evidence_numbers": ["PG1"],
        "words": "He shouted.",
    }


async def test_three_violations_open_one_case_even_when_they_come_at_once(centre: Centre) -> None:
    dispatch = centre.dispatch
    await dispatch.post("/violations", violation(centre, "7.4"), **HEAD)
    await asyncio.gather(*(dispatch.post("/violations", violation(centre, "7.2"), **HEAD) for _ in range(4)))

    (case,) = await dispatch.announced(DisciplinaryCaseOpened)
    assert isinstance(case, DisciplinaryCaseOpened)
    (shown,) = (await dispatch.get("/disciplinary-cases", **HEAD))["items"]
    assert (shown["state"], len(shown["violation_ids"])) == ("open", 4)
    decision = {"outcome": "warning", "words": "First case."}
    await dispatch.post(f"/disciplinary-cases/{case.case_id}/decision", decision, **HEAD, status=403)
    decided = await dispatch.post(f"/disciplinary-cases/{case.case_id}/decision", decision, role=Role.MANAGER)
    assert (decided["state"], decided["outcome"]) == ("decided", "warning")


async def test_overdue_cash_and_named_conduct_count_only_when_a_person_confirms_them(centre: Centre) -> None:
    dispatch, who = centre.dispatch, UUID(centre.technician)
    overdue = RemittanceOverdue(
        person_id=who, amount=Money.of("80.00"), charge_ids=(new_id(),), clause="7.3", overdue_at=at(hours=1)
    )
    named = CallBackCompleted(
        call_id=new_id(),
        ticket_id=new_id(),
        is_solved=True,
        purpose="after_visit",
        customer_id=new_id(),
        is_conduct_named=True,
        technician_id=who,
        clause="5.12",
        completed_at=at(hours=1),
    )
    await dispatch.tell(overdue, named)
    suspected = (await dispatch.get("/violations", state="suspected", **HEAD))["items"]
    assert {(each["clause"], each["source"]) for each in suspected} == {
        ("7.3", "remittance_overdue"),
        ("7.2", "call_back"),
    }
    himself: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": centre.technician}
    assert (await dispatch.get("/violations", **himself))["items"] == []
    assert len(await dispatch.announced(ViolationSuspected)) == 2
    assert await dispatch.announced(ViolationRecorded) == []

    first, second = (f"/violations/{each['id']}" for each in suspected)
    await dispatch.post(f"{first}/dismissal", {"reason": "bank_closed"}, **HEAD)
    await dispatch.post(f"{second}/confirmation", {"words": "Yes."}, **HEAD)
    (own,) = (await dispatch.get("/violations", **himself))["items"]
    answered = await dispatch.post(f"/violations/{own['id']}/answer", {"answer": "It was late."}, **himself)
    assert (answered["state"], answered["answer"]) == ("answered", "It was late.")
    await dispatch.get(f"/violations/{own['id']}", role=Role.TECHNICIAN, subject=str(new_id()), status=404)
    own_head: dict[str, Any] = {"role": Role.SUPERVISOR, "subject": centre.technician, "status": 403}
    refused = await dispatch.post(f"/violations/{own['id']}/withdrawal", {"reason": "no"}, **own_head)
    assert refused["code"] == "not_about_himself"
    withdrawn = await dispatch.post(f"/violations/{own['id']}/withdrawal", {"reason": "mistaken"}, **HEAD)
    assert withdrawn["state"] == "withdrawn"


async def test_what_a_lifted_case_had_held_is_ground_for_another_one(centre: Centre) -> None:
    dispatch = centre.dispatch
    days = ("2025-01-10", "2025-06-01", "2026-03-01", "2025-09-01")  # the last one is put down late
    put_down = [
        (await dispatch.post("/violations", {**violation(centre), "happened_on": day}, **HEAD))["id"] for day in days
    ]
    (first,) = (await dispatch.get("/disciplinary-cases", **HEAD))["items"]
    assert set(first["violation_ids"]) == {put_down[0], put_down[1], put_down[3]}
    await dispatch.post(f"/violations/{put_down[0]}/withdrawal", {"reason": "mistaken"}, **HEAD)

    cases = {each["state"]: each for each in (await dispatch.get("/disciplinary-cases", **HEAD))["items"]}
    assert (cases["lifted"]["id"], set(cases["open"]["violation_ids"])) == (first["id"], set(put_down[1:]))
    held = {each["id"]: each["case_id"] for each in (await dispatch.get("/violations", **HEAD))["items"]}
    assert {held[each] for each in put_down[1:]} == {cases["open"]["id"]}


async def finish_a_job(centre: Centre) -> None:
    """A free visit that ended after three hours, and a report that nobody was sent for."""
    _, job_id = await centre.until_diagnosed(ChargeCategory.FREE)
    await centre.report()
    centre.dispatch.clock.advance_to(at(hours=3))
    await centre.step(job_id, "completion", {"completed_at": at(hours=3).isoformat(), "outcome": "fixed"})


async def facts_heard(centre: Centre, count: int) -> None:
    async def heard() -> bool:
        return int(await centre.dispatch.service.database.value("SELECT count(*) FROM day_fact")) == count

    await until(heard)


async def test_a_day_is_drafted_closed_confirmed_filed_and_amended(centre: Centre) -> None:
    dispatch, day = centre.dispatch, DAY
    await dispatch.get(day, status=404)
    await finish_a_job(centre)
    await dispatch.tell(
        CashCollected(
            person_id=UUID(centre.technician),
            ticket_id=new_id(),
            charge_id=new_id(),
            payment_id=new_id(),
            amount=Money.of("80.00"),
            in_hands=Money.of("80.00"),
            hand_in_until=at(hours=30),
            collected_at=at(hours=3),
        )
    )
    await facts_heard(centre, 1)
    draft = await dispatch.get(day)
    (mine,) = [each for each in json.loads(draft["content"])["technicians"] if each["technician"] == centre.technician]
    assert (draft["state"], mine["services_done"], mine["cash_in_hands"]) == ("draft", 1, "80.00")
    assert (mine["minutes_on_site"], len(mine["cards_outstanding"])) == (55, 1)
    await dispatch.post(f"{day}/confirmation", status=409)

    await dispatch.pass_time_to(at(hours=9, minutes=1))
    await facts_heard(centre, 2)
    midnight = datetime.fromisoformat("2026-11-24T00:00:00+08:00")
    await dispatch.pass_time_to(midnight)
    (closed,) = await dispatch.announced(DailyReportClosed)
    assert isinstance(closed, DailyReportClosed)
    assert (closed.services_done, closed.carried_over, closed.closed_at) == (1, 1, midnight)
    await review(centre, closed)


async def review(centre: Centre, closed: DailyReportClosed) -> None:
    """Confirmed, returned, amended, confirmed anew and filed: the closed text stays."""
    dispatch, day = centre.dispatch, DAY
    await dispatch.post(f"{day}/confirmation")
    await dispatch.post(f"{day}/return", {"reason": "minutes_doubtful"}, **HEAD)
    await dispatch.post(f"{day}/addenda", {"words": "The flood."})
    await dispatch.post(f"{day}/confirmation")
    filed = await dispatch.post(f"{day}/filing", **HEAD)
    assert (filed["state"], filed["content_sha256"]) == ("filed", closed.content_sha256)
    assert [type(event) for event in await dispatch.announced(DailyReportFiled, DailyReportAmended)] == [
        DailyReportAmended,
        DailyReportFiled,
    ]
    himself: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": centre.technician}
    own = json.loads((await dispatch.get(day, **himself))["content"])["technicians"]
    assert [each["technician"] for each in own] == [centre.technician]
    listed = (await dispatch.get("/daily-reports", from_day="2026-11-23", until_day="2026-11-23"))["items"]
    assert [each["state"] for each in listed] == ["filed"]


async def test_what_a_phone_tells_after_the_cut_off_goes_to_an_addendum(centre: Centre) -> None:
    dispatch = centre.dispatch
    _, first = await centre.until_diagnosed(ChargeCategory.FREE)
    dispatch.clock.advance_to(at(hours=3))
    await centre.step(first, "completion", {"completed_at": at(hours=3).isoformat(), "outcome": "fixed"})
    ticket_id, second = await centre.report()
    await centre.assign(second)
    await centre.decide_visit(ticket_id, ChargeCategory.FREE, at(hours=3))
    await centre.appoint(second, **{"from": at(hours=4).isoformat()})
    await facts_heard(centre, 1)
    await dispatch.pass_time_to(datetime.fromisoformat("2026-11-24T00:00:00+08:00"))

    def record(number: int, hours: float, kind: str, **more: Any) -> dict[str, Any]:
        sent = {"id": str(UUID(int=number)), "number": number, "at": at(hours=hours).isoformat(), "kind": kind}
        return {**sent, **more}

    records = [
        record(1, 3.5, "departure", badge=True, tools=True, parts=True),
        record(2, 4, "arrival"),
        record(3, 4.5, "nobody_at_home", evidence_sha256=["a" * 64]),
    ]
    taken = await centre.step(second, "records", {"device": "phone", "records": records})
    assert {each["outcome"] for each in taken["answers"]} == {"applied"}
    await facts_heard(centre, 2)
    (amended,) = await dispatch.announced(DailyReportAmended)
    assert isinstance(amended, DailyReportAmended)
    report = await dispatch.get("/daily-reports/2026-11-23")
    (line,) = json.loads(report["addenda"][0]["content"])["facts"]
    assert (line["outcome"], line["minutes_on_the_road"], line["minutes_on_site"]) == ("nobody_at_home", 30, 30)


NOTED_MEANWHILE = """
    INSERT INTO day_fact SELECT gen_random_uuid() AS id, version, day, kind, technician_id, job_id, job_number, service,
        is_done, outcome, minutes_on_the_road, minutes_on_site, happened_at FROM day_fact
    WHERE outcome = 'fixed'
"""


async def test_what_was_noted_in_the_moment_of_the_closing_stands_in_an_addendum(centre: Centre) -> None:
    dispatch = centre.dispatch
    await finish_a_job(centre)
    await dispatch.pass_time_to(at(hours=9, minutes=1))
    await facts_heard(centre, 2)
    await dispatch.pass_time_to(datetime.fromisoformat("2026-11-24T00:00:00+08:00"))
    await dispatch.service.database.execute(NOTED_MEANWHILE)
    confirmed = await dispatch.post(f"{DAY}/confirmation")

    (addendum,) = confirmed["addenda"]
    assert [line["outcome"] for line in json.loads(addendum["content"])["facts"]] == ["fixed"]
