"""Forgetting a customer: nothing that was planted is left in intake, and what the law keeps is named."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.intake.use_cases import erasure
from shared.actor import Role
from shared.events.billing.invoices import InvoiceIssued
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.identifiers import new_id
from shared.messaging.upkeep.audit_seal import verify_audit
from shared.money import Money
from tests.builders.running_service import START, RunningService
from tests.integration.intake.conftest import Desk
from tests.integration.waiting import until

WORDS = (
    "张伟",
    "李娜",
    "13800138000",
    "8613800138000",
    "13900139000",
    "三号门摄像头",
    "民权路1号",
    "渝中商场",
    "asked at the gate",
)
GROUND = {"ground": "customers_request"}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_BYTES = "SELECT count(*) FROM idempotency WHERE position($1::bytea IN body) > 0"


async def left(intake: RunningService) -> dict[str, list[str]]:
    """Which of the words still stand in which table."""
    database = intake.service.database
    found: dict[str, list[str]] = {}
    for row in await database.rows(_TABLES):
        table = row["tablename"]
        for word in WORDS:
            sql = f"SELECT count(*) FROM {table} t WHERE position($1 IN t::text) > 0"
            count = await database.value(sql, word)
            if table == "idempotency":
                count += await database.value(_BYTES, word.encode())
            if count:
                found.setdefault(table, []).append(word)
    return found


async def erase(desk: Desk, **options: Any) -> Any:
    path = f"/customers/{desk.customer_id}/erasure"
    return await desk.intake.post(path, GROUND, role=options.pop("role", Role.SUPERVISOR), **options)


async def ended_ticket(desk: Desk, **facts: Any) -> Any:
    """A ticket with words wherever there may be some, that nobody works on any more."""
    ticket = await desk.ticket(**facts)
    decision = {"category": "free", "clause": "2.1.1", "reason": "李娜 asked at the gate"}
    await desk.intake.post(f"/tickets/{ticket['id']}/charge-decisions", decision, role=Role.SUPERVISOR)
    reason = {"reason": "customer_withdrew"}
    return await desk.intake.post(f"/tickets/{ticket['id']}/cancellation", reason)


async def test_nothing_that_was_planted_is_left_and_everything_still_fits(desk: Desk) -> None:
    late = {"reported_at": "2026-11-23T08:00:00+08:00", "late_recording_reason": "李娜 asked at the gate"}
    ticket = await ended_ticket(desk, **late)
    contact = {
        "medium": "call",
        "channel": "hotline",
        "words": "三号门摄像头 again, asked at the gate",
        "customer_id": str(desk.customer_id),
        "caller": {"name": "李娜", "phone": "13900139000", "relation": "guard"},
    }
    await desk.intake.post("/contacts", contact)
    before = await left(desk.intake)
    assert {"customer", "site", "ticket", "decision", "contact", "event", "idempotency", "audit_reason"} <= set(before)

    shown = await erase(desk)

    assert await left(desk.intake) == {}
    assert (shown["left"], shown["holds"], shown["erased_at"]) == (0, [], "2026-11-23T01:00:00Z")
    customer = await desk.intake.get(f"/customers/{desk.customer_id}")
    assert (customer["name"], customer["contacts"], customer["erased_at"]) == ("", [], shown["erased_at"])
    kept = await desk.intake.get(f"/tickets/{ticket['id']}")
    assert (kept["state"], kept["district"], kept["caller"]["relation"]) == ("cancelled", "渝中", "guard")
    assert (await verify_audit(desk.intake.service.database)).first_wrong is None


async def tombstones(intake: RunningService, kind: type[ContactRecorded | DescriptionRecorded]) -> list[bool]:
    rows = await intake.service.database.rows("SELECT data FROM event WHERE type = $1 ORDER BY seq", kind.TYPE)
    return [row["data"] is None for row in rows]


async def test_tombstones_go_out_at_once_and_again_when_the_broker_has_closed_its_files(desk: Desk) -> None:
    await ended_ticket(desk)
    before = [len(await tombstones(desk.intake, kind)) for kind in (ContactRecorded, DescriptionRecorded)]
    await erase(desk)
    for again in (1, 2):
        for kind, count in zip((ContactRecorded, DescriptionRecorded), before, strict=True):
            assert await tombstones(desk.intake, kind) == [True] * (count + again)
        await desk.intake.pass_time_to(START + erasure.AGAIN_AFTER + timedelta(minutes=again))


async def test_more_tickets_than_fit_into_one_transaction_go_by_themselves(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "AT_ONCE", 1)
    for _ in range(3):
        await ended_ticket(desk)
    shown = await erase(desk)
    assert shown["left"] == 2

    await desk.intake.pass_time_to(START + timedelta(minutes=2))

    async def all_gone() -> bool:
        path = f"/customers/{desk.customer_id}/erasure"
        return bool((await desk.intake.get(path, role=Role.AUDITOR))["left"] == 0)

    await until(all_gone)
    assert await left(desk.intake) == {}


async def test_nobody_is_forgotten_while_somebody_is_on_the_way_to_him(desk: Desk) -> None:
    ticket = await desk.ticket()
    refused = await erase(desk, status=409)
    assert refused["code"] == "tickets_still_open"
    assert ticket["number"] in refused["detail"]
    assert (await desk.intake.get(f"/customers/{desk.customer_id}"))["name"] == "渝中商场"


def issued(customer_id: UUID, at: datetime, number: str) -> InvoiceIssued:
    return InvoiceIssued(
        invoice_id=new_id(),
        charge_id=new_id(),
        customer_id=customer_id,
        invoice_number=number,
        amount=Money(Decimal("100.00")),
        outstanding=Money.ZERO,
        delivery="by_mail",
        send_until=at,
        clause="5.6",
        issued_at=at,
    )


async def test_the_invoices_that_the_law_keeps_are_named_until_their_last_day(desk: Desk) -> None:
    gone = issued(desk.customer_id, datetime(1996, 11, 22, 1, tzinfo=UTC), "FP-1")
    last_day = issued(desk.customer_id, datetime(1996, 11, 23, 1, tzinfo=UTC), "FP-2")
    kept = issued(desk.customer_id, START, "FP-3")
    await desk.intake.tell(kept, kept, gone, last_day, issued(new_id(), START, "FP-4"))

    shown = await erase(desk)

    assert [(hold["number"], hold["kept_until"]) for hold in shown["holds"]] == [
        ("FP-2", "2026-11-23"),
        ("FP-3", "2056-11-23"),
    ]
    assert {hold["kept_by"] for hold in shown["holds"]} == {"billing"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/customers/{id}/contacts", {"name": "B", "phone": "13800138000"}),
        ("/customers/{id}/sites", {"address": "重庆市渝中区民权路1号"}),
        ("/customers/{id}/erasure", GROUND),
    ],
)
async def test_nothing_is_put_on_file_about_whom_we_forgot(desk: Desk, path: str, body: dict[str, Any]) -> None:
    await erase(desk)
    refused = await desk.intake.post(path.format(id=desk.customer_id), body, role=Role.SUPERVISOR, status=409)
    assert refused["code"] == "customer_erased"
    unknown = await desk.intake.post("/tickets", desk.report(), status=404)
    assert unknown["code"] == "customer_not_found"


async def test_many_who_erase_at_once_erase_once(desk: Desk) -> None:
    await ended_ticket(desk)
    path = f"/customers/{desk.customer_id}/erasure"
    headers = desk.intake._headers(Role.MANAGER, None) | {"If-Match": "*"}
    answers = await asyncio.gather(*(desk.intake.client.post(path, json=GROUND, headers=headers) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.PARTNER, Role.AUDITOR, Role.TECHNICIAN])
async def test_only_supervisor_and_manager_may_erase(desk: Desk, role: Role) -> None:
    await erase(desk, role=role, status=403)


async def test_the_ground_is_a_code_of_the_policy(desk: Desk) -> None:
    path = f"/customers/{desk.customer_id}/erasure"
    refused = await desk.intake.post(path, {"ground": "because"}, role=Role.MANAGER, status=400)
    assert refused["code"] == "code_unknown"
