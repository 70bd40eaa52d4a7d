"""Items leave the house otherwise than over the counter: home by a visit, to storage, scrapped, lost."""

from typing import ClassVar
from uuid import UUID

from services.repairs.domain.refusals import (
    ChargeAwaited,
    ContactNotListed,
    ItemElsewhere,
    LoanerIsOut,
    NotMounted,
    NotPaid,
    ReasonUnknown,
    RepairNotFound,
    TooEarlyToStore,
)
from services.repairs.routes.roles import DESK, FINDERS
from services.repairs.routes.sent import AN_ID, CustomersWord
from services.repairs.routes.shown import RepairView, repair_for
from services.repairs.use_cases import leaving
from services.repairs.work import Work
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code
from shared.web.routes import Routes

routes = Routes(tag="leaving")


class Carrier(Body):
    """Which technician takes it home."""

    EXAMPLE: ClassVar = {"technician_id": AN_ID}

    technician_id: UUID


class PutBack(Body):
    """The visit that put it back."""

    EXAMPLE: ClassVar = {"job_id": AN_ID}

    job_id: UUID


class Lost(Body):
    """Why it cannot be found."""

    EXAMPLE: ClassVar = {"reason": "not_found_at_count"}

    reason: Code


@routes.commands(
    "/repairs/{repair_id}/ride-home",
    RepairView,
    may=DESK,
    refuses=(RepairNotFound, ActionNotAllowed, NotMounted, ItemElsewhere, NotPaid, ChargeAwaited),
)
async def send_item_home(repair_id: UUID, carrier: Sent[Carrier], door: Door[Work]) -> Answer:
    """Give an item of a mounted system to the technician who puts it back."""
    return await door.change(
        lambda work: leaving.take_along(repair_id, carrier.technician_id, work), show=repair_for(door.actor)
    )


@routes.commands(
    "/repairs/{repair_id}/reinstallation", RepairView, may=DESK, refuses=(RepairNotFound, ActionNotAllowed)
)
async def note_reinstallation(repair_id: UUID, back: Sent[PutBack], door: Door[Work]) -> Answer:
    """Note that an item hangs in its place again, where the visit itself did not say so."""
    return await door.change(
        lambda work: leaving.put_back(repair_id, back.job_id, work.now, work), show=repair_for(door.actor)
    )


@routes.commands(
    "/repairs/{repair_id}/storage", RepairView, may=DESK, refuses=(RepairNotFound, ActionNotAllowed, TooEarlyToStore)
)
async def store_item(repair_id: UUID, door: Door[Work]) -> Answer:
    """Put an item that nobody collects into the storage of the warehouse."""
    return await door.change(lambda work: leaving.store(repair_id, work), show=repair_for(door.actor))


@routes.commands(
    "/repairs/{repair_id}/scrapping",
    RepairView,
    may=DESK,
    refuses=(RepairNotFound, ActionNotAllowed, LoanerIsOut, ContactNotListed),
)
async def scrap_item(repair_id: UUID, word: Sent[CustomersWord], door: Door[Work]) -> Answer:
    """Throw an item away, with the customer's consent."""
    return await door.change(lambda work: leaving.scrap(repair_id, word.agreed(), work), show=repair_for(door.actor))


@routes.commands(
    "/repairs/{repair_id}/loss",
    RepairView,
    may=FINDERS,
    refuses=(RepairNotFound, ActionNotAllowed, ReasonUnknown, LoanerIsOut),
)
async def report_loss(repair_id: UUID, lost: Sent[Lost], door: Door[Work]) -> Answer:
    """Report that an item cannot be found: a case, with the hands in which it was."""
    return await door.change(lambda work: leaving.lose(repair_id, lost.reason, work), show=repair_for(door.actor))
