"""Billing alone on a fresh database."""

from collections.abc import Awaitable, Callable

import pytest

from tests.builders.running_service import RunningService


@pytest.fixture
async def billing(running: Callable[..., Awaitable[RunningService]]) -> RunningService:
    """Billing, alone."""
    return await running("billing")
