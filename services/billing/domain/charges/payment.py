"""A payment: money that came in for a charge, by whichever way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.billing.domain.identifiers import ChargeId, PaymentId, PersonId, TicketId
from services.billing.domain.refusals import AmountNotPositive, ReferenceMissing
from shared.money import Money


class PaymentMethod(StrEnum):
    """How money comes in."""

    CASH = "cash"
    TRANSFER = "transfer"
    WECHAT = "wechat"
    ALIPAY = "alipay"


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that came in for a charge; its number stands on the customer's receipt."""

    id: PaymentId
    number: str
    version: int = 0
    charge_id: ChargeId
    ticket_id: TicketId | None
    """None for a year of a contract."""
    amount: Money
    travel: Money
    """The part of it that belongs to the technician who paid for the travel."""
    method: PaymentMethod
    reference: str | None
    received_by_id: PersonId | None
    received_at: datetime
    booked_at: datetime | None = None
    """When it counts in the books, where its own day was closed when it was recorded."""


class Way(StrEnum):
    """Which way money went."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer by its reference, recorded once, whatever it is for."""

    id: UUID
    version: int = 0
    way: Way
    method: PaymentMethod
    reference: str


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A payment as it is reported."""

    amount: Money
    method: PaymentMethod
    reference: str | None
    received_by_id: PersonId | None
    received_at: datetime

    def check(self) -> None:
        """Raises AmountNotPositive, and ReferenceMissing for what is not cash and has no reference."""
        if self.amount <= Money.ZERO:
            raise AmountNotPositive("a payment is more than nothing", field="amount")
        if self.method is not PaymentMethod.CASH and not self.reference:
            raise ReferenceMissing(f"{self.method} has a reference", field="reference")


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """How money goes out."""

    method: PaymentMethod
    reference: str | None

    def check(self) -> None:
        """Raises ReferenceMissing for what is not cash and has no reference."""
        if self.method is not PaymentMethod.CASH and not self.reference:
            raise ReferenceMissing(f"{self.method} has a reference", field="reference")
