"""The sample service of the integration tests as a subject of measurements: it has the real backbone and few rules."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from shared.clock import SystemClock, monotonic
from shared.database import create_database_if_missing, open_connection, with_database
from shared.events.coding import encode
from shared.events.intake.tickets import TicketAssessed
from shared.identifiers import new_id
from shared.messaging.transport import Subscription
from shared.storage.plumbing import FIRST_MIGRATION
from tests.integration.sample_service import SampleService, SampleWork, create_tables, listeners, start_service

Figures = dict[str, dict[str, float]]
Job = Callable[[], Awaitable[None]]
SINGLE_EVENTS = 300
WARMING_UP = 20
_AT_ONCE = 20_000
_INSERT = """
    INSERT INTO event (id, at, happened_at, type, topic, aggregate_id, aggregate_version, ordinal, ticket_id,
        actor_role, actor_id, data)
    SELECT id, now(), now(), $3, $4, ticket::text, 1, 0, ticket, 'specialist', 'bench', data::json
    FROM unnest($1::uuid[], $2::uuid[], $5::text[]) AS given(id, ticket, data)
"""


async def sample_service(stack: AsyncExitStack, postgres: str, name: str) -> SampleService:
    """A service on a database of its own."""
    await create_database_if_missing(postgres, name)
    url = with_database(postgres, name)
    session = await open_connection(url, statement_seconds=60)
    for statement in FIRST_MIGRATION:
        await session.execute(statement)
    await session.close()
    await create_tables(url)
    return await start_service(stack, url, holder=name)


async def fill_log(service: SampleService, *, events: int, things: int) -> None:
    """Write so many events about so many things into the log, without positions."""
    tickets = [new_id() for _ in range(things)]
    now = SystemClock().now()
    for first in range(0, events, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, events))
        about = [tickets[number % things] for number in numbers]
        data = [
            encode(TicketAssessed(ticket_id=ticket, judgement=str(number), clause="5.2", assessed_at=now)).decode()
            for number, ticket in zip(numbers, about, strict=True)
        ]
        ids = [new_id() for _ in numbers]
        await service.database.execute(_INSERT, ids, about, TicketAssessed.TYPE, TicketAssessed.TOPIC, data)


async def latency(intake: SampleService, dispatch: SampleService, subscription: Subscription) -> dict[str, float]:
    """Milliseconds from the answer of a write to its effect in the other service, one write at a time."""
    arrived: dict[str, asyncio.Event] = {}

    async def note(event: TicketAssessed, work: SampleWork) -> None:
        work.effect(event)
        arrived.setdefault(event.judgement, asyncio.Event()).set()

    took = []
    async with running(intake.sequencer.run), running(dispatch.consumer(subscription, listeners(note)).run):
        for number in range(SINGLE_EVENTS):
            name = f"single {number}"
            await intake.assess(new_id(), name)
            began = monotonic()
            async with asyncio.timeout(60):
                await arrived.setdefault(name, asyncio.Event()).wait()
            took.append((monotonic() - began) * 1000)
    took = sorted(took[WARMING_UP:])
    return {"ms p50": took[len(took) // 2], "ms p99": took[int(len(took) * 0.99)]}


async def until(count: Callable[[], Awaitable[int]], wanted: int, *, seconds: float = 240) -> None:
    """Wait until the count has reached what is wanted. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while await count() < wanted:  # noqa: ASYNC110 - what is counted rings no bell
            await asyncio.sleep(0.05)


@asynccontextmanager
async def running(job: Job) -> AsyncIterator[None]:
    """Have a worker run during a block."""
    task = asyncio.ensure_future(job())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
