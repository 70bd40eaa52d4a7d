"""A report becomes a ticket: judged, announced once per reference, refused where the policy says so."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.actor import Role
from shared.events.intake.contacts import ContactRecorded, DescriptionRecorded
from shared.events.intake.decisions import ChargeDecided, CoverageVerdict, WarrantyDecided
from shared.events.intake.tickets import Region, TicketOpened
from tests.builders.running_service import START, RunningService
from tests.integration.intake.conftest import Desk


async def test_a_report_is_judged_and_told_in_one_save(desk: Desk) -> None:
    ticket = await desk.ticket(reported_at="2026-11-23T08:58:00+08:00")

    assert (ticket["state"], ticket["district"], ticket["region"]) == ("opened", "渝中", "main_city")
    assert (ticket["charge_category"], ticket["charge_clause"]) == ("free", "2.1.1")
    announced = await desk.intake.announced(TicketOpened, WarrantyDecided, ChargeDecided, DescriptionRecorded)
    opened, warranty, charge, said = announced
    assert isinstance(opened, TicketOpened)
    assert opened.region is Region.MAIN_CITY
    assert opened.reported_at == START - timedelta(minutes=2)
    assert opened.recorded_at == START
    assert opened.is_part_of_installation
    assert isinstance(warranty, WarrantyDecided)
    assert warranty.items[0].parts.verdict is CoverageVerdict.COVERED
    assert isinstance(charge, ChargeDecided)
    assert charge.clause == "2.1.1"
    assert isinstance(said, DescriptionRecorded)
    assert (said.symptom, said.reporter_phone) == ("三号门摄像头没有图像", "+8613900139000")


async def test_the_same_reference_of_one_source_gives_the_same_ticket(desk: Desk) -> None:
    first = await desk.ticket(external_reference="CALL-17")
    again = await desk.intake.post("/tickets", desk.report(external_reference="CALL-17"), status=200)
    other_source = await desk.intake.post("/tickets", desk.report(external_reference="CALL-17", origin="counter"))

    assert again["id"] == first["id"]
    assert other_source["id"] != first["id"]
    assert len(await desk.intake.announced(TicketOpened)) == 2


async def test_the_same_reference_sent_by_many_at_once_opens_one_ticket(desk: Desk) -> None:
    report = desk.report(external_reference="CALL-18")
    answers = await asyncio.gather(*(desk.intake.post("/tickets", report) for _ in range(8)))

    assert len({answer["id"] for answer in answers}) == 1
    assert len(await desk.intake.announced(TicketOpened)) == 1


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"caller": {"relation": "relayed"}}, 422, "relayed_request_not_accepted"),
        ({"dialled_number": "12345678"}, 422, "channel_not_published"),
        ({"channel": "rumour"}, 422, "channel_not_published"),
        ({"level": None}, 400, "level_missing"),
        ({"kind": "camera_move"}, 400, "level_not_used"),
        ({"reported_at": "2026-11-23T09:02:00+08:00"}, 400, "report_in_the_future"),
        ({"reported_at": "2026-11-23T08:00:00+08:00"}, 400, "reason_for_back_dating_missing"),
        (
            {"reported_at": "2026-11-22T08:59:00+08:00", "late_recording_reason": "the line was down"},
            422,
            "back_dating_needs_supervisor",
        ),
        ({"origin": "partner:acme"}, 403, "origin_not_yours"),
        ({"customer_id": "01936b2e-0000-7000-8000-00000000dead"}, 404, "customer_not_found"),
        ({"site_id": "01936b2e-0000-7000-8000-00000000dead"}, 404, "site_not_found"),
        ({"equipment_id": "01936b2e-0000-7000-8000-00000000dead"}, 404, "equipment_not_found"),
    ],
)
async def test_what_does_not_count_opens_nothing(desk: Desk, facts: dict[str, Any], status: int, code: str) -> None:
    refused = await desk.intake.post("/tickets", desk.report(**facts), status=status)

    assert refused["code"] == code
    assert await desk.intake.announced(TicketOpened) == []


async def test_the_supervisor_may_date_a_report_further_back(desk: Desk) -> None:
    late = {"reported_at": "2026-11-20T09:00:00+08:00", "late_recording_reason": "the line was down"}
    ticket = await desk.intake.post("/tickets", desk.report(**late), role=Role.SUPERVISOR)

    assert ticket["reported_at"] == "2026-11-20T01:00:00Z"


async def test_a_partner_opens_and_sees_only_what_is_his(desk: Desk) -> None:
    intake = desk.intake
    contact = {"name": "王芳", "phone": "02368000000"}
    own = await intake.post("/customers", {"name": "A", "contacts": [contact]}, role=Role.PARTNER, subject="acme")
    report = desk.report(customer_id=own["id"], channel="partner", dialled_number=None)
    del report["site_id"]
    ticket = await intake.post("/tickets", report, role=Role.PARTNER, subject="acme")
    foreign = await desk.ticket()

    assert ticket["origin"] == "partner:acme"
    assert ticket["description"] == "***"
    listed = await intake.get("/tickets", role=Role.PARTNER, subject="acme")
    assert [one["id"] for one in listed["items"]] == [ticket["id"]]
    await intake.get(f"/tickets/{foreign['id']}", role=Role.PARTNER, subject="acme", status=404)
    await intake.get(f"/tickets/{ticket['id']}", role=Role.PARTNER, subject="other", status=404)
    report["customer_id"] = str(desk.customer_id)
    await intake.post("/tickets", report, role=Role.PARTNER, subject="acme", status=404)


async def test_a_customer_is_told_to_the_other_services_with_contacts_and_sites(desk: Desk) -> None:
    *_, newest = await desk.intake.announced(ContactRecorded)

    assert isinstance(newest, ContactRecorded)
    assert (newest.name, newest.phones) == ("渝中商场", ("+8613800138000",))
    assert [person.may_consent for person in newest.contacts] == [True]
    assert [site.address for site in newest.sites] == ["重庆市渝中区民权路1号"]


async def test_customers_are_found_by_number_and_by_the_beginning_of_a_name(desk: Desk) -> None:
    async def found(**wanted: Any) -> list[str]:
        return [one["id"] for one in (await desk.intake.get("/customers", **wanted))["items"]]

    assert await found(phone="13800138000") == [str(desk.customer_id)]
    assert await found(name="渝中") == [str(desk.customer_id)]
    assert await found(phone="13800138001") == []
    assert await found(name="商场") == []


async def test_an_undetermined_site_is_decided_once_by_a_person(desk: Desk) -> None:
    site = await desk.intake.post(f"/customers/{desk.customer_id}/sites", {"address": "江北区观音桥步行街9号"})
    assert (site["region"], site["region_basis"]) == ("undetermined", "same_name_in_other_cities")
    decision = {"region": "main_city", "district": "两江新区", "reason": "asked the customer"}

    wrong = decision | {"district": "观音桥步行街9号 张先生"}
    refused = await desk.intake.post(f"/sites/{site['id']}/region", wrong, status=400)
    assert refused["code"] == "district_unknown"  # it travels in events, so it must not be anybody's words
    decided = await desk.intake.post(f"/sites/{site['id']}/region", decision)
    again = await desk.intake.post(f"/sites/{site['id']}/region", decision, status=409)

    assert (decided["region"], decided["region_basis"]) == ("main_city", "person")
    assert again["code"] == "region_already_decided"


async def test_what_auditors_see_is_masked(desk: Desk, intake: RunningService) -> None:
    ticket = await desk.ticket()
    shown = await intake.get(f"/tickets/{ticket['id']}", role=Role.AUDITOR)
    customer = await intake.get(f"/customers/{desk.customer_id}", role=Role.AUDITOR)
    site = await intake.get(f"/sites/{desk.site_id}", role=Role.FINANCE)

    assert (shown["description"], shown["caller"]["phone"]) == ("***", "***")
    assert (customer["name"], customer["contacts"][0]["phone"]) == ("***", "***8000")
    assert site["address"] == "***"
