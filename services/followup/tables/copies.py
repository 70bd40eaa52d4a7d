"""How our copies of other services' things are stored."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Field

from services.followup.domain.copies import (
    CustomerCopy,
    LastVisit,
    PersonCopy,
    ServiceCopy,
    TicketCopy,
    TicketWords,
)
from services.followup.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, personal, yuan


class TicketCopyRow(Row, table=True):
    """What we know of intake's ticket."""

    __tablename__ = "ticket_copy"

    id: UUID = Field(primary_key=True)
    version: int
    number: str
    customer_id: UUID = Field(index=True)
    site_id: UUID | None
    kind: str
    origin: str
    reported_at: datetime
    is_cancelled: bool
    category: str | None
    category_clause: str | None
    decision_number: int
    technician_id: UUID | None
    items_away: str = document()


class CustomerCopyRow(Row, table=True):
    """Whom to call."""

    __tablename__ = "customer_copy"

    id: UUID = Field(primary_key=True)
    version: int
    name: str = personal()
    phones: str = document()
    sites: str = document()


class TicketWordsRow(Row, table=True):
    """What was said about a ticket."""

    __tablename__ = "ticket_words"

    id: UUID = Field(primary_key=True)
    version: int
    symptom: str = personal()
    reporter_name: str | None = personal()
    reporter_phone: str | None = personal()


class PersonCopyRow(Row, table=True):
    """A member of staff."""

    __tablename__ = "person_copy"

    id: UUID = Field(primary_key=True)
    version: int
    name: str = personal()
    phone: str | None = personal()
    role: str
    superior_id: UUID | None
    deputy_id: UUID | None
    is_active: bool


class ServiceCopyRow(Row, table=True):
    """A visit or a repair."""

    __tablename__ = "service_copy"

    id: UUID = Field(primary_key=True)
    version: int
    ticket_id: UUID | None = Field(index=True)
    purpose: str | None
    technician_id: UUID | None
    card_id: UUID | None
    card_number: str | None
    charge_id: UUID | None
    amount: Decimal | None = yuan()


class LastVisitRow(Row, table=True):
    """Who was last at a site."""

    __tablename__ = "last_visit"

    id: UUID = Field(primary_key=True)
    version: int
    technician_id: UUID
    visited_at: datetime


TICKET_COPY = RowMapping(TicketCopyRow, TicketCopy)
CUSTOMER_COPY = RowMapping(CustomerCopyRow, CustomerCopy)
TICKET_WORDS = RowMapping(TicketWordsRow, TicketWords)
PERSON_COPY = RowMapping(PersonCopyRow, PersonCopy)
SERVICE_COPY = RowMapping(ServiceCopyRow, ServiceCopy)
LAST_VISIT = RowMapping(LastVisitRow, LastVisit)
