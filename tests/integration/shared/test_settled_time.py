"""Simulated time moves when what others told is handled, and the answer comes when all that was due is done."""

import asyncio
from datetime import timedelta

from services.dispatch.use_cases.keeping import CLOCK_TELLS
from shared.events.dispatch.deadlines import DeadlineMissed
from shared.identifiers import new_id
from tests.builders.running_service import START, RunningService, envelope_of
from tests.integration.conftest import StartRunning
from tests.unit.dispatch.stories import ticket

LATER = START + timedelta(days=2)


async def test_the_answer_comes_when_every_due_timer_has_fired_and_its_events_can_be_read(
    running: StartRunning,
) -> None:
    dispatch = await running("dispatch")
    await dispatch.tell(*(ticket(ticket_id=new_id(), reported_at=START, recorded_at=START) for _ in range(20)))

    clock = await dispatch.put("/clock", {"now": LATER.isoformat(), "once_handled": []})

    assert await clocks_due(dispatch) == 0
    assert len(await dispatch.announced(DeadlineMissed)) >= 20
    untold = "SELECT count(*) FROM event WHERE type = $1 AND (position IS NULL OR position > $2)"
    assert await dispatch.service.database.value(untold, DeadlineMissed.TYPE, clock["feed_position"]) == 0


async def test_the_clock_stands_still_until_what_was_told_is_handled(running: StartRunning) -> None:
    dispatch = await running("dispatch")
    report = envelope_of(ticket(reported_at=START, recorded_at=START))
    order = {"now": LATER.isoformat(), "once_handled": [str(report.id)]}
    telling = asyncio.create_task(dispatch.put("/clock", order))
    answered, _ = await asyncio.wait({telling}, timeout=0.3)
    assert not answered
    assert dispatch.clock.now() == START

    assert await dispatch.service.handling.handle(report) is None

    assert (await telling)["feed_position"] > 0
    assert dispatch.clock.now() == LATER
    assert await dispatch.announced(DeadlineMissed)


async def clocks_due(service: RunningService) -> int:
    """Timers of clocks; what follows from events, as the end of a day, is not awaited before those are named."""
    due = "SELECT count(*) FROM timer WHERE due_at <= $1 AND kind = $2"
    return int(await service.service.database.value(due, LATER, CLOCK_TELLS))
