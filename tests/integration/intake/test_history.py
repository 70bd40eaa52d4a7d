"""What happened: to a ticket from all services, to a place where equipment hangs, and to one unit wherever it hung."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.actor import Role
from shared.events.dispatch.jobs import ItemBroughtBack, JobCompleted, JobOpened, PartUsed
from shared.events.intake.equipment import EquipmentReplaced, PartReplaced
from shared.events.repairs.endings import ItemExchanged, RepairEnded
from shared.events.repairs.items import RepairCollected, RepairReturned
from shared.identifiers import new_id
from shared.money import Money
from tests.builders.running_service import START
from tests.integration.intake.conftest import Desk

JOB, REPAIR = new_id(), new_id()
HOUR = timedelta(hours=1)


def brought_back(ticket: Any, equipment: Any) -> ItemBroughtBack:
    return ItemBroughtBack(
        job_id=JOB,
        ticket_id=UUID(ticket["id"]),
        item_id=REPAIR,
        slip_number="DT1",
        technician_id=new_id(),
        equipment_id=UUID(equipment["id"]),
        product_model="DS-2CD2043",
        fault="no_picture",
        is_part_of_installation=True,
        clause="5.7",
        brought_back_at=START + HOUR,
    )


def completed(ticket: Any, *parts: PartUsed) -> JobCompleted:
    return JobCompleted(
        job_id=JOB,
        ticket_id=UUID(ticket["id"]),
        technician_id=new_id(),
        purpose="service",
        outcome="fixed",
        work=(),
        parts=parts,
        cable_centimetres=0,
        camera_points=0,
        travel_cost=Money.ZERO,
        minutes_on_site=40,
        has_item_in_repair=False,
        completed_at=START + 2 * HOUR,
    )


def exchanged(ticket: Any, **facts: Any) -> ItemExchanged:
    given: dict[str, Any] = {
        "repair_id": REPAIR,
        "ticket_id": UUID(ticket["id"]),
        "customer_id": UUID(ticket["customer_id"]),
        "old_serial": "CQ-1",
        "new_serial": "CQ-2",
        "product_model": "DS-3CD",
        "ground": "in_warranty",
        "cover_rule": "anew",
        "cover_from": date(2026, 11, 23),
        "handed_over_by": "collection",
        "clause": "4.4",
        "exchanged_at": START + 3 * HOUR,
    }
    return ItemExchanged(**(given | facts))


def collected(ticket: Any, new_serial: str | None) -> RepairCollected:
    return RepairCollected(
        repair_id=REPAIR,
        ticket_id=UUID(ticket["id"]),
        customer_id=UUID(ticket["customer_id"]),
        new_serial=new_serial,
        checked_by="receipt",
        clause="6.4",
        collected_at=START + 4 * HOUR,
    )


async def facts(desk: Desk, path: str, **wanted: Any) -> list[tuple[str, str | None]]:
    return [(one["what"], one["serial"]) for one in (await desk.intake.get(path, **wanted))["items"]]


async def test_an_exchange_replaces_the_serial_starts_the_cover_and_is_in_both_histories(desk: Desk) -> None:
    proofs = [{"kind": "invoice", "dated_on": "2025-01-15"}]
    camera = await desk.equipment(serial="CQ-1", provenance="sold", project=None, proofs=proofs)
    ticket = await desk.ticket(equipment_id=camera["id"], site_id=None)
    await desk.intake.tell(brought_back(ticket, camera), exchanged(ticket))

    shown = await desk.intake.get(f"/equipment/{camera['id']}")
    assert (shown["serial"], shown["product_model"], shown["former_serials"]) == ("CQ-2", "DS-3CD", ["CQ-1"])
    [told] = await desk.intake.announced(EquipmentReplaced)
    assert isinstance(told, EquipmentReplaced)
    assert (told.previous_serial, told.serial, told.because) == ("CQ-1", "CQ-2", "exchanged")

    place = [("registered", "CQ-1"), ("reported", "CQ-1"), ("brought_back", "CQ-1"), ("swapped", "CQ-2")]
    assert await facts(desk, f"/equipment/{camera['id']}/service-history") == place
    assert await facts(desk, "/serial-history", serial="cq1") == place, "the old unit, with the swap that ended it"
    later = await desk.ticket(equipment_id=camera["id"], site_id=None)
    assert (later["charge_category"], later["charge_clause"]) == ("free", "2.1.2")
    assert await facts(desk, "/serial-history", serial="CQ-2") == [("swapped", "CQ-2")], "reported before the swap"


async def test_a_new_unit_from_the_factory_is_swapped_when_the_customer_has_it(desk: Desk) -> None:
    camera = await desk.equipment(serial="CQ-1", site_id=str(desk.site_id))
    ticket = await desk.ticket(equipment_id=camera["id"])
    returned = RepairReturned(
        repair_id=REPAIR,
        ticket_id=UUID(ticket["id"]),
        customer_id=desk.customer_id,
        batch_id=new_id(),
        outcome="replaced",
        new_serial="CQ-9",
        is_part_of_installation=True,
        responsible_id=new_id(),
        returned_at=START + 3 * HOUR,
    )
    await desk.intake.tell(returned)
    assert (await desk.intake.get(f"/equipment/{camera['id']}"))["serial"] == "CQ-1", "it lies in our house"
    await desk.intake.tell(collected(ticket, "CQ-9"))
    await desk.intake.tell(collected(ticket, "CQ-9"))
    assert (await desk.intake.get(f"/equipment/{camera['id']}"))["serial"] == "CQ-9"
    assert len(await desk.intake.announced(EquipmentReplaced)) == 1


def home(ticket: Any, new_serial: str | None, **facts: Any) -> RepairEnded:
    given: dict[str, Any] = {
        "repair_id": REPAIR,
        "ticket_id": UUID(ticket["id"]),
        "customer_id": UUID(ticket["customer_id"]),
        "way": "reinstalled",
        "job_id": JOB,
        "old_serial": "CQ-1",
        "new_serial": new_serial,
        "cover_rule": "anew",
        "clause": "6.4",
        "ended_at": START + 4 * HOUR,
    }
    return RepairEnded(**(given | facts))


async def test_a_mounted_unit_that_the_factory_replaced_hangs_there_once_the_visit_has_put_it_back(desk: Desk) -> None:
    camera = await desk.equipment(serial="CQ-1", site_id=str(desk.site_id))
    ticket = await desk.ticket(equipment_id=camera["id"])
    await desk.intake.tell(home(ticket, "CQ-9"), home(ticket, "CQ-9"))

    shown = await desk.intake.get(f"/equipment/{camera['id']}")
    assert (shown["serial"], shown["former_serials"]) == ("CQ-9", ["CQ-1"])
    assert [(proof["kind"], proof["dated_on"]) for proof in shown["proofs"]] == [("exchange", "2026-11-23")]
    [told] = await desk.intake.announced(EquipmentReplaced)
    assert isinstance(told, EquipmentReplaced)
    assert (told.previous_serial, told.serial, told.because) == ("CQ-1", "CQ-9", "factory_replaced")
    assert ("swapped", "CQ-9") in await facts(desk, "/serial-history", serial="CQ-1"), "the old unit ends with it"
    assert set(await facts(desk, "/serial-history", serial="CQ-9")) == {("swapped", "CQ-9"), ("reinstalled", "CQ-9")}


@pytest.mark.parametrize(("way", "new_serial"), [("reinstalled", None), ("scrapped", "CQ-9"), ("lost", "CQ-9")])
async def test_a_repair_that_brings_no_other_unit_home_leaves_the_serial(
    desk: Desk, way: str, new_serial: str | None
) -> None:
    camera = await desk.equipment(serial="CQ-1", site_id=str(desk.site_id))
    ticket = await desk.ticket(equipment_id=camera["id"])
    await desk.intake.tell(home(ticket, new_serial, way=way))
    assert (await desk.intake.get(f"/equipment/{camera['id']}"))["serial"] == "CQ-1"


async def test_a_cover_that_continues_gets_no_proof_of_its_own(desk: Desk) -> None:
    camera = await desk.equipment(serial="CQ-1", site_id=str(desk.site_id))
    ticket = await desk.ticket(equipment_id=camera["id"])
    await desk.intake.tell(home(ticket, "CQ-9", cover_rule="continues"))
    shown = await desk.intake.get(f"/equipment/{camera['id']}")
    assert (shown["serial"], shown["proofs"], shown["parts"]) == ("CQ-9", [], [])


async def test_swaps_are_told_in_any_order_and_more_than_once_and_the_last_unit_hangs_there(desk: Desk) -> None:
    camera = await desk.equipment(serial="CQ-1", site_id=str(desk.site_id))
    ticket = await desk.ticket(equipment_id=camera["id"])
    first, last = exchanged(ticket), home(ticket, "CQ-9", repair_id=new_id())
    await desk.intake.tell(last, first, home(ticket, "CQ-2"), home(ticket, "CQ-9", repair_id=last.repair_id))

    shown = await desk.intake.get(f"/equipment/{camera['id']}")
    assert (shown["serial"], shown["former_serials"]) == ("CQ-9", ["CQ-1", "CQ-2"])
    told = await facts(desk, f"/equipment/{camera['id']}/service-history")
    assert [each for each in told if each[0] == "swapped"] == [("swapped", "CQ-2"), ("swapped", "CQ-9")]


@pytest.mark.parametrize(
    ("part", "clause", "until"), [("hard_disk", "4.1", date(2027, 11, 23)), ("bracket", "4.2", date(2027, 2, 23))]
)
async def test_parts_that_were_used_start_their_own_period(desk: Desk, part: str, clause: str, until: date) -> None:
    host = await desk.equipment(serial="CQ-1", product_category="dvr", parts=[{"part": part, "serial": "P-1"}])
    ticket = await desk.ticket(equipment_id=host["id"])
    await desk.intake.tell(completed(ticket, PartUsed(part=part, quantity=1, old_serial="P-1", new_serial="P-2")))

    [told] = await desk.intake.announced(PartReplaced)
    assert isinstance(told, PartReplaced)
    assert (told.clause, told.covered_until, told.previous_serial, told.serial) == (clause, until, "P-1", "P-2")
    shown = await desk.intake.get(f"/equipment/{host['id']}")
    assert [(one["part"], one["serial"], one["since"]) for one in shown["parts"]] == [(part, "P-2", "2026-11-23")]
    assert await facts(desk, "/serial-history", serial="P-2") == [("part_replaced", "CQ-1")]


async def test_what_is_told_about_equipment_that_is_not_on_file_is_only_in_the_timeline(desk: Desk) -> None:
    ticket = await desk.intake.post("/tickets", desk.report())
    await desk.intake.tell(completed(ticket, PartUsed(part="memory", quantity=1)), exchanged(ticket))
    assert await desk.intake.announced(PartReplaced, EquipmentReplaced) == []
    names = [one["type"].split(".")[2] for one in await timeline(desk, ticket)]
    assert {"JobCompleted", "ItemExchanged"} <= set(names)


async def timeline(desk: Desk, ticket: Any, **wanted: Any) -> list[Any]:
    items: list[Any] = (await desk.intake.get(f"/tickets/{ticket['id']}/timeline", **wanted))["items"]
    return items


async def test_the_timeline_of_a_ticket_tells_what_we_did_and_what_we_heard_in_one_order(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.intake.post(f"/tickets/{ticket['id']}/visit", {}, role=Role.SUPERVISOR)
    job = JobOpened(job_id=JOB, ticket_id=UUID(ticket["id"]), number="PG1", purpose="service", opened_at=START - HOUR)
    await desk.intake.tell(job, completed(ticket))

    entries = await timeline(desk, ticket)
    told = [(one["told_by"], one["type"].split(".")[2]) for one in entries]
    assert told[0] == ("dispatch", "JobOpened"), "it happened before we knew"
    assert ("intake", "VisitDecided") in told
    assert told[-2:] == [("dispatch", "JobCompleted"), ("intake", "TicketResolved")]
    assert "三号门摄像头没有图像" not in str(entries), "what was said is no part of it"
    assert all(one["type"] != "aftersales.intake.DescriptionRecorded.v1" for one in entries)

    first = await desk.intake.get(f"/tickets/{ticket['id']}/timeline", limit=2)
    rest = await timeline(desk, ticket, cursor=first["next"])
    assert first["items"] + rest == entries
    await desk.intake.get(f"/tickets/{ticket['id']}/timeline", role=Role.PARTNER, subject="acme", status=404)
