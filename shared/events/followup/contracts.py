"""Contracts with customers: what they cover and until when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.contract import Event
from shared.money import Money


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Event):
    """A contract is in force for its term."""

    TYPE = "aftersales.followup.ContractSigned.v1"
    TOPIC = "followup.contracts"
    KEY = "contract_id"

    contract_id: UUID
    number: str
    customer_id: UUID
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
    yearly_price: Money
    clause: str
    signed_at: datetime
