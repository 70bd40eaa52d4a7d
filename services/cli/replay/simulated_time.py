"""Lets simulated time pass: never past what an earlier minute still has to bring about, in whichever service."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

from services.cli.api import Api, Document
from services.cli.registry import SERVICES, listeners_of
from shared.clock import monotonic
from shared.messaging.feed import LARGEST_PAGE
from shared.web.standard_routes.clock import MOST_EVENTS

PATIENCE_SECONDS = 60.0


class NeverAtRest(Exception):
    """A service still had something to do after a minute: a parked event, or a timer that fails."""


class SimulatedTime:
    """Tells the five services the time, each time when all events until then are handled and all due timers fired.

    So what follows from a step does not depend on how fast events travel, and two replays end alike.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._listening = {service: set(listeners_of(service).event_classes) for service in SERVICES}
        self._heard = {
            source: ",".join(
                sorted({each for service in SERVICES for each in listeners_of(service).types_from(source)})
            )
            for source in SERVICES
        }
        self._cursors: dict[str, str] = {}
        self._positions: dict[str, int] = {}
        self._now: datetime | None = None

    async def come_to(self, now: datetime, commanded: Iterable[str] = SERVICES) -> None:
        """Let everything come to rest at the present time, then at this one; only `commanded` services were at work.

        The first time there is no present one: what was published before is left to `all_handled`. Raises NeverAtRest.
        """
        if self._now is None:
            for source in SERVICES:
                _, self._cursors[source] = await self._api.feed_page(source, cursor="latest")
        else:
            await self._rest_at(self._now, commanded)
        self._now = now
        await self._rest_at(now, SERVICES)

    async def _rest_at(self, instant: datetime, services: Iterable[str]) -> None:
        """Follow what was done in these services from one to the other, until nothing more follows."""
        events: Mapping[str, list[str]] = {service: [] for service in services}
        while events:
            positions = await asyncio.gather(*(self._tell(each, instant, ids) for each, ids in events.items()))
            told = dict(zip(events, positions, strict=True))
            moved = [source for source, position in told.items() if position != self._positions.get(source)]
            self._positions |= told
            events = self._by_listener(await asyncio.gather(*map(self._news_of, moved)))

    async def _tell(self, service: str, instant: datetime, once_handled: list[str]) -> int:
        """Its newest place in its feed, once it has come to rest; what one order cannot hold goes before."""
        rest, last = once_handled[:-MOST_EVENTS], once_handled[-MOST_EVENTS:]
        if rest:
            await self._tell(service, instant, rest)
        until = monotonic() + PATIENCE_SECONDS
        while monotonic() < until:
            order = {"now": instant.isoformat(), "once_handled": last}
            clock = await self._api.put(f"/{service}/clock", order)
            if clock["feed_position"] is not None:
                return int(clock["feed_position"])
        raise NeverAtRest(f"{service} does not come to rest at {instant}: look at its /parked and its log")

    async def _news_of(self, source: str) -> list[Document]:
        found: list[Document] = []
        events: list[Document] | None = None
        while events is None or len(events) == LARGEST_PAGE:
            events, self._cursors[source] = await self._api.feed_page(
                source, cursor=self._cursors[source], types=self._heard[source]
            )
            found += events
        return found

    def _by_listener(self, pages: Iterable[list[Document]]) -> dict[str, list[str]]:
        """Ids of events by the services that listen to them."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for event in chain.from_iterable(pages):
            for service, types in self._listening.items():
                if event["type"] in types:
                    found[service].append(event["id"])
        return found
