"""What is owed when a ticket or a job is cancelled: what was told and took place, what was agreed and was done."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from shared.actor import Role
from shared.events.billing.charges import AmountFixed, ChargeRaised, ChargeSettled, PaymentReceived
from shared.events.billing.invoices import InvoiceIssued
from shared.events.dispatch.jobs import JobCancelled, PartUsed
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketCancelled, TicketKind
from shared.events.repairs.items import FaultConfirmed, PartBuiltIn
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.racing import Asked, at_once
from tests.builders.running_service import START, RunningService
from tests.integration.billing.test_repairs import FACTORY, PART, at_the_bench, ready
from tests.integration.billing.visits import PSU, Visit, expect_visit, open_visit

PAID: dict[str, Any] = {"category": ChargeCategory.PAID}
FREE: dict[str, Any] = {"category": ChargeCategory.FREE, "clause": "2.1.1"}
MOVE: dict[str, Any] = {"kind": TicketKind.CAMERA_MOVE, "clause": "3.3"}
FEE, TRAVEL = {"kind": "visit_fee"}, {"kind": "travel", "at_most": "60.00"}
POINTS = {"kind": "camera_point", "quantity": "2"}
NOTHING_AGREED: list[dict[str, str]] = []
ONE_PART: dict[str, Any] = {"parts": (PartUsed(part=PSU, quantity=1, finding=1),)}
ONE_POINT: dict[str, Any] = {"parts": (), "camera_points": 1}
TRIP: dict[str, Any] = {"travel_cost": Money.of("45.00"), "travel_receipt": "R-1"}

OWED = [
    # verdict and kind, what was agreed, what was done        not left  on the road  at the site  between trips  done
    ("paid fault",         PAID, [FEE, PART, TRAVEL], ONE_PART,  "0.00",  "45.00", "197.00", "152.00", "197.00"),
    ("paid fault, told",   PAID, NOTHING_AGREED,      ONE_PART,  "0.00",  "45.00", "145.00", "100.00", "145.00"),
    ("free fault, told",   FREE, NOTHING_AGREED,      ONE_PART,  "0.00",  "45.00",  "45.00",   "0.00",  "45.00"),
    ("free fault and move", FREE, [POINTS, TRAVEL],   ONE_POINT, "0.00",  "45.00", "145.00", "100.00", "145.00"),
    ("camera move",        MOVE, [POINTS, TRAVEL],    ONE_POINT, "0.00",  "45.00", "145.00", "100.00", "145.00"),
    ("camera move, told",  MOVE, NOTHING_AGREED,      ONE_POINT, "0.00",  "45.00",  "45.00",   "0.00",  "45.00"),
]  # fmt: skip
STAGES = ("not left", "on the road", "at the site", "between trips", "done")
BEFORE_ARRIVAL = STAGES[:2]


def cancelled(visit: Visit, **facts: Any) -> JobCancelled:
    event = JobCancelled(
        job_id=visit.job_id,
        ticket_id=visit.ticket_id,
        reason="customer_withdrew",
        has_visit_taken_place=False,
        cancelled_at=START,
    )
    return replace(event, **facts)


def ticket_cancelled(visit: Visit) -> TicketCancelled:
    return TicketCancelled(
        ticket_id=visit.ticket_id, reason="customer_withdrew", is_work_done_owed=False, cancelled_at=START
    )


def _told_at(stage: str, visit: Visit, done: dict[str, Any]) -> Sequence[Any]:
    """What billing hears, in the order in which it hears it."""
    withdrawn = ticket_cancelled(visit)
    match stage:
        case "not left":
            return withdrawn, cancelled(visit)
        case "on the road":
            return withdrawn, cancelled(visit, technician_id=visit.technician_id, **TRIP)
        case "at the site":
            return withdrawn, visit.completed(outcome="not_fixed", **done, **TRIP)
        case "between trips":
            return withdrawn, cancelled(visit, has_visit_taken_place=True, **done)
        case _:
            return visit.completed(outcome="not_fixed", **done, **TRIP), withdrawn


async def _owed(billing: RunningService, visit: Visit) -> str:
    charges = (await billing.get("/charges", ticket_id=str(visit.ticket_id)))["items"]
    assert len(charges) <= 1
    return str(charges[0]["total"]) if charges else "0.00"


@pytest.mark.parametrize(("row", "case", "agreed", "done", "amounts"), [(*row[:4], row[4:]) for row in OWED])
async def test_what_was_told_and_took_place_and_what_was_agreed_and_done_is_owed(
    billing: RunningService, row: str, case: dict[str, Any], agreed: list[Any], done: Any, amounts: tuple[str, ...]
) -> None:
    found = []
    for stage in STAGES:
        has_arrived = stage not in BEFORE_ARRIVAL
        visit = await (open_visit if has_arrived else expect_visit)(billing, **case)
        lines = [line for line in agreed if has_arrived or line is not PART]
        if lines:
            await visit.consent(await visit.quote(*lines))
        await billing.tell(*_told_at(stage, visit, done))
        found.append(await _owed(billing, visit))
        left = await billing.get("/quotes", ticket_id=str(visit.ticket_id))
        assert {quote["state"] for quote in left["items"]} <= {"billed", "lapsed"}, (row, stage)
    assert tuple(found) == amounts


@pytest.mark.parametrize("ticket_first", [True, False])
async def test_it_does_not_matter_who_tells_of_the_cancellation_first(
    billing: RunningService, *, ticket_first: bool
) -> None:
    visit = await open_visit(billing)
    events = [ticket_cancelled(visit), cancelled(visit, has_visit_taken_place=True, **TRIP)]
    await billing.tell(*(events if ticket_first else reversed(events)))
    assert await _owed(billing, visit) == "145.00"


@pytest.mark.parametrize(
    ("facts", "told", "total"),
    [
        ({**TRIP}, True, "45.00"),
        ({**TRIP, "travel_receipt": None}, True, "0.00"),
        ({**TRIP, "has_visit_taken_place": True}, False, "0.00"),
        ({"has_visit_taken_place": True, "purpose": "redo"}, True, "0.00"),
    ],
)
async def test_what_was_not_told_and_what_has_no_receipt_is_not_owed(
    billing: RunningService, facts: dict[str, Any], *, told: bool, total: str
) -> None:
    visit = await open_visit(billing, is_told=told)
    await billing.tell(ticket_cancelled(visit), cancelled(visit, **facts))
    assert await _owed(billing, visit) == total


async def test_an_agreed_repair_is_owed_as_far_as_it_was_done_although_the_ticket_is_cancelled(
    billing: RunningService,
) -> None:
    visit = await open_visit(billing)
    keys = await at_the_bench(visit)
    await billing.tell(FaultConfirmed(**keys, fault="no_power", clause="6.2", confirmed_at=START))
    quote = await billing.post("/quotes", {"repair_id": str(keys["repair_id"]), "lines": [PART, FACTORY]})
    body = {"contact_id": str(visit.owner_id), "method": "signature", "quote_version": 1}
    await billing.post(f"/quotes/{quote['id']}/consent", body)
    done = ready(keys, parts=(PartBuiltIn(part=PSU, quantity=1),), factory_cost=Money.of("170.00"))
    await billing.tell(ticket_cancelled(visit), done)
    assert await _owed(billing, visit) == "222.00"


async def on_the_road(billing: RunningService, **case: Any) -> Visit:
    """Intake has cancelled while somebody was on the way, and nobody has said what that cost."""
    visit = await expect_visit(billing, **case)
    await billing.tell(ticket_cancelled(visit), cancelled(visit, technician_id=visit.technician_id))
    assert await _owed(billing, visit) == "0.00"
    return visit


async def test_travel_is_entered_by_receipt_after_the_cancellation(billing: RunningService) -> None:
    visit = await on_the_road(billing)
    at, paid = f"/jobs/{visit.job_id}/travel", {"cost": "45.00", "receipt": "R-1"}
    for cost in ("-45.00", "0.00"):
        problem = await visit.post(at, {**paid, "cost": cost}, status=422)
        assert (problem["code"], problem["field"], problem["clause"]) == ("amount_not_positive", "cost", "3.6")
    await visit.post(at, {"cost": "45.00"}, status=400)  # a receipt is needed
    await visit.post(at, paid, subject=new_id(), status=404)
    await billing.post(at, paid, role=Role.WAREHOUSE, status=403)

    charge = await visit.post(at, paid)

    assert [(line["kind"], line["amount"], line["clause"]) for line in charge["lines"]] == [("travel", "45.00", "3.6")]
    assert (charge["state"], charge["job_id"], charge["is_travel_alone"]) == ("owed", str(visit.job_id), True)
    assert len(await billing.announced(ChargeRaised)) == 1
    assert (await visit.post(at, paid, status=409))["code"] == "travel_entered"
    await visit.pay(charge, "45.00")
    hands = await billing.get(f"/cash/{visit.technician_id}", role=Role.FINANCE)
    assert (hands["carried"], hands["accounts"]["own_travel"]) == ("0.00", "45.00")


async def test_of_two_who_enter_the_same_travel_at_once_one_does(billing: RunningService) -> None:
    visit = await on_the_road(billing)
    body = {"cost": "45.00", "receipt": "R-1"}
    entering = Asked(path=f"/jobs/{visit.job_id}/travel", body=body, role=Role.TECHNICIAN, subject=visit.technician_id)
    assert await at_once(billing, entering, entering) == [200, 409]
    assert await _owed(billing, visit) == "45.00"


@pytest.mark.parametrize(
    ("case", "because"), [({"is_told": False}, "not_consented"), ({"region": Region.MAIN_CITY}, "main_city")]
)
async def test_travel_that_the_customer_does_not_owe_is_refused(
    billing: RunningService, case: dict[str, Any], because: str
) -> None:
    visit = await on_the_road(billing, **case)
    body = {"cost": "45.00", "receipt": "R-1"}
    problem = await visit.post(f"/jobs/{visit.job_id}/travel", body, status=422)
    assert (problem["code"], problem["facts"]["because"]) == ("travel_not_owed", because)


async def test_travel_is_entered_once_beside_what_the_cancelled_job_costs(billing: RunningService) -> None:
    never_left, came, told = [await expect_visit(billing) for _ in range(3)]
    there: dict[str, Any] = {"technician_id": came.technician_id, "has_visit_taken_place": True}
    await billing.tell(cancelled(never_left), cancelled(came, **there), cancelled(told, **there, **TRIP))
    body = {"cost": "45.00", "receipt": "R-1"}
    found = await never_left.post(f"/jobs/{never_left.job_id}/travel", body, status=409)
    assert found["code"] == "nobody_travelled"
    await billing.post(f"/jobs/{came.job_id}/travel", body, role=Role.FINANCE)
    charges = (await billing.get("/charges", job_id=str(came.job_id)))["items"]
    assert sorted((each["total"], each["is_travel_alone"]) for each in charges) == [("100.00", False), ("45.00", True)]
    found = await billing.post(f"/jobs/{told.job_id}/travel", body, role=Role.FINANCE, status=409)
    assert found["code"] == "travel_entered"
    report = await billing.get("/reconciliation", role=Role.FINANCE, day=START.date().isoformat())
    assert report["disagreements"] == []


UP_TO_30 = {"kind": "travel", "at_most": "30.00"}
CONSENTS: list[tuple[str, list[list[dict[str, Any]]], bool, str]] = [
    # what ended the consents, quotes in their order, was he at the site, travel that is owed
    ("cancelled on the way",  [[FEE, UP_TO_30]],               False, "30.00"),
    ("billed",                [[FEE, UP_TO_30]],               True,  "30.00"),
    ("withdrawn",             [[FEE, UP_TO_30]],               False, "45.00"),
    ("a higher amount",       [[UP_TO_30], [FEE, TRAVEL]],     False, "45.00"),
    ("other verdict",         [[FEE, UP_TO_30]],               False, "45.00"),
    ("billed without travel", [[FEE, UP_TO_30], [FEE]],        True,  "45.00"),   # by the rule that was told
]  # fmt: skip


@pytest.mark.parametrize(("ended", "quotes", "came", "owed"), CONSENTS)
async def test_travel_afterwards_is_at_most_what_was_agreed_by_a_consent_that_counts(
    billing: RunningService, ended: str, quotes: list[list[dict[str, Any]]], owed: str, *, came: bool
) -> None:
    visit = await expect_visit(billing)
    first = await visit.quote(*quotes[0])
    await visit.consent(first)
    for lines in quotes[1:]:
        await visit.quote(*lines)
    match ended:
        case "withdrawn":
            await visit.post(f"/quotes/{first['id']}/withdrawal", {})
        case "other verdict":
            await billing.tell(visit.verdict(ChargeCategory.FREE, "2.1.1", number=2))
    done = cancelled(visit, technician_id=visit.technician_id, has_visit_taken_place=came)
    await billing.tell(ticket_cancelled(visit), done)
    at, body = f"/jobs/{visit.job_id}/travel", {"cost": "45.00", "receipt": "R-1"}
    assert (await visit.post(at, body))["total"] == owed


async def test_a_receipt_that_was_judged_is_not_entered_again_and_one_that_was_missing_is(
    billing: RunningService,
) -> None:
    there: dict[str, Any] = {"has_visit_taken_place": True, "parts": (PartUsed(part=PSU, quantity=1, finding=1),)}
    at, body = "/jobs/{}/travel", {"cost": "45.00", "receipt": "R-1"}
    for receipt, status in (("R-1", 409), (None, 200)):
        visit = await open_visit(billing, is_told=False)
        await visit.consent(await visit.quote(FEE, PART, *([] if receipt else [TRAVEL])))
        trip = {**TRIP, "travel_receipt": receipt}
        await billing.tell(cancelled(visit, technician_id=visit.technician_id, **there, **trip))
        [charge] = (await billing.get("/charges", job_id=str(visit.job_id)))["items"]
        assert (charge["lines"][-1]["kind"], charge["lines"][-1]["amount"]) == ("travel", "0.00")
        answer = await visit.post(at.format(visit.job_id), body, status=status)
        assert answer.get("code", answer.get("total")) == ("travel_entered" if receipt else "45.00")


async def test_travel_afterwards_is_no_bill_of_the_job_and_finds_it_when_the_invoice_is_brought(
    billing: RunningService,
) -> None:
    visit = await on_the_road(billing)
    charge = await visit.post(f"/jobs/{visit.job_id}/travel", {"cost": "45.00", "receipt": "R-1"})
    wanted = {"charge_id": charge["id"], "buyer": "person", "title": "张伟", "delivery": "by_hand"}
    invoice = await visit.post("/invoices", wanted)
    await billing.post(
        f"/invoices/{invoice['id']}/issue", {"invoice_number": "26502000000000000001"}, role=Role.FINANCE
    )
    await visit.pay(charge, "45.00")

    of_charge = await billing.announced(AmountFixed, ChargeRaised, PaymentReceived, ChargeSettled)

    assert [type(each) for each in of_charge] == [AmountFixed, ChargeRaised, PaymentReceived, ChargeSettled]
    assert {vars(each)["job_id"] for each in of_charge} == {None}, "dispatch would put it on the card of the visit"
    [issued] = await billing.announced(InvoiceIssued)
    assert vars(issued)["job_id"] == visit.job_id
