"""What the suite asks of a transport, and how a feed and Kafka give it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.events.intake.tickets import TicketAssessed
from shared.identifiers import new_id
from shared.messaging.envelope import Envelope, from_kafka
from shared.messaging.feed import Feed
from shared.messaging.feeds.readers import FeedReader
from shared.messaging.feeds.subscription import FeedSubscription
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.publisher import KafkaPublisher
from shared.messaging.kafka.relay import Relay
from shared.messaging.kafka.subscription import KafkaSubscription
from shared.messaging.kafka.topics import Topic, apply_topics
from shared.messaging.transport import Subscription
from tests.integration.messaging.conformance.schedules import Look, Seen
from tests.integration.sample_service import SampleService

EVENTS = {TicketAssessed.TYPE: TicketAssessed}
PARTITIONS = 6


class Transport(Protocol):
    """One way from intake to dispatch."""

    async def subscribe(self, intake: SampleService, dispatch: SampleService) -> Subscription:
        """What dispatch reads; it goes on where an earlier one of the same service ended."""

    async def forget_place(self, dispatch: SampleService) -> None:
        """The next subscription begins with the oldest event."""

    async def look(self, intake: SampleService) -> Look:
        """Shows what came since the last look."""


class FeedTransport:
    """A feed, by some reader."""

    def __init__(self, connect: Callable[[Feed], Awaitable[FeedReader]]) -> None:
        self._connect = connect

    async def subscribe(self, intake: SampleService, dispatch: SampleService) -> Subscription:
        reader = await self._connect(intake.feed)
        options = {"consumer": "dispatch", "source": "intake", "holder": dispatch.holder}
        return FeedSubscription(reader, dispatch.database, types=(TicketAssessed.TYPE,), **options)

    async def forget_place(self, dispatch: SampleService) -> None:
        await dispatch.database.execute("DELETE FROM consumer_cursor")

    async def look(self, intake: SampleService) -> Look:
        return await look_at_feed(await self._connect(intake.feed), intake)


async def look_at_feed(reader: FeedReader, intake: SampleService) -> Look:
    """From the newest event on, in small pages."""
    cursor = await intake.feed.latest()

    async def look() -> Seen:
        nonlocal cursor
        await intake.sequence()
        seen: Seen = []
        while True:
            page = await reader.page(cursor, limit=3, types=(TicketAssessed.TYPE,), wait_seconds=0)
            cursor = page.next
            if not page.envelopes:
                return seen
            seen += [(envelope.subject, envelope.aggregate_version) for envelope in page.envelopes]

    return look


class KafkaTransport:
    """Topics of one test on a real broker; the relay of intake runs as soon as somebody subscribes."""

    def __init__(self, connection: KafkaConnection, stack: AsyncExitStack) -> None:
        self.connection = connection
        self.topic = connection.topic(TicketAssessed.TOPIC)
        self._stack = stack
        self._relays: dict[str, asyncio.Task[None]] = {}

    def relay(self, intake: SampleService) -> Relay:
        """A relay that is not yet running."""
        publisher = KafkaPublisher(self.connection)
        self._stack.push_async_callback(publisher.close)
        return Relay(intake.feed, intake.database, publisher, service="intake", lease_seconds=2.0)

    async def subscribe(self, intake: SampleService, dispatch: SampleService) -> KafkaSubscription:
        if intake.url not in self._relays:
            self._relays[intake.url] = task = asyncio.create_task(self.relay(intake).run())
            self._stack.push_async_callback(_end, task)
        return self.subscription()

    def subscription(self) -> KafkaSubscription:
        """A further member of dispatch's group."""
        return KafkaSubscription(self.connection, consumer="dispatch", events=EVENTS)

    async def forget_place(self, dispatch: SampleService) -> None:
        """As an operator resets the offsets of a group that nobody is in."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.connection.bootstrap,
            group_id=self.connection.group("dispatch"),
            enable_auto_commit=False,
        )
        await consumer.start()
        partitions = [TopicPartition(self.topic, number) for number in range(PARTITIONS)]
        consumer.assign(partitions)
        await consumer.commit(dict.fromkeys(partitions, 0))
        await consumer.stop()

    async def look(self, intake: SampleService) -> Look:
        relay = self.relay(intake)
        assert await relay.lease.take()
        reader = await self._stack.enter_async_context(reading(self.connection.bootstrap, self.topic))
        seen_until: dict[Any, int] = await reader.end_offsets(reader.assignment())

        async def look() -> Seen:
            await intake.sequence()
            while await relay.ship(relay.lease.epoch or 0):
                pass
            assert await relay.lease.keep()
            envelopes = await read_to_the_end(reader, seen_until)
            return [(envelope.subject, envelope.aggregate_version) for envelope in envelopes]

        return look


async def topics_of_a_test(bootstrap: str, stack: AsyncExitStack) -> KafkaTransport:
    """Topics that no other test uses."""
    connection = KafkaConnection(bootstrap=bootstrap, prefix=f"test-{new_id()}.")
    wanted = [
        Topic(connection.topic(TicketAssessed.TOPIC), PARTITIONS),
        Topic(connection.undecodable("dispatch"), 1),
    ]
    await apply_topics(connection, wanted, replication=1)
    return KafkaTransport(connection, stack)


def reading(bootstrap: str, topic: str) -> Any:
    """A reader of a whole topic, in no group."""
    return _Reading(bootstrap, topic)


class _Reading:
    def __init__(self, bootstrap: str, topic: str) -> None:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=20
        )
        self._topic = topic

    async def __aenter__(self) -> Any:
        await self._consumer.start()
        count = len(await self._consumer._client._wait_on_metadata(self._topic) or ())
        self._consumer.assign([TopicPartition(self._topic, number) for number in range(count)])
        return self._consumer

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()


async def read_to_the_end(reader: Any, from_: dict[Any, int]) -> list[Envelope]:
    """Everything behind these offsets, which then stand at the end; in order per partition."""
    ends = await reader.end_offsets(reader.assignment())
    for partition, offset in from_.items():
        reader.seek(partition, offset)
    found = []
    while any(from_[partition] < end for partition, end in ends.items()):
        for partition, records in (await reader.getmany(timeout_ms=1000)).items():
            found += [from_kafka(record.topic.split(".", 1)[1], record.key, record.value, record.headers)
                      for record in records]  # fmt: skip
            from_[partition] = records[-1].offset + 1
    return found


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
