"""Contracts as intake knows them from followup: what they cover, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from shared.events.followup.contracts import ContractCover, ContractSigned

CoverId = NewType("CoverId", UUID)


class CoverKind(StrEnum):
    """What a contract is about."""

    ENGINEERING = "engineering"
    MAINTENANCE = "maintenance"
    SPECIAL_AGREEMENT = "special_agreement"


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What a contract covers; the contract itself is followup's."""

    id: CoverId
    number: str
    version: int = 0
    customer_id: UUID
    site_ids: tuple[UUID, ...]
    """None named means all of the customer's."""
    kind: CoverKind
    starts_on: date
    ends_on: date
    """The last day, that day included."""
    are_parts_included: bool
    waits_for_payment: bool = False
    """Signed, but it covers nothing before its price is paid."""
    renewed_by: UUID | None = None
    """The contract that follows it."""

    def covers_site(self, site_id: UUID | None) -> bool:
        """Whether the contract is about this site."""
        return not self.site_ids or (site_id is not None and site_id in self.site_ids)

    def holds_on(self, day: date) -> bool:
        """First and last day belong to the term."""
        return self.starts_on <= day <= self.ends_on and not self.waits_for_payment


def cover_of(signed: ContractCover) -> Cover:
    """The cover that a signed contract gives, at once or when it was paid."""
    return Cover(
        id=CoverId(signed.contract_id),
        number=signed.number,
        customer_id=signed.customer_id,
        site_ids=signed.site_ids,
        kind=CoverKind(signed.kind),
        starts_on=signed.starts_on,
        ends_on=signed.ends_on,
        are_parts_included=signed.are_parts_included,
        waits_for_payment=isinstance(signed, ContractSigned) and signed.waits_for_payment,
    )


def best_of(covers: Iterable[Cover], kind: CoverKind, site_id: UUID | None, *, on: date) -> Cover | None:
    """The contract of a kind for a site that holds on a day, else the one that ended last."""
    fitting = [cover for cover in covers if cover.kind is kind and cover.covers_site(site_id)]
    return max(fitting, key=lambda cover: (cover.holds_on(on), cover.ends_on, str(cover.id)), default=None)
