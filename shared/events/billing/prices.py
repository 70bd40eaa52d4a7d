"""Price lists and the yearly price of a maintenance contract."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class PriceListPublished(Event):
    """New prices hold from a day on; with them what a device point costs a year under a maintenance contract (3.4)."""

    TYPE = "aftersales.billing.PriceListPublished.v1"
    TOPIC = "billing.prices"
    KEY = "price_list_id"

    price_list_id: UUID
    number: str
    effective_from: date
    prices: int
    """How many parts and materials it names; `GET /price-lists/{id}` shows them."""
    maintenance_point_year: Money
    """What one device point costs a year under a maintenance contract (3.4)."""
    clause: str
    policy_revision: str
    published_at: datetime
