"""A customer is forgotten on a real broker too: read from its start, no topic still says what was planted."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.cli.registry import SERVICES
from services.cli.story.play import open_department
from services.intake.use_cases.erasure import AGAIN_AFTER
from shared.actor import Role
from shared.events.catalogue import OWNERS, RESTRICTED_TOPICS, TOPICS, partitions_of
from shared.identifiers import new_id
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.topics import apply_topics, planned_topics
from tests.conftest import FreshDatabase
from tests.e2e.conftest import Town, town_of
from tests.e2e.test_erasure import NAME, PHONE, SENTENCE, everywhere
from tests.integration.waiting import until

COMPACTED_AT_ONCE = {
    "segment.ms": "100",
    "max.compaction.lag.ms": "1000",
    "min.cleanable.dirty.ratio": "0.01",
}
"""In place of a day and a week; everything else as in production."""
COMPACTION_SECONDS = 120.0
SPREAD_SECONDS = 120.0
WORDS = {word: word.encode() for word in (NAME, PHONE, SENTENCE)}


@pytest.fixture
def connection(kafka: str) -> KafkaConnection:
    """Topics of this test alone."""
    return KafkaConnection(bootstrap=kafka, prefix=f"erasure-{new_id()}.")


@pytest.fixture
async def town(fresh_database: FreshDatabase, tmp_path: Path, connection: KafkaConnection) -> AsyncIterator[Town]:
    """The five services over the broker."""
    wanted = [
        replace(topic, configuration={**topic.configuration, **COMPACTED_AT_ONCE})
        if connection.contract_topic(topic.name) in RESTRICTED_TOPICS
        else topic
        for topic in planned_topics(connection, retention_days=1)
    ]
    await apply_topics(connection, wanted, replication=1)
    urls = {name: await fresh_database(name) for name in SERVICES}
    known = {"kafka_bootstrap_servers": connection.bootstrap, "kafka_topic_prefix": connection.prefix}
    async with town_of(urls, tmp_path, **known) as town:
        yield town


async def said_on_topics(connection: KafkaConnection) -> dict[str, set[str]]:
    """Which of the words stand on which topic, in a key, a value or a header, read from the first record on."""
    sizes = {connection.topic(name): partitions_of(name) for name in TOPICS}
    sizes |= {connection.undecodable(service): 1 for service in OWNERS}
    every = [TopicPartition(name, number) for name, count in sizes.items() for number in range(count)]
    found: dict[str, set[str]] = {}
    options = {"enable_auto_commit": False, "auto_offset_reset": "earliest", **connection.options()}
    async with AIOKafkaConsumer(**options) as consumer:
        consumer.assign(every)
        ends = await consumer.end_offsets(every)
        left: dict[TopicPartition, int] = {partition: end for partition, end in ends.items() if end > 0}
        while left:
            for partition, records in (await consumer.getmany(timeout_ms=500)).items():
                for record in records:
                    said = (record.key or b"") + (record.value or b"") + b"".join(value for _, value in record.headers)
                    words = {word for word, spelled in WORDS.items() if spelled in said}
                    if words:
                        found.setdefault(connection.contract_topic(partition.topic), set()).update(words)
            positions = {partition: await consumer.position(partition) for partition in left}
            left = {partition: end for partition, end in left.items() if positions[partition] < end}
    return found


@pytest.mark.timeout(600)
async def test_nothing_that_was_planted_is_left_on_any_topic_once_it_is_compacted(
    town: Town, connection: KafkaConnection
) -> None:
    desk = await open_department(town.api, town.now)
    person = {"name": NAME, "phone": PHONE, "may_consent": True}
    await town.api.post(f"/intake/customers/{desk.customer.id}/contacts", person)
    report = {"kind": "fault", "level": 2, "customer_id": desk.customer.id, "site_id": desk.customer.site_id}
    caller = {"name": NAME, "phone": PHONE, "relation": "employee"}
    report |= {"description": SENTENCE, "channel": "hotline", "caller": caller}
    ticket = await town.api.post("/intake/tickets", report)
    await town.api.post(f"/intake/tickets/{ticket['id']}/cancellation", {"reason": "customer_withdrew"})

    async def has_spread() -> bool:
        return {"intake", "dispatch", "followup"} <= (await everywhere(town)).keys()

    await until(has_spread, seconds=SPREAD_SECONDS)
    said = await said_on_topics(connection)
    assert set(said) == {"intake.contacts", "intake.descriptions"}, "no other topic ever had them"

    await town.api.post(
        f"/intake/customers/{desk.customer.id}/erasure", {"ground": "customers_request"}, role=Role.MANAGER
    )
    await town.pass_time_to(town.now() + AGAIN_AFTER + timedelta(minutes=1))

    async def is_gone() -> bool:
        return await said_on_topics(connection) == {} and await everywhere(town) == {}

    await until(is_gone, seconds=COMPACTION_SECONDS)
