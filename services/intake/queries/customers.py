"""Lists of customers, sites and equipment."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.customer import Customer, Site
from services.intake.domain.equipment import Equipment
from services.intake.tables.customers import CUSTOMER, SITE
from services.intake.tables.equipment import EQUIPMENT
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

_BEHIND_ALL_TEXT = "\U0010ffff"


@dataclass(frozen=True, kw_only=True)
class CustomersWanted:
    """Which customers; None: any."""

    phone: str | None = None
    """Digits only."""
    name: str | None = None
    """The beginning of the name."""
    origin: str | None = None


async def customers(
    reader: Reader, wanted: CustomersWanted, after: tuple[UUID] | None, limit: int
) -> Sequence[Customer]:
    """Customers by a whole number or the beginning of a name."""
    query = ListQuery("SELECT * FROM customer").holding("phones", wanted.phone).equal("origin", wanted.origin)
    if wanted.name is not None:
        query = query.at_least("name", wanted.name).below("name", wanted.name + _BEHIND_ALL_TEXT)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [CUSTOMER.from_record(row) for row in await reader.rows(sql, *values)]


async def sites(reader: Reader, customer_id: UUID, after: tuple[UUID] | None, limit: int) -> Sequence[Site]:
    """The sites of a customer."""
    sql, values = ListQuery("SELECT * FROM site").equal("customer_id", customer_id).page(("id",), after, limit)
    return [SITE.from_record(row) for row in await reader.rows(sql, *values)]


async def equipment(
    reader: Reader,
    after: tuple[UUID] | None,
    limit: int,
    *,
    customer_id: UUID | None,
    serial: str | None,
) -> Sequence[Equipment]:
    """Equipment of a customer, or with a serial number."""
    query = ListQuery("SELECT * FROM equipment").equal("customer_id", customer_id).equal("serial", serial)
    sql, values = query.page(("id",), after, limit, descending=True)
    return [EQUIPMENT.from_record(row) for row in await reader.rows(sql, *values)]
