"""Telling a simulated clock the time: only where settings ask for one, never in production."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from shared.actor import Role
from shared.clock import SimulatedClock, monotonic
from shared.messaging.upkeep.settled import Settled
from shared.storage.work import SharedWork
from shared.web.answer import Answer, View, to_json
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant
from shared.web.kinds import RouteKind
from shared.web.routes import Declaration, DoorRoute, Routes

PATIENCE_SECONDS = 10.0
MOST_EVENTS = 1_000
_SHORTEST_PAUSE_SECONDS = 0.002
_LONGEST_PAUSE_SECONDS = 0.05


class ClockOrder(Body):
    """What time it shall be; an earlier time than now changes nothing."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"now": "2026-11-23T14:05:00+08:00"}
    now: Instant
    once_handled: Annotated[tuple[UUID, ...], Field(max_length=MOST_EVENTS)] | None = Field(
        None,
        description="Events, its own as well: the clock moves when they are handled here, and the answer comes when "
        "what is then due is done and told. Null: the clock moves at once, and so does the answer.",
    )


class ClockView(View):
    """What time the service thinks it is."""

    now: datetime
    feed_position: int | None = Field(
        None, description="The place of its newest event, once it is at rest; null when not asked, or not within 10 s."
    )


def clock_routes(clock: SimulatedClock, settled: Callable[[], Settled]) -> Routes:
    """`PUT /clock`."""
    routes = Routes(tag="service")

    async def tell_the_time(order: Sent[ClockOrder], door: Door[SharedWork[Any]]) -> Answer:
        """Move the simulated clock forward."""
        del door
        position = None
        if order.once_handled is None:
            clock.advance_to(order.now)
        else:
            position = await _move_settled(clock, order.now, order.once_handled, settled())
        return Answer(200, to_json(ClockView(now=clock.now(), feed_position=position)))

    declaration = Declaration(RouteKind(method="PUT"), ClockView, (Role.OPERATOR, Role.SERVICE), ())
    routes.routes.append(DoorRoute("/clock", tell_the_time, declaration, [routes.tag]))
    return routes


async def _move_settled(
    clock: SimulatedClock, now: datetime, event_ids: tuple[UUID, ...], settled: Settled
) -> int | None:
    pause = _SHORTEST_PAUSE_SECONDS
    until = monotonic() + PATIENCE_SECONDS
    has_moved = False
    while monotonic() < until:
        if not has_moved and await settled.has_handled(event_ids):
            clock.advance_to(now)
            has_moved = True
        position = await settled.position_at_rest() if has_moved else None
        if position is not None:
            return position
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
    return None
