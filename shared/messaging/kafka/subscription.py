"""Subscribes a service to the topics of the events it listens to."""

import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from shared.clock import monotonic
from shared.events.contract import Event
from shared.messaging.envelope import Envelope, EnvelopeBroken, from_kafka
from shared.messaging.kafka.client import Fetched, GroupMember
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.publisher import KafkaPublisher
from shared.messaging.transport import Delivery, SourceGone, TransportAway

COMMIT_EVERY_SECONDS = 0.5
STALL_SECONDS = 60.0
MOST_REBUILDS = 5
_log = structlog.get_logger(__name__)


def stop_this_process() -> None:
    """As an operator would: what was begun is finished, and the supervisor starts a new one."""
    signal.raise_signal(signal.SIGTERM)


class KafkaSubscription:
    """All topics of one service in one consumer group; several processes share the partitions.

    A progress watchdog looks after the client: when nothing comes although something is there, the client is made
    anew, and after `MOST_REBUILDS` without progress this process ends, for a supervisor to start another one.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        *,
        consumer: str,
        events: Mapping[str, type[Event]],
        give_up: Callable[[], None] = stop_this_process,
    ) -> None:
        self._connection = connection
        self._consumer = consumer
        self._types = frozenset(events)
        self._topics = sorted({connection.topic(each.TOPIC) for each in events.values()})
        self._give_up = give_up
        self._undecodable = KafkaPublisher(connection)
        self._member: GroupMember | None = None
        self._committed_at = 0.0
        self._idle_seconds = 0.0
        self._is_committing = False
        self.rebuilds = 0
        """How often the client was made anew since the last progress."""
        self.stall_seconds = STALL_SECONDS

    @property
    def source(self) -> str:
        """Every service tells on the cluster."""
        return "kafka"

    @property
    def rebalances(self) -> int:
        """How often the present client has got partitions."""
        return 0 if self._member is None else self._member.rebalances

    async def take(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """The next deliveries; see the port. Raises TransportAway, SourceGone."""
        member = await self._joined()
        began = monotonic()
        try:
            fetched = await member.fetch(limit, wait_seconds)
            if fetched:
                self._idle_seconds, self.rebuilds = 0.0, 0
                return await self._deliveries(member, fetched)
            self._idle_seconds += monotonic() - began
            await self._commit(member)
            await self._watch(member)
        except (TransportAway, SourceGone):
            # What was fetched and not given out is lost to this client: the next one begins at the committed place.
            await self._leave(member)
            raise
        return []

    async def done(self, deliveries: Sequence[Delivery]) -> None:
        """These need no further work; the place is written down twice a second."""
        for delivery in deliveries:
            delivery.receipt()
        if self._member is not None and monotonic() - self._committed_at >= COMMIT_EVERY_SECONDS:
            await self._commit(self._member)

    async def readings(self) -> dict[str, float]:
        """How far this process is behind in the partitions that it holds now. Raises TransportAway."""
        member = self._member
        if member is None:
            return {}
        label = f'{{source="{self.source}"}}'
        return {
            f"consumer_lag_events{label}": float(await member.unfinished()),
            f"consumer_rebalances{label}": float(member.rebalances),
        }

    async def close(self) -> None:
        """Write down how far we came and leave the group, so that others go on at once."""
        member, self._member = self._member, None
        if member is not None:
            await member.commit()
            await member.close()
        await self._undecodable.close()

    async def _joined(self) -> GroupMember:
        if self._member is None:
            member = GroupMember(self._connection, self._connection.group(self._consumer), self._topics)
            try:
                await member.start()
            except BaseException:
                await member.close()
                raise
            self._member = member
        return self._member

    async def _leave(self, member: GroupMember) -> None:
        self._member, self._idle_seconds = None, 0.0
        await member.close()

    async def _deliveries(self, member: GroupMember, fetched: Fetched) -> list[Delivery]:
        generation = member.generation
        records = [(partition, record) for partition, records in fetched.items() for record in records]
        envelopes = [self._envelope(record) for _, record in records]
        broken = [(record, each) for (_, record), each in zip(records, envelopes, strict=True) if _is_broken(each)]
        if broken:
            await self._put_aside(broken)
            if member.generation != generation:
                return []
        # Nothing is awaited from here on: no partition can go while its records are being given out.
        deliveries = []
        for (partition, record), envelope in zip(records, envelopes, strict=True):
            if isinstance(envelope, Envelope) and envelope.type in self._types:
                deliveries.append(member.places.handed_out(partition, record.offset, envelope))
            else:
                member.places.passed(partition, record.offset)
        return deliveries

    def _envelope(self, record: Any) -> Envelope | EnvelopeBroken:
        try:
            return from_kafka(self._connection.contract_topic(record.topic), record.key, record.value, record.headers)
        except EnvelopeBroken as broken:
            return broken

    async def _put_aside(self, broken: Sequence[tuple[Any, Envelope | EnvelopeBroken]]) -> None:
        """Bytes that are no event stop nothing: they go to a topic of their own, with the reason."""
        topic = self._connection.undecodable(self._consumer)
        copies = []
        for record, reason in broken:
            origin = f"{record.topic}/{record.partition}/{record.offset}"
            _log.error("a record is no event of ours", consumer=self._consumer, origin=origin, reason=str(reason))
            headers = [*record.headers, ("origin", origin.encode()), ("reason", str(reason).encode())]
            copies.append((topic, record.key, record.value, headers))
        await self._undecodable.send(copies)

    async def _commit(self, member: GroupMember) -> None:
        if self._is_committing:
            return
        self._is_committing = True
        try:
            await member.commit()
            self._committed_at = monotonic()
        finally:
            self._is_committing = False

    async def _watch(self, member: GroupMember) -> None:
        """Nothing came: is nothing there, or does the client stand still?"""
        if self._idle_seconds < self.stall_seconds:
            return
        behind = await member.behind()
        self._idle_seconds = 0.0
        if not behind:
            return
        self.rebuilds += 1
        _log.error("the Kafka client stands still and is made anew", behind=behind, rebuilds=self.rebuilds)
        if self.rebuilds > MOST_REBUILDS:
            self._give_up()
        await self._leave(member)


def _is_broken(read: Envelope | EnvelopeBroken) -> bool:
    return isinstance(read, EnvelopeBroken)
