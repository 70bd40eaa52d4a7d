"""What outsiders see of the feed over HTTP: pages, streams, who may see what, and how it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from shared.actor import Role
from shared.clock import monotonic
from shared.identifiers import new_id
from shared.messaging.envelope import from_structured
from shared.messaging.feed import FeedGone
from shared.messaging.feeds.cursor import Cursor
from shared.messaging.feeds.readers import HttpFeedReader
from shared.messaging.transport import TransportAway
from tests.integration.conftest import StartService
from tests.integration.messaging.conformance.conftest import FeedServer, token
from tests.integration.sample_service import SOMEBODY, SampleService, SampleWork, assess, listeners

TYPES = listeners().types_from("intake")
WRONG_QUESTIONS = (
    *("limit=0", "limit=-1", "limit=x", "limit=1&limit=2", "wait=31", "wait=nan"),
    *("cursor=x", "cursor=%00", "types=", "colour=red"),
)


@pytest.fixture
async def intake(start: StartService) -> SampleService:
    service = await start()
    for origin in ("hotline", "partner:red", "partner:blue"):

        async def use_case(work: SampleWork, origin: str = origin) -> None:
            await assess(new_id(), origin, work, origin=origin)

        await service.transactions.run(use_case, actor=SOMEBODY, action="assess")
    await service.sequence()
    return service


@pytest.fixture
async def server(intake: SampleService) -> AsyncIterator[FeedServer]:
    async with AsyncExitStack() as stack:
        server = FeedServer(intake.feed)
        await server.begin()
        stack.push_async_callback(server.end)
        yield server


async def get(
    server: FeedServer, *roles: Role, sources: tuple[str, ...] = (), **parameters: str | int
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token(*roles, sources=sources)}"} if roles else {}
    async with httpx.AsyncClient(base_url=server.address) as client:
        return await client.get("/events", params=parameters, headers=headers)


def judgements(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/cloudevents-batch+json"
    return [item["data"]["judgement"] for item in response.json()]


async def test_pages_follow_each_other_by_their_link(server: FeedServer) -> None:
    first = await get(server, Role.AUDITOR, limit=2)
    assert judgements(first) == ["hotline", "partner:red"]
    headers = {"Authorization": f"Bearer {token(Role.AUDITOR)}"}
    async with httpx.AsyncClient(base_url=server.address, headers=headers) as client:
        second = await client.get(first.links["next"]["url"])
        assert judgements(second) == ["partner:blue"]
        assert judgements(await client.get(second.links["next"]["url"])) == []
    assert [from_structured(item).sequence for item in first.json()] == [1, 2]


async def test_a_partner_sees_its_own_sources_and_nothing_without_any(server: FeedServer) -> None:
    assert judgements(await get(server, Role.PARTNER, sources=("partner:red",))) == ["partner:red"]
    assert judgements(await get(server, Role.PARTNER)) == []


async def test_the_feed_is_closed_to_strangers_and_to_other_roles(server: FeedServer) -> None:
    assert (await get(server)).status_code == 401
    assert (await get(server, Role.TECHNICIAN)).status_code == 403


@pytest.mark.parametrize("query", WRONG_QUESTIONS)
async def test_a_wrong_question_is_refused(server: FeedServer, query: str) -> None:
    headers = {"Authorization": f"Bearer {token(Role.AUDITOR)}"}
    async with httpx.AsyncClient(base_url=server.address, headers=headers) as client:
        response = await client.get(f"/events?{query}")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_cursor_of_another_epoch_is_answered_410_with_a_place_to_restart(
    server: FeedServer, intake: SampleService
) -> None:
    stale = (await get(server, Role.AUDITOR)).headers["Next-Cursor"]
    await intake.feed.begin_new_epoch()
    gone = await get(server, Role.AUDITOR, cursor=stale)
    assert (gone.status_code, gone.json()["code"]) == (410, "cursor_gone")
    assert len(judgements(await get(server, Role.AUDITOR, cursor=gone.json()["restart"]))) == 3
    reader = HttpFeedReader(server.address, token(Role.SERVICE))
    with pytest.raises(FeedGone) as found:
        await reader.page(Cursor.parse(stale), limit=1, types=TYPES, wait_seconds=0)
    assert str(found.value.restart) == gone.json()["restart"]
    await reader.close()


async def test_a_long_poll_answers_as_soon_as_there_is_news(server: FeedServer, intake: SampleService) -> None:
    waiting = asyncio.create_task(get(server, Role.AUDITOR, cursor="latest", wait=20))
    answered, _ = await asyncio.wait({waiting}, timeout=0.2)
    assert not answered
    await intake.assess(new_id(), "news")
    await intake.sequence()
    async with asyncio.timeout(3):
        assert judgements(await waiting) == ["news"]


async def test_a_stream_goes_on_behind_the_last_event_id_and_ends_when_the_service_stops(
    server: FeedServer, intake: SampleService
) -> None:
    headers = {"Authorization": f"Bearer {token(Role.AUDITOR)}", "Accept": "text/event-stream"}
    async with httpx.AsyncClient(base_url=server.address, headers=headers, timeout=20) as client:
        async with client.stream("GET", "/events") as stream:
            lines = stream.aiter_lines()
            ids = [line[4:] async for line in _first(lines, "id: ", 3)]
        again = {"Last-Event-ID": ids[0]}
        async with client.stream("GET", "/events", headers=again) as stream:
            lines = stream.aiter_lines()
            assert [line[4:] async for line in _first(lines, "id: ", 2)] == ids[1:]
            await intake.assess(new_id(), "news")
            await intake.sequence()
            data = [line async for line in _first(lines, "data: ", 2)]
            assert '"judgement":"news"' in data[-1]
            began = monotonic()
            server.stopping.set()
            async for _ in lines:
                pass
            assert monotonic() - began < 5


async def test_a_source_that_cannot_be_reached_or_refuses_is_away(server: FeedServer) -> None:
    for address, credential in (("http://127.0.0.1:9", token(Role.SERVICE)), (server.address, "not a token")):
        reader = HttpFeedReader(address, credential)
        with pytest.raises(TransportAway):
            await reader.page(None, limit=1, types=TYPES, wait_seconds=0)
        await reader.close()


async def _first(lines: AsyncIterator[str], beginning: str, count: int) -> AsyncIterator[str]:
    async for line in lines:
        if line.startswith(beginning):
            yield line
            count -= 1
            if count == 0:
                return
