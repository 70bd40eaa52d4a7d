"""What a charge comes to after all: when less of it was asked for, and when it was written off or recovered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.billing.domain.charges.charge import Charge
from services.billing.domain.identifiers import ChargeId
from shared.money import Money


class AdjustmentKind(StrEnum):
    """What changed."""

    REDUCED = "reduced"
    WRITTEN_OFF = "written_off"


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """So much less is expected of a charge since then; negative where it is more, as money that was recovered."""

    id: UUID
    version: int = 0
    charge_id: ChargeId
    kind: AdjustmentKind
    amount: Money
    made_at: datetime


def adjustments(before: Charge, after: Charge, at: datetime, new_id: Callable[[], UUID]) -> tuple[Adjustment, ...]:
    """Between two states of a charge."""
    changed = {
        AdjustmentKind.REDUCED: after.reduced - before.reduced,
        AdjustmentKind.WRITTEN_OFF: after.written_off - before.written_off,
    }
    return tuple(
        Adjustment(id=new_id(), charge_id=after.id, kind=kind, amount=amount, made_at=at)
        for kind, amount in changed.items()
        if amount
    )
