"""Sends events to Kafka and knows that they are there; a producer that does not answer in time is thrown away."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

from shared.messaging.envelope import Envelope, to_kafka
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.quieter import make_aiokafka_quieter
from shared.messaging.transport import TransportAway

START_SECONDS = 15.0
DELIVERY_SECONDS = 30.0
DISCARD_SECONDS = 3.0

Record = tuple[str, bytes | None, bytes | None, list[tuple[str, bytes]]]
"""Topic, key, value, headers."""


class Publisher(Protocol):
    """What the relay needs of a transport."""

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Returns when all are on stable storage, in order per key. Raises TransportAway: then some may be there."""

    async def close(self) -> None:
        """Let go of connections."""


class KafkaPublisher:
    """An idempotent producer, made when it is needed and made anew after every failure."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._producer: Any = None

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """As `Publisher.publish`."""
        await self.send([(self._connection.topic(envelope.topic), *to_kafka(envelope)) for envelope in envelopes])

    async def send(self, records: Sequence[Record]) -> None:
        """Send records as they are. Raises TransportAway."""
        from aiokafka.errors import KafkaError

        try:
            if self._producer is None:
                self._producer = await self._started()
            async with asyncio.timeout(DELIVERY_SECONDS):
                await self._deliver(self._producer, records)
        except (KafkaError, TimeoutError, OSError) as error:
            await self.close()
            raise TransportAway(f"{self._connection.bootstrap}: {type(error).__name__} {error}") from error
        except BaseException:
            # Cancelled half-way: what is still in its buffer must not go out behind our back.
            await self.close()
            raise

    async def close(self) -> None:
        """Throw the producer away. Its own `stop` can hang for ever when a broker is down, so we end its parts."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        # There is no public way to end an idempotent sender without flushing it.
        sender = producer._sender
        if sender is not None and sender.sender_task is not None:
            sender.sender_task.cancel()
        producer._closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(DISCARD_SECONDS):
                await producer.client.close()

    async def _started(self) -> Any:
        from aiokafka import AIOKafkaProducer

        make_aiokafka_quieter()
        producer = AIOKafkaProducer(
            enable_idempotence=True, acks="all", linger_ms=5, max_batch_size=131_072, **self._connection.options()
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                await producer.start()
        except BaseException:
            self._producer = producer
            await self.close()
            raise
        return producer

    async def _deliver(self, producer: Any, records: Sequence[Record]) -> None:
        acknowledged = [
            await producer.send(topic, value, key=key, headers=headers) for topic, key, value, headers in records
        ]
        outcomes = await asyncio.gather(*acknowledged, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
