"""How follow-up's things are stored; rows never leave the repository."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Field, SQLModel

from services.followup.domain.call import Call, Purpose
from services.followup.domain.contract import Contract, ContractKind
from services.followup.domain.copies import CustomerCopy, PersonCopy, TicketCopy, TicketWords
from services.followup.domain.states import CallState, ContractState
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal, row_registry, yuan


class Row(SQLModel, registry=row_registry()):
    """What follow-up stores."""


class CallRow(Row, table=True):
    """A call we owe or owed a customer."""

    __tablename__ = "call"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: CallState = one_of(CallState)
    purpose: Purpose = one_of(Purpose)
    about: str = document()
    ticket_id: UUID = Field(index=True)
    clause: str
    policy_revision: str
    owed_since: datetime
    call_until: datetime
    deadline_id: UUID
    is_missed: bool
    attempts: str = document()
    answer: str | None = document()
    origin: str | None


class ContractRow(Row, table=True):
    """A contract, drafted or signed."""

    __tablename__ = "contract"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: ContractState = one_of(ContractState)
    kind: ContractKind = one_of(ContractKind)
    customer_id: UUID = Field(index=True)
    site_ids: str = document()
    starts_on: date
    months: int
    are_parts_included: bool
    device_points: int
    yearly_price: Decimal = yuan()
    clause: str
    signed_at: datetime | None


class TicketCopyRow(Row, table=True):
    """What we know of intake's ticket."""

    __tablename__ = "ticket_copy"

    id: UUID = Field(primary_key=True)
    version: int
    number: str
    customer_id: UUID
    origin: str
    reported_at: datetime
    is_cancelled: bool


class CustomerCopyRow(Row, table=True):
    """Whom to call."""

    __tablename__ = "customer_copy"

    id: UUID = Field(primary_key=True)
    version: int
    name: str = personal()
    phones: str = document()


class TicketWordsRow(Row, table=True):
    """What was said about a ticket."""

    __tablename__ = "ticket_words"

    id: UUID = Field(primary_key=True)
    version: int
    symptom: str = personal()
    reporter_name: str | None = personal()
    reporter_phone: str | None = personal()


class PersonCopyRow(Row, table=True):
    """What a member of staff is called."""

    __tablename__ = "person_copy"

    id: UUID = Field(primary_key=True)
    version: int
    name: str = personal()


METADATA = Row.metadata

CALL = RowMapping(CallRow, Call)
CONTRACT = RowMapping(ContractRow, Contract)
TICKET_COPY = RowMapping(TicketCopyRow, TicketCopy)
CUSTOMER_COPY = RowMapping(CustomerCopyRow, CustomerCopy)
TICKET_WORDS = RowMapping(TicketWordsRow, TicketWords)
PERSON_COPY = RowMapping(PersonCopyRow, PersonCopy)
