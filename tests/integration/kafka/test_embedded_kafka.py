"""The embedded broker starts, is adopted, survives a kill, and stops only what is its own."""

import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.embedded_kafka.broker import BrokerDidNotStart, EmbeddedKafka
from shared.embedded_kafka.broker_settings import LOOPBACK, BrokerSettings, broker_properties
from shared.embedded_kafka.installed import installed_broker
from tests.builders.kafka_broker import JARS, embedded_broker, free_ports


@pytest.fixture(scope="module")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedKafka]:
    async with embedded_broker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


def same(broker: EmbeddedKafka) -> EmbeddedKafka:
    """As another process would see it."""
    return EmbeddedKafka(broker.settings, Path("no-java-is-needed"), [])


def answers(bootstrap: str) -> bool:
    host, _, port = bootstrap.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


async def test_whoever_starts_it_a_second_time_adopts_it(broker: EmbeddedKafka) -> None:
    second = same(broker)
    assert await second.start() is False
    assert second.pid == broker.pid


async def test_a_broker_that_was_killed_starts_again_on_its_data(broker: EmbeddedKafka) -> None:
    before = broker.pid
    await broker.kill()
    assert (broker.pid, answers(broker.bootstrap)) == (None, False)
    assert await broker.start() is True
    assert broker.pid != before
    assert answers(broker.bootstrap)


async def test_another_process_can_stop_it_and_what_is_stopped_is_left_in_peace(broker: EmbeddedKafka) -> None:
    await same(broker).stop()
    assert (broker.pid, answers(broker.bootstrap)) == (None, False)
    await same(broker).stop()
    await broker.start()


async def test_a_taken_port_is_named_before_java_starts(tmp_path: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind((LOOPBACK, 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        broker = await installed_broker(BrokerSettings(tmp_path, port, free_ports(1)[0]), JARS, print)
        with pytest.raises(BrokerDidNotStart, match=rf"Port {port} is taken"):
            await broker.start()
    assert not (tmp_path / "data").exists()


async def test_a_broker_that_gives_up_says_why(tmp_path: Path) -> None:
    port, controller_port = free_ports(2)
    settings = BrokerSettings(tmp_path, port, controller_port, further={"num.io.threads": "none"})
    broker = await installed_broker(settings, JARS, print)
    with pytest.raises(BrokerDidNotStart, match=r"num\.io\.threads"):
        await broker.start()


def test_it_listens_on_the_loopback_address_alone(tmp_path: Path) -> None:
    text = broker_properties(BrokerSettings(tmp_path, secure_port=9094))
    assert set(re.findall(r"//([^:,]+):", text)) == {LOOPBACK}
