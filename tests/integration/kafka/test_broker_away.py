"""The broker is killed under load and started again: nothing is refused, lost, doubled or reordered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from shared.clock import monotonic
from shared.embedded_kafka.broker import EmbeddedKafka
from shared.identifiers import new_id
from tests.builders.kafka_broker import embedded_broker
from tests.integration.messaging.conformance.transports import topics_of_a_test
from tests.integration.sample_service import SampleService, listeners
from tests.integration.waiting import running, until


@pytest.fixture
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedKafka]:
    """One of our own: a broker that was given must not be killed."""
    async with embedded_broker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


async def test_a_broker_killed_under_load_costs_nothing_but_time(
    broker: EmbeddedKafka, intake: SampleService, dispatch: SampleService
) -> None:
    tickets = [new_id() for _ in range(20)]
    over = asyncio.Event()
    written = 0

    async def write() -> None:
        """As clients do; the first refusal would end the test."""
        nonlocal written
        while not over.is_set():
            await asyncio.gather(*(intake.assess(ticket, str(written)) for ticket in tickets))
            written += 1
            await asyncio.sleep(0.02)

    async def caught_up() -> bool:
        return len(await dispatch.effects()) == written * len(tickets)

    async with AsyncExitStack() as stack:
        topics = await topics_of_a_test(broker.bootstrap, stack)
        subscription = await topics.subscribe(intake, dispatch)
        async with running(intake.sequencer.run(), dispatch.consumer(subscription, listeners()).run()):
            writing = asyncio.create_task(write())

            async def flows() -> bool:
                return bool(await dispatch.effects())

            await until(flows, seconds=30)
            await broker.kill()
            down_at, written_before = monotonic(), written

            async def goes_on_without() -> bool:
                return written > written_before + 20

            await until(goes_on_without, seconds=30)
            await broker.start()
            over.set()
            await writing
            await until(caught_up, seconds=60)
            print(f"served again {monotonic() - down_at:.1f} s after the kill, {written * len(tickets)} events")
    effects = await dispatch.effects()
    for ticket in tickets:
        assert [int(judgement) for subject, judgement in effects if subject == ticket] == list(range(written))
