"""The topics as the contracts want them: created here, never by a client, and never grown in place."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.events.catalogue import OWNERS, RESTRICTED_TOPICS, TOPICS, partitions_of
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.transport import TransportAway

_DEADLINE_SECONDS = 60.0
_DAY_MILLISECONDS = 24 * 3600 * 1000
_LARGEST_RECORD_BYTES = 512 * 1024
"""Events above 256 KiB are refused when they are written; headers come on top."""
_ERASED_WITHIN_DAYS = 7
"""A tombstone has taken effect on every replica by then, and stays readable for a month."""
_TOMBSTONE_DAYS = 30


class TopicsDiffer(Exception):
    """A topic has another number of partitions than its contract: keys would be elsewhere. Nothing was changed."""


@dataclass(frozen=True)
class Topic:
    """One topic to be."""

    name: str
    partitions: int
    configuration: Mapping[str, str] = field(default_factory=dict)


def planned_topics(connection: KafkaConnection, *, retention_days: int, min_insync_replicas: int = 1) -> list[Topic]:
    """Every topic of the contracts, and one for each service's undecodable bytes."""
    always = {"min.insync.replicas": str(min_insync_replicas), "max.message.bytes": str(_LARGEST_RECORD_BYTES)}
    kept = {"cleanup.policy": "delete", "retention.ms": str(retention_days * _DAY_MILLISECONDS)}
    compacted = {
        "cleanup.policy": "compact",
        "max.compaction.lag.ms": str(_ERASED_WITHIN_DAYS * _DAY_MILLISECONDS),
        "segment.ms": str(_DAY_MILLISECONDS),
        "delete.retention.ms": str(_TOMBSTONE_DAYS * _DAY_MILLISECONDS),
        "min.cleanable.dirty.ratio": "0.1",
    }
    events = [
        Topic(connection.topic(name), partitions_of(name), always | (compacted if name in RESTRICTED_TOPICS else kept))
        for name in TOPICS
    ]
    return [*events, *(Topic(connection.undecodable(service), 1, always | kept) for service in OWNERS)]


async def apply_topics(connection: KafkaConnection, wanted: list[Topic], *, replication: int) -> list[str]:
    """Create what is missing, and set what differs in the rest; returns a line for each topic that was created.

    Raises TopicsDiffer, and TransportAway when the cluster does not answer within a minute.
    """
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    admin = AIOKafkaAdminClient(**connection.options())
    try:
        async with asyncio.timeout(_DEADLINE_SECONDS):
            await admin.start()
            return await _apply(admin, wanted, replication)
    except (KafkaError, TimeoutError, OSError) as error:
        raise TransportAway(f"{connection.bootstrap}: {type(error).__name__} {error}") from error
    finally:
        await admin.close()


async def _apply(admin: Any, wanted: list[Topic], replication: int) -> list[str]:
    from aiokafka.admin import NewTopic
    from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
    from aiokafka.errors import for_code

    found = await _partitions(admin, wanted)
    differing = [topic for topic in wanted if found.get(topic.name, topic.partitions) != topic.partitions]
    if differing:
        raise TopicsDiffer(
            "; ".join(f"{topic.name} has {found[topic.name]} partitions, not {topic.partitions}" for topic in differing)
        )
    there = [topic for topic in wanted if topic.name in found]
    if there:
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, topic.name, dict(topic.configuration)) for topic in there]
        )
    missing = [topic for topic in wanted if topic.name not in found]
    if missing:
        answer = await admin.create_topics(
            [
                NewTopic(topic.name, topic.partitions, replication, topic_configs=dict(topic.configuration))
                for topic in missing
            ]
        )
        for name, code, *_ in answer.topic_errors:
            if code and for_code(code).__name__ != "TopicAlreadyExistsError":
                raise for_code(code)(name)
    return [f"{topic.name}: created, {topic.partitions} partitions" for topic in missing]


async def _partitions(admin: Any, wanted: list[Topic]) -> dict[str, int]:
    there = set(await admin.list_topics())
    names = [topic.name for topic in wanted if topic.name in there]
    if not names:
        return {}
    return {each["topic"]: len(each["partitions"]) for each in await admin.describe_topics(names)}
