"""A customer is forgotten everywhere: no table, feed or topic of the five services still says what was planted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.cli.api import Document
from services.cli.registry import SERVICES
from services.cli.story.department import install_camera
from services.cli.story.desk import Desk
from services.cli.story.play import open_department
from services.intake.use_cases.erasure import AGAIN_AFTER
from shared.actor import Role
from shared.database import Database
from shared.events.catalogue import OWNERS, RESTRICTED_TOPICS, TOPICS, partitions_of
from shared.identifiers import new_id
from shared.messaging.feed import Feed
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.topics import apply_topics, planned_topics
from shared.messaging.upkeep.audit_seal import verify_audit
from tests.conftest import FreshDatabase
from tests.e2e.conftest import Town, town_of
from tests.integration.waiting import until

NAME, PHONE, SENTENCE = "被遗忘的张三丰", "13912345678", "三楼机房的钥匙在门卫老李那里"
COMPACTED_AT_ONCE = {
    "segment.ms": "100",
    "max.compaction.lag.ms": "1000",
    "min.cleanable.dirty.ratio": "0.01",
}
"""In place of a day and a week; everything else as in production."""
COMPACTION_SECONDS = 120.0
SPREAD_SECONDS = 120.0
"""One look through five databases takes seconds on a loaded machine."""
WORDS = {word: word.encode() for word in (NAME, PHONE, SENTENCE)}

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND data_type = 'bytea'"


async def planted_in(database: Database) -> list[str]:
    """The tables in which one of the words still stands, in text or in bytes."""
    found = []
    for row in await database.rows(_TABLES):
        table = row["tablename"]
        texts = ["t::text"]
        for column in await database.rows(_COLUMNS, table):
            texts.append(f"encode(t.{column['column_name']}, 'escape')")
        for word in (NAME, PHONE, SENTENCE):
            escaped = "".join(f"\\{byte:03o}" if byte > 127 else chr(byte) for byte in word.encode())
            conditions = [f"position($1 IN {text}) > 0 OR position($2 IN {text}) > 0" for text in texts]
            sql = f"SELECT count(*) FROM {table} t WHERE {' OR '.join(conditions)}"
            if await database.value(sql, word, escaped):
                found.append(f"{table}: {word}")
    return found


async def in_feed(database: Database) -> list[str]:
    """Which of the words the feed still says, read from its start with everything that is restricted."""
    feed, cursor, found = Feed(database), None, set()
    while True:
        page = await feed.page(cursor, limit=1_000)
        for envelope in page.envelopes:
            said = (envelope.data or b"").decode()
            found |= {f"feed: {word}" for word in (NAME, PHONE, SENTENCE) if word in said}
        if not page.envelopes:
            return sorted(found)
        cursor = page.next


async def everywhere(town: Town) -> dict[str, list[str]]:
    """What still says one of the words, by service."""
    found = {}
    for service, url in town.urls.items():
        async with connected(url) as database:
            places = await planted_in(database) + await in_feed(database)
            if places:
                found[service] = places
    return found


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Database]:
    """A connection of the test's own."""
    database = await Database.connect(url, max_size=1)
    try:
        yield database
    finally:
        await database.close()


async def test_nothing_that_was_planted_is_left_in_any_table_or_feed_and_the_trails_still_fit(town: Town) -> None:
    desk = await open_department(town.api, town.now)
    person = {"name": NAME, "phone": PHONE, "may_consent": True}
    await town.api.post(f"/intake/customers/{desk.customer.id}/contacts", person)
    async with town.ticking():
        ticket = await _answered_ticket(desk)

    async def has_spread() -> bool:
        return {"intake", "followup"} <= (await everywhere(town)).keys()

    await until(has_spread, seconds=SPREAD_SECONDS)
    path = f"/intake/customers/{desk.customer.id}/erasure"
    erased = await town.api.post(path, {"ground": "customers_request"}, role=Role.MANAGER)

    async def is_gone() -> bool:
        return await everywhere(town) == {}

    await until(is_gone, seconds=SPREAD_SECONDS)
    assert erased["left"] == 0
    assert (await town.api.get(f"/intake/tickets/{ticket['id']}", role=Role.SPECIALIST))["state"] == "closed"
    for service, url in town.urls.items():
        async with connected(url) as database:
            assert (await verify_audit(database)).first_wrong is None, service


async def _answered_ticket(desk: Desk) -> Document:
    """A call with the words, solved by phone, called back and closed."""
    camera = await install_camera(desk.api, desk.customer, serial="CQ0009999", completed_on="2026-06-15")
    report = {
        "kind": "fault",
        "level": 4,
        "level_reason": "customer_information",
        "customer_id": desk.customer.id,
        "site_id": desk.customer.site_id,
        "equipment_id": camera["id"],
        "symptom_code": "picture_intermittent",
        "description": SENTENCE,
        "channel": "hotline",
        "dialled_number": "68797190",
        "caller": {"name": NAME, "phone": PHONE, "relation": "employee"},
    }
    ticket = await desk.api.post("/intake/tickets", report)
    job = await desk.job_of(ticket)
    await desk.reach_customer(job, "solved_remotely")
    await desk.api.post(f"/intake/tickets/{ticket['id']}/remote-solution", {"solution": "restarted"})
    await desk.call_back(ticket, solved=True)
    await desk.ticket_becomes(ticket, "closed")
    return ticket


@pytest.fixture
def connection(kafka: str) -> KafkaConnection:
    """Topics of this test alone."""
    return KafkaConnection(bootstrap=kafka, prefix=f"erasure-{new_id()}.")


@pytest.fixture
async def town_over_kafka(
    fresh_database: FreshDatabase, tmp_path: Path, connection: KafkaConnection
) -> AsyncIterator[Town]:
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
    town_over_kafka: Town, connection: KafkaConnection
) -> None:
    town = town_over_kafka
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
