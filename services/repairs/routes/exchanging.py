"""Instead of a repair: another unit, or the money back (4.4, 6.1)."""

from typing import ClassVar
from uuid import UUID

from services.repairs.domain.entries import Ground
from services.repairs.domain.refusals import (
    AmountWrong,
    FaultNotConfirmed,
    LoanerIsOut,
    NotInStock,
    NotInWarranty,
    OutsideStandard,
    ProductNotFound,
    ReasonMissing,
    RepairNotFound,
    SameUnit,
    UnitGivenAlready,
)
from services.repairs.routes.roles import DESK, STOREKEEPERS
from services.repairs.routes.sent import AN_ID
from services.repairs.routes.shown import RepairView, repair_for
from services.repairs.use_cases import exchanging
from services.repairs.work import Work
from shared.money import Money
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import ShortText
from shared.web.routes import Routes

routes = Routes(tag="exchange and return")
_DECIDED = (
    *(RepairNotFound, ActionNotAllowed, FaultNotConfirmed),
    *(OutsideStandard, NotInWarranty, ReasonMissing),
)


class Decision(Body):
    """On which ground; what neither the standard nor the warranty allows, a supervisor decides with a reason."""

    EXAMPLE: ClassVar = {"ground": "within_standard"}

    ground: Ground
    reason: ShortText | None = None


class ReturnDecision(Decision):
    """On which ground the goods are taken back, and what the proof says was paid, where somebody has read it."""

    EXAMPLE: ClassVar = {"ground": "within_standard", "price": "680.00"}

    price: Money | None = None


class LaidOut(Body):
    """The unit that the customer gets, out of the store."""

    EXAMPLE: ClassVar = {"product_id": AN_ID, "serial": "SN-2026-04711"}

    product_id: UUID
    serial: ShortText


@routes.commands("/repairs/{repair_id}/exchange", RepairView, may=DESK, refuses=_DECIDED)
async def decide_exchange(repair_id: UUID, decision: Sent[Decision], door: Door[Work]) -> Answer:
    """Exchange an item: within the standard the customer chooses, in warranty the specialist decides (6.1)."""
    return await door.change(
        lambda work: exchanging.decide_exchange(repair_id, decision.ground, decision.reason, work),
        show=repair_for(door.actor),
    )


@routes.commands(
    "/repairs/{repair_id}/new-unit",
    RepairView,
    may=STOREKEEPERS,
    refuses=(RepairNotFound, ActionNotAllowed, ProductNotFound, NotInStock, SameUnit, UnitGivenAlready),
)
async def make_exchange(repair_id: UUID, unit: Sent[LaidOut], door: Door[Work]) -> Answer:
    """Make the exchange at the warehouse: another unit leaves the books, the customer's comes in."""
    return await door.change(
        lambda work: exchanging.make_exchange(repair_id, unit.product_id, unit.serial, work),
        show=repair_for(door.actor),
    )


@routes.commands(
    "/repairs/{repair_id}/goods-return", RepairView, may=DESK, refuses=(*_DECIDED, AmountWrong, LoanerIsOut)
)
async def take_goods_back(repair_id: UUID, decision: Sent[ReturnDecision], door: Door[Work]) -> Answer:
    """Take the goods back into the store; billing refunds the price on the proof (4.4)."""
    return await door.change(
        lambda work: exchanging.take_goods_back(repair_id, decision.ground, decision.reason, decision.price, work),
        show=repair_for(door.actor),
    )
