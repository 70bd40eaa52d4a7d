"""Double entry for money in people's hands and for deposits: every movement sums to zero, so the whole ledger does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.billing.domain.identifiers import ChargeId, DepositId, PersonId, RefundId, RemittanceId
from shared.money import Money, total


class Account(StrEnum):
    """Where money is, or where it came from."""

    CUSTOMERS = "customers"
    """What customers have paid in cash, less what went back, as a negative amount."""
    CARRIED = "carried"
    """The company's cash that the person carries."""
    OWN_TRAVEL = "own_travel"
    """What a customer paid back for travel: it belongs to the technician (reading of 3.6)."""
    HANDED_IN = "handed_in"
    """Handed to finance, not yet counted."""
    FINANCE = "finance"
    DIFFERENCE = "difference"
    """Declared less counted, until it is explained: positive when some is missing."""
    LOSS = "loss"
    """Missing cash that the company bears; negative where it found some."""
    DEPOSITS = "deposits"
    """What is owed back to customers who left a deposit, as a negative amount: apart from what they have paid."""
    RETAINED = "retained"
    """What was kept of deposits, as a negative amount."""
    BANK = "bank"
    """Deposits that came or went by transfer, and travel money that went so."""
    TRAVEL_RECEIVED = "travel_received"
    """Travel money that customers have paid to the company, or into other hands than the technician's."""
    TRAVEL_OWED = "travel_owed"
    """What of it the company owes the technician, as a negative amount (reading of 3.6)."""


class Movement(StrEnum):
    """Why money moved."""

    COLLECTED = "collected"
    HANDED_IN = "handed_in"
    COUNTED = "counted"
    EXPLAINED = "explained"
    REFUNDED = "refunded"
    DEPOSIT_TAKEN = "deposit_taken"
    DEPOSIT_RETURNED = "deposit_returned"
    DEPOSIT_RETAINED = "deposit_retained"
    TRAVEL_OWED = "travel_owed"
    TRAVEL_PAID = "travel_paid"


class LedgerUnbalanced(ValueError):
    """A movement that would make money out of nothing; a defect, never a caller's fault."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One side of a movement."""

    id: UUID
    version: int = 0
    movement_id: UUID
    movement: Movement
    person_id: PersonId
    account: Account
    amount: Money
    charge_id: ChargeId | None = None
    remittance_id: RemittanceId | None = None
    deposit_id: DepositId | None = None
    refund_id: RefundId | None = None
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What a movement is about."""

    movement: Movement
    person_id: PersonId
    moved_at: datetime
    charge_id: ChargeId | None = None
    remittance_id: RemittanceId | None = None
    deposit_id: DepositId | None = None
    refund_id: RefundId | None = None


def entries(moved: Moved, amounts: Mapping[Account, Money], new_id: Callable[[], UUID]) -> tuple[Entry, ...]:
    """The sides of a movement, without those of nothing. Raises LedgerUnbalanced when they do not sum to zero."""
    if total(amounts.values()):
        raise LedgerUnbalanced(f"{moved.movement}: {', '.join(f'{name} {sum_}' for name, sum_ in amounts.items())}")
    movement_id = new_id()
    return tuple(
        Entry(
            id=new_id(),
            movement_id=movement_id,
            movement=moved.movement,
            person_id=moved.person_id,
            account=account,
            amount=amount,
            charge_id=moved.charge_id,
            remittance_id=moved.remittance_id,
            deposit_id=moved.deposit_id,
            refund_id=moved.refund_id,
            moved_at=moved.moved_at,
        )
        for account, amount in amounts.items()
        if amount
    )
