"""Topics of one test on a real broker, and the services at both ends."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.integration.conftest import StartService
from tests.integration.messaging.conformance.transports import KafkaTransport, topics_of_a_test
from tests.integration.sample_service import SampleService


@pytest.fixture
async def topics(kafka: str) -> AsyncIterator[KafkaTransport]:
    async with AsyncExitStack() as stack:
        yield await topics_of_a_test(kafka, stack)


@pytest.fixture
async def intake(start: StartService) -> SampleService:
    return await start()


@pytest.fixture
async def dispatch(start: StartService) -> SampleService:
    return await start()
