"""Money and invoices that are not where they should be: who of us is told (5.6, 7.3), and who when he keeps silent."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.followup.domain.copies import PersonCopy
from shared.actor import Role
from shared.events.billing.cash import CashLimitExceeded, RemittanceOverdue
from shared.events.billing.invoices import InvoiceIssued, InvoiceMailingOverdue
from shared.events.contract import Event
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.followup import POLICY, customer, person, recorded, ticket
from tests.builders.running_service import START, RunningService

SUPERVISOR = person("supervisor")
TECHNICIAN = person("technician", SUPERVISOR.id)
ANNA = person("specialist", SUPERVISOR.id)
BERT = person("specialist", SUPERVISOR.id, deputy_id=ANNA.id)
FINANCE = person("finance")
STAFF = (SUPERVISOR, TECHNICIAN, ANNA, BERT, FINANCE)
OPENED = ticket()
INVOICE: dict[str, Any] = {
    "invoice_id": new_id(),
    "charge_id": new_id(),
    "customer_id": OPENED.customer_id,
    "ticket_id": OPENED.ticket_id,
    "invoice_number": "FP-1",
    "clause": "5.6",
}
LIMIT = CashLimitExceeded(
    person_id=TECHNICIAN.id,
    in_hands=Money.of("5100.00"),
    limit=Money.of("5000.00"),
    clause="5.6",
    exceeded_at=START,
)
LATE_CASH = RemittanceOverdue(
    person_id=TECHNICIAN.id, charge_ids=(new_id(),), amount=Money.of("100.00"), clause="5.6", overdue_at=START
)


def _not_mailed(delivery: str = "by_mail") -> InvoiceMailingOverdue:
    return InvoiceMailingOverdue(**INVOICE, delivery=delivery, overdue_at=START)


@pytest.fixture
async def office(followup: RunningService) -> RunningService:
    """Follow-up, with people, a customer and his ticket."""
    await followup.tell(*(recorded(each) for each in STAFF), customer(OPENED.customer_id), OPENED)
    return followup


async def _messages(office: RunningService, to: PersonCopy, occasion: str) -> list[dict[str, Any]]:
    mine = await office.get("/my-messages", role=Role(to.role), subject=to.id, occasion=occasion)
    return list(mine["items"])


async def _told(office: RunningService, occasion: str) -> set[UUID]:
    return {each.id for each in STAFF if await _messages(office, each, occasion)}


@pytest.mark.parametrize(
    ("event", "occasion", "people"),
    [
        (LATE_CASH, "remittance_overdue", {SUPERVISOR.id, FINANCE.id}),
        (LIMIT, "cash_limit_exceeded", {TECHNICIAN.id, SUPERVISOR.id}),
        (_not_mailed("by_mail"), "invoice_overdue", {ANNA.id, BERT.id}),
        (_not_mailed("by_hand"), "invoice_overdue", {SUPERVISOR.id}),
    ],
)
async def test_those_who_have_to_act_hear_of_it_once(
    office: RunningService, event: Event, occasion: str, people: set[UUID]
) -> None:
    for _ in range(2):
        await office.tell(event)
    assert await _told(office, occasion) == people
    assert all([len(await _messages(office, each, occasion)) <= 1 for each in STAFF])


async def _task_of(office: RunningService, mailer: PersonCopy) -> None:
    await office.tell(
        InvoiceIssued(
            **INVOICE,
            amount=Money.of("100.00"),
            outstanding=Money.ZERO,
            delivery="by_mail",
            send_until=START + timedelta(hours=9),
            issued_at=START,
        )
    )
    [task] = (await office.get("/calls", purpose="invoice_to_mail"))["items"]
    await office.post(f"/calls/{task['id']}/assignment", {"person_id": str(mailer.id)})


async def test_an_invoice_that_is_somebodys_task_is_his_to_mail_and_his_deputy_hears_when_he_keeps_silent(
    office: RunningService,
) -> None:
    await _task_of(office, BERT)
    await office.tell(_not_mailed())
    assert await _told(office, "invoice_overdue") == {BERT.id}
    [message] = await _messages(office, BERT, "invoice_overdue")
    assert message["facts"] == {"number": OPENED.number, "invoice": "FP-1", "due": "2026-11-23 09:00", "clause": "5.6"}
    await office.pass_time_to(START + timedelta(minutes=POLICY.messages.acknowledge_within_minutes, seconds=1))
    assert await _told(office, "invoice_overdue") == {ANNA.id, BERT.id}
