"""Price lists of parts and materials: dated, with the unit, the price and what it costs the company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.billing.domain.identifiers import PriceListId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.refusals import AmountNotPositive, LinesMissing, PriceAboveCost, PriceListContradicts
from shared.events.billing.prices import PriceListPublished
from shared.money import Money


class Ware(StrEnum):
    """What a price is for."""

    PART = "part"
    MATERIAL = "material"


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one unit of a part or material costs the customer, and the company."""

    code: str
    name: str | None = None
    ware: Ware = Ware.PART
    unit: str = "piece"
    unit_price: Money
    cost: Money


Prices = Mapping[str, Price]
"""The prices in force, by code."""


@dataclass(frozen=True, kw_only=True)
class PriceList:
    """Prices that hold from a day on; a later list replaces an earlier one code by code."""

    id: PriceListId
    number: str
    version: int = 0
    effective_from: date
    prices: tuple[Price, ...]
    policy_revision: str
    published_at: datetime


def publish(
    list_id: UUID, number: str, prices: Sequence[Price], *, effective_from: date, now: datetime, policy: BillingPolicy
) -> PriceList:
    """Raises PriceAboveCost for a part dearer than its cost (4.4), PriceListContradicts for a code named twice."""
    if not prices:
        raise LinesMissing("a price list has prices", field="prices")
    codes = [price.code for price in prices]
    doubled = next((code for code in codes if codes.count(code) > 1), None)
    if doubled is not None:
        raise PriceListContradicts(f"{doubled} is named twice", field="prices")
    for price in prices:
        _check(price, policy)
    return PriceList(
        id=PriceListId(list_id),
        number=number,
        effective_from=effective_from,
        prices=tuple(prices),
        policy_revision=policy.revision.number,
        published_at=now,
    )


def published(price_list: PriceList, policy: BillingPolicy) -> PriceListPublished:
    """What is announced: also what a device point costs a year, so that a renewal is priced without asking (3.4)."""
    contract = policy.maintenance_contract
    return PriceListPublished(
        price_list_id=price_list.id,
        number=price_list.number,
        effective_from=price_list.effective_from,
        prices=len(price_list.prices),
        maintenance_point_year=contract.yuan_per_point_and_year,
        clause=contract.clause,
        policy_revision=price_list.policy_revision,
        published_at=price_list.published_at,
    )


def in_force(lists: Sequence[PriceList]) -> Prices:
    """The newest price of each code; `lists` newest first."""
    prices: dict[str, Price] = {}
    for price_list in lists:
        for price in price_list.prices:
            prices.setdefault(price.code, price)
    return prices


def _check(price: Price, policy: BillingPolicy) -> None:
    if min(price.unit_price, price.cost) < Money.ZERO:
        raise AmountNotPositive(f"{price.code} costs less than nothing", field="prices")
    rule = policy.part_cost
    if rule.price_up_to_cost and price.ware is Ware.PART and price.unit_price > price.cost:
        raise PriceAboveCost(
            f"{price.code} costs the company {price.cost}, so at most this",
            clause=rule.clause,
            field="prices",
            facts={"code": price.code, "cost": str(price.cost)},
        )
