"""A job that brings an invoice and collects its money ends as soon as there is nothing to bring or to collect."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from shared.events.billing.charges import ChargeSettled, ChargeWrittenOff
from shared.events.billing.invoices import InvoiceCredited, InvoiceIssued, InvoiceVoided
from shared.events.contract import Event
from shared.events.dispatch.jobs import JobCancelled
from shared.identifiers import new_id
from shared.money import Money
from tests.integration.dispatch.conftest import Centre, at

OWED = Money.of("100.00")


def _issued(ticket_id: UUID, job_id: str, charge_id: UUID) -> InvoiceIssued:
    return InvoiceIssued(
        invoice_id=new_id(),
        charge_id=charge_id,
        customer_id=new_id(),
        ticket_id=ticket_id,
        job_id=UUID(job_id),
        invoice_number="04400111",
        amount=OWED,
        outstanding=OWED,
        delivery="by_hand",
        send_until=at(days=2),
        clause="5.6",
        issued_at=at(hours=1),
    )


def _settled(issued: InvoiceIssued) -> Event:
    ids: dict[str, Any] = {"charge_id": issued.charge_id, "ticket_id": issued.ticket_id, "job_id": None}
    return ChargeSettled(**ids, total=OWED, settled_at=at(hours=2))


def _written_off(issued: InvoiceIssued) -> Event:
    ids: dict[str, Any] = {"charge_id": issued.charge_id, "customer_id": issued.customer_id, "number": "ZD1"}
    return ChargeWrittenOff(**ids, ticket_id=issued.ticket_id, amount=OWED, clause="5.6", written_off_at=at(hours=2))


def _voided(issued: InvoiceIssued) -> Event:
    ids: dict[str, Any] = {
        "invoice_id": issued.invoice_id,
        "charge_id": issued.charge_id,
        "customer_id": issued.customer_id,
    }
    return InvoiceVoided(**ids, ticket_id=issued.ticket_id, reason="wrong_title", voided_at=at(hours=2))


def _credited(issued: InvoiceIssued) -> Event:
    ids: dict[str, Any] = {
        "invoice_id": issued.invoice_id,
        "charge_id": issued.charge_id,
        "customer_id": issued.customer_id,
    }
    red: dict[str, Any] = {"credit_invoice_id": new_id(), "credit_number": "04400112", "reason": "goods_returned"}
    return InvoiceCredited(**ids, **red, ticket_id=issued.ticket_id, amount=-OWED, credited_at=at(hours=2))


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        (_settled, "paid"),
        (_written_off, "written_off"),
        (_voided, "invoice_voided"),
        (_credited, "invoice_credited"),
    ],
)
async def test_nobody_goes_for_money_that_is_not_to_be_collected(
    centre: Centre, ends: Callable[[InvoiceIssued], Event], reason: str
) -> None:
    ticket_id, job_id = await centre.report()
    issued = _issued(ticket_id, job_id, new_id())
    other = _issued(ticket_id, job_id, new_id())
    await centre.dispatch.tell(issued, other)

    await centre.dispatch.tell(ends(issued))

    [cancelled] = [each for each in await centre.dispatch.announced(JobCancelled) if isinstance(each, JobCancelled)]
    assert cancelled.reason == reason
    errands = (await centre.dispatch.get("/jobs", purpose="collect_money"))["items"]
    assert {each["occasion_id"]: each["state"] for each in errands} == {
        str(issued.charge_id): "not_needed",
        str(other.charge_id): "waiting",
    }
