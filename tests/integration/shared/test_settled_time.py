"""Simulated time moves when what others told is handled, and the answer comes when all that was due is done."""

import asyncio
from datetime import timedelta

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

    assert await timers_due(dispatch) == 0
    assert len(await dispatch.announced(DeadlineMissed)) >= 20
    assert clock["feed_position"] == await dispatch.service.database.value("SELECT count(*) FROM event")


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


async def timers_due(service: RunningService) -> int:
    return int(await service.service.database.value("SELECT count(*) FROM timer WHERE due_at <= $1", LATER))
