"""Price lists, and quotes with the customer's consent."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.billing.domain.prices.price_list import PriceList
from services.billing.domain.quote import Quote
from services.billing.domain.states import QuoteState
from services.billing.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal, yuan


class PriceListRow(Row, table=True):
    """A published price list."""

    __tablename__ = "price_list"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    effective_from: date = Field(index=True)
    prices: str = document()
    policy_revision: str
    published_at: datetime


class QuoteRow(Row, table=True):
    """One version of the quote for a job."""

    __tablename__ = "quote"
    __table_args__ = (UniqueConstraint("job_id", "quote_version"), UniqueConstraint("repair_id", "quote_version"))

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: QuoteState = one_of(QuoteState)
    ticket_id: UUID = Field(index=True)
    job_id: UUID | None
    repair_id: UUID | None
    customer_id: UUID
    origin: str
    quote_version: int
    lines: str = document()
    total: Decimal = yuan()
    circumstances: str = document()
    clause: str
    policy_revision: str
    issued_at: datetime
    valid_until: datetime
    deadline_id: UUID
    consent: str | None = document()
    consent_note: str | None = personal()
    ended_because: str | None


PRICE_LIST = RowMapping(PriceListRow, PriceList)
QUOTE = RowMapping(QuoteRow, Quote)
