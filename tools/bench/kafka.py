"""Measures the way over a real Kafka: shipping, effects with the inbox, and the time from commit to effect."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from shared.clock import SystemClock, monotonic
from shared.database import create_database_if_missing, open_connection, with_database
from shared.embedded_kafka.broker_settings import BrokerSettings
from shared.embedded_kafka.installed import installed_broker
from shared.events.coding import encode
from shared.events.intake.tickets import TicketAssessed
from shared.identifiers import new_id
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.publisher import KafkaPublisher
from shared.messaging.kafka.relay import LARGEST_BATCH, Relay
from shared.messaging.kafka.subscription import KafkaSubscription
from shared.messaging.kafka.topics import Topic, apply_topics
from shared.storage.plumbing import FIRST_MIGRATION
from tests.integration.sample_service import SampleService, create_tables, listeners, start_service

EVENTS = 20_000
THINGS = 2_000
SINGLE_EVENTS = 300
PORT = 39_092
_INSERT = """
    INSERT INTO event (id, at, happened_at, type, topic, aggregate_id, aggregate_version, ordinal, ticket_id,
        actor_role, actor_id, data)
    SELECT id, now(), now(), $3, $4, ticket::text, 1, 0, ticket, 'specialist', 'bench', data::json
    FROM unnest($1::uuid[], $2::uuid[], $5::text[]) AS given(id, ticket, data)
"""

Figures = dict[str, dict[str, float]]


async def measure_kafka(postgres: str, folder: Path) -> Figures:
    """Broker, PostgreSQL and both services on this machine; every event has its effect before a figure is given."""
    async with AsyncExitStack() as stack:
        broker = await installed_broker(BrokerSettings(folder / "kafka", PORT, PORT + 1), Path("data/jars"), print)
        stack.push_async_callback(broker.stop)
        await broker.start()
        connection = KafkaConnection(bootstrap=broker.bootstrap)
        topics = [Topic(TicketAssessed.TOPIC, 12), Topic(connection.undecodable("dispatch"), 1)]
        await apply_topics(connection, topics, replication=1)
        intake = await _service(stack, postgres, "bench_kafka_intake")
        dispatch = await _service(stack, postgres, "bench_kafka_dispatch")
        return {
            "relay": {"events/s": EVENTS / await _ship(intake, connection)},
            "effects": {"effects/s": EVENTS / await _consume(dispatch, connection)},
            "commit to effect": await _latency(intake, dispatch, connection),
        }


async def _service(stack: AsyncExitStack, postgres: str, name: str) -> SampleService:
    await create_database_if_missing(postgres, name)
    url = with_database(postgres, name)
    session = await open_connection(url, statement_seconds=60)
    for statement in FIRST_MIGRATION:
        await session.execute(statement)
    await session.close()
    await create_tables(url)
    return await start_service(stack, url, holder=name)


async def _ship(intake: SampleService, connection: KafkaConnection) -> float:
    """Seconds in which a relay ships what is in the log."""
    tickets = [new_id() for _ in range(THINGS)]
    now = SystemClock().now()
    about = [tickets[number % THINGS] for number in range(EVENTS)]
    data = [
        encode(TicketAssessed(ticket_id=ticket, judgement=str(number), clause="5.2", assessed_at=now)).decode()
        for number, ticket in enumerate(about)
    ]
    ids = [new_id() for _ in range(EVENTS)]
    await intake.database.execute(_INSERT, ids, about, TicketAssessed.TYPE, TicketAssessed.TOPIC, data)
    await intake.sequence()
    publisher = KafkaPublisher(connection)
    relay = Relay(intake.feed, intake.database, publisher, service="intake")
    assert await relay.lease.take()
    began = monotonic()
    while await relay.ship(relay.lease.epoch or 0) == LARGEST_BATCH:
        pass
    seconds = monotonic() - began
    assert relay.shipped == EVENTS
    await relay.lease.give_back()
    await publisher.close()
    return seconds


async def _consume(dispatch: SampleService, connection: KafkaConnection) -> float:
    """Seconds from the first to the last effect of what lies on the topic."""
    async with _running(_consumer(dispatch, connection)):
        await _until(lambda: _effects(dispatch), 1)
        began = monotonic()
        await _until(lambda: _effects(dispatch), EVENTS)
        return monotonic() - began


async def _latency(intake: SampleService, dispatch: SampleService, connection: KafkaConnection) -> dict[str, float]:
    """Milliseconds from the answer of a write to its effect in the other service, one write at a time."""
    relay = Relay(intake.feed, intake.database, KafkaPublisher(connection), service="intake")
    arrived: dict[str, asyncio.Event] = {}

    async def note(event: TicketAssessed, work: object) -> None:
        arrived.setdefault(event.judgement, asyncio.Event()).set()

    subscription = KafkaSubscription(connection, consumer="dispatch", events={TicketAssessed.TYPE: TicketAssessed})
    consumer = dispatch.consumer(subscription, listeners(note))
    took = []
    async with _running(intake.sequencer.run), _running(relay.run), _running(consumer.run):
        for number in range(SINGLE_EVENTS):
            name = f"single {number}"
            await intake.assess(new_id(), name)
            began = monotonic()
            async with asyncio.timeout(60):
                await arrived.setdefault(name, asyncio.Event()).wait()
            took.append((monotonic() - began) * 1000)
    took = sorted(took[20:])
    return {"ms p50": took[len(took) // 2], "ms p99": took[int(len(took) * 0.99)]}


def _consumer(dispatch: SampleService, connection: KafkaConnection) -> Callable[[], Awaitable[None]]:
    subscription = KafkaSubscription(connection, consumer="dispatch", events={TicketAssessed.TYPE: TicketAssessed})
    return dispatch.consumer(subscription, listeners()).run


async def _effects(dispatch: SampleService) -> int:
    return int(await dispatch.database.value("SELECT count(*) FROM effect"))


async def _until(count: Callable[[], Awaitable[int]], wanted: int) -> None:
    async with asyncio.timeout(180):
        while True:
            if await count() >= wanted:
                return
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _running(job: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(job())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
