"""Sheets come in row by row: each as a whole or not at all, once per reference, with a report that repeats no cell."""

import asyncio
from typing import Any

from shared.actor import Role
from shared.events.intake.contacts import ContactRecorded
from tests.builders.running_service import RunningService
from tests.integration.waiting import until

NAMES = (
    "customer_reference,customer_name,contact_phone,site_reference,address,equipment_reference,product_model,"
    "product_category,serial,provenance,completed_on,warranty_months"
)
MALL = "K-1,渝中商场,023-68797190转801,S-1,重庆市渝中区民权路1号,E-1,DS-2CD,camera,CQ-1,installed,2026-01-15,12"
SECOND = "K-1,,,S-1,重庆市渝中区民权路1号,E-2,DS-2CD,camera,CQ-2,installed,2026-01-15,12"
ONLY_A_CUSTOMER = "K-2,南岸超市,13800138000,,,,,,,,,"


def sheet(*rows: str) -> dict[str, str]:
    return {"content": "\r\n".join((NAMES, *rows))}


async def brought_in(intake: RunningService, body: dict[str, str], **who: Any) -> Any:
    started = await intake.post("/imports", body, **who)

    async def done() -> bool:
        return bool((await intake.get(f"/imports/{started['id']}", **who))["waiting"] == 0)

    await until(done)
    return await intake.get(f"/imports/{started['id']}", **who)


async def report(intake: RunningService, one: Any, **wanted: Any) -> list[tuple[int, str, str | None, str | None]]:
    rows = (await intake.get(f"/imports/{one['id']}/rows", **wanted))["items"]
    return [(row["row"], row["outcome"], row["code"], row["field"]) for row in rows]


async def test_rows_become_customers_sites_and_equipment(intake: RunningService) -> None:
    one = await brought_in(intake, sheet(MALL, SECOND, ONLY_A_CUSTOMER))

    assert (one["rows"], one["accepted"], one["refused"], one["unchanged"]) == (3, 3, 0, 0)
    [mall] = (await intake.get("/customers", phone="68797190"))["items"]
    assert (mall["name"], mall["contacts"][0]["phone"]) == ("渝中商场", "+862368797190;ext=801")
    [site] = (await intake.get(f"/customers/{mall['id']}/sites"))["items"]
    assert (site["district"], site["region"]) == ("渝中", "main_city")
    cameras = (await intake.get("/equipment", customer_id=mall["id"]))["items"]
    assert sorted(camera["serial"] for camera in cameras) == ["CQ-1", "CQ-2"]
    assert {camera["site_id"] for camera in cameras} == {site["id"]}
    assert len(await intake.announced(ContactRecorded)) >= 2


async def test_the_same_sheet_again_changes_nothing(intake: RunningService) -> None:
    await brought_in(intake, sheet(MALL, ONLY_A_CUSTOMER))
    again = await brought_in(intake, sheet(MALL, ONLY_A_CUSTOMER))

    assert (again["unchanged"], again["accepted"]) == (2, 0)
    assert await intake.service.database.value("SELECT count(*) FROM customer") == 2
    assert await intake.service.database.value("SELECT count(*) FROM equipment") == 1


async def test_the_same_reference_in_two_sheets_at_once_comes_in_once(intake: RunningService) -> None:
    await asyncio.gather(*(brought_in(intake, sheet(MALL, SECOND)) for _ in range(3)))

    for table, count in (("customer", 1), ("site", 1), ("equipment", 2), ("external_reference", 4)):
        assert await intake.service.database.value(f"SELECT count(*) FROM {table}") == count, table


async def test_what_is_wrong_is_refused_as_a_whole_with_code_and_column_and_nothing_of_the_cell(
    intake: RunningService,
) -> None:
    rows = (
        "K-1,A,12,,,,,,,,,",
        ",B,13800138000,,,,,,,,,",
        "K-3,C,13800138000,S-3,重庆市渝中区民权路1号,E-3,DS-2CD,camera,CQ,installed,,",
        "K-4,D,13800138000,,重庆市渝中区民权路1号,,,,,,,",
        "K-5,E,13800138000,,,E-5,DS-2CD,camera,CQ,installed,2026-02-30,12",
        "K-6,F,13800138000,,,E-6,张三,camera,,,,",
        "K-7,G,13800138000,,,,,,,,,,planted",
        "K-8,,13800138000,,,,,,,,,",
    )
    one = await brought_in(intake, sheet(*rows))

    assert await report(intake, one, outcome="refused") == [
        (1, "refused", "phone_not_valid", "phone"),
        (2, "refused", "reference_missing", "customer_reference"),
        (3, "refused", "provenance_incomplete", "project"),
        (4, "refused", "reference_missing", "site_reference"),
        (5, "refused", "cell_not_valid", "completed_on"),
        (6, "refused", "cell_not_valid", "product_model"),
        (7, "refused", "cell_not_valid", "row"),
        (8, "refused", "cell_not_valid", "customer_name"),
    ]
    for table in ("customer", "site", "equipment", "external_reference"):
        assert await intake.service.database.value(f"SELECT count(*) FROM {table}") == 0, f"half a row in {table}"
    words = "SELECT count(*) FROM import_line l WHERE l::text ~ '张三|planted|民权路'"
    assert await intake.service.database.value(words) == 0


async def test_a_sheet_that_cannot_be_read_or_is_too_long_is_refused_at_once(intake: RunningService) -> None:
    for content, code in (
        ("name,phone\r\nA,1", "sheet_not_readable"),
        ('customer_reference\r\n"K', "sheet_not_readable"),
        ("customer_reference", "sheet_not_readable"),
        ("customer_reference\r\n" + "K\r\n" * 2001, "too_many_rows"),
    ):
        assert (await intake.post("/imports", {"content": content}, status=400))["code"] == code


async def test_a_partner_brings_in_his_own_and_sees_no_other_import(intake: RunningService) -> None:
    acme: dict[str, Any] = {"role": Role.PARTNER, "subject": "acme"}
    one = await brought_in(intake, sheet(ONLY_A_CUSTOMER), **acme)
    await brought_in(intake, sheet(ONLY_A_CUSTOMER))

    assert one["origin"] == "partner:acme"
    assert len((await intake.get("/customers", **acme))["items"]) == 1
    assert await intake.service.database.value("SELECT count(*) FROM customer") == 2, "a reference is its source's"
    await intake.get(f"/imports/{one['id']}", role=Role.PARTNER, subject="other", status=404)
    await intake.get("/customer-sheet", status=403, **acme)


async def test_what_goes_out_comes_in_again_and_no_cell_is_a_formula(intake: RunningService) -> None:
    evil = 'K-9,"=HYPERLINK(""x"")",13800138000,,,,,,,,,'
    await brought_in(intake, sheet(MALL, evil))
    out = await intake.get("/customer-sheet")

    assert out["next"] is None
    assert '"\'=HYPERLINK(""x"")"' in out["content"]
    assert "'+862368797190;ext=801" in out["content"]
    again = await brought_in(intake, {"content": out["content"]})
    assert (again["unchanged"], again["refused"]) == (2, 0)
