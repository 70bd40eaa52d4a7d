"""Invoices and closings through the real doors; a row that is broken on purpose is named."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.actor import Actor, Role
from shared.events.billing.invoices import (
    InvoiceCredited,
    InvoiceIssued,
    InvoiceMailed,
    InvoiceMailingOverdue,
    InvoiceVoided,
)
from shared.identifiers import new_id
from tests.builders.running_service import START, RunningService
from tests.integration.billing.visits import Visit, open_visit, outcome_of

BUYER = {"buyer": "organisation", "title": "重庆某物业有限公司", "tax_number": "91110000600037341L"}


async def _requested(visit: Visit, charge: Any, **changed: Any) -> Any:
    return await visit.billing.post("/invoices", {"charge_id": charge["id"], **BUYER, **changed})


async def _issued(visit: Visit, charge: Any, number: str = "26502000000012345678", **changed: Any) -> Any:
    invoice = await _requested(visit, charge, **changed)
    at = f"/invoices/{invoice['id']}/issue"
    return await visit.billing.post(at, {"invoice_number": number}, role=Role.FINANCE)


async def test_an_invoice_is_issued_and_mailed_within_two_working_days(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await visit.pay(charge, "152.00")
    invoice = await _issued(visit, charge)

    assert (invoice["state"], invoice["amount_in_capitals"]) == ("issued", "壹佰伍拾贰元整")
    assert invoice["send_until"] == (START + timedelta(days=2, hours=9)).strftime("%Y-%m-%dT%H:%M:%SZ")
    to_mail = await billing.get("/invoices", state="issued", send_before="2026-11-26T00:00:00+08:00")
    assert [item["id"] for item in to_mail["items"]] == [invoice["id"]]
    body = {"carrier": "SF", "tracking_number": "SF1234567890"}
    await billing.post(f"/invoices/{invoice['id']}/mailing", body, role=Role.FINANCE, status=403)
    mailed = await billing.post(f"/invoices/{invoice['id']}/mailing", body)
    assert mailed["tracking_number"] == "SF1234567890"
    await billing.pass_time_to(START + timedelta(days=5))
    assert not await billing.announced(InvoiceMailingOverdue)
    told = await billing.announced(InvoiceIssued, InvoiceMailed)
    assert [type(each).__name__ for each in told] == ["InvoiceIssued", "InvoiceMailed"]
    assert isinstance(told[0], InvoiceIssued)
    assert (told[0].delivery, str(told[0].outstanding)) == ("by_mail", "0.00")


async def test_an_invoice_that_stays_in_the_house_is_told_once(billing: RunningService) -> None:
    visit = await open_visit(billing)
    await _issued(visit, await visit.owed())
    await billing.pass_time_to(START + timedelta(days=2, hours=9))
    [late] = await billing.announced(InvoiceMailingOverdue)
    assert late.happened_at() == START + timedelta(days=2, hours=9)


async def test_what_may_not_be_asked_or_written_is_refused(billing: RunningService) -> None:
    visit, other = await open_visit(billing), await open_visit(billing)
    charge, second = await visit.owed(), await other.owed()
    asking = {"charge_id": charge["id"], **BUYER}
    wrong = {**asking, "tax_number": "91110000600037341M"}
    assert (await billing.post("/invoices", wrong, status=422))["code"] == "tax_number_wrong"
    none = {**asking, "tax_number": None}
    assert (await billing.post("/invoices", none, status=422))["code"] == "tax_number_missing"
    invoice = await _issued(visit, charge)
    assert (await billing.post("/invoices", asking, status=409))["code"] == "already_invoiced"
    requested = await _requested(other, second)
    same = {"invoice_number": invoice["invoice_number"]}
    at = f"/invoices/{requested['id']}/issue"
    assert (await billing.post(at, same, role=Role.FINANCE, status=409))["code"] == "invoice_number_used"
    await billing.post(at, same, status=403)
    await billing.get(f"/invoices/{invoice['id']}", role=Role.TECHNICIAN, subject=other.technician_id, status=404)


async def test_voided_or_credited_the_charge_may_have_another(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    first = await _issued(visit, charge)
    await billing.post(f"/invoices/{first['id']}/void", {"reason": "wrong_title"}, role=Role.FINANCE)
    second = await _issued(visit, charge, number="26502000000012345679", delivery="by_hand")
    await visit.post(f"/invoices/{second['id']}/delivery", {})
    body = {"invoice_number": "26502000000012345680", "reason": "wrong_amount"}
    credited = await billing.post(f"/invoices/{second['id']}/credit", body, role=Role.FINANCE)

    assert credited["state"] == "credited"
    rows = (await billing.get("/invoices", charge_id=charge["id"]))["items"]
    [red] = [row for row in rows if row["credits_id"] == second["id"]]
    assert (red["amount"], red["amount_in_capitals"]) == ("-152.00", "负壹佰伍拾贰元整")
    assert (await billing.get(f"/charges/{charge['id']}"))["invoice_id"] is None
    assert len(await billing.announced(InvoiceVoided, InvoiceCredited)) == 2
    third = await _issued(visit, charge, number="26502000000012345681")
    assert third["state"] == "issued"


async def test_an_invoice_is_issued_for_what_is_asked_for_then(billing: RunningService) -> None:
    visits = [await open_visit(billing) for _ in range(2)]
    for visit, reduction, amount in zip(visits, ("20.00", "152.00"), ("132.00", None), strict=True):
        charge = await visit.owed()
        invoice = await _requested(visit, charge)
        less = {"reduction": reduction, "reason": "goodwill"}
        await billing.post(f"/charges/{charge['id']}/reduction", less, role=Role.SUPERVISOR)
        at, number = f"/invoices/{invoice['id']}/issue", {"invoice_number": f"FP{amount}"}
        if amount is None:
            problem = await billing.post(at, number, role=Role.FINANCE, status=422)
            assert problem["code"] == "nothing_to_invoice"
        else:
            assert (await billing.post(at, number, role=Role.FINANCE))["amount"] == amount
    [told] = await billing.announced(InvoiceIssued)
    assert str(vars(told)["amount"]) == "132.00"
    report = await billing.get("/reconciliation", role=Role.FINANCE, day=START.date().isoformat())
    assert [each["check"] for each in report["disagreements"]] == ["invoice_is_what_was_charged"], "the one not issued"


async def test_a_red_letter_invoice_is_not_older_than_what_it_takes_back(billing: RunningService) -> None:
    visit = await open_visit(billing)
    invoice = await _issued(visit, await visit.owed())
    red = {"invoice_number": "26502000000012345699", "reason": "wrong_title", "issued_at": "2026-10-01T09:00:00+08:00"}
    problem = await billing.post(f"/invoices/{invoice['id']}/credit", red, role=Role.FINANCE, status=422)
    assert (problem["code"], problem["field"]) == ("time_not_possible", "issued_at")


async def test_a_red_letter_invoice_is_not_voided_nor_does_it_free_the_charge_for_a_second_one(
    billing: RunningService,
) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    invoice = await _issued(visit, charge)
    red = {"invoice_number": "26502000000012345699", "reason": "wrong_title"}
    await billing.post(f"/invoices/{invoice['id']}/credit", red, role=Role.FINANCE)
    second = await _requested(visit, charge)
    [credit] = [
        each
        for each in (await billing.get("/invoices", charge_id=charge["id"], role=Role.FINANCE))["items"]
        if each["invoice_number"] == red["invoice_number"]
    ]
    at = f"/invoices/{credit['id']}/void"
    assert (await billing.post(at, {"reason": "wrong_title"}, role=Role.FINANCE, status=409))[
        "code"
    ] == "other_delivery"
    assert (await billing.get(f"/charges/{charge['id']}"))["invoice_id"] == second["id"]


async def test_of_two_invoices_for_one_charge_at_once_exactly_one_is_asked(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    outcomes = await asyncio.gather(*(outcome_of(_requested(visit, charge)) for _ in range(4)))
    assert sorted(outcomes) == [False, False, False, True]


async def test_after_an_erasure_an_invoice_names_no_person(billing: RunningService) -> None:
    visit = await open_visit(billing)
    invoice = await _requested(visit, await visit.owed(), buyer="person", title="张伟", tax_number=None)
    trail = await billing.get(f"/invoices/{invoice['id']}/history", role=Role.AUDITOR)
    assert "张伟" not in str(trail)
    forget = billing.service.parts.listeners.forgetter("aftersales.intake.ContactRecorded.v1")
    assert forget is not None

    async def erase(work: object) -> None:
        await forget(str(visit.customer_id), work)

    await billing.service.transactions.run(erase, actor=Actor(Role.SERVICE, "billing"), action="erasure")
    found = await billing.get(f"/invoices/{invoice['id']}")
    assert (found["title"], found["amount"]) == (None, "152.00")


async def test_a_day_is_closed_once_with_its_figures_and_its_file(billing: RunningService) -> None:
    visit = await open_visit(billing)
    await visit.pay(await visit.owed(), "152.00")
    remittance = await visit.post("/remittances", {"amount": "152.00"})
    await billing.post(f"/remittances/{remittance['id']}/count", {"amount": "152.00"}, role=Role.FINANCE)
    day = {"span": "day", "day": "2026-11-23"}
    assert (await billing.post("/closings", day, role=Role.FINANCE, status=422))["code"] == "period_wrong"
    await billing.pass_time_to(START + timedelta(days=1))

    closing = await billing.post("/closings", day, role=Role.FINANCE)

    figures = closing["figures"]
    charged = [
        (each["technician_id"], each["case_clause"], each["category"], each["amount"]) for each in figures["charged"]
    ]
    assert charged == [
        (str(visit.technician_id), "2.2.1", "part", "52.00"),
        (str(visit.technician_id), "2.2.1", "visit_fee", "100.00"),
    ]
    assert (figures["charged_total"], figures["received_total"], figures["counted"]) == ("152.00", "152.00", "152.00")
    assert closing["disagreements"] == []
    assert (await billing.post("/closings", day, role=Role.FINANCE, status=409))["code"] == "already_closed"
    month = await billing.get("/figures", span="month", day="2026-11-05")
    assert month["received_total"] == "152.00"
    file = await billing.file(f"/closings/{closing['id']}/file", role=Role.AUDITOR)
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"{visit.technician_id},2.2.1,visit_fee,1,100.00" in file.text
    await billing.post("/closings", day, status=403)


BROKEN = {
    "quote_is_sum_of_lines": "UPDATE quote SET total = total + 1",
    "consent_covers_quote": "UPDATE quote SET consent = jsonb_set(consent, '{amount}', '\"1.00\"')",
    "charge_is_sum_of_lines": "UPDATE charge SET total = total - 1",
    "consent_covers_charge": "UPDATE charge SET total = total + 1",
    "charge_paid_is_sum_of_payments": "UPDATE payment SET amount = amount - 1",
    "charge_refunded_is_sum_of_refunds": "UPDATE charge SET refunded = 5",
    "settled_charge_owes_nothing": "UPDATE charge SET paid = paid - 1",
    "cash_paid_is_collected": "DELETE FROM cash_entry WHERE movement = 'collected' AND account = 'carried'",
    "remittance_is_in_ledger": "UPDATE remittance SET amount = amount + 1",
    "count_is_in_ledger": "UPDATE remittance SET counted = counted + 1",
    "invoice_is_what_was_charged": "UPDATE invoice SET amount = amount + 1",
    "carried_is_in_ledger": "UPDATE cash_account SET carried = carried + 1",
    "holdings_are_carried": "UPDATE cash_account SET carried = carried + 1",
    "movement_is_zero": "UPDATE cash_entry SET amount = amount + 1 WHERE account = 'finance'",
}


@pytest.mark.parametrize(("check", "breaks"), list(BROKEN.items()))
async def test_a_row_that_is_broken_on_purpose_is_named(billing: RunningService, check: str, breaks: str) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await visit.pay(charge, "152.00")
    await _issued(visit, charge)
    remittance = await visit.post("/remittances", {"amount": "152.00"})
    await billing.post(f"/remittances/{remittance['id']}/count", {"amount": "152.00"}, role=Role.FINANCE)
    before = await billing.get("/reconciliation", day="2026-11-23")
    assert (before["disagreements"], before["checked"] > 10) == ([], True)

    await billing.service.database.execute(breaks)

    after = await billing.get("/reconciliation", day="2026-11-23")
    named = {each["check"]: each["about"] for each in after["disagreements"]}
    assert check in named
    known = {charge["number"], remittance["number"], str(visit.technician_id)}
    assert named[check] in known or named[check].startswith(("BJ", "FP")) or len(named[check]) == len(str(new_id()))


async def test_money_that_comes_in_later_is_compared_on_the_day_on_which_it_came(billing: RunningService) -> None:
    visit = await open_visit(billing)
    charge = await visit.owed()
    await billing.pass_time_to(START + timedelta(days=1))
    await visit.pay(charge, "52.00")
    await billing.service.database.execute("UPDATE payment SET amount = amount - 1")
    report = await billing.get("/reconciliation", day="2026-11-24")
    named = {(each["check"], each["about"]) for each in report["disagreements"]}
    assert named == {
        (check, charge["number"]) for check in ("charge_paid_is_sum_of_payments", "cash_paid_is_collected")
    }
