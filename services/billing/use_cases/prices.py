"""What things cost: price lists, the tariff of a case, and calculations that store nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.billing.domain.case import Circumstances
from services.billing.domain.prices.lines import Line, LineKind, sum_of
from services.billing.domain.prices.price_file import prices_in
from services.billing.domain.prices.price_list import Price, PriceList, publish, published
from services.billing.domain.prices.pricing import price
from services.billing.domain.prices.tariff import Item, Tariff
from services.billing.work import Work
from shared.money import Money
from shared.policy import business_day


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """A price that nobody was quoted."""

    lines: tuple[Line, ...]
    total: Money
    policy_revision: str


async def publish_prices(prices: Sequence[Price], effective_from: date | None, work: Work) -> PriceList:
    """Publish prices that hold from a day on, today by default."""
    price_list = publish(
        work.new_id(),
        await work.number("JG"),
        prices,
        effective_from=effective_from or business_day(work.now),
        now=work.now,
        policy=work.policy,
    )
    return work.price_lists.add(price_list, [published(price_list, work.policy)])


async def import_prices(csv: str, effective_from: date | None, work: Work) -> PriceList:
    """Publish the prices of a file, all of them or none."""
    return await publish_prices(prices_in(csv), effective_from, work)


async def tariff_for(circumstances: Circumstances, items: Sequence[Item], reported_at: datetime, work: Work) -> Tariff:
    """The tariff by the policy at the report, with today's prices of what is asked for."""
    policy = work.policy_at(reported_at)
    codes = {item.code for item in items if item.code is not None}
    if any(item.kind is LineKind.CABLE_METRE for item in items):
        codes.add(policy.camera_move.cable_code)
    prices = await work.price_lists.in_force(codes, business_day(work.now))
    return Tariff(circumstances=circumstances, prices=prices, policy=policy)


async def calculate(
    circumstances: Circumstances, items: Sequence[Item], reported_at: datetime | None, work: Work
) -> Calculation:
    """What it would cost; stores nothing."""
    tariff = await tariff_for(circumstances, items, reported_at or work.now, work)
    lines = price(items, tariff)
    return Calculation(lines=lines, total=sum_of(lines), policy_revision=tariff.policy.revision.number)
