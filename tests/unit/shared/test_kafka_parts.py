"""What the Kafka adapter decides without a broker: places to commit, topics, grants, patience with a client."""

import asyncio
import logging
from uuid import UUID

import pytest

from shared.events.catalogue import RESTRICTED_TOPICS, TOPICS
from shared.messaging.envelope import Envelope
from shared.messaging.kafka.access import Grant, Operation, Resource, grants_of_service
from shared.messaging.kafka.client import Fetched, GroupMember
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.places import Places
from shared.messaging.kafka.quieter import Repeated
from shared.messaging.kafka.subscription import MOST_REBUILDS, KafkaSubscription
from shared.messaging.kafka.topics import planned_topics
from shared.settings import KafkaSettings
from tests.unit.shared.test_envelope import FULL

CONNECTION = KafkaConnection(bootstrap="nowhere:1", prefix="town.")


def envelope() -> Envelope:
    return FULL


def test_only_what_is_done_without_a_gap_is_committed() -> None:
    places: Places[str] = Places()
    first, second, third = (places.handed_out("p", offset, envelope()) for offset in (7, 8, 9))
    assert places.to_commit(["p"]) == {}
    third.receipt()
    second.receipt()
    assert places.to_commit(["p"]) == {}
    first.receipt()
    assert places.to_commit(["p"]) == {"p": 10}
    places.committed({"p": 10})
    assert places.to_commit(["p"]) == {}


def test_a_partition_that_is_gone_is_never_committed_again() -> None:
    places: Places[str] = Places()
    delivery = places.handed_out("p", 0, envelope())
    places.forget(["p"])
    delivery.receipt()
    assert places.to_commit(["p"]) == {}


async def test_draining_waits_for_what_is_at_work_and_not_for_ever() -> None:
    places: Places[str] = Places()
    delivery = places.handed_out("p", 0, envelope())
    assert not await places.drained(["p"], at_most_seconds=0.05)
    asyncio.get_running_loop().call_later(0.05, delivery.receipt)
    assert await places.drained(["p"], at_most_seconds=5)


def test_restricted_topics_are_compacted_and_the_others_kept_for_a_time() -> None:
    planned = {topic.name: topic for topic in planned_topics(CONNECTION, retention_days=3)}
    policies = {name: planned[f"town.{name}"].configuration["cleanup.policy"] for name in TOPICS}
    assert {name for name, policy in policies.items() if policy == "compact"} == RESTRICTED_TOPICS
    assert planned["town.dispatch.jobs"].partitions == 24
    assert planned["town.dispatch.jobs"].configuration["retention.ms"] == str(3 * 86_400_000)


def test_a_service_writes_its_own_topics_only() -> None:
    grants = grants_of_service(CONNECTION, "dispatch", ["intake.tickets"])
    written = {grant.name for grant in grants if grant.operation is Operation.WRITE}
    assert written == {f"town.{topic}" for topic in TOPICS if topic.startswith("dispatch.")} | {
        "town.undecodable.dispatch"
    }
    assert Grant("dispatch", Operation.READ, Resource.TOPIC, "town.intake.tickets") in grants


def test_without_addresses_there_is_no_kafka_and_an_account_means_encryption() -> None:
    assert KafkaConnection.of(KafkaSettings(kafka_bootstrap_servers=None)) is None
    assert "security_protocol" not in CONNECTION.options()
    with_account = KafkaConnection(bootstrap="nowhere:1", username="acme", password="secret")
    assert with_account.options()["security_protocol"] == "SASL_SSL"


def test_a_sentence_is_written_once_in_a_while() -> None:
    quieter = Repeated()

    def record(sentence: str) -> logging.LogRecord:
        return logging.LogRecord("aiokafka", logging.ERROR, "", 0, sentence, (), None)

    assert [quieter.filter(record(sentence)) for sentence in ("down", "down", "up", "down")] == [
        True,
        False,
        True,
        False,
    ]


class Stuck(GroupMember):
    """Says that something is there, and never gives it."""

    async def start(self) -> None:
        return None

    async def fetch(self, limit: int, wait_seconds: float) -> Fetched:
        return {}

    async def behind(self) -> int:
        return 5


async def test_a_client_that_stands_still_again_and_again_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.kafka.subscription.GroupMember", Stuck)
    ended: list[UUID | None] = []
    subscription = KafkaSubscription(CONNECTION, consumer="dispatch", events={}, give_up=lambda: ended.append(None))
    subscription.stall_seconds = 0.0
    for _ in range(MOST_REBUILDS):
        await subscription.take(10, 0)
    assert not ended
    await subscription.take(10, 0)
    assert ended
