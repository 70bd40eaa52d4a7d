"""Quotes through the real doors: by the tariff, consented by whom it may, lapsed when they no longer hold."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.billing.routes.who_may import SEES_MASKED
from shared.actor import Actor, Role
from shared.events.billing.quotes import ConsentDeclined, ConsentGiven, ConsentLapsed, QuoteIssued
from shared.events.dispatch.jobs import DiagnosisRecorded, Finding, JobCancelled
from shared.events.intake.decisions import ChargeCategory, CoverageVerdict
from shared.events.intake.tickets import Region, TicketCancelled
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START, RunningService
from tests.integration.billing.visits import PSU, open_visit


async def test_a_quote_is_itemised_with_clauses_and_announced(billing: RunningService) -> None:
    visit = await open_visit(billing)

    quote = await visit.quote()

    lines = [(line["kind"], line["amount"], line["clause"], line["finding"]) for line in quote["lines"]]
    assert lines == [("visit_fee", "100.00", "3.2", None), ("part", "52.00", "3.5", 1)]
    assert (quote["total"], quote["clause"], quote["policy_revision"]) == ("152.00", "5.5", "1.0")
    [issued] = await billing.announced(QuoteIssued)
    assert isinstance(issued, QuoteIssued)
    assert (str(issued.total), issued.job_id) == ("152.00", visit.job_id)


async def test_the_list_tells_when_billing_has_heard_of_the_diagnosis(billing: RunningService) -> None:
    visit = await open_visit(billing)
    known = await billing.get("/jobs", ticket_id=str(visit.ticket_id), is_diagnosed="true")
    assert [job["id"] for job in known["items"]] == [str(visit.job_id)]


@pytest.mark.parametrize(
    ("line", "code", "clause"),
    [
        ({"kind": "part", "part": "FUSE"}, "no_matching_finding", "5.5"),
        ({"kind": "part", "part": "OTHER", "finding": 2}, "price_not_listed", None),
        ({"kind": "part"}, "line_wrong", None),
        ({"kind": "visit_fee", "quantity": "2"}, "line_wrong", None),
        ({"kind": "travel"}, "line_wrong", None),
    ],
)
async def test_a_line_that_may_not_be_quoted_is_refused(
    billing: RunningService, line: dict[str, object], code: str, clause: str | None
) -> None:
    visit = await open_visit(billing)
    problem = await visit.quote(line, status=422)
    assert (problem["code"], problem.get("clause")) == (code, clause)


async def test_nobody_pays_for_travel_in_the_main_city(billing: RunningService) -> None:
    visit = await open_visit(billing, region=Region.MAIN_CITY)
    problem = await visit.quote({"kind": "travel", "at_most": "60.00"}, status=422)
    assert (problem["code"], problem["clause"]) == ("travel_not_charged", "3.6")


async def test_only_a_listed_contact_who_may_consent_agrees_to_this_version(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()

    assert (await visit.consent(quote, contact_id=str(visit.guard_id), status=422))["code"] == "may_not_consent"
    assert (await visit.consent(quote, contact_id=str(new_id()), status=422))["clause"] == "3.7"
    assert (await visit.consent(quote, quote_version=2, status=409))["code"] == "other_quote_version"
    for never in ("2020-01-01T09:00:00+08:00", "2030-01-01T09:00:00+08:00"):
        assert (await visit.consent(quote, consented_at=never, status=422))["code"] == "time_not_possible"
    agreed = await visit.consent(quote)

    assert (agreed["state"], agreed["consent"]["amount"]) == ("consented", "152.00")
    [given] = await billing.announced(ConsentGiven)
    assert isinstance(given, ConsentGiven)
    assert (str(given.total), given.means, given.clause) == ("152.00", "signature", "5.5")
    assert not await billing.service.database.value("SELECT count(*) FROM timer")


async def test_another_technician_and_another_partner_do_not_see_the_quote(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()
    at = f"/quotes/{quote['id']}"

    await billing.get(at, role=Role.TECHNICIAN, subject=new_id(), status=404)
    await billing.get(at, role=Role.PARTNER, status=404)
    assert (await billing.get("/quotes", role=Role.TECHNICIAN, subject=new_id()))["items"] == []
    assert (await billing.get("/quotes", role=Role.PARTNER))["items"] == []
    own = await billing.get("/quotes", role=Role.TECHNICIAN, subject=visit.technician_id)
    assert [item["id"] for item in own["items"]] == [quote["id"]]


async def test_a_higher_quote_ends_the_consent_and_asks_anew(billing: RunningService) -> None:
    visit = await open_visit(billing)
    first = await visit.quote()
    await visit.consent(first)

    second = await visit.quote({"kind": "visit_fee"}, {"kind": "part", "part": PSU, "quantity": "2"})

    assert (second["state"], second["quote_version"]) == ("open", 2)
    [lapsed] = await billing.announced(ConsentLapsed)
    assert isinstance(lapsed, ConsentLapsed)
    assert (lapsed.quote_id, lapsed.reason) == (UUID(first["id"]), "higher_amount")


async def test_a_lower_quote_is_covered_by_the_consent(billing: RunningService) -> None:
    visit = await open_visit(billing)
    first = await visit.quote()
    await visit.consent(first)

    second = await visit.quote({"kind": "visit_fee"})

    assert (second["state"], second["total"], second["consent"]["amount"]) == ("consented", "100.00", "152.00")
    assert (await billing.get(f"/quotes/{first['id']}"))["state"] == "superseded"
    assert not await billing.announced(ConsentLapsed)


async def test_another_verdict_voids_the_consent_and_the_same_one_does_not(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()
    await visit.consent(quote)

    await billing.tell(visit.verdict(ChargeCategory.PAID, "2.2.1", number=2))
    assert (await billing.get(f"/quotes/{quote['id']}"))["state"] == "consented"
    await billing.tell(visit.verdict(ChargeCategory.FREE, "2.1.1", number=1))
    assert (await billing.get(f"/quotes/{quote['id']}"))["state"] == "consented"
    await billing.tell(visit.cover(CoverageVerdict.COVERED, CoverageVerdict.NOT_COVERED, number=2))

    assert (await billing.get(f"/quotes/{quote['id']}"))["ended_because"] == "verdict_changed"
    assert len(await billing.announced(ConsentLapsed)) == 1


async def test_a_cancelled_ticket_and_a_cancelled_job_void_what_was_quoted(billing: RunningService) -> None:
    first, second = await open_visit(billing), await open_visit(billing)
    quotes = [await first.quote(), await second.quote()]
    await second.consent(quotes[1])

    await billing.tell(
        TicketCancelled(ticket_id=first.ticket_id, reason="duplicate", is_work_done_owed=False, cancelled_at=START),
        JobCancelled(
            job_id=second.job_id,
            ticket_id=second.ticket_id,
            reason="duplicate",
            has_visit_taken_place=False,
            cancelled_at=START,
        ),
    )

    assert [(await billing.get(f"/quotes/{quote['id']}"))["ended_because"] for quote in quotes] == ["cancelled"] * 2
    assert (await first.quote(status=409))["code"] == "ticket_is_cancelled"
    assert (await second.quote(status=409))["code"] == "job_is_over"


async def test_a_declined_quote_is_announced_with_its_reason(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()

    await visit.post(f"/quotes/{quote['id']}/refusal", {"reason": "too_expensive"})

    [declined] = await billing.announced(ConsentDeclined)
    assert isinstance(declined, ConsentDeclined)
    assert declined.reason == "too_expensive"
    assert (await visit.consent(quote, status=409))["code"] == "action_not_allowed"


async def test_a_quote_without_an_answer_expires_after_seven_days(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()

    await billing.pass_time_to(START + timedelta(days=7))

    assert (await billing.get(f"/quotes/{quote['id']}"))["ended_because"] == "expired"
    [lapsed] = await billing.announced(ConsentLapsed)
    assert lapsed.happened_at() == START + timedelta(days=7)


async def test_a_calculation_prices_and_stores_nothing(billing: RunningService) -> None:
    case = {"kind": "camera_move", "category": "paid", "charge_clause": "3.3", "region": "main_city"}
    lines = [{"kind": "visit_fee"}, {"kind": "camera_point", "quantity": "3"}]

    priced = await billing.post("/price-calculations", {**case, "lines": lines}, role=Role.PARTNER)

    assert priced["total"] == "300.00"
    assert [(line["clause"], line["because"]) for line in priced["lines"]] == [
        ("3.3", "replaced_by_camera_move"),
        ("3.3", "tariff"),
    ]
    assert not await billing.service.database.value("SELECT count(*) FROM audit")


async def test_a_part_may_not_be_sold_above_its_cost(billing: RunningService) -> None:
    price = {"part": PSU, "unit_price": "65.00", "cost": "52.00"}
    problem = await billing.post("/price-lists", {"prices": [price]}, role=Role.FINANCE, status=422)
    assert (problem["code"], problem["clause"]) == ("price_above_cost", "4.4")
    await billing.post("/price-lists", {"prices": [{**price, "cost": "65.00"}]}, role=Role.SPECIALIST, status=403)


async def test_after_an_erasure_nobody_is_listed_any_more(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()
    forget = billing.service.parts.listeners.forgetter("aftersales.intake.ContactRecorded.v1")
    assert forget is not None

    async def erase(work: object) -> None:
        await forget(str(visit.customer_id), work)

    await billing.service.transactions.run(erase, actor=Actor(Role.SERVICE, "billing"), action="erasure")

    assert (await visit.consent(quote, status=422))["code"] == "contact_not_listed"


@pytest.mark.parametrize(("kind", "code"), [("material", PSU), ("part", "CABLE")])
async def test_a_part_is_not_quoted_as_a_material_to_need_no_diagnosis_nor_a_material_as_a_part(
    billing: RunningService, kind: str, code: str
) -> None:
    visit = await open_visit(billing)
    found = Finding(finding=3, fault="broken", faulty_part="CABLE")
    keys: dict[str, Any] = {"job_id": visit.job_id, "ticket_id": visit.ticket_id}
    await billing.tell(
        DiagnosisRecorded(**keys, technician_id=visit.technician_id, findings=(found,), diagnosed_at=START)
    )
    problem = await visit.quote({"kind": kind, "part": code}, status=422)
    assert (problem["code"], problem["field"]) == ("line_wrong", "lines.0")


async def test_what_was_said_on_the_phone_is_hidden_from_partner_and_auditor(billing: RunningService) -> None:
    visit = await open_visit(billing)
    quote = await visit.quote()
    await visit.consent(quote, method="phone", note="张伟 13900139000 同意")
    seen = {}
    for role in (Role.FINANCE, Role.AUDITOR):
        [listed] = (await billing.get("/quotes", role=role))["items"]
        shown = await billing.get(f"/quotes/{quote['id']}", role=role)
        assert listed["consent_note"] == shown["consent_note"]
        seen[role] = shown["consent_note"]
    assert seen == {Role.FINANCE: "张伟 13900139000 同意", Role.AUDITOR: "***"}
    assert Role.PARTNER in SEES_MASKED


@pytest.mark.parametrize(
    ("is_told", "answer", "owed"),
    [(True, "consent", "200.00"), (True, "refusal", "148.00"), (False, "consent", "52.00")],
)
async def test_what_was_told_with_the_appointment_is_owed_whether_the_quote_repeats_it_or_not(
    billing: RunningService, answer: str, owed: str, *, is_told: bool
) -> None:
    visit = await open_visit(billing, is_told=is_told)
    quote = await visit.quote({"kind": "part", "part": PSU})
    kinds = [line["kind"] for line in quote["lines"]]
    assert kinds == (["part", "visit_fee"] if is_told else ["part"])
    travelled = Money.of("48.00")
    if answer == "consent":
        await visit.consent(quote)
        charge = await visit.complete(travel_cost=travelled)
    else:
        await visit.post(f"/quotes/{quote['id']}/refusal", {"reason": "too_expensive"})
        charge = await visit.complete(travel_cost=travelled, parts=())
    assert charge["total"] == owed
    report = await billing.get("/reconciliation", role=Role.FINANCE, day=START.date().isoformat())
    assert report["disagreements"] == []
