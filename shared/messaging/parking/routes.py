"""Parked events over HTTP, for those who run the platform."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.actor import Role
from shared.messaging.parking import desk
from shared.messaging.parking.parked import ParkedEvent, following
from shared.storage.work import SharedWork
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import LongText
from shared.web.input.query import Asked
from shared.web.paging import Listing
from shared.web.routes import Routes

OPERATORS = (Role.OPERATOR,)
Number = Annotated[int, Field(ge=1, le=2**62)]
Work = SharedWork[Any]

routes = Routes(tag="parked events")


class ParkedView(View):
    """An event that waits; its content stays in the database."""

    number: int
    consumer: str
    lane: str = Field(description="Source and thing: later events of it wait behind this one.")
    event_id: UUID
    type: str
    code: str = Field(description="The refusal or error, or `behind_another`.")
    cause: str
    tries: int
    parked_at: datetime
    retry_at: datetime | None = Field(description="When it is tried again; null: when an operator asks.")
    version: int

    @classmethod
    def of(cls, event: ParkedEvent) -> "ParkedView":
        """What is shown of a parked event."""
        return cls(**{name: getattr(event, name) for name in cls.model_fields})


class Discard(Body):
    """Why an event is given up."""

    reason: LongText


@routes.lists("/parked", ParkedView, may=OPERATORS)
async def list_parked(wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Events that wait, the oldest first."""
    after = wanted.after(int)
    return await door.page(
        wanted,
        lambda work: following(work.reader, 0 if after is None else after[0], wanted.rows_to_read),
        show=ParkedView.of,
        by=("number",),
    )


@routes.shows("/parked/{number}", ParkedView, may=OPERATORS)
async def show_parked(number: Number, door: Door[Work]) -> Answer:
    """One event that waits."""
    return await door.read(lambda work: desk.look_at(number, work), show=ParkedView.of)


@routes.commands("/parked/{number}/retry", ParkedView, may=OPERATORS, refuses=(desk.NotFirstOfItsLane,))
async def retry_parked(number: Number, door: Door[Work]) -> Answer:
    """Try an event now, and what waits behind it after it."""
    return await door.change(lambda work: desk.retry(number, work), show=ParkedView.of)


@routes.commands("/parked/{number}/discard", ParkedView, may=OPERATORS)
async def discard_parked(number: Number, order: Sent[Discard], door: Door[Work]) -> Answer:
    """Give an event up for ever; what waits behind it goes on."""
    return await door.change(lambda work: desk.discard(number, order.reason, work), show=ParkedView.of)
