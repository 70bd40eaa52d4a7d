"""How a service reads another one's feed: in the same process, or over HTTP."""

import asyncio
from typing import Any, Protocol

import httpx
import orjson

from shared.database import DatabaseAway
from shared.errors import Malformed
from shared.messaging.envelope import BATCH, EnvelopeBroken, from_structured
from shared.messaging.feed import Feed, FeedGone, FeedPage, FeedQuery
from shared.messaging.feeds.cursor import Cursor
from shared.messaging.transport import TransportAway

NEXT_CURSOR = "Next-Cursor"
"""Header with the cursor behind a page; the `Link` header says the same for those who follow links."""
_GRACE_SECONDS = 10.0


class FeedReader(Protocol):
    """Reads pages of one service's feed."""

    async def page(self, after: Cursor | None, *, limit: int, types: tuple[str, ...], wait_seconds: float) -> FeedPage:
        """As `Feed.page`, restricted events included. Raises FeedGone, TransportAway."""

    async def close(self) -> None:
        """Let go of connections."""


class LocalFeedReader:
    """Reads the feed of a service that runs in this process."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    async def page(self, after: Cursor | None, *, limit: int, types: tuple[str, ...], wait_seconds: float) -> FeedPage:
        """As `Feed.page`, restricted events included. Raises FeedGone, TransportAway."""
        query = FeedQuery(types=types, with_restricted=True)
        try:
            return await self._feed.page(after, limit=limit, query=query, wait_seconds=wait_seconds)
        except DatabaseAway as away:
            raise TransportAway(f"the database of the feed is away: {away}") from away

    async def close(self) -> None:
        """Nothing to let go of."""


class HttpFeedReader:
    """Reads `GET /events` of a service that runs elsewhere.

    `token` is one of role `service`. Every call has a deadline: the wait it asks for and ten seconds.
    """

    def __init__(self, base_url: str, token: str, client: httpx.AsyncClient | None = None) -> None:
        self._url = f"{base_url.rstrip('/')}/events"
        self._headers = {"Authorization": f"Bearer {token}", "Accept": BATCH}
        self._client = client or httpx.AsyncClient(timeout=httpx.Timeout(_GRACE_SECONDS))

    async def page(self, after: Cursor | None, *, limit: int, types: tuple[str, ...], wait_seconds: float) -> FeedPage:
        """As `Feed.page`, restricted events included. Raises FeedGone, TransportAway."""
        parameters: dict[str, str] = {"limit": str(limit), "wait": f"{wait_seconds:.3f}", "types": ",".join(types)}
        if after is not None:
            parameters["cursor"] = str(after)
        try:
            async with asyncio.timeout(wait_seconds + _GRACE_SECONDS):
                response = await self._client.get(
                    self._url, params=parameters, headers=self._headers, timeout=wait_seconds + _GRACE_SECONDS
                )
        except (httpx.HTTPError, TimeoutError) as error:
            raise TransportAway(f"{self._url}: {type(error).__name__} {error}") from error
        if response.status_code == httpx.codes.GONE:
            raise _gone(response)
        if response.status_code != httpx.codes.OK:
            raise TransportAway(f"{self._url} answered {response.status_code}")
        return _page(response)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _page(response: httpx.Response) -> FeedPage:
    try:
        body: list[dict[str, Any]] = orjson.loads(response.content)
        return FeedPage([from_structured(item) for item in body], Cursor.parse(response.headers[NEXT_CURSOR]))
    except (orjson.JSONDecodeError, EnvelopeBroken, Malformed, KeyError, TypeError) as error:
        raise TransportAway(f"{response.url} sent something that is not a page: {error}") from error


def _gone(response: httpx.Response) -> FeedGone:
    restart = response.headers.get(NEXT_CURSOR)
    return FeedGone(f"{response.url} no longer knows this cursor", None if restart is None else Cursor.parse(restart))
