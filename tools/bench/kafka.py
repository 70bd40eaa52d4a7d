"""Measures the way over a real Kafka: shipping, draining a backlog with the inbox, latency, and a service's memory."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from shared.clock import monotonic
from shared.database import create_database_if_missing, with_database
from shared.embedded_kafka.broker_settings import BrokerSettings
from shared.embedded_kafka.installed import installed_broker
from shared.events.intake.tickets import TicketAssessed
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.publisher import KafkaPublisher
from shared.messaging.kafka.relay import LARGEST_BATCH, Relay
from shared.messaging.kafka.subscription import KafkaSubscription
from shared.messaging.kafka.topics import apply_topics, planned_topics
from shared.migration import run_migrations
from tests.integration.sample_service import SampleService, listeners
from tools.bench.sample import Figures, fill_log, latency, running, sample_service, until
from tools.bench.servers import private_megabytes, resident_megabytes, server

BACKLOG = 100_000
THINGS = 10_000
PORT = 39_092
SERVICE_PORT = 18_704
SETTLING_SECONDS = 5


async def measure_kafka(postgres: str, _postgres_pid: int, folder: Path) -> Figures:
    """Broker, PostgreSQL and both services on this machine; every event has its effect before a figure is given."""
    async with AsyncExitStack() as stack:
        broker = await installed_broker(BrokerSettings(folder / "kafka", PORT, PORT + 1), Path("data/jars"), print)
        stack.push_async_callback(broker.stop)
        await broker.start()
        connection = KafkaConnection(bootstrap=broker.bootstrap)
        await apply_topics(connection, planned_topics(connection, retention_days=1), replication=1)
        intake = await sample_service(stack, postgres, "bench_kafka_intake")
        dispatch = await sample_service(stack, postgres, "bench_kafka_dispatch")
        shipping = await _ship(intake, connection)
        draining = await _drain(dispatch, connection)
        return {
            "relay": {"events/s": BACKLOG / shipping},
            "backlog of 100,000": {"seconds": draining, "effects/s": BACKLOG / draining},
            "commit to effect": await _latency(intake, dispatch, connection),
            "one service": await _memory(postgres, broker.bootstrap, folder),
        }


async def _ship(intake: SampleService, connection: KafkaConnection) -> float:
    """Seconds in which a relay ships what is in the log."""
    await fill_log(intake, events=BACKLOG, things=THINGS)
    await intake.sequence()
    publisher = KafkaPublisher(connection)
    relay = Relay(intake.feed, intake.database, publisher, service="intake")
    assert await relay.lease.take()
    began = monotonic()
    while await relay.ship(relay.lease.epoch or 0) == LARGEST_BATCH:
        pass
    seconds = monotonic() - began
    assert relay.shipped == BACKLOG
    await relay.lease.give_back()
    await publisher.close()
    return seconds


async def _drain(dispatch: SampleService, connection: KafkaConnection) -> float:
    """Seconds from the first to the last effect of what lies on the topic."""

    async def effects() -> int:
        return int(await dispatch.database.value("SELECT count(*) FROM effect"))

    async with running(dispatch.consumer(_subscription(connection), listeners()).run):
        await until(effects, 1)
        began = monotonic()
        await until(effects, BACKLOG)
        return monotonic() - began


async def _latency(intake: SampleService, dispatch: SampleService, connection: KafkaConnection) -> dict[str, float]:
    relay = Relay(intake.feed, intake.database, KafkaPublisher(connection), service="intake")
    async with running(relay.run):
        return await latency(intake, dispatch, _subscription(connection))


async def _memory(postgres: str, bootstrap: str, folder: Path) -> dict[str, float]:
    """Megabytes of one of five processes over Kafka, at rest: dispatch, which listens to all the others."""
    await create_database_if_missing(postgres, "bench_kafka_memory")
    url = with_database(postgres, "bench_kafka_memory")
    await run_migrations("dispatch", url)
    settings = {"DISPATCH_DATABASE_URL": url, "DATA_FOLDER": str(folder), "KAFKA_BOOTSTRAP_SERVERS": bootstrap}
    arguments = ("services.cli", "serve", "dispatch", "--port", str(SERVICE_PORT))
    async with server(*arguments, port=SERVICE_PORT, settings=settings) as process:
        await asyncio.sleep(SETTLING_SECONDS)
        return {"MB resident": resident_megabytes(process.pid), "MB its own": private_megabytes(process.pid)}


def _subscription(connection: KafkaConnection) -> KafkaSubscription:
    return KafkaSubscription(connection, consumer="dispatch", events={TicketAssessed.TYPE: TicketAssessed})
