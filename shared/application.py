"""Puts a service together from its parts and keeps it running: database, three doors, feed and workers."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from shared.actor import Role
from shared.clock import Clock, SimulatedClock, SystemClock, monotonic
from shared.database import Database, WritingConnection
from shared.messaging.consumer import Consumer
from shared.messaging.feed import Feed, FeedPage
from shared.messaging.feeds.cursor import Cursor
from shared.messaging.feeds.readers import FeedReader, HttpFeedReader, LocalFeedReader
from shared.messaging.feeds.routes import feed_router
from shared.messaging.feeds.subscription import FeedSubscription
from shared.messaging.handling import Handling
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.publisher import KafkaPublisher
from shared.messaging.kafka.relay import Relay
from shared.messaging.kafka.subscription import KafkaSubscription
from shared.messaging.parking import routes as parking
from shared.messaging.parking.lanes import Lanes
from shared.messaging.parking.retrying import Retrying
from shared.messaging.sequencer import Sequencer
from shared.messaging.transport import Subscription, TransportAway
from shared.messaging.upkeep.figures import Figures
from shared.messaging.upkeep.partitions import Janitor, Retention
from shared.messaging.workers import Workers
from shared.service import Runtime, ServiceParts
from shared.settings import ClockKind, Environment, ServiceSettings
from shared.storage.committer import Committer
from shared.storage.transactions import Transactions
from shared.timers.worker import TimerWorker
from shared.web.keys.signing import TokenFor, issue_token, signing_key
from shared.web.service_app import web_app

_BEFORE_EVERYTHING = datetime(2009, 3, 11, tzinfo=UTC)
"""Where simulated time starts on an empty database: the policy is in force."""
_TOGETHER_SECONDS = 5.0
_LOOK_AGAIN_SECONDS = 0.05
_SERVICE_TOKEN_VALID = timedelta(days=365)


def service_app(parts: ServiceParts, settings: ServiceSettings, runtime: Runtime | None = None) -> FastAPI:
    """The application of a service; without `runtime` it is alone in its process.

    Raises RouteDeclaredWrongly when a route does not say who may call it.
    """
    service = Service(parts, settings, runtime or Runtime(clock=clock_of(settings)))
    return web_app(service, routers=(feed_router(service.feed, service.stopping), parking.routes))


def clock_of(settings: ServiceSettings) -> Clock:
    """The machine's clock, or a simulated one that starts long ago; raises ValueError for that in production."""
    if settings.clock is ClockKind.SYSTEM:
        return SystemClock()
    if settings.environment is Environment.PRODUCTION:
        raise ValueError("CLOCK=simulated is for tests and replays, never for production")
    return SimulatedClock(_BEFORE_EVERYTHING)


class Service:
    """One service in one process; several processes of it share their work through the database."""

    def __init__(self, parts: ServiceParts, settings: ServiceSettings, runtime: Runtime) -> None:
        self.parts = parts
        self.settings = settings
        self.clock = runtime.clock
        self.registry = CollectorRegistry()
        self.stopping = runtime.stopping
        self.database = Database(settings.database_url, max_size=settings.database_connections)
        self._writer = WritingConnection(settings.database_url)
        self._committer = Committer(self._writer)
        self.transactions: Transactions[Any] = Transactions(
            parts.work, self.database, self._committer, parts.policies, self.clock
        )
        holder = secrets.token_hex(8)
        self._sequencer = Sequencer(self.database, holder)
        self.feed = Feed(self.database, self._sequencer.sequenced)
        self._timers = TimerWorker(self.database, self.transactions, parts.timers, self.clock, holder=holder)
        self.handling = Handling(self.database, self.transactions, parts.listeners)
        self._lanes = Lanes()
        self._retrying = Retrying(self.database, self.handling, self._lanes, holder=holder)
        self._kafka = KafkaConnection.of(settings)
        self._consumers = {each.source: self._consumer(each) for each in self._subscriptions(runtime, holder)}
        self._workers = self._all_workers()
        self._runtime = runtime

    async def start(self) -> None:
        """Connect and begin to work. Raises DatabaseAway."""
        await self.database.open()
        if isinstance(self.clock, SimulatedClock):
            await self._resume_simulated_time(self.clock)
        self._committer.on_commit += [self._sequencer.on_commit, self._timers.on_commit]
        self._committer.start()
        self._runtime.feeds[self.parts.name] = self.feed
        self._workers.start()

    async def stop(self) -> None:
        """Refuse new work, finish what was begun, let other processes take over at once."""
        self.stopping.set()
        self._runtime.feeds.pop(self.parts.name, None)
        await self._workers.stop()
        await self._committer.stop()
        await self._writer.close()
        await self.database.close()

    async def is_ready(self) -> bool:
        """Whether it can take requests now."""
        return not self.stopping.is_set() and await self.database.value("SELECT 1") == 1

    async def _resume_simulated_time(self, clock: SimulatedClock) -> None:
        """Simulated time goes on after a restart where it stood."""
        latest = await self.database.value("SELECT max(at) FROM event")
        if latest is not None:
            clock.advance_to(latest)

    def _all_workers(self) -> Workers:
        workers = Workers()
        workers.add("sequencer", self._sequencer.run)
        workers.add("timers", self._timers.run)
        workers.add("retrying", self._retrying.run)
        workers.add("janitor", Janitor(self.database, self.clock, retention_of(self.settings)).run)
        of_consumers = [consumer.readings for consumer in self._consumers.values()]
        workers.add("figures", Figures(self.database, self.clock, self.registry, of_consumers).run)
        if self._kafka is not None:
            relay = Relay(self.feed, self.database, KafkaPublisher(self._kafka), service=self.parts.name)
            workers.add("relay", relay.run)
        for source, consumer in self._consumers.items():
            workers.add(f"consumer of {source}", consumer.run)
        for name, job in self.parts.jobs.items():
            workers.add(name, partial(job, self.transactions))
        return workers

    def _subscriptions(self, runtime: Runtime, holder: str) -> list[Subscription]:
        """Where the events of others come from: Kafka where there is one, else each other's feeds."""
        listeners, name = self.parts.listeners, self.parts.name
        if self._kafka is not None and listeners.event_classes:
            return [KafkaSubscription(self._kafka, consumer=name, events=listeners.event_classes)]
        return [
            FeedSubscription(
                _NeighbourReader(source, self.settings, runtime),
                self.database,
                consumer=name,
                source=source,
                types=listeners.types_from(source),
                holder=holder,
            )
            for source in listeners.sources
        ]

    def _consumer(self, subscription: Subscription) -> Consumer[Any]:
        return Consumer(subscription, self.handling, self.database, self._lanes)


def retention_of(settings: ServiceSettings) -> Retention:
    """The inbox remembers a day longer than any source keeps events: a replay must find what it did."""
    return Retention(event_days=settings.event_retention_days, inbox_days=settings.event_retention_days + 1)


class _NeighbourReader:
    """Reads another service: directly when it runs in this process, else over HTTP."""

    def __init__(self, source: str, settings: ServiceSettings, runtime: Runtime) -> None:
        self._source = source
        self._settings = settings
        self._runtime = runtime
        self._over_http: FeedReader | None = None

    async def page(self, after: Cursor | None, *, limit: int, types: tuple[str, ...], wait_seconds: float) -> FeedPage:
        """As `FeedReader.page`; services of one process start and stop together, so a moment's absence is no news."""
        until = monotonic() + _TOGETHER_SECONDS
        while self._runtime.stopping.is_set() or (self._is_missing() and monotonic() < until):  # noqa: ASYNC110 - a few looks
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return await self._reader().page(after, limit=limit, types=types, wait_seconds=wait_seconds)

    async def close(self) -> None:
        """Close connections."""
        if self._over_http is not None:
            await self._over_http.close()
            self._over_http = None

    def _is_missing(self) -> bool:
        return self._source not in self._runtime.feeds and self._source not in self._settings.feed_urls

    def _reader(self) -> FeedReader:
        neighbour = self._runtime.feeds.get(self._source)
        if neighbour is not None:
            return LocalFeedReader(neighbour)
        url = self._settings.feed_urls.get(self._source)
        if url is None:
            raise TransportAway(f"{self._source} does not run in this process, and FEED_URLS does not say where it is")
        if self._over_http is None:
            self._over_http = HttpFeedReader(url, self._settings.feed_token or _own_token(self._settings))
        return self._over_http


def _own_token(settings: ServiceSettings) -> str:
    """Where no token is configured, the key in the data folder signs one; refused in production."""
    key = signing_key(Path(settings.data_folder), settings.environment)
    wanted = TokenFor(subject="services", roles=(Role.SERVICE,), valid_for=_SERVICE_TOKEN_VALID)
    return issue_token(
        key, wanted, issuer=settings.auth_issuer, audience=settings.auth_audience, now=SystemClock().now()
    )
