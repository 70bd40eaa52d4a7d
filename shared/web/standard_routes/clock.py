"""Telling a simulated clock the time: only where settings ask for one, never in production."""

from datetime import datetime
from typing import Any, ClassVar

from shared.actor import Role
from shared.clock import SimulatedClock
from shared.storage.work import SharedWork
from shared.web.answer import Answer, View, to_json
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Instant
from shared.web.kinds import RouteKind
from shared.web.routes import Declaration, DoorRoute, Routes


class ClockOrder(Body):
    """What time it shall be; an earlier time than now changes nothing."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"now": "2026-11-23T14:05:00+08:00"}
    now: Instant


class ClockView(View):
    """What time the service thinks it is."""

    now: datetime


def clock_routes(clock: SimulatedClock) -> Routes:
    """`PUT /clock`."""
    routes = Routes(tag="service")

    async def tell_the_time(order: Sent[ClockOrder], door: Door[SharedWork[Any]]) -> Answer:
        """Move the simulated clock forward."""
        del door
        clock.advance_to(order.now)
        return Answer(200, to_json(ClockView(now=clock.now())))

    declaration = Declaration(RouteKind(method="PUT"), ClockView, (Role.OPERATOR, Role.SERVICE), ())
    routes.routes.append(DoorRoute("/clock", tell_the_time, declaration, [routes.tag]))
    return routes
