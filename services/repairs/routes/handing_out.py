"""How an item comes back to its customer: ready, told, collected (6.4)."""

from typing import ClassVar
from uuid import UUID

from services.repairs.domain.endings.handing_out import Shown
from services.repairs.domain.entries import Means, Outcome
from services.repairs.domain.refusals import (
    AlreadyNotified,
    ChargeAwaited,
    CheckCodeWrong,
    ConfirmedTwice,
    ContactNotListed,
    DelayNotExplained,
    FaultStillThere,
    IdentityNotConfirmed,
    ItemElsewhere,
    LoanerIsOut,
    NotifiedBeforeReady,
    NotPaid,
    OutcomeContradictsFactory,
    OutcomeMissing,
    OutcomeNotPossible,
    RepairNotFound,
    SlipWrong,
)
from services.repairs.routes.roles import DESK, TELLERS
from services.repairs.routes.shown import RepairView, repair_for
from services.repairs.use_cases import handing_out
from services.repairs.use_cases.access import sight_of
from services.repairs.work import Work
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Instant
from shared.web.routes import Routes

routes = Routes(tag="handing out")


class Ready(Body):
    """What became of the item; left out: as the factory reported, or no fault found."""

    EXAMPLE: ClassVar = {"outcome": "repaired"}

    outcome: Outcome | None = None


class Told(Body):
    """How and when the customer was told."""

    EXAMPLE: ClassVar = {"means": "phone", "notified_at": "2026-12-14T10:05:00+08:00"}

    means: Means
    notified_at: Instant


class Recognised(Body):
    """The contact on file with whom the customer was compared."""

    EXAMPLE: ClassVar = {"contact_id": "01936b2e-0000-7000-8000-000000000007"}

    contact_id: UUID


class Collection(Body):
    """What the customer shows; nothing, when the receipt is lost and his identity was confirmed."""

    EXAMPLE: ClassVar = {"check_code": "7KQ2M9XAWD"}

    check_code: Code | None = None
    slip_number: Code | None = None


@routes.commands(
    "/repairs/{repair_id}/ready",
    RepairView,
    may=DESK,
    refuses=(
        *(RepairNotFound, ActionNotAllowed, OutcomeMissing, OutcomeContradictsFactory),
        *(OutcomeNotPossible, FaultStillThere, DelayNotExplained),
    ),
)
async def make_item_ready(repair_id: UUID, ready: Sent[Ready], door: Door[Work]) -> Answer:
    """Lay an item ready for its customer, who is then told at once."""
    return await door.change(
        lambda work: handing_out.make_ready(repair_id, ready.outcome, work), show=repair_for(door.actor)
    )


@routes.commands(
    "/repairs/{repair_id}/notification",
    RepairView,
    may=TELLERS,
    refuses=(RepairNotFound, ActionNotAllowed, AlreadyNotified, NotifiedBeforeReady),
)
async def note_notification(repair_id: UUID, told: Sent[Told], door: Door[Work]) -> Answer:
    """Note that the customer was told otherwise than by a call of follow-up."""
    sight = sight_of(door.actor, door.caller.sources)
    return await door.change(
        lambda work: handing_out.notify(repair_id, told.means, told.notified_at, sight, work),
        show=repair_for(door.actor),
    )


@routes.commands(
    "/repairs/{repair_id}/identity",
    RepairView,
    may=DESK,
    refuses=(RepairNotFound, ActionNotAllowed, ConfirmedTwice, ContactNotListed),
)
async def confirm_identity(repair_id: UUID, recognised: Sent[Recognised], door: Door[Work]) -> Answer:
    """Confirm who the customer without a receipt is; specialist and supervisor each do, and the code is void then."""
    return await door.change(
        lambda work: handing_out.confirm_identity(repair_id, recognised.contact_id, work),
        show=repair_for(door.actor),
    )


@routes.commands(
    "/repairs/{repair_id}/collection",
    RepairView,
    may=DESK,
    refuses=(
        *(RepairNotFound, ActionNotAllowed, ItemElsewhere, CheckCodeWrong, SlipWrong, IdentityNotConfirmed),
        *(LoanerIsOut, NotPaid, ChargeAwaited),
    ),
)
async def hand_out_item(repair_id: UUID, collection: Sent[Collection], door: Door[Work]) -> Answer:
    """Hand the item out against the receipt."""
    shown = Shown(check_code=collection.check_code, slip_number=collection.slip_number)
    return await door.change(lambda work: handing_out.collect(repair_id, shown, work), show=repair_for(door.actor))
