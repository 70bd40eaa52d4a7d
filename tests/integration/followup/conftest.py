"""Follow-up alone on a database of its own, with what several of its tests begin with."""

from collections.abc import Awaitable, Callable

import pytest

from tests.builders.running_service import RunningService

Running = Callable[..., Awaitable[RunningService]]


@pytest.fixture
async def followup(running: Running) -> RunningService:
    """Follow-up, alone."""
    return await running("followup")
