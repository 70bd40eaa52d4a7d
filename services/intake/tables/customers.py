"""How customers and their sites are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field

from services.intake.domain.customer import Customer, Site
from services.intake.tables.rows import Row, personal_document
from shared.events.intake.tickets import Region
from shared.storage.mapping import PERSONAL, RowMapping
from shared.storage.rows import one_of, personal


class CustomerRow(Row, table=True):
    """A customer with the people who speak for him."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("customer_name_key_idx", "name_key", "id"),
        Index("customer_origin_idx", "origin", "id"),
        Index("customer_people_idx", "people", postgresql_using="gin"),
        Index("customer_phones_idx", "phones", postgresql_using="gin"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    name: str = personal()
    contacts: str = personal_document()
    name_key: str = Field(sa_type=String(collation="C"), sa_column_kwargs={"info": {PERSONAL: True}})
    people: str = personal_document()
    phones: str = personal_document()
    origin: str
    registered_at: datetime
    erased_at: datetime | None


class SiteRow(Row, table=True):
    """A place at which we work."""

    __tablename__ = "site"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    customer_id: UUID = Field(index=True)
    address: str = personal()
    division_code: str | None
    district: str | None
    region: Region = one_of(Region)
    region_clause: str
    region_basis: str
    contact_name: str | None = personal()
    contact_phone: str | None = personal()


CUSTOMER = RowMapping(CustomerRow, Customer)
SITE = RowMapping(SiteRow, Site)
