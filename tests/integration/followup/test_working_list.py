"""The working list: today's calls of all kinds by due time, each in one hand at a time."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.actor import Role
from shared.events.billing.charges import ChargeOverdue, ChargeRaised, ContractChargeSettled
from shared.events.billing.invoices import InvoiceIssued, InvoiceMailed
from shared.events.dispatch.cards import CardOpened
from shared.events.intake.decisions import ChargeCategory, ChargeDecided
from shared.events.intake.tickets import TicketOpened
from shared.events.repairs.items import PromiseMissed, RepairReady
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.followup import customer, ticket, visit
from tests.builders.running_service import START, RunningService

CUSTOMER = new_id()
ANNA, BERT = new_id(), new_id()


async def _owe_all_kinds(followup: RunningService) -> UUID:
    opened = ticket(customer_id=CUSTOMER)
    repair: dict[str, Any] = {"repair_id": new_id(), "ticket_id": opened.ticket_id, "customer_id": CUSTOMER}
    await followup.tell(
        opened,
        visit(opened.ticket_id, completed_at=START - timedelta(hours=47)),
        visit(opened.ticket_id, completed_at=START),
        RepairReady(**repair, is_part_of_installation=False, responsible_id=new_id(), clause="6.4", ready_at=START),
        PromiseMissed(**repair, responsible_id=new_id(), clause="4.5", missed_at=START - timedelta(hours=1)),
        _overdue(opened.ticket_id),
        _invoice(opened.ticket_id),
    )
    return opened.ticket_id


def _overdue(ticket_id: UUID | None = None, **more: Any) -> ChargeOverdue:
    given: dict[str, Any] = {
        "charge_id": new_id(),
        "customer_id": CUSTOMER,
        "ticket_id": ticket_id,
        "number": "YS20261123-0001",
        "outstanding": Money.of("100.00"),
        "reminder": 1,
        "days_late": 7,
        "clause": "5.6",
        "overdue_at": START - timedelta(hours=20),
    }
    return ChargeOverdue(**(given | more))


def _invoice(ticket_id: UUID, **more: Any) -> InvoiceIssued:
    given: dict[str, Any] = {
        "invoice_id": new_id(),
        "charge_id": new_id(),
        "customer_id": CUSTOMER,
        "ticket_id": ticket_id,
        "invoice_number": "FP-1",
        "amount": Money.of("100.00"),
        "outstanding": Money.ZERO,
        "delivery": "by_mail",
        "send_until": START + timedelta(hours=9),
        "clause": "5.6",
        "issued_at": START,
    }
    return InvoiceIssued(**(given | more))


async def test_todays_list_has_every_kind_of_call_by_due_time(followup: RunningService) -> None:
    await _owe_all_kinds(followup)

    today = (await followup.get("/calls", due="today"))["items"]

    kinds = [call["purpose"] for call in today]
    assert kinds == ["call_back", "late_promise", "item_ready", "payment_reminder", "invoice_to_mail"]
    assert sorted(call["call_until"] for call in today) == [call["call_until"] for call in today]
    await followup.pass_time_to(START + timedelta(days=1))
    assert len((await followup.get("/calls", due="today"))["items"]) == 5
    await followup.pass_time_to(START + timedelta(days=2))
    assert len((await followup.get("/calls", due="today"))["items"]) == 6


async def test_an_invoice_by_hand_is_no_call_and_one_in_the_mail_is_done(followup: RunningService) -> None:
    opened = ticket(customer_id=CUSTOMER)
    invoice = _invoice(opened.ticket_id)
    await followup.tell(opened, _invoice(opened.ticket_id, delivery="by_hand"), invoice)
    [call] = (await followup.get("/calls"))["items"]
    assert (call["invoice_id"], call["call_until"]) == (str(invoice.invoice_id), "2026-11-23T10:00:00Z")

    mailed = InvoiceMailed(
        invoice_id=invoice.invoice_id,
        charge_id=invoice.charge_id,
        customer_id=CUSTOMER,
        carrier="EMS",
        tracking_number="1",
        mailed_at=START,
    )
    await followup.tell(mailed)
    assert (await followup.get(f"/calls/{call['id']}"))["state"] == "dropped"


async def test_a_late_charge_is_reminded_of_once_at_a_time_until_it_is_paid(followup: RunningService) -> None:
    charge_id, contract_id = new_id(), new_id()
    for reminder in (0, 1):
        await followup.tell(_overdue(charge_id=charge_id, contract_id=contract_id, reminder=reminder))
    [call] = (await followup.get("/calls", state="owed"))["items"]
    assert (call["purpose"], call["amount"], call["charge_id"]) == ("payment_reminder", "100.00", str(charge_id))

    settled = ContractChargeSettled(
        charge_id=charge_id,
        customer_id=CUSTOMER,
        contract_id=contract_id,
        number="YS20261123-0001",
        total=Money.of("100.00"),
        settled_at=START,
    )
    await followup.tell(settled)
    assert (await followup.get("/calls", state="owed"))["items"] == []


async def _paid_visit(followup: RunningService) -> TicketOpened:
    opened = ticket(customer_id=CUSTOMER)
    completed = visit(opened.ticket_id)
    decided = ChargeDecided(
        ticket_id=opened.ticket_id,
        decision_number=1,
        category=ChargeCategory.PAID,
        clause="2.2.1",
        policy_revision="1.0",
        decided_at=START,
    )
    card = CardOpened(
        card_id=new_id(),
        job_id=completed.job_id,
        ticket_id=opened.ticket_id,
        number="LX20261123-0001",
        category="paid",
        clause="2.2.1",
        opened_at=START,
    )
    raised = ChargeRaised(
        charge_id=new_id(),
        ticket_id=opened.ticket_id,
        job_id=completed.job_id,
        number="YS20261123-0002",
        customer_id=CUSTOMER,
        total=Money.of("260.00"),
        pay_until=START,
        raised_at=START,
    )
    await followup.tell(opened, customer(CUSTOMER), decided, card, raised, completed)
    return opened


async def test_the_sheet_says_all_that_the_caller_must_know(followup: RunningService) -> None:
    opened = await _paid_visit(followup)
    [call] = (await followup.get("/calls"))["items"]

    sheet = await followup.get(f"/calls/{call['id']}/sheet")

    assert sheet == sheet | {
        "ticket_number": opened.number,
        "card_number": "LX20261123-0001",
        "category": "paid",
        "category_clause": "2.2.1",
        "amount": "260.00",
        "customer_name": "嘉陵宾馆",
        "is_item_in_repair": False,
    }
    said = {"answered_at": "2026-11-23T09:00:00+08:00", "is_solved": True, "amount_paid": "300.00"}
    answered = await followup.post(f"/calls/{call['id']}/outcome", said)
    assert (answered["answer"]["is_price_as_told"], answered["review"]) == (False, "open")


async def test_of_two_specialists_who_take_a_call_at_once_one_has_it(followup: RunningService) -> None:
    opened = ticket()
    await followup.tell(opened, visit(opened.ticket_id))
    [call] = (await followup.get("/calls"))["items"]
    headers = [followup._headers(Role.SPECIALIST, who) | {"If-Match": "*"} for who in (ANNA, BERT)]

    answers = await asyncio.gather(
        *(followup.client.post(f"/calls/{call['id']}/take", headers=each) for each in headers)
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [loser] = [answer for answer in answers if answer.status_code == 409]
    assert loser.json()["code"] == "taken_by_another"


async def test_a_taken_call_is_free_again_when_it_is_handed_back_or_its_lease_is_over(
    followup: RunningService,
) -> None:
    opened = ticket()
    await followup.tell(opened, visit(opened.ticket_id))
    [call] = (await followup.get("/calls"))["items"]
    at = f"/calls/{call['id']}"

    await followup.post(f"{at}/take", subject=ANNA)
    tried = {"at": "2026-11-23T09:00:00+08:00", "result": "busy"}
    await followup.post(f"{at}/attempts", tried, subject=BERT, status=409)
    await followup.post(f"{at}/release", subject=ANNA)
    await followup.post(f"{at}/take", subject=BERT)
    followup.clock.advance_to(START + timedelta(minutes=31))
    taken = await followup.post(f"{at}/take", subject=ANNA)
    assert taken["taken_by"] == str(ANNA)


async def test_a_partner_sees_calls_about_his_own_tickets_only(followup: RunningService) -> None:
    own, other = ticket(origin="partner:acme"), ticket()
    await followup.tell(own, other, visit(own.ticket_id), visit(other.ticket_id))
    assert (await followup.get("/calls", role=Role.PARTNER))["items"] == []
    await followup.get("/calls", role=Role.WAREHOUSE, status=403)
