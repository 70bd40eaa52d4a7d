"""How repairs, receipts and promises look from outside."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.repairs.domain.fees import Fee
from services.repairs.domain.promise import Way
from services.repairs.domain.repair import BenchFinding, Means, Outcome, Repair
from services.repairs.domain.states import Place, RepairState
from services.repairs.routes.roles import MASK, SEES_MASKED
from services.repairs.use_cases.taking_in import Explained, Issued
from shared.actor import Actor, Role
from shared.events.intake.decisions import ChargeCategory
from shared.web.answer import View


class FeeTermsView(View):
    """What the customer is told about the fee, and the verdict it follows (6.5)."""

    fee: Fee
    is_result_promised: bool
    clause: str
    verdict_clause: str | None
    warranty_decision: int | None
    covered_until: date | None
    exclusions: tuple[str, ...]
    service: ChargeCategory | None
    service_clause: str | None
    policy_revision: str


class TestView(View):
    """What the test at the desk has shown."""

    finding: BenchFinding
    fault: str | None
    tested_at: datetime
    tested_by: str


class PromiseView(View):
    """What the customer was promised."""

    way: Way
    clause: str
    policy_revision: str
    is_by_rule: bool
    reason: str | None
    promised_at: datetime


class FactoryView(View):
    """The way to the factory and back."""

    batch_id: UUID
    sent_at: datetime
    serial_in: str | None
    returned_at: datetime | None
    outcome: Outcome | None
    serial_out: str | None


class NotificationView(View):
    """How the customer came to know."""

    means: Means
    notified_at: datetime
    call_id: UUID | None


class IdentityView(View):
    """Who compared the customer with which contact."""

    role: Role
    subject: str
    contact_id: UUID
    confirmed_at: datetime


class MovementView(View):
    """When the item came to a place."""

    place: Place
    since: datetime


class RepairView(View):
    """One entry of the repair register 返修登记表."""

    id: UUID
    number: str
    version: int
    state: RepairState
    place: Place
    in_place_since: datetime
    movements: tuple[MovementView, ...]
    ticket_id: UUID
    customer_id: UUID
    origin: str
    item_id: UUID | None
    job_id: UUID | None
    slip_number: str | None
    equipment_id: UUID | None
    product_model: str
    serial: str | None
    new_serial: str | None
    accessories: tuple[str, ...]
    condition: str | None
    reported_fault: str | None
    is_part_of_installation: bool
    responsible_id: UUID
    taken_in_at: datetime
    fee: FeeTermsView
    test: TestView | None
    receipt_number: str | None
    promise: PromiseView | None
    ready_until: datetime | None
    is_promise_missed: bool
    batch_id: UUID | None
    factory: FactoryView | None
    outcome: Outcome | None
    ready_at: datetime | None
    notification: NotificationView | None
    identity: tuple[IdentityView, ...]
    collected_at: datetime | None


_PARTS: dict[str, type[View]] = {
    "fee": FeeTermsView,
    "test": TestView,
    "promise": PromiseView,
    "factory": FactoryView,
    "notification": NotificationView,
}
_LISTS: dict[str, type[View]] = {"movements": MovementView, "identity": IdentityView}
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


class ReceiptView(View):
    """The receipt 维修单 as it is printed."""

    receipt_number: str | None
    repair_id: UUID
    version: int
    number: str
    product_model: str
    serial: str | None
    accessories: tuple[str, ...]
    ready_until: datetime | None
    fee: Fee
    is_verdict_pending: bool
    is_result_promised: bool
    """Out of warranty no result is promised (6.5)."""
    fee_clause: str
    issues: int
    issued_at: datetime | None
    has_valid_check_code: bool
    check_code: str | None
    """Shown once, with the issue of the receipt; only the customer has it afterwards."""

    @classmethod
    def issued(cls, issued: Issued) -> "ReceiptView":
        """With its check code."""
        return cls.of(issued.repair, check_code=issued.check_code)

    @classmethod
    def of(cls, repair: Repair, check_code: str | None = None) -> "ReceiptView":
        """Without its check code, which nobody can look up."""
        receipt = repair.receipt
        return cls(
            receipt_number=None if receipt is None else receipt.number,
            repair_id=repair.id,
            version=repair.version,
            number=repair.number,
            product_model=repair.product_model,
            serial=repair.serial,
            accessories=repair.accessories,
            ready_until=repair.ready_until,
            fee=repair.fee.fee,
            is_verdict_pending=repair.fee.fee is Fee.UNDETERMINED,
            is_result_promised=repair.fee.is_result_promised,
            fee_clause=repair.fee.clause,
            issues=0 if receipt is None else receipt.issues,
            issued_at=None if receipt is None else receipt.issued_at,
            has_valid_check_code=receipt is not None and receipt.code_hash is not None,
            check_code=check_code,
        )


class IntervalView(View):
    """A stretch of the way to the date, whether it counted, and why."""

    from_: datetime
    until: datetime
    counted: bool
    reason: str


class PromiseExplained(View):
    """The promised date and how it came about."""

    ready_until: datetime | None
    promise: PromiseView
    is_missed: bool
    intervals: tuple[IntervalView, ...]
    """Empty where a person said the date."""
    calendar_note: str | None

    @classmethod
    def of(cls, explained: Explained) -> "PromiseExplained":
        """What the reckoning says."""
        repair, reckoning = explained.repair, explained.reckoning
        intervals = () if reckoning is None else reckoning.intervals
        return cls(
            ready_until=repair.ready_until,
            promise=PromiseView(**_values(PromiseView, repair.promise)),
            is_missed=repair.is_promise_missed,
            intervals=tuple(IntervalView(**_values(IntervalView, each)) for each in intervals),
            calendar_note=None if reckoning is None else reckoning.calendar_note,
        )


def _part(shape: type[View], part: object) -> View | None:
    return None if part is None else shape(**_values(shape, part))


def _values(shape: type[View], part: object) -> dict[str, Any]:
    return {name: getattr(part, name) for name in shape.model_fields}
