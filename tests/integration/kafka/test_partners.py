"""Accounts on a cluster with certificates and an authorizer: each may do its part, and the documented programs run."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._acl import AclBinding, AclBindingFilter, AclOperation, AclPermissionType
from confluent_kafka.admin._resource import ResourcePatternType, ResourceType

from services.cli.kafka.topics import topics_read_by
from shared.clock import monotonic
from shared.events.coding import decode
from shared.messaging.envelope import Envelope
from shared.messaging.kafka.access import Grant, TopicNotGrantable, grants_of_partner, grants_of_service
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.publisher import KafkaPublisher
from shared.messaging.kafka.topics import apply_topics, planned_topics
from shared.messaging.transport import TransportAway
from tests.builders.kcat import kcat_settings
from tests.builders.running_service import envelope_of
from tests.builders.secure_broker import SecureBroker, secure_broker
from tools.event_examples import golden

PAGE = Path(__file__).resolve().parents[3] / "docs" / "kafka-for-partners.md"
ACCOUNTS = {"acme": "a-secret", "dispatch": "b-secret", "intake": "c-secret"}
PROGRAMS = {
    text.splitlines()[0].removeprefix("# "): text
    for text in re.findall(r"```(?:python|sh)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
}


@pytest.fixture(scope="module")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecureBroker]:
    """With all topics, and the grants of two services and one partner."""
    async with secure_broker(tmp_path_factory.mktemp("secure"), ACCOUNTS) as broker:
        administration = KafkaConnection(bootstrap=broker.administration)
        await apply_topics(administration, planned_topics(administration, retention_days=1), replication=1)
        grants = grants_of_partner(administration, "acme", ["dispatch.jobs"])
        for service in ("dispatch", "intake"):
            grants += grants_of_service(administration, service, topics_read_by(service))
        await asyncio.to_thread(apply_grants, broker.administration, grants)
        yield broker


def apply_grants(bootstrap: str, grants: list[Grant]) -> None:
    """As an administrator of the cluster does."""
    bindings = [
        AclBinding(
            ResourceType[grant.resource.upper()],
            grant.name,
            ResourcePatternType.PREFIXED if grant.as_prefix else ResourcePatternType.LITERAL,
            f"User:{grant.account}",
            "*",
            AclOperation[grant.operation.upper()],
            AclPermissionType.ALLOW,
        )
        for grant in grants
    ]
    administrator = AdminClient({"bootstrap.servers": bootstrap})
    for future in administrator.create_acls(bindings).values():
        future.result(30)
    anything: Any = None
    names = (ResourceType.ANY, anything, ResourcePatternType.ANY, anything, anything)
    everything = AclBindingFilter(*names, AclOperation.ANY, AclPermissionType.ANY)
    end = monotonic() + 30
    while len(administrator.describe_acls(everything).result(30)) < len(bindings):
        assert monotonic() < end, "the broker does not apply what it was told"


def arrival() -> Envelope:
    """A technician arrives, as the golden example says."""
    type_name = "aftersales.dispatch.TechnicianArrived.v1"
    return envelope_of(decode(type_name, json.dumps(golden("dispatch")[type_name][0])))


def connection_of(account: str, cluster: SecureBroker) -> KafkaConnection:
    return KafkaConnection(
        bootstrap=cluster.bootstrap, username=account, password=ACCOUNTS[account], ca_file=str(cluster.ca_file)
    )


async def publish(account: str, cluster: SecureBroker, envelope: Envelope) -> None:
    publisher = KafkaPublisher(connection_of(account, cluster))
    try:
        await publisher.publish([envelope])
    finally:
        await publisher.close()


async def read_one(account: str, cluster: SecureBroker, topic: str, group: str) -> bytes | None:
    options = connection_of(account, cluster).options()
    consumer = AIOKafkaConsumer(
        topic, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False, **options
    )
    try:
        async with asyncio.timeout(30):
            await consumer.start()
            value: bytes | None = (await consumer.getone()).value
            return value
    finally:
        with suppress(KafkaError):
            await consumer.stop()


async def test_a_service_publishes_and_a_partner_reads_what_it_was_granted(cluster: SecureBroker) -> None:
    arrived = arrival()
    await publish("dispatch", cluster, arrived)
    assert await read_one("acme", cluster, "dispatch.jobs", "partner.acme.tried") == arrived.data


async def test_a_partner_is_refused_what_people_said_and_who_they_are(cluster: SecureBroker) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await read_one("acme", cluster, "intake.contacts", "partner.acme.contacts")


async def test_a_partner_is_refused_the_groups_of_others(cluster: SecureBroker) -> None:
    with pytest.raises(GroupAuthorizationFailedError):
        await read_one("acme", cluster, "dispatch.jobs", "aftersales.dispatch")


async def test_a_service_is_refused_the_topics_of_another(cluster: SecureBroker) -> None:
    with pytest.raises(TransportAway, match="TopicAuthorizationFailed"):
        await publish("intake", cluster, arrival())


async def test_a_wrong_password_opens_nothing(cluster: SecureBroker) -> None:
    wrong = KafkaConnection(
        bootstrap=cluster.bootstrap, username="acme", password="guessed", ca_file=str(cluster.ca_file)
    )
    with pytest.raises(TransportAway):
        await KafkaPublisher(wrong).publish([arrival()])


def test_personal_data_cannot_be_granted_by_mistake() -> None:
    with pytest.raises(TopicNotGrantable, match=r"intake\.contacts"):
        grants_of_partner(KafkaConnection(bootstrap=""), "acme", ["dispatch.jobs", "intake.contacts"])


@pytest.mark.parametrize("client", ["aiokafka", "confluent-kafka", "kcat"])
async def test_the_program_in_the_documents_prints_events(cluster: SecureBroker, client: str, tmp_path: Path) -> None:
    await publish("dispatch", cluster, arrival())
    program = tmp_path / "partner"
    program.write_text(PROGRAMS[client], encoding="utf-8")
    settings = {
        "KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrap,
        "KAFKA_USERNAME": "acme",
        "KAFKA_PASSWORD": ACCOUNTS["acme"],
        "KAFKA_CA_FILE": str(cluster.ca_file),
    }
    interpreter = sys.executable
    if client == "kcat":
        interpreter = "/bin/sh"
        settings |= await asyncio.to_thread(kcat_settings)
    process = await asyncio.create_subprocess_exec(
        interpreter, str(program), stdout=asyncio.subprocess.PIPE, env=settings, start_new_session=True
    )
    try:
        async with asyncio.timeout(60):
            assert process.stdout is not None
            line = (await process.stdout.readline()).decode()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    assert arrival().type in line
    assert arrival().subject in line
