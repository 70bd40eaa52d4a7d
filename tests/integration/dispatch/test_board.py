"""The board: columns, counts, the nearest clock in front, districts, bounds, and changes as they happen."""

import asyncio
from datetime import datetime
from typing import Any

import orjson
import pytest

from services.dispatch.domain.dispatching.board import Board, BoardLine, Column, change_between
from services.dispatch.use_cases.clocks import Watch
from shared.actor import SYSTEM, Role
from shared.events.dispatch.visits import AppointmentInQuestion
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import FaultLevel, FaultLevelChanged, Region
from shared.identifiers import new_id
from shared.web.answer import pieces
from tests.integration.dispatch.conftest import Centre, at


def numbers(board: Any, column: str) -> list[str]:
    return [line["ticket_number"] for line in board["columns"][column]]


async def test_each_job_stands_where_it_belongs_and_the_nearest_clock_is_in_front(centre: Centre) -> None:
    for level in (FaultLevel.ACCESSORY, FaultLevel.SYSTEM_DOWN, FaultLevel.MAIN_EQUIPMENT):
        await centre.report(level, number=f"SH-{level}")
    await centre.report(FaultLevel.MAIN_EQUIPMENT, number="SH-other", district="江北区")

    centre.dispatch.clock.advance_to(at(minutes=50))
    board = await centre.dispatch.get("/board", district="渝中区")

    assert numbers(board, "waiting") == ["SH-1", "SH-2", "SH-3"]
    assert numbers(board, "due_soon") == ["SH-2"]
    assert numbers(board, "late") == ["SH-1"]
    everywhere = await centre.dispatch.get("/board", limit=1)
    assert (everywhere["counts"]["waiting"], numbers(everywhere, "waiting")) == (4, ["SH-1"])


async def test_a_job_goes_over_the_board_until_its_card_is_back(centre: Centre) -> None:
    _, job_id = await centre.until_diagnosed(ChargeCategory.FREE)
    assert (await centre.dispatch.get("/board"))["counts"]["on_site"] == 1
    await centre.step(job_id, "completion", {"outcome": "no_fault_found", "completed_at": at(minutes=130).isoformat()})

    board = await centre.dispatch.get("/board")
    assert board["counts"]["cards_outstanding"] == 1
    assert board["columns"]["cards_outstanding"][0]["card_number"].startswith("LX")
    assert board["counts"]["waiting"] == 0


async def test_an_offer_waits_until_it_is_taken_then_the_job_is_seen_on_the_road(centre: Centre) -> None:
    ticket_id, job_id = await centre.report()

    async def where() -> set[str]:
        board = await centre.dispatch.get("/board", district="渝中区")
        standing = {column for column, lines in board["columns"].items() if lines}
        assert standing == {column for column, count in board["counts"].items() if count == 1}
        return standing

    assert await where() == {"waiting"}
    await centre.offer(job_id)
    assert await where() == {"waiting"}
    await centre.step(job_id, "acceptance", {})
    assert await where() == set()
    centre.dispatch.clock.advance_to(at(minutes=30))
    await centre.decide_visit(ticket_id, ChargeCategory.FREE)
    await centre.appoint(job_id)
    centre.dispatch.clock.advance_to(at(minutes=130))
    assert await where() == set()
    await centre.step(job_id, "departure", {"badge": True, "tools": True, "parts": True})
    assert await where() == {"on_the_road"}


async def test_the_board_shows_whose_later_visit_must_be_asked_again(centre: Centre) -> None:
    ticket_id, job_id = await centre.report(FaultLevel.ACCESSORY, region=Region.SUBURB)
    await centre.assign(job_id)
    await centre.decide_visit(ticket_id, ChargeCategory.FREE, at())
    wish = {"wished_at": at().isoformat(), "evidence": "call of 09:00"}
    await centre.appoint(job_id, **{"from": at(hours=120).isoformat(), "customers_wish": wish})

    async def asked_again() -> set[bool]:
        columns = (await centre.dispatch.get("/board"))["columns"]
        return {line["must_be_asked_again"] for lines in columns.values() for line in lines}

    centre.dispatch.clock.advance_to(at(minutes=95))
    assert (await centre.dispatch.get(f"/jobs/{job_id}"))["appointment"]["must_be_asked_again"] is False
    worse = FaultLevelChanged(
        ticket_id=ticket_id,
        level=FaultLevel.SYSTEM_DOWN,
        previous_level=FaultLevel.ACCESSORY,
        reason="worse",
        clause="5.16",
        changed_at=at(minutes=95),
    )
    await centre.dispatch.tell(worse)
    (asked,) = await centre.dispatch.announced(AppointmentInQuestion)
    assert isinstance(asked, AppointmentInQuestion)
    centre.dispatch.clock.advance_to(at(hours=8))
    assert await asked_again() == {True}


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 201}, {"zone": "x"}])
async def test_the_board_is_bounded(centre: Centre, asked: dict[str, Any]) -> None:
    await centre.dispatch.get("/board", status=400, **asked)
    await centre.dispatch.get("/board", status=403, role=Role.TECHNICIAN, subject=centre.technician)


async def test_jobs_are_listed_page_by_page(centre: Centre) -> None:
    reported = {(await centre.report())[1] for _ in range(3)}

    first = await centre.dispatch.get("/jobs", limit=2)
    rest = await centre.dispatch.get("/jobs", limit=2, cursor=first["next"])

    assert {job["id"] for job in (*first["items"], *rest["items"])} == reported


def line(column: Column, number: str, due_at: datetime | None = None) -> BoardLine:
    values: dict[str, Any] = dict.fromkeys(BoardLine.__dataclass_fields__)
    return BoardLine(**{**values, "column": column, "job_id": new_id(), "number": number, "nearest_due_at": due_at})


def test_only_what_changed_is_sent() -> None:
    one, two = line(Column.LATE, "1"), line(Column.WAITING, "2")
    before = Board(seen_at=at(), counts={Column.LATE: 1, Column.WAITING: 1}, lines=(one, two))
    later = Board(seen_at=at(hours=1), counts=before.counts, lines=before.lines)
    assert change_between(before, later) is None
    change = change_between(before, Board(seen_at=at(), counts={Column.WAITING: 1}, lines=(two,)))
    assert change is not None
    assert (change.lines, change.gone) == ((), (one.key,))
    everything = change_between(None, before)
    assert everything is not None
    assert everything.lines == (one, two)


async def test_who_watches_sees_the_board_and_then_each_change(centre: Centre) -> None:
    watch = Watch(district=None, limit=10)

    async def look() -> bytes | None:
        found = await centre.dispatch.service.transactions.look(watch.changes, actor=SYSTEM, action="watch")
        return None if found is None else orjson.dumps([each.number for each in found.lines])

    stopping, gone = asyncio.Event(), asyncio.get_running_loop().create_future()
    stream = pieces(look, stopping, gone)
    assert await anext(stream) == b"retry: 2000\n\n"
    assert await anext(stream) == b"data: []\n\n"
    _, job_id = await centre.report()
    number = (await centre.dispatch.get(f"/jobs/{job_id}"))["number"]

    assert await asyncio.wait_for(anext(stream), 20) == b'data: ["%s"]\n\n' % number.encode()
    stopping.set()
    assert [each async for each in stream] == []


async def test_the_stream_over_http_ends_with_the_service(centre: Centre) -> None:
    centre.dispatch.service.stopping.set()
    headers = centre.dispatch._headers(Role.SPECIALIST, None)

    response = await centre.dispatch.client.get("/board/changes", headers=headers)

    assert response.headers["content-type"] == "text/event-stream"
    assert response.text == "retry: 2000\n\n"
