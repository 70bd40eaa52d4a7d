"""How the outbox of messages is stored, and who wants none."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from services.followup.domain.message import Audience, FailureReason, Message, Occasion, OptOut
from services.followup.domain.states import MessageState
from services.followup.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of


class MessageRow(Row, table=True):
    """A message in the outbox, with its delivery log."""

    __tablename__ = "message"
    __table_args__ = (Index("message_state_send_at_idx", "state", "send_at"),)

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: MessageState = one_of(MessageState)
    audience: Audience = one_of(Audience)
    occasion: Occasion = one_of(Occasion)
    occasion_key: str = Field(unique=True)
    customer_id: UUID | None = Field(index=True)
    person_id: UUID | None = Field(index=True)
    ticket_id: UUID | None = Field(index=True)
    facts: str = document()
    occurred_at: datetime
    send_at: datetime
    useless_after: datetime | None
    sending_until: datetime | None
    tries: str = document()
    sent_at: datetime | None
    failure: FailureReason | None = one_of(FailureReason)
    stands_in_for: UUID | None
    deadline_id: UUID | None
    acknowledged_at: datetime | None
    origin: str | None


class OptOutRow(Row, table=True):
    """A customer who wants no messages."""

    __tablename__ = "opt_out"

    id: UUID = Field(primary_key=True)
    version: int
    since: datetime
    until: datetime | None


MESSAGE = RowMapping(MessageRow, Message)
OPT_OUT = RowMapping(OptOutRow, OptOut)
