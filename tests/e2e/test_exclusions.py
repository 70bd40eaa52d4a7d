"""What ends the cover, found on site, at the bench or at the desk, stops chargeable work in five services (4.6)."""

from datetime import timedelta

import pytest

from services.cli.api import ApiRefused, Document
from services.cli.story.department import install_camera
from services.cli.story.desk import Desk
from services.cli.story.play import open_department
from services.cli.story.waiting import becomes, first, post_when_known
from shared.actor import Role
from shared.policy import business_day
from tests.e2e.conftest import Town
from tests.integration.waiting import until

PSU = "PSU-12V"
PHOTO = "0" * 64
POINT = {"kind": "camera_point", "quantity": "1"}
PART = {"kind": "part", "part": PSU, "finding": 1}
USED = {"parts": [{"part": PSU, "quantity": 1, "finding": 1}]}
MODEL = "DS-2CD2043G2-I"


@pytest.fixture
async def desk(town: Town) -> Desk:
    """The department, open."""
    return await open_department(town.api, town.now)


async def _on_site(desk: Desk) -> tuple[Document, Document]:
    """A camera in its project's warranty, with the technician there and the fault found: ticket and job."""
    camera = await install_camera(desk.api, desk.customer, serial="SN-EX", completed_on="2026-06-15")
    ticket = await desk.take_call(camera["id"], level=2, description="没有图像")
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "visit_needed")
    await desk.decide_visit(ticket)
    await desk.agree_visit(job)
    await desk.go_there(job, [{"fault": "no_power", "faulty_part": PSU}])
    await first(desk.api, "/billing/jobs", role=Role.FINANCE, ticket_id=ticket["id"], is_diagnosed="true")
    return ticket, job


async def _consented(desk: Desk, job: Document, *lines: Document) -> Document:
    quote = await desk.as_technician("/billing/quotes", {"job_id": job["id"], "lines": list(lines)})
    consent = {"contact_id": desk.customer.contact_id, "method": "signature", "quote_version": quote["quote_version"]}
    await desk.as_technician(f"/billing/quotes/{quote['id']}/consent", consent)
    at = f"/dispatch/jobs/{job['id']}"
    await becomes(desk.api, at, lambda seen: (seen["consent"] or {}).get("quote_id") == quote["id"])
    return quote


async def _refused(desk: Desk, job: Document) -> str:
    """What dispatch says to chargeable work now."""
    with pytest.raises(ApiRefused) as refused:
        await desk.on_job(job, "items", USED | {"done_at": desk.time()})
    return refused.value.code


async def _a_moment_later(town: Town) -> None:
    begun = town.now()

    async def has_passed() -> bool:
        return town.now() > begun

    await until(has_passed)


async def _verdict(desk: Desk, ticket: Document, cause: str) -> Document:
    at = f"/intake/tickets/{ticket['id']}"
    found = await becomes(desk.api, f"{at}/decisions", lambda page: _of_cause(page, cause) != [])
    return _of_cause(found, cause)[-1]


def _of_cause(page: Document, cause: str) -> list[Document]:
    return [each for each in page["items"] if each["cause"] == cause and each["subject"] == "warranty"]


async def test_found_on_site_it_voids_the_quote_and_stops_paid_work_until_the_customer_consents_anew(
    town: Town, desk: Desk
) -> None:
    ticket, job = await _on_site(desk)
    async with town.ticking():
        quote = await _consented(desk, job, PART, POINT)
        await _a_moment_later(town)
        found = {"exclusion": "4.6.2", "evidence_sha256": [PHOTO], "found_at": desk.time()}
        await desk.on_job(job, "exclusions", found)
        assert await _refused(desk, job) == "consent_missing"

        verdict = await _verdict(desk, ticket, "exclusion_found")
        [item] = verdict["items"]
        assert (item["parts"]["verdict"], item["parts"]["clause"]) == ("not_covered", "4.6.2")
        lapsed = await becomes(desk.api, f"/billing/quotes/{quote['id']}", lambda seen: seen["state"] == "lapsed")
        assert lapsed["ended_because"] == "verdict_changed"
        assert await _refused(desk, job) == "consent_missing"

        anew = await _consented(desk, job, PART, POINT)
        assert (anew["lines"][0]["amount"], quote["lines"][0]["amount"]) == ("52.00", "0.00")
        await desk.on_job(job, "items", USED | {"done_at": desk.time()})


async def test_seen_at_the_desk_it_stops_what_the_customer_had_agreed_to(town: Town, desk: Desk) -> None:
    ticket, job = await _on_site(desk)
    quote = await _consented(desk, job, PART, POINT)
    async with town.ticking():
        seen = {"exclusion": "4.6.5", "evidence_sha256": [PHOTO]}
        await desk.api.post(f"/intake/tickets/{ticket['id']}/exclusions", seen)
        await becomes(desk.api, f"/billing/quotes/{quote['id']}", lambda seen: seen["state"] == "lapsed")
        await becomes(desk.api, f"/dispatch/jobs/{job['id']}", lambda seen: seen["consent"]["state"] == "lapsed")
        assert await _refused(desk, job) == "consent_missing"


async def test_found_at_the_bench_the_free_repair_waits_for_a_price_and_a_consent(town: Town, desk: Desk) -> None:
    api = town.api
    bought_on = business_day(desk.now() - timedelta(days=60)).isoformat()
    sold = {
        "customer_id": desk.customer.id,
        "product_model": MODEL,
        "product_category": "camera",
        "serial": "CQ1000009",
        "provenance": "sold",
        "proofs": [{"kind": "invoice", "number": "FP-9", "dated_on": bought_on}],
    }
    async with town.ticking():
        camera = await api.post("/intake/equipment", sold)
        ticket = await desk.take_call(camera["id"], level=2, description="没有图像")
        await api.post(f"/intake/tickets/{ticket['id']}/bring-in")
        specialist = desk.department.ids[Role.SPECIALIST]
        brought = {"ticket_id": ticket["id"], "equipment_id": camera["id"], "responsible_id": specialist}
        repair = await post_when_known(api, "/repairs/repairs", brought)
        at = f"/repairs/repairs/{repair['id']}"
        await becomes(api, at, lambda seen: seen["fee"]["fee"] == "free")
        await api.post(f"{at}/test", {"finding": "confirmed", "fault": "no_picture", "way": "own_bench"})
        await api.post(f"{at}/work")
        seen = {"exclusion": "4.6.2", "evidence": [{"reference": "photos/1", "sha256": PHOTO}]}
        await api.post(f"{at}/exclusions", seen)
        verdict = await _verdict(desk, ticket, "exclusion_found")
        assert verdict["items"][0]["parts"]["clause"] == "4.6.2"
        waiting = await becomes(api, at, lambda seen: seen["fee"]["fee"] == "paid")
        assert waiting["state"] == "waiting_for_consent"
