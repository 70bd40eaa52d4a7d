"""How receipts and promises look from outside, and what is printed."""

from datetime import datetime
from uuid import UUID

from services.repairs.domain.fees import Fee
from services.repairs.routes.entries import PromiseView, values_for
from services.repairs.use_cases.taking_in import Explained, Written
from shared.web.answer import AliasedView, IntervalView, View


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
    repair_address: str
    """Where the company repairs."""
    repair_address_clause: str
    issues: int
    issued_at: datetime | None
    has_valid_check_code: bool
    check_code: str | None
    """Shown once, with the issue of the receipt; only the customer has it afterwards."""

    @classmethod
    def of(cls, written: Written) -> "ReceiptView":
        """Its check code is there only in the answer that issues it."""
        repair, receipt = written.repair, written.repair.receipt
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
            repair_address=written.rule.repair_address,
            repair_address_clause=written.rule.address_clause,
            issues=0 if receipt is None else receipt.issues,
            issued_at=None if receipt is None else receipt.issued_at,
            has_valid_check_code=receipt is not None and receipt.code_hash is not None,
            check_code=written.check_code,
        )


class PromiseExplained(AliasedView):
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
            promise=PromiseView(**values_for(PromiseView, repair.promise)),
            is_missed=repair.is_promise_missed,
            intervals=tuple(IntervalView.of(each) for each in intervals),
            calendar_note=None if reckoning is None else reckoning.calendar_note,
        )
