"""What becomes of a charge that is not paid in time: reminders, and in the end the write-off (5.6)."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.billing.domain.charges.charge import Charge, Events, WriteOffRequest
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.refusals import SamePerson
from services.billing.domain.states import CHARGE_LIFE, STILL_OWED, ChargeAction
from shared.events.billing.charges import ChargeOverdue, ChargeWrittenOff


class WriteOffReason(StrEnum):
    """Why the money will not come."""

    INSOLVENT = "insolvent"
    NOT_FOUND = "not_found"
    DISPUTED = "disputed"
    TOO_SMALL = "too_small"


def remind(charge: Charge, timer_id: UUID, next_timer_id: UUID, policy: BillingPolicy) -> tuple[Charge, Events]:
    """The due time, or that of a reminder, has passed; nothing when it is paid or the timer is an old one."""
    if charge.reminder_id != timer_id or charge.state not in STILL_OWED or charge.pay_until is None:
        return charge, []
    late = _days_late(charge, policy)
    overdue = ChargeOverdue(
        **charge.keys,
        customer_id=charge.customer_id,
        number=charge.number,
        outstanding=charge.outstanding,
        reminder=charge.reminders,
        days_late=late,
        technician_id=charge.technician_id,
        clause=policy.receivable.clause,
        overdue_at=charge.pay_until + timedelta(days=late),
    )
    is_last = charge.reminders >= len(policy.receivable.reminders_days_late)
    return replace(charge, reminders=charge.reminders + 1, reminder_id=None if is_last else next_timer_id), [overdue]


def reminds_at(charge: Charge, policy: BillingPolicy) -> datetime | None:
    """When the next reminder is due; None when there is none."""
    if charge.reminder_id is None or charge.pay_until is None:
        return None
    return charge.pay_until + timedelta(days=_days_late(charge, policy))


def ask_to_write_off(charge: Charge, reason: WriteOffReason, asked_by: str, at: datetime) -> Charge:
    """Somebody asks; another person decides."""
    state = CHARGE_LIFE.after(charge.state, ChargeAction.ASK_WRITE_OFF)
    request = WriteOffRequest(reason=reason.value, asked_by=asked_by, asked_at=at)
    return replace(charge, state=state, write_off_request=request)


def write_off(charge: Charge, approved_by: str, policy: BillingPolicy, at: datetime) -> tuple[Charge, Events]:
    """What is still owed is not asked for any more; raises SamePerson."""
    state = CHARGE_LIFE.after(charge.state, ChargeAction.WRITE_OFF)
    request = charge.write_off_request
    if request is None or request.asked_by == approved_by:
        raise SamePerson("another person than who asked approves a write-off", clause=policy.receivable.clause)
    amount = charge.outstanding
    told = ChargeWrittenOff(
        **charge.keys,
        customer_id=charge.customer_id,
        number=charge.number,
        amount=amount,
        clause=policy.receivable.clause,
        written_off_at=at,
    )
    written = charge.written_off + amount
    return replace(charge, state=state, written_off=written, written_off_at=at, reminder_id=None), [told]


def refuse_write_off(charge: Charge) -> Charge:
    """The money is asked for as before."""
    state = CHARGE_LIFE.after(charge.state, ChargeAction.REFUSE_WRITE_OFF)
    return replace(charge, state=state, write_off_request=None)


def _days_late(charge: Charge, policy: BillingPolicy) -> int:
    return (0, *policy.receivable.reminders_days_late)[charge.reminders]
