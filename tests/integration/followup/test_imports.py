"""Contracts from a CSV file: a report for each row, all of a row or nothing, and nothing twice."""

from datetime import timedelta
from typing import Any

from shared.events.followup.contracts import ContractSigned
from shared.identifiers import new_id
from tests.builders.followup import customer
from tests.builders.running_service import START, RunningService

CUSTOMER, SITE = new_id(), new_id()
HEADING = "reference,kind,customer_id,site_ids,starts_on,months,device_points,yearly_price,are_parts_included"
GOOD = f"HT-1,maintenance,{CUSTOMER},{SITE},2025-12-10,12,16,2000.00,yes"


async def _import(followup: RunningService, *rows: str, heading: str = HEADING) -> Any:
    return await followup.post("/imports", {"csv": "\n".join((heading, *rows)) + "\n"})


async def test_each_row_is_taken_or_refused_with_its_reason(followup: RunningService) -> None:
    await followup.tell(customer(CUSTOMER, SITE))
    report = await _import(
        followup,
        GOOD,
        f"HT-2,leasing,{CUSTOMER},,2026-01-01,12,16,0.00,no",
        f"HT-3,maintenance,{CUSTOMER},,2026-02-30,12,16,0.00,no",
        f"HT-4,maintenance,{CUSTOMER},,2026-01-01,121,16,0.00,no",
        f"HT-5,maintenance,{CUSTOMER},,2026-01-01,12,16,1.005,no",
        f"HT-6,maintenance,{new_id()},,2026-01-01,12,16,0.00,no",
        f"HT-7,maintenance,{CUSTOMER},{new_id()},2026-01-01,12,16,0.00,no",
        GOOD,
        f"HT-8,maintenance,{CUSTOMER},,2026-01-01,12",
        f"HT-9,engineering,{CUSTOMER},,2026-01-01,12,,,",
    )

    assert (report["accepted"], report["refused"], report["known"]) == (2, 8, 0)
    refused = {row["reference"]: (row["field"], row["reason"]) for row in report["rows"] if row["outcome"] == "refused"}
    assert refused == {
        "HT-2": ("kind", "malformed"),
        "HT-3": ("starts_on", "malformed"),
        "HT-4": ("months", "too_long"),
        "HT-5": ("yearly_price", "malformed"),
        "HT-6": ("customer_id", "customer_not_known"),
        "HT-7": ("site_ids", "site_not_known"),
        "HT-1": ("reference", "twice_in_the_file"),
        "HT-8": ("device_points", "missing_column"),
    }
    again = await followup.get(f"/imports/{report['id']}")
    assert again["rows"] == report["rows"]


async def test_the_same_file_makes_nothing_twice_and_a_changed_row_is_refused(followup: RunningService) -> None:
    await followup.tell(customer(CUSTOMER, SITE))
    first = await _import(followup, GOOD)
    second = await _import(followup, GOOD)
    changed = await _import(followup, GOOD.replace("2000.00", "1999.00"))

    assert second["rows"][0] == first["rows"][0] | {"outcome": "known"}
    assert (changed["rows"][0]["outcome"], changed["rows"][0]["reason"]) == ("refused", "reference_used")
    [contract] = (await followup.get("/contracts", reference="HT-1"))["items"]
    assert contract["yearly_price"] == "2000.00"
    [signed] = await followup.announced(ContractSigned)
    assert isinstance(signed, ContractSigned)
    assert signed.is_imported


async def test_an_imported_contract_near_its_end_gets_its_notice_at_once_an_ended_one_none(
    followup: RunningService,
) -> None:
    await followup.tell(customer(CUSTOMER, SITE))
    ended = f"HT-0,maintenance,{CUSTOMER},,2020-01-01,12,16,0.00,no"
    await _import(followup, GOOD, ended)
    await followup.pass_time_to(START + timedelta(seconds=1))

    states = {
        each["external_reference"]: (each["state"], each["notice"] is not None)
        for each in (await followup.get("/contracts"))["items"]
    }
    assert states == {"HT-1": ("expiring", True), "HT-0": ("ended", False)}


async def test_a_cell_without_an_end_refuses_its_row_and_old_line_ends_are_lines(followup: RunningService) -> None:
    heading = "reference,kind,customer_id,site_ids,starts_on,months,device_points,yearly_price,are_parts_included"
    endless = await followup.post("/imports", {"csv": f"{heading}\n" + "x" * 140_000}, status=201)
    old = await followup.post("/imports", {"csv": f"{heading}\rA,barter\rB,barter"}, status=201)
    assert [(row["field"], row["reason"]) for row in endless["rows"]] == [("row", "too_long")]
    assert [row["reference"] for row in old["rows"]] == ["A", "B"]


async def test_a_file_without_the_heading_takes_nothing(followup: RunningService) -> None:
    report = await _import(followup, GOOD, heading="a,b,c,d,e,f,g,h,i")
    assert [row["reason"] for row in report["rows"]] == ["missing_column"]
    assert (await followup.get("/contracts"))["items"] == []


async def test_formulas_and_markup_are_kept_as_they_are_or_refused(followup: RunningService) -> None:
    await followup.tell(customer(CUSTOMER, SITE))
    report = await _import(followup, GOOD.replace("HT-1", "=cmd|' /C calc'!A0"), GOOD.replace("HT-1", "<b>"))
    assert [row["outcome"] for row in report["rows"]] == ["accepted", "accepted"]
    assert [row["reference"] for row in report["rows"]] == ["=cmd|' /C calc'!A0", "<b>"]
