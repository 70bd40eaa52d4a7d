"""Many overdue clocks after an outage: each is told once, with its own time, while the board answers."""

import asyncio
from collections import Counter

from shared.events.dispatch.deadlines import DeadlineMissed
from shared.events.intake.tickets import FaultLevel
from tests.integration.dispatch.conftest import Centre, at

JOBS = 60


async def test_every_overdue_clock_is_told_once_while_the_board_answers(centre: Centre) -> None:
    levels = list(FaultLevel)
    for number in range(JOBS):
        await centre.report(levels[number % len(levels)])

    outage = asyncio.create_task(centre.dispatch.pass_time_to(at(days=3)))
    boards = [await centre.dispatch.get("/board", limit=5)]
    while not outage.done():
        boards.append(await centre.dispatch.get("/board", limit=5))
    await outage

    missed = [event for event in await centre.dispatch.announced(DeadlineMissed) if isinstance(event, DeadlineMissed)]
    assert set(Counter(event.deadline_id for event in missed).values()) == {1}
    assert Counter(event.clock for event in missed)["response"] == JOBS
    assert all(event.due_at < at(hours=7) for event in missed)
    assert boards[-1]["counts"]["late"] == JOBS
