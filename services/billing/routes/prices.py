"""What can be asked about prices: price lists, and calculations that store nothing."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.billing.domain.case import Circumstances
from services.billing.domain.identifiers import PriceListId
from services.billing.domain.policy import BillingPolicy
from services.billing.domain.prices.price_list import Price, PriceList, Ware
from services.billing.domain.refusals import (
    AmountNotPositive,
    LinesMissing,
    LineWrong,
    PriceAboveCost,
    PriceImportWrong,
    PriceListContradicts,
    PriceNotListed,
    TravelNotCharged,
    VerdictMissing,
)
from services.billing.queries import quotes as queries
from services.billing.queries.wanted import NEWEST_FIRST
from services.billing.routes.line_bodies import LineBodies, LineView, shown
from services.billing.routes.who_may import CALCULATORS, CASH_READERS
from services.billing.use_cases import prices as use_cases
from services.billing.work import Work
from shared.actor import Role
from shared.events.intake.decisions import ChargeCategory
from shared.events.intake.tickets import Region, TicketKind
from shared.money import Money
from shared.policy import NoPolicyInForce, first_instant
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day, Instant, ShortText
from shared.web.input.query import Asked, Filter
from shared.web.paging import Listing
from shared.web.routes import Routes

routes = Routes(tag="prices")


class PriceBody(Body):
    """What one unit costs the customer, and the company; a part may not cost more than it costs the company (4.4)."""

    part: Code
    name: ShortText | None = None
    ware: Ware = Ware.PART
    unit: Code = "piece"
    unit_price: Money
    cost: Money

    def price(self) -> Price:
        """As the domain has it."""
        return Price(
            code=self.part,
            name=self.name,
            ware=self.ware,
            unit=self.unit,
            unit_price=self.unit_price,
            cost=self.cost,
        )


class PublishPrices(Body):
    """Prices that hold from a day on; later lists replace earlier ones part by part."""

    EXAMPLE: ClassVar = {
        "effective_from": "2026-11-23",
        "prices": [
            {"part": "PSU-12V", "name": "12V 电源", "unit_price": "52.00", "cost": "52.00"},
            {"part": "CABLE", "ware": "material", "unit": "metre", "unit_price": "4.50", "cost": "2.80"},
        ],
    }

    effective_from: Day | None = None
    prices: Annotated[tuple[PriceBody, ...], Field(min_length=1, max_length=2000)]


class ImportPrices(Body):
    """A price list as a spreadsheet writes it: CSV with the columns code, name, ware, unit, unit_price, cost."""

    EXAMPLE: ClassVar = {
        "effective_from": "2026-11-23",
        "csv": "code,name,ware,unit,unit_price,cost\nPSU-12V,12V 电源,part,piece,52.00,52.00\n",
    }

    effective_from: Day | None = None
    csv: Annotated[str, StringConstraints(min_length=1, max_length=400_000, pattern=r"^[^\x00]+$")]


class TariffFilter(Filter):
    """On which day; today, if none is given."""

    on: Day | None = None


class TariffLineView(View):
    """One price of the tariff, or one of its rules, with its clause."""

    name: str
    clause: str
    yuan: Money | None
    unit: str | None


class TariffView(View):
    """What may be asked for at most, by the policy in force on a day (chapter 3)."""

    policy_revision: str
    effective_from: date
    lines: tuple[TariffLineView, ...]

    @classmethod
    def of(cls, policy: BillingPolicy) -> "TariffView":
        """What we show of the policy."""
        lines = tuple(TariffLineView(name=n, clause=c, yuan=y, unit=u) for n, c, y, u in policy.tariff)
        return cls(policy_revision=policy.revision.number, effective_from=policy.revision.effective_from, lines=lines)


class Calculate(Body):
    """A case and what is to be priced in it."""

    EXAMPLE: ClassVar = {
        "kind": "fault",
        "category": "paid",
        "charge_clause": "2.2.1",
        "region": "suburb",
        "is_part_of_installation": True,
        "lines": [{"kind": "visit_fee"}, {"kind": "travel", "at_most": "60.00"}],
    }

    kind: TicketKind
    category: ChargeCategory
    charge_clause: Code
    region: Region
    is_part_of_installation: bool = False
    has_paid_visit_fee: bool = False
    reported_at: Instant | None = None
    lines: LineBodies

    def circumstances(self) -> Circumstances:
        """The case."""
        return Circumstances(
            kind=self.kind,
            category=self.category,
            charge_clause=self.charge_clause,
            region=self.region,
            is_part_of_installation=self.is_part_of_installation,
            has_paid_visit_fee=self.has_paid_visit_fee,
        )


class PriceView(View):
    """One price."""

    part: str
    name: str | None
    ware: Ware
    unit: str
    unit_price: Money
    cost: Money


class PriceListView(View):
    """A price list."""

    id: UUID
    number: str
    version: int
    effective_from: date
    published_at: datetime
    policy_revision: str
    prices: tuple[PriceView, ...]

    @classmethod
    def of(cls, price_list: PriceList) -> "PriceListView":
        """What we show of a price list."""
        prices = tuple(
            PriceView(
                part=price.code,
                name=price.name,
                ware=price.ware,
                unit=price.unit,
                unit_price=price.unit_price,
                cost=price.cost,
            )
            for price in price_list.prices
        )
        return cls(prices=prices, **{name: getattr(price_list, name) for name in cls.model_fields if name != "prices"})


class CalculationView(View):
    """What it would cost, line by line."""

    lines: tuple[LineView, ...]
    total: Money
    policy_revision: str

    @classmethod
    def of(cls, calculation: use_cases.Calculation) -> "CalculationView":
        """What we show of a calculation."""
        return cls(lines=shown(calculation.lines), total=calculation.total, policy_revision=calculation.policy_revision)


@routes.creates(
    "/price-lists",
    PriceListView,
    may=(Role.FINANCE,),
    refuses=(AmountNotPositive, PriceAboveCost, PriceListContradicts),
)
async def publish_prices(order: Sent[PublishPrices], door: Door[Work]) -> Answer:
    """Publish prices of parts and materials (3.5)."""
    prices = [price.price() for price in order.prices]
    return await door.change(
        lambda work: use_cases.publish_prices(prices, order.effective_from, work), show=PriceListView.of
    )


@routes.creates(
    "/price-list-imports",
    PriceListView,
    may=(Role.FINANCE,),
    refuses=(AmountNotPositive, LinesMissing, PriceAboveCost, PriceImportWrong, PriceListContradicts),
)
async def import_prices(order: Sent[ImportPrices], door: Door[Work]) -> Answer:
    """Publish a price list out of a file; nothing of it holds when one row is wrong."""
    return await door.change(
        lambda work: use_cases.import_prices(order.csv, order.effective_from, work), show=PriceListView.of
    )


@routes.shows("/tariff", TariffView, may=CALCULATORS, refuses=(NoPolicyInForce,))
async def show_tariff(wanted: Asked[TariffFilter], door: Door[Work]) -> Answer:
    """The tariff in force on a day, with its clauses."""

    async def policy(work: Work) -> BillingPolicy:
        return work.policy if wanted.on is None else work.policy_at(first_instant(wanted.on))

    return await door.read(policy, show=TariffView.of)


@routes.lists("/price-lists", PriceListView, may=CASH_READERS)
async def list_price_lists(wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Price lists, newest first."""
    return await door.page(
        wanted,
        lambda work: queries.price_lists(work.reader, wanted.after(UUID), wanted.rows_to_read),
        show=PriceListView.of,
        by=NEWEST_FIRST,
    )


@routes.shows("/price-lists/{price_list_id}", PriceListView, may=CASH_READERS)
async def show_price_list(price_list_id: UUID, door: Door[Work]) -> Answer:
    """One price list."""
    return await door.read(lambda work: work.price_lists.get(PriceListId(price_list_id)), show=PriceListView.of)


@routes.calculates(
    "/price-calculations",
    CalculationView,
    may=CALCULATORS,
    refuses=(LinesMissing, LineWrong, PriceNotListed, TravelNotCharged, VerdictMissing, NoPolicyInForce),
)
async def calculate_price(order: Sent[Calculate], door: Door[Work]) -> Answer:
    """What it would cost, with a clause for each line; stores nothing."""
    items = [line.item() for line in order.lines]
    return await door.calculate(
        lambda work: use_cases.calculate(order.circumstances(), items, order.reported_at, work),
        show=CalculationView.of,
    )
