"""Contracts with customers: what they cover and until when, and what becomes of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class ContractEvent(Event):
    """What all events of a contract have in common."""

    TOPIC = "followup.contracts"
    KEY = "contract_id"

    contract_id: UUID
    number: str
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContractCover(ContractEvent):
    """What a contract covers and until when."""

    site_ids: tuple[UUID, ...]
    """The sites it covers; none means all of the customer's."""
    kind: str
    """`engineering`: a project with its warranty; `maintenance`; `special_agreement`."""
    starts_on: date
    """For a project the completion date."""
    ends_on: date
    """The last day of the cover, that day included."""
    are_parts_included: bool
    device_points: int
    """Of the first term."""
    yearly_price: Money
    """Of the first term."""
    clause: str


@dataclass(frozen=True, kw_only=True)
class ContractTerm:
    """One of the terms that follow each other without a gap."""

    starts_on: date
    ends_on: date
    """That day included."""
    device_points: int
    yearly_price: Money


@dataclass(frozen=True, kw_only=True)
class ContractSigned(ContractCover):
    """Both sides have signed: the contract is in force for its term, unless it waits for its payment."""

    TYPE = "aftersales.followup.ContractSigned.v1"

    waits_for_payment: bool = False
    """It covers nothing before `ContractTookEffect`: by the policy's setting the price is paid first."""
    is_price_agreed: bool = False
    """Whether the yearly price was agreed case by case instead of following the tariff (3.4)."""
    is_imported: bool = False
    """Taken over from paper or another system, with whatever was charged there."""
    renews_contract_id: UUID | None = None
    """The contract that it follows; this one starts the day after."""
    months: int | None = None
    """How long all its terms are together."""
    terms: tuple[ContractTerm, ...] = ()
    """Each term with its own size and price, the first one first."""
    policy_revision: str | None = None
    signed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContractTookEffect(ContractCover):
    """A signed contract that waited for its payment covers from now on; told only of such contracts."""

    TYPE = "aftersales.followup.ContractTookEffect.v1"

    took_effect_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContractRenewed(ContractEvent):
    """The contract is followed by another one, which announces what it covers by its own `ContractSigned`."""

    TYPE = "aftersales.followup.ContractRenewed.v1"

    next_contract_id: UUID
    next_starts_on: date
    next_ends_on: date
    clause: str
    renewed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContractEnded(ContractEvent):
    """The last day of the term is over."""

    TYPE = "aftersales.followup.ContractEnded.v1"

    kind: str
    """`engineering`, `maintenance` or `special_agreement`."""
    ends_on: date
    """The last day of the cover, that day included."""
    clause: str
    ended_at: datetime
    """The end of that day, not when it was noticed."""
    has_covered: bool = True
    """False: it waited for its payment until the end; nothing of it is owed."""


@dataclass(frozen=True, kw_only=True)
class ContractTerminated(ContractEvent):
    """The contract ends before its term."""

    TYPE = "aftersales.followup.ContractTerminated.v1"

    last_day: date
    """The last day of the cover, that day included."""
    reason: str
    """A code: `customers_wish`, `not_paid`, `breach` or `error`."""
    unused_days: int
    """Days of the term behind the last day."""
    given_back: Money
    """What of the price goes back to the customer, pro rata where the policy's setting says so."""
    has_covered: bool = True
    """False: it waited for its payment until the end; nothing of it is owed, whatever goes back."""
    clause: str
    terminated_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExpiryNoticeSent(ContractEvent):
    """The customer was sent the notice 保养到期通知书 that the cover ends (5.13)."""

    TYPE = "aftersales.followup.ExpiryNoticeSent.v1"
    FOR_PARTNERS = True

    notice_number: str
    means: str
    """`post`, `message` or `in_person`."""
    ends_on: date
    renewal_price: Money | None = None
    """What a year costs by the tariff; None when no tariff is known."""
    clause: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class RenewalVisitAgreed(ContractEvent):
    """The customer agrees to a visit about the renewal (5.13): somebody goes."""

    TYPE = "aftersales.followup.RenewalVisitAgreed.v1"

    visit_id: UUID
    """Given to this visit: told once, whatever is agreed later has another."""
    site_id: UUID | None = None
    """Where; None when the contract names no site."""
    technician_id: UUID | None = None
    """Whom the customer knows or the specialist has named; a wish, dispatch decides."""
    window_from: datetime
    window_until: datetime
    ends_on: date
    """The last day of the cover."""
    clause: str
    agreed_at: datetime


@dataclass(frozen=True, kw_only=True)
class RenewalPostponed(ContractEvent):
    """The customer will decide later: he is asked again."""

    TYPE = "aftersales.followup.RenewalPostponed.v1"
    FOR_PARTNERS = True

    ask_again_on: date
    clause: str
    postponed_at: datetime


@dataclass(frozen=True, kw_only=True)
class RenewalLost(ContractEvent):
    """The customer does not renew."""

    TYPE = "aftersales.followup.RenewalLost.v1"
    FOR_PARTNERS = True

    reason: str
    """A code: `price`, `competitor`, `site_given_up`, `dissatisfied`, `no_answer` or `other`."""
    clause: str
    lost_at: datetime
