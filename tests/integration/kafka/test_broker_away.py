"""The broker is killed under load and started again: nothing is refused, lost, doubled or reordered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import UUID

import pytest

from shared.clock import monotonic
from shared.embedded_kafka.broker import EmbeddedKafka
from shared.identifiers import new_id
from shared.messaging.kafka import publisher
from tests.builders.kafka_broker import embedded_broker
from tests.integration.messaging.conformance.transports import topics_of_a_test
from tests.integration.sample_service import SampleService, listeners
from tests.integration.waiting import running, until


@pytest.fixture
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedKafka]:
    """One of our own: a broker that was given must not be killed."""
    async with embedded_broker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


class Clients:
    """Write as clients do, without a pause; the first refusal would end the test."""

    def __init__(self, intake: SampleService) -> None:
        self._intake = intake
        self._over = asyncio.Event()
        self.tickets = [new_id() for _ in range(20)]
        self.rounds = 0

    async def run(self) -> None:
        while not self._over.is_set():
            await asyncio.gather(*(self._intake.assess(ticket, str(self.rounds)) for ticket in self.tickets))
            self.rounds += 1
            await asyncio.sleep(0.02)

    def stop(self) -> None:
        self._over.set()

    async def until_rounds(self, count: int) -> None:
        async def so_many() -> bool:
            return self.rounds >= count

        await until(so_many, seconds=30)


async def until_effects(dispatch: SampleService, count: int) -> list[tuple[UUID, str]]:
    async def there() -> bool:
        return len(await dispatch.effects()) >= count

    await until(there, seconds=120)
    return await dispatch.effects()


async def test_a_broker_killed_under_load_costs_nothing_but_time(
    broker: EmbeddedKafka, intake: SampleService, dispatch: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So short that producers are thrown away in the middle, instead of outlasting the broker's absence.
    monkeypatch.setattr(publisher, "DELIVERY_SECONDS", 3.0)
    clients = Clients(intake)
    async with AsyncExitStack() as stack:
        topics = await topics_of_a_test(broker.bootstrap, stack)
        subscription = await topics.subscribe(intake, dispatch)
        async with running(intake.sequencer.run(), dispatch.consumer(subscription, listeners()).run()):
            writing = asyncio.create_task(clients.run())
            await until_effects(dispatch, 1)
            await broker.kill()
            killed_at = monotonic()
            await clients.until_rounds(clients.rounds + 20)
            await broker.start()
            clients.stop()
            await writing
            effects = await until_effects(dispatch, clients.rounds * len(clients.tickets))
            print(f"all {len(effects)} events were handled {monotonic() - killed_at:.1f} s after the kill")
    for ticket in clients.tickets:
        assert [int(number) for subject, number in effects if subject == ticket] == list(range(clients.rounds))
