"""Brings the topics of a cluster to what the contracts say."""

from collections.abc import Callable, Sequence

import typer

from services.cli.registry import SERVICES, listeners_of
from shared.messaging.kafka.access import TopicNotGrantable, grants_of_partner, grants_of_service
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.topics import TopicsDiffer, apply_topics, planned_topics
from shared.messaging.transport import TransportAway
from shared.settings import KafkaSettings


async def apply_all(settings: KafkaSettings | None = None) -> int:
    """Create what is missing; returns the exit code."""
    settings = settings or KafkaSettings()
    connection = KafkaConnection.of(settings)
    if connection is None:
        typer.echo("KAFKA_BOOTSTRAP_SERVERS names no cluster.", err=True)
        return 1
    wanted = planned_topics(
        connection,
        retention_days=settings.kafka_retention_days,
        min_insync_replicas=settings.kafka_min_insync_replicas,
    )
    try:
        created = await apply_topics(connection, wanted, replication=settings.kafka_replication)
    except (TopicsDiffer, TransportAway) as problem:
        typer.echo(str(problem), err=True)
        return 1
    for line in created:
        typer.echo(line)
    typer.echo(f"{len(wanted)} topics are as the contracts want them.")
    return 0


def print_grants(partner: str | None, granted: Sequence[str], tell: Callable[[str], None]) -> int:
    """Tell the access control list of the services, or of one partner; returns the exit code."""
    connection = KafkaConnection.of(KafkaSettings()) or KafkaConnection(bootstrap="")
    try:
        if partner is not None:
            grants = grants_of_partner(connection, partner, granted)
        else:
            grants = [each for name in SERVICES for each in grants_of_service(connection, name, topics_read_by(name))]
    except TopicNotGrantable as refused:
        typer.echo(str(refused), err=True)
        return 1
    for grant in grants:
        tell(str(grant))
    return 0


def topics_read_by(service: str) -> set[str]:
    """The topics of the events that a service listens to."""
    return {event_class.TOPIC for event_class in listeners_of(service).event_classes.values()}


async def watch_topic(topic: str, tell: Callable[[str], None]) -> int:
    """Tell every event of a topic, until cancelled; returns the exit code."""
    from aiokafka import AIOKafkaConsumer

    connection = KafkaConnection.of(KafkaSettings())
    if connection is None:
        typer.echo("KAFKA_BOOTSTRAP_SERVERS names no cluster.", err=True)
        return 1
    options = {"auto_offset_reset": "earliest", "enable_auto_commit": False, **connection.options()}
    async with AIOKafkaConsumer(connection.topic(topic), **options) as consumer:
        async for record in consumer:
            kind = dict(record.headers).get("ce_type", b"?").decode()
            tell(f"{kind} {(record.value or b'erased').decode()}")
    return 0
