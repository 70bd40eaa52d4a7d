"""Several real dispatch processes on a real broker share their work; when one dies, the others do its share."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from services.cli.api import token_for
from services.cli.kafka.supervisor import Program, Supervisor
from shared.actor import Role
from shared.clock import SystemClock, monotonic
from shared.database import Database
from shared.events.intake.tickets import FaultLevel, Region, TicketKind, TicketOpened
from shared.identifiers import new_id
from shared.messaging.kafka.connection import KafkaConnection
from shared.messaging.kafka.publisher import KafkaPublisher
from shared.messaging.kafka.topics import apply_topics, planned_topics
from tests.builders.kafka_broker import free_ports
from tests.builders.running_service import envelope_of
from tests.conftest import FreshDatabase
from tests.integration.waiting import running, until

TICKETS = 60
MOVES_WITHIN_SECONDS = 60.0
_HANDLED = re.compile(r'aftersales_consumer_handled_events\{source="kafka"\} ([\d.e+]+)')
_TWICE = """
    SELECT type, data::jsonb ->> 'deadline_id' AS deadline FROM event
    WHERE type LIKE '%.DeadlineMissed.v1' OR type LIKE '%.JobOpened.v1'
    GROUP BY type, data::jsonb ->> 'deadline_id', CASE WHEN type LIKE '%Job%' THEN aggregate_id END HAVING count(*) > 1
"""


class Centre:
    """Dispatch in several processes, and intake as far as its events go."""

    def __init__(self, connection: KafkaConnection, database: Database, url: str, folder: Path) -> None:
        self._connection = connection
        self._publisher = KafkaPublisher(connection)
        self.database = database
        self._url = url
        self._folder = folder
        self.reported = 0

    def programs(self, count: int) -> tuple[list[Program], list[int]]:
        """So many dispatch processes, and their ports."""
        ports = free_ports(count)
        settings = {
            "KAFKA_BOOTSTRAP_SERVERS": self._connection.bootstrap,
            "KAFKA_TOPIC_PREFIX": self._connection.prefix,
            "DISPATCH_DATABASE_URL": self._url,
            "DATA_FOLDER": str(self._folder),
            "DATABASE_CONNECTIONS": "4",
        }
        arguments = ("services.cli", "serve", "dispatch", "--with-parent", "--port")
        return [Program(f"dispatch-{port}", (*arguments, str(port)), settings) for port in ports], ports

    async def report(self, count: int = TICKETS) -> None:
        """So many faults whose response was due long ago."""
        long_ago = SystemClock().now() - timedelta(days=3)
        await self._publisher.publish([envelope_of(opened(long_ago)) for _ in range(count)])
        self.reported += count

    async def until_all_is_done(self, *, seconds: float) -> None:
        """Every ticket has its job, and no timer is due."""

        async def done() -> bool:
            jobs = await self.database.value("SELECT count(*) FROM job")
            due = await self.database.value("SELECT count(*) FROM timer WHERE due_at <= now()")
            return bool(jobs == self.reported and due == 0)

        await until(done, seconds=seconds)

    async def until_members(self, count: int) -> None:
        """So many processes share the partitions."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self._connection.bootstrap)
        await admin.start()

        async def so_many() -> bool:
            try:
                [answer] = await admin.describe_consumer_groups([self._connection.group("dispatch")])
            except GroupCoordinatorNotAvailableError:
                return False  # the first group of a new broker
            _, _, state, _, _, members, *_ = answer.groups[0]
            return bool(state == "Stable" and len(members) == count)

        try:
            await until(so_many, seconds=60)
        finally:
            await admin.close()

    async def close(self) -> None:
        await self._publisher.close()


def opened(at: datetime) -> TicketOpened:
    ticket_id = new_id()
    known: dict[str, Any] = {"level": FaultLevel.MAIN_EQUIPMENT, "kind": TicketKind.FAULT, "region": Region.MAIN_CITY}
    return TicketOpened(
        ticket_id=ticket_id,
        number=f"SH20261123-{str(ticket_id)[-4:]}",
        customer_id=new_id(),
        product_model="DS-2CD",
        district="渝中区",
        channel="hotline",
        origin="hotline",
        policy_revision="1.0",
        reported_at=at,
        recorded_at=at,
        **known,
    )


@pytest.fixture
async def centre(kafka: str, fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Centre]:
    connection = KafkaConnection(bootstrap=kafka, prefix=f"test-{new_id()}.")
    await apply_topics(connection, planned_topics(connection, retention_days=1), replication=1)
    async with AsyncExitStack() as stack:
        url = await fresh_database("dispatch")
        database = await Database.connect(url)
        stack.push_async_callback(database.close)
        centre = Centre(connection, database, url, tmp_path)
        stack.push_async_callback(centre.close)
        token_for(tmp_path, Role.SUPERVISOR)  # makes the key that all processes verify with
        yield centre


async def jobs_seen_at(port: int, folder: Path) -> set[UUID]:
    headers = {"Authorization": f"Bearer {token_for(folder, Role.SUPERVISOR)}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
        page = (await client.get("/jobs", params={"limit": 200})).json()
    return {UUID(job["id"]) for job in page["items"]}


async def handled_at(port: int) -> float:
    """How many events the process says it has handled; its figures are a few seconds old."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        found = _HANDLED.search((await client.get("/metrics")).text)
    return float(found[1]) if found else 0.0


async def handled_by(ports: list[int], at_least: int) -> list[float]:
    """By each of the processes, once they say so of all these together."""
    handled: list[float] = []

    async def all_told() -> bool:
        handled[:] = await asyncio.gather(*map(handled_at, ports))
        return sum(handled) >= at_least

    await until(all_told, seconds=30)
    return handled


@pytest.mark.timeout(300)
async def test_two_and_then_four_processes_share_dispatch_and_a_killed_one_is_replaced_in_time(
    centre: Centre, tmp_path: Path
) -> None:
    programs, ports = centre.programs(4)
    first, more = Supervisor(programs[:2], tmp_path / "logs"), Supervisor(programs[2:], tmp_path / "logs")
    async with running(first.run()):
        await centre.until_members(2)
        await centre.report()
        await centre.until_all_is_done(seconds=30)
        before = await handled_by(ports[:2], centre.reported)
        async with running(more.run()):
            await centre.until_members(4)
            await centre.report()
            await centre.until_all_is_done(seconds=30)
            seen = [await jobs_seen_at(port, tmp_path) for port in ports]
            assert [len(jobs) for jobs in seen] == [centre.reported] * 4

            shares = await handled_by(ports, centre.reported)
            busiest = max(range(4), key=lambda each: shares[each] - (before[each] if each < 2 else 0))
            supervisor, name = (first if busiest < 2 else more), programs[busiest].name
            await centre.report()
            dies = supervisor.pid(name)
            assert dies is not None
            os.kill(dies, signal.SIGKILL)
            killed_at = monotonic()
            await centre.report()
            await centre.until_all_is_done(seconds=MOVES_WITHIN_SECONDS)
            print(f"the work of the killed process was done {monotonic() - killed_at:.1f} s after its end")

            async def runs_again() -> bool:
                return supervisor.starts[name] >= 2

            await until(runs_again)
    assert await centre.database.rows(_TWICE) == []
    assert await centre.database.value("SELECT count(*) FROM parked") == 0
    missed = "SELECT count(DISTINCT aggregate_id) FROM event WHERE type LIKE '%.DeadlineMissed.v1'"
    assert await centre.database.value(missed) == centre.reported
