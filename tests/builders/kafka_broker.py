"""A real Kafka for tests: one that is given, one in Docker, or the embedded one."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path

from shared.embedded_kafka.broker import EmbeddedKafka
from shared.embedded_kafka.broker_settings import LOOPBACK, BrokerSettings
from shared.embedded_kafka.installed import installed_broker

JARS = Path(__file__).resolve().parents[2] / "data" / "jars"
"""Where `make kafka` keeps them too: downloaded once, whoever comes first."""
IMAGE = "apache/kafka:4.3.1"


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind((LOOPBACK, 0))
    ports: list[int] = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def free_neighbours(count: int) -> int:
    """The first of so many successive ports that nobody listens on now."""
    for first in free_ports(50):
        with ExitStack() as stack, suppress(OSError, OverflowError):
            for port in range(first, first + count):
                stack.enter_context(socket.socket()).bind((LOOPBACK, port))
            return first
    raise OSError("no such ports")


@asynccontextmanager
async def embedded_broker(folder: Path) -> AsyncIterator[EmbeddedKafka]:
    """A broker of the test's own, which may be killed and started again."""
    port, controller_port = free_ports(2)
    settings = BrokerSettings(folder, port, controller_port, heap_megabytes=384)
    broker = await installed_broker(settings, JARS, print)
    await broker.start()
    try:
        yield broker
    finally:
        await broker.stop()


async def docker_answers() -> bool:
    """Whether there is a Docker engine to use."""
    if shutil.which("docker") is None:
        return False
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec("docker", "info", stdout=quiet, stderr=quiet)
    return await process.wait() == 0


@asynccontextmanager
async def docker_broker() -> AsyncIterator[str]:
    """Bootstrap address of a broker in a container."""
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.waiting_utils import wait_for_logs

    [port] = free_ports(1)
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://:29093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{LOOPBACK}:{port}",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:29093",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    }
    container = DockerContainer(IMAGE).with_bind_ports(port, port)
    for name, value in settings.items():
        container = container.with_env(name, value)
    await asyncio.to_thread(container.start)
    try:
        await asyncio.to_thread(wait_for_logs, container, "Kafka Server started", 60)
        yield f"{LOOPBACK}:{port}"
    finally:
        await asyncio.to_thread(container.stop)
