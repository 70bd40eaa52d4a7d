"""How entries of the register look from outside."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.repairs.domain.entries import Outcome
from services.repairs.domain.repair import Repair
from services.repairs.domain.states import Place, RepairState
from services.repairs.routes.entries import (
    ChargeView,
    DataView,
    DelayView,
    EndingView,
    ExchangeView,
    ExclusionView,
    FactoryView,
    FeeTermsView,
    HandoverView,
    IdentityView,
    MovementView,
    NotificationView,
    PartView,
    PhotoView,
    PromiseView,
    QuoteView,
    TestView,
    WaitingView,
    values_for,
)
from services.repairs.routes.roles import MASK, SEES_MASKED
from shared.actor import Actor
from shared.web.answer import View


class RepairView(View):
    """One entry of the repair register 返修登记表."""

    id: UUID
    number: str
    version: int
    state: RepairState
    place: Place
    in_place_since: datetime
    waits_for: str | None
    movements: tuple[MovementView, ...]
    ticket_id: UUID
    customer_id: UUID
    origin: str
    item_id: UUID | None
    job_id: UUID | None
    slip_number: str | None
    with_technician: HandoverView | None
    equipment_id: UUID | None
    product_model: str
    product_category: str | None
    serial: str | None
    new_serial: str | None
    accessories: tuple[str, ...]
    condition: str | None
    photos: tuple[PhotoView, ...]
    holds_data: bool
    data: DataView | None
    reported_fault: str | None
    is_part_of_installation: bool
    responsible_id: UUID
    taken_in_at: datetime
    fee: FeeTermsView
    test: TestView | None
    retest: TestView | None
    exclusions: tuple[ExclusionView, ...]
    quote: QuoteView | None
    has_consent: bool
    is_waiting_for_verdict: bool
    receipt_number: str | None
    promise: PromiseView | None
    ready_until: datetime | None
    is_promise_missed: bool
    delay: DelayView | None
    batch_id: UUID | None
    factory: FactoryView | None
    parts: tuple[PartView, ...]
    exchange: ExchangeView | None
    outcome: Outcome | None
    ready_at: datetime | None
    notification: NotificationView | None
    unreached_at: datetime | None
    waiting: WaitingView | None
    identity: tuple[IdentityView, ...]
    charge: ChargeView | None
    loan_id: UUID | None
    carried_by: UUID | None
    ending: EndingView | None
    ended_at: datetime | None
    collected_at: datetime | None


_PARTS: dict[str, type[View]] = {
    "with_technician": HandoverView,
    "data": DataView,
    "fee": FeeTermsView,
    "test": TestView,
    "retest": TestView,
    "quote": QuoteView,
    "promise": PromiseView,
    "delay": DelayView,
    "factory": FactoryView,
    "exchange": ExchangeView,
    "notification": NotificationView,
    "waiting": WaitingView,
    "charge": ChargeView,
    "ending": EndingView,
}
_LISTS: dict[str, type[View]] = {
    "movements": MovementView,
    "photos": PhotoView,
    "exclusions": ExclusionView,
    "parts": PartView,
    "identity": IdentityView,
}
_PLAIN = tuple(name for name in RepairView.model_fields if name not in {*_PARTS, *_LISTS, "receipt_number"})


def repair_for(actor: Actor) -> Callable[[Repair], RepairView]:
    """How repairs look to this caller; somebody's own words are hidden from those who need them not."""
    masked = actor.role in SEES_MASKED

    def show(repair: Repair) -> RepairView:
        values: dict[str, Any] = {name: getattr(repair, name) for name in _PLAIN}
        values |= {name: _part(shape, getattr(repair, name)) for name, shape in _PARTS.items()}
        for name, shape in _LISTS.items():
            values[name] = tuple(_part(shape, each) for each in getattr(repair, name))
        values["receipt_number"] = None if repair.receipt is None else repair.receipt.number
        if masked and repair.condition is not None:
            values["condition"] = MASK
        return RepairView(**values)

    return show


def _part(shape: type[View], part: object) -> View | None:
    return None if part is None else shape(**values_for(shape, part))
