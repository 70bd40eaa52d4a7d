"""Who reads what: partners their own sources, nobody's words for those who do not work on a job, conduct by role."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.cli.api import token_for
from shared.actor import Role
from shared.events.billing.cash import RemittanceOverdue
from shared.events.intake.decisions import ChargeCategory
from shared.identifiers import new_id
from shared.money import Money
from tests.integration.dispatch.conftest import Centre, at
from tests.integration.dispatch.test_cards import erase

HELD, WISHED = "the guard 老李 says that they are away", "张三 wrote it in WeChat"


async def with_words(centre: Centre, **changes: Any) -> tuple[UUID, str]:
    """A job with an appointment that the customer wished, taken by a technician, and one that pauses for him."""
    ticket_id, job_id = await centre.report(**changes)
    await centre.assign(job_id)
    centre.dispatch.clock.advance_to(at(minutes=30))
    await centre.decide_visit(ticket_id, ChargeCategory.PAID)
    wish = {"wished_at": at(minutes=25).isoformat(), "evidence": WISHED}
    await centre.appoint(job_id, **{"from": at(hours=60).isoformat(), "customers_wish": wish})
    return ticket_id, job_id


async def hold(centre: Centre, job_id: str) -> None:
    """The customer is away."""
    await centre.step(job_id, "hold", {"reason": "customer_away", "evidence": HELD}, Role.SPECIALIST)


async def everything(centre: Centre, job_id: str, role: Role) -> str:
    """All that a role reads of a job and its clocks."""
    read = [await centre.dispatch.get(f"/jobs/{job_id}", role=role), await centre.dispatch.get("/jobs", role=role)]
    clocks = await centre.dispatch.get(f"/jobs/{job_id}/clocks", role=role)
    for clock in clocks["clocks"]:
        read.append(await centre.dispatch.get(f"/jobs/{job_id}/clocks/{clock['id']}/explanation", role=role))
    return str([*read, clocks])


@pytest.mark.parametrize(
    ("role", "reads"),
    [(Role.SPECIALIST, True), (Role.SUPERVISOR, True), (Role.FINANCE, False), (Role.AUDITOR, False)],
)
async def test_what_was_said_is_read_only_by_those_who_work_on_the_job(
    centre: Centre, role: Role, *, reads: bool
) -> None:
    _, job_id = await with_words(centre)
    wished = await everything(centre, job_id, role)
    await hold(centre, job_id)
    held = await everything(centre, job_id, role)

    assert (WISHED in wished, HELD in held, WISHED in held) == (reads, reads, reads)


async def test_what_was_said_stands_in_no_audit_trail_and_is_gone_after_an_erasure(centre: Centre) -> None:
    customer_id = new_id()
    _, job_id = await with_words(centre, customer_id=customer_id)
    await hold(centre, job_id)
    trail = await centre.dispatch.get(f"/jobs/{job_id}/history", role=Role.AUDITOR)
    assert (HELD in str(trail), WISHED in str(trail)) == (False, False)
    before = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]

    await erase(centre, customer_id)

    words = await everything(centre, job_id, Role.SPECIALIST)
    assert (HELD in words, WISHED in words) == (False, False)
    after = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    assert [(each["kind"], each["due_at"]) for each in after] == [(each["kind"], each["due_at"]) for each in before]


async def test_where_the_phone_stood_is_read_only_by_those_who_work_on_the_job_and_gone_after_an_erasure(
    centre: Centre,
) -> None:
    customer_id = new_id()
    ticket_id, job_id = await centre.report(customer_id=customer_id)
    await centre.assign(job_id)
    await centre.decide_visit(ticket_id, ChargeCategory.FREE)
    await centre.appoint(job_id)
    centre.dispatch.clock.advance_to(at(minutes=130))
    check = {"badge": True, "tools": True, "parts": True, "departed_at": at(minutes=100).isoformat()}
    await centre.step(job_id, "departure", check)
    position = {"latitude": 29.56311, "longitude": 106.55123, "accuracy_metres": 10}
    await centre.step(job_id, "arrival", {"arrived_at": at(minutes=125).isoformat(), "position": position})

    for role, reads in ((Role.SPECIALIST, True), (Role.FINANCE, False), (Role.AUDITOR, False)):
        assert ("29.56311" in await everything(centre, job_id, role)) is reads, role
    trail = await centre.dispatch.get(f"/jobs/{job_id}/history", role=Role.AUDITOR)
    assert "29.56311" not in str(trail)
    await erase(centre, customer_id)

    shown = await centre.dispatch.get(f"/jobs/{job_id}", role=Role.SPECIALIST)
    assert (shown["arrival"]["position"], shown["arrival"]["place"]) == (None, "site_unknown")


@pytest.mark.parametrize(("source", "sees"), [("partner:acme", True), ("partner:red", False)])
async def test_a_partner_reads_jobs_cards_and_clocks_of_its_own_source_without_words(
    centre: Centre, source: str, *, sees: bool
) -> None:
    _, job_id = await with_words(centre, origin="partner:acme")
    (card,) = (await centre.dispatch.get("/cards", job_id=job_id))["items"]
    (clock, *_) = (await centre.dispatch.get(f"/jobs/{job_id}/clocks"))["clocks"]
    folder = Path(centre.dispatch.service.settings.data_folder)
    headers = {"Authorization": f"Bearer {token_for(folder, Role.PARTNER, 'acme', (source,))}"}
    of_job, of_card = f"/jobs/{job_id}", f"/cards/{card['id']}"
    paths = (of_job, f"{of_job}/clocks", f"{of_job}/clocks/{clock['id']}/explanation", of_card, f"{of_card}/document")

    for path in paths:
        shown = await centre.dispatch.client.get(path, headers=headers)
        assert (shown.status_code, WISHED in shown.text) == (200 if sees else 404, False), path
    for listed in ("/jobs", "/cards"):
        items = (await centre.dispatch.client.get(listed, headers=headers)).json()["items"]
        assert len(items) == int(sees), listed


async def test_a_supervisor_does_not_see_what_is_only_suspected_of_himself(centre: Centre) -> None:
    overdue = RemittanceOverdue(
        person_id=UUID(centre.supervisor),
        amount=Money.of("80.00"),
        charge_ids=(new_id(),),
        clause="7.3",
        overdue_at=at(hours=1),
    )
    await centre.dispatch.tell(overdue)

    himself: dict[str, Any] = {"role": Role.SUPERVISOR, "subject": centre.supervisor}
    assert (await centre.dispatch.get("/violations", **himself))["items"] == []
    for role in (Role.SUPERVISOR, Role.MANAGER, Role.SPECIALIST, Role.AUDITOR):
        assert len((await centre.dispatch.get("/violations", role=role))["items"]) == 1


async def test_a_technician_reads_a_case_about_himself_once_it_is_decided(centre: Centre) -> None:
    dispatch = centre.dispatch
    entry = {"clause": "7.2", "happened_on": "2026-11-20", "evidence_numbers": ["PG1"]}
    for _ in range(3):
        await dispatch.post("/violations", {**entry, "person_id": centre.technician}, role=Role.SUPERVISOR)
    (case,) = (await dispatch.get("/disciplinary-cases", role=Role.SPECIALIST))["items"]
    path = f"/disciplinary-cases/{case['id']}"
    himself: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": centre.technician}
    await dispatch.get(path, status=404, **himself)
    assert (await dispatch.get("/disciplinary-cases", **himself))["items"] == []

    await dispatch.post(f"{path}/decision", {"outcome": "warning", "words": "First."}, role=Role.MANAGER)

    assert (await dispatch.get(path, **himself))["outcome"] == "warning"
    assert len((await dispatch.get("/disciplinary-cases", **himself))["items"]) == 1
    await dispatch.get(path, role=Role.TECHNICIAN, subject=str(new_id()), status=404)
