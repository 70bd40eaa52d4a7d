"""Cash in a person's hands, until finance has counted it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class CashEvent(Event):
    """What all events about one person's cash have in common."""

    TOPIC = "billing.cash"
    KEY = "person_id"

    person_id: UUID
    """The member of staff who holds or held it."""


@dataclass(frozen=True, kw_only=True)
class CashCollected(CashEvent):
    """A customer has paid this person in cash (5.6)."""

    TYPE = "aftersales.billing.CashCollected.v1"

    ticket_id: UUID
    charge_id: UUID
    payment_id: UUID
    amount: Money
    in_hands: Money
    """All that the person holds after it."""
    hand_in_until: datetime
    collected_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashCollectedApart(CashEvent):
    """This person has taken cash that is for no ticket's charge: a deposit, or a year of a contract."""

    TYPE = "aftersales.billing.CashCollectedApart.v1"

    deposit_id: UUID | None = None
    charge_id: UUID | None = None
    amount: Money
    in_hands: Money
    """All that the person holds after it."""
    hand_in_until: datetime
    collected_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashPaidOut(CashEvent):
    """This person has given a customer cash back from what he carries: a deposit."""

    TYPE = "aftersales.billing.CashPaidOut.v1"

    deposit_id: UUID | None = None
    amount: Money
    in_hands: Money
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashLimitExceeded(CashEvent):
    """The person carries more cash than he should: a warning, nothing is refused."""

    TYPE = "aftersales.billing.CashLimitExceeded.v1"

    in_hands: Money
    limit: Money
    clause: str
    exceeded_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashHandedIn(CashEvent):
    """The person has handed cash to finance, which has yet to count it."""

    TYPE = "aftersales.billing.CashHandedIn.v1"

    remittance_id: UUID
    number: str
    amount: Money
    """What the person says it is."""
    charge_ids: tuple[UUID, ...]
    deposit_ids: tuple[UUID, ...] = ()
    handed_in_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashCounted(CashEvent):
    """Finance has counted a remittance."""

    TYPE = "aftersales.billing.CashCounted.v1"

    remittance_id: UUID
    counted: Money
    difference: Money
    """Counted less declared; negative when some is missing."""
    in_hands: Money
    """All that the person still holds."""
    counted_at: datetime


@dataclass(frozen=True, kw_only=True)
class RemittanceOverdue(CashEvent):
    """Cash was not handed in by its time; finance and the supervisor are told."""

    TYPE = "aftersales.billing.RemittanceOverdue.v1"

    amount: Money
    """What is overdue."""
    charge_ids: tuple[UUID, ...]
    deposit_ids: tuple[UUID, ...] = ()
    clause: str
    overdue_at: datetime
    """The time it should have been handed in."""


@dataclass(frozen=True, kw_only=True)
class CashDifferenceExplained(CashEvent):
    """Finance knows why the counted cash was not what was declared, and who bears it."""

    TYPE = "aftersales.billing.CashDifferenceExplained.v1"
    FOR_PARTNERS = True

    remittance_id: UUID
    difference: Money
    """Counted less declared; negative when some was missing."""
    cause: str
    """A code: `miscounted`, `counterfeit`, `change_given`, `lost` or `found_later`."""
    settlement: str
    """`made_good` by the person, `borne_by_company`, or `given_back` when it was too much."""
    clause: str
    explained_at: datetime
