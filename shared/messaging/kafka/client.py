"""One aiokafka consumer in its group: joins, drains when partitions go, and is thrown away as a whole."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any

import structlog

from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.places import Places
from shared.messaging.kafka.quieter import make_aiokafka_quieter
from shared.messaging.transport import SourceGone, TransportAway

START_SECONDS = 30.0
CALL_SECONDS = 15.0
DRAIN_SECONDS = 40.0
"""Below the 60 seconds that the group waits for us, above the 30 that a handler may take."""
CLOSE_SECONDS = 5.0
_SLICE_SECONDS = 0.5
_log = structlog.get_logger(__name__)

Fetched = Mapping[Any, Sequence[Any]]
"""Records by partition."""


class GroupMember:
    """A member of a consumer group on the topics of the contracts.

    What was fetched before a rebalance and not yet given out is dropped: its partitions start again from the
    committed place, here or elsewhere.
    """

    def __init__(self, connection: KafkaConnection, group: str, topics: Sequence[str]) -> None:
        self._connection = connection
        self._group = group
        self._topics = topics
        self._consumer: Any = None
        self._fetching: asyncio.Task[tuple[int, Fetched]] | None = None
        self.generation = 0
        """Grows whenever partitions come or go."""
        self.places: Places[Any] = Places()
        self.rebalances = 0

    async def start(self) -> None:
        """Join the group. Raises TransportAway."""
        from aiokafka import AIOKafkaConsumer
        from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor

        make_aiokafka_quieter()
        consumer = AIOKafkaConsumer(
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="none",
            session_timeout_ms=45_000,
            heartbeat_interval_ms=3_000,
            rebalance_timeout_ms=60_000,
            max_poll_interval_ms=300_000,
            partition_assignment_strategy=(StickyPartitionAssignor,),
            max_poll_records=500,
            max_partition_fetch_bytes=1_048_576,
            metadata_max_age_ms=60_000,
            **self._connection.options(),
        )
        self._consumer = consumer
        async with self._errors_told():
            async with asyncio.timeout(START_SECONDS):
                await consumer.start()
            consumer.subscribe(self._topics, listener=_listener(self._revoked, self._assigned))

    async def fetch(self, limit: int, wait_seconds: float) -> Fetched:
        """Records that came within the time, none of a partition that is being taken from us.

        Raises TransportAway and SourceGone. `getmany` waits for the end of a rebalance however long that takes, and
        must not be cancelled: so it goes on between our calls.
        """
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch(limit))
        done, _ = await asyncio.wait({self._fetching}, timeout=wait_seconds)
        if not done:
            return {}
        fetching, self._fetching = self._fetching, None
        async with self._errors_told():
            generation, fetched = fetching.result()
        return fetched if generation == self.generation else {}

    async def commit(self, partitions: Collection[Any] | None = None) -> None:
        """Write down how far we came, as far as it is contiguous; what fails is tried again with the next one."""
        from aiokafka.errors import KafkaError

        if self._consumer is None:
            return
        offsets = self.places.to_commit(self._consumer.assignment() if partitions is None else partitions)
        if not offsets:
            return
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await self._consumer.commit(offsets)
        except (KafkaError, TimeoutError, OSError) as error:
            _log.warning("place not written down", group=self._group, reason=f"{type(error).__name__} {error}")
        else:
            self.places.committed(offsets)

    async def behind(self) -> int:
        """How many records of our partitions we have not fetched. Raises TransportAway."""
        return sum([max(0, end - await self._consumer.position(each)) for each, end in (await self._ends()).items()])

    async def unfinished(self) -> int:
        """How many records of our partitions still need work, fetched or not. Raises TransportAway."""
        left = 0
        for partition, end in (await self._ends()).items():
            safe = self.places.safe(partition)
            left += max(0, end - (await self._consumer.position(partition) if safe is None else safe))
        return left

    async def _ends(self) -> Mapping[Any, int]:
        """The offset behind the newest record of each of our partitions."""
        async with self._errors_told(), asyncio.timeout(CALL_SECONDS):
            ours = self._consumer.assignment()
            return await self._consumer.end_offsets(ours) if ours else {}

    async def close(self) -> None:
        """Leave the group; whatever hangs is left behind."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await consumer.stop()
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)
            self._fetching = None
        self.places.forget_all()

    async def _fetch(self, limit: int) -> tuple[int, Fetched]:
        from aiokafka.errors import NoOffsetForPartitionError

        try:
            fetched = await self._consumer.getmany(timeout_ms=int(_SLICE_SECONDS * 1000), max_records=limit)
        except NoOffsetForPartitionError:
            # The client asked before we had said where to begin.
            await self._begin(self._consumer.assignment())
            return self.generation, {}
        return self.generation, fetched

    async def _revoked(self, partitions: Sequence[Any]) -> None:
        """Finish what was begun of these partitions and write it down, before somebody else starts there."""
        self.generation += 1
        if not await self.places.drained(partitions, at_most_seconds=DRAIN_SECONDS):
            _log.warning("a handler outlasts a rebalance: the inbox keeps its event from a second effect")
        await self.commit(partitions)
        self.places.forget(partitions)

    async def _assigned(self, partitions: Sequence[Any]) -> None:
        self.generation += 1
        self.rebalances += 1
        await self._begin(partitions)

    async def _begin(self, partitions: Collection[Any]) -> None:
        """A group that was never here starts with the oldest record; any other place must be known."""
        consumer = self._consumer
        if consumer is None:
            return
        async with asyncio.timeout(START_SECONDS):
            unknown = [each for each in partitions if each not in self.places]
            committed = await asyncio.gather(*map(consumer.committed, unknown))
            fresh = [partition for partition, offset in zip(unknown, committed, strict=True) if offset is None]
            if fresh:
                await consumer.seek_to_beginning(*fresh)

    def _errors_told(self) -> "_ErrorsTold":
        return _ErrorsTold(self._connection.bootstrap)


class _ErrorsTold:
    """Says in the words of the port what aiokafka raises."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is None:
            return
        from aiokafka.errors import KafkaError, OffsetOutOfRangeError

        if isinstance(error, OffsetOutOfRangeError):
            raise SourceGone(
                f"{error}: records that this group has not read are no longer there; reset its offsets with Kafka's "
                "own tools once it is known what is missing"
            ) from error
        if isinstance(error, KafkaError | TimeoutError | OSError):
            raise TransportAway(f"{self._bootstrap}: {type(error).__name__} {error}") from error


def _listener(
    revoked: Callable[[Sequence[Any]], Coroutine[Any, Any, None]],
    assigned: Callable[[Sequence[Any]], Coroutine[Any, Any, None]],
) -> Any:
    from aiokafka.abc import ConsumerRebalanceListener

    class Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
        async def on_partitions_revoked(self, revoked_partitions: set[Any]) -> None:
            await revoked(sorted(revoked_partitions))

        async def on_partitions_assigned(self, assigned_partitions: set[Any]) -> None:
            await assigned(sorted(assigned_partitions))

    return Listener()
