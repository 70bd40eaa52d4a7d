"""Lists of customers, sites and equipment: what a desk types while the phone is at its ear."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.customer import Customer, Site
from services.intake.domain.equipment import Equipment
from services.intake.tables.customers import CUSTOMER, SITE
from services.intake.tables.equipment import EQUIPMENT
from services.intake.tables.rows import CALLER_PHONE
from shared.storage.listing import ListQuery
from shared.storage.reader import Reader

_BEHIND_ALL_TEXT = "\U0010ffff"
MOST_FOUND = 10_000
"""More people of one name nobody looks through."""


@dataclass(frozen=True, kw_only=True)
class CustomersWanted:
    """Which customers; None: any. Everything as it is searched."""

    phone: str | None = None
    """A whole number."""
    name: str | None = None
    """The beginning of the name."""
    contact_name: str | None = None
    """The whole name of somebody who speaks for him."""
    origin: str | None = None

    @property
    def by(self) -> tuple[str, ...]:
        """Names come in their own order: so the index is read from the first that fits, however many there are."""
        return ("id",) if self.name is None else ("name_key", "id")


@dataclass(frozen=True, kw_only=True)
class EquipmentWanted:
    """Which equipment; None: any. Serials as they are searched."""

    customer_id: UUID | None = None
    site_id: UUID | None = None
    serial: str | None = None
    """The beginning of the serial of the unit that hangs there now."""
    any_serial: str | None = None
    """A whole serial that was ever seen there, of a unit or a part."""

    @property
    def by(self) -> tuple[str, ...]:
        """As with customers."""
        return ("id",) if self.serial is None else ("serial_key", "id")


async def customers(
    reader: Reader, wanted: CustomersWanted, after: tuple[object, ...] | None, limit: int
) -> Sequence[Customer]:
    """Customers by a number, the beginning of a name, or the name of somebody who speaks for them."""
    query = _holding(ListQuery("SELECT * FROM customer"), "customer", "phones", wanted.phone)
    query = _holding(query, "customer", "people", wanted.contact_name)
    query = _beginning(query.equal("origin", wanted.origin), "name_key", wanted.name)
    sql, values = query.page(wanted.by, after, limit, descending=wanted.name is None)
    return [CUSTOMER.from_record(row) for row in await reader.rows(sql, *values)]


async def sites(reader: Reader, customer_id: UUID, after: tuple[UUID] | None, limit: int) -> Sequence[Site]:
    """The sites of a customer."""
    sql, values = ListQuery("SELECT * FROM site").equal("customer_id", customer_id).page(("id",), after, limit)
    return [SITE.from_record(row) for row in await reader.rows(sql, *values)]


async def equipment(
    reader: Reader, wanted: EquipmentWanted, after: tuple[object, ...] | None, limit: int
) -> Sequence[Equipment]:
    """Equipment of a customer or at a site, or by a serial number."""
    query = ListQuery("SELECT * FROM equipment").equal("customer_id", wanted.customer_id)
    query = _holding(query.equal("site_id", wanted.site_id), "equipment", "serial_keys", wanted.any_serial)
    query = _beginning(query, "serial_key", wanted.serial)
    sql, values = query.page(wanted.by, after, limit, descending=wanted.serial is None)
    return [EQUIPMENT.from_record(row) for row in await reader.rows(sql, *values)]


def _holding(query: ListQuery, table: str, column: str, key: str | None) -> ListQuery:
    """Found first by its own index, then sorted: PostgreSQL cannot know that hardly anybody has this very number."""
    found = f"SELECT id FROM {table} WHERE {column} @> to_jsonb({{}}::text) LIMIT {MOST_FOUND:d}"
    return query.when(f"id = ANY(ARRAY({found}))", key)


def called_from(table: str) -> str:
    """The condition that the caller's number is this one; found first by its own index, as above."""
    found = f"SELECT id FROM {table} WHERE {CALLER_PHONE} = '+' || {{}}::text LIMIT {MOST_FOUND:d}"
    return f"id = ANY(ARRAY({found}))"


def _beginning(query: ListQuery, column: str, text: str | None) -> ListQuery:
    if text is None:
        return query
    return query.at_least(column, text).below(column, text + _BEHIND_ALL_TEXT)
