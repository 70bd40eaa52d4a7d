"""What paid work will cost, and whether the customer agrees."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """One line of a quote or bill, with the clause that allows it."""

    line: int
    """Counts from 1."""
    tariff: str
    """What is charged: `visit_fee`, `part`, `material`, `camera_point`, `cable_metre`, `travel` or `factory_repair`."""
    part: str | None = None
    """Code of the part, where it is one."""
    finding: int | None = None
    """The finding of the diagnosis that it answers."""
    quantity: str
    """A decimal number, in `unit`."""
    unit: str
    """`visit`, `piece`, `metre`, `point` or `trip`."""
    unit_price: Money
    amount: Money
    clause: str
    is_at_most: bool = False
    """Whether the amount is a limit, because it is known only afterwards (3.3, 3.6)."""


@dataclass(frozen=True, kw_only=True)
class QuoteEvent(Event):
    """What all events of a quote have in common."""

    TOPIC = "billing.quotes"
    KEY = "quote_id"

    quote_id: UUID
    ticket_id: UUID
    job_id: UUID | None = None
    """The job it is for, if it is for a job."""
    repair_id: UUID | None = None
    """The repair it is for, if it is for a repair."""


@dataclass(frozen=True, kw_only=True)
class QuoteIssued(QuoteEvent):
    """The customer was told itemised what the work costs, before it begins (5.5)."""

    TYPE = "aftersales.billing.QuoteIssued.v1"
    FOR_PARTNERS = True

    number: str
    lines: tuple[PricedLine, ...]
    total: Money
    valid_until: datetime
    clause: str
    policy_revision: str
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuoteReduced(QuoteEvent):
    """The supervisor asks for less than the tariff, with a reason; a consent covers it."""

    TYPE = "aftersales.billing.QuoteReduced.v1"
    FOR_PARTNERS = True

    lines: tuple[PricedLine, ...]
    total: Money
    clause: str
    reduced_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(QuoteEvent):
    """A listed contact of the customer agrees to pay up to this total."""

    TYPE = "aftersales.billing.ConsentGiven.v1"

    total: Money
    means: str
    """How it was given: `signature`, `phone`, `message` or `in_writing`."""
    clause: str
    consented_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsentDeclined(QuoteEvent):
    """The customer does not want it at this price."""

    TYPE = "aftersales.billing.ConsentDeclined.v1"

    reason: str
    declined_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsentLapsed(QuoteEvent):
    """A consent, or the quote that asks for it, no longer counts; chargeable work stops."""

    TYPE = "aftersales.billing.ConsentLapsed.v1"

    reason: str
    """`higher_amount`, `verdict_changed`, `expired`, `cancelled`, `work_over` or `withdrawn`."""
    had_consent: bool = False
    """Whether the customer had agreed: then work stops until he agrees anew."""
    clause: str
    lapsed_at: datetime
