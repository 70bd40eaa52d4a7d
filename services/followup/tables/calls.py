"""How calls and the quiet clocks behind care calls are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from services.followup.domain.call import Call
from services.followup.domain.call_record import Purpose, Review
from services.followup.domain.quiet import QuietClock
from services.followup.domain.states import CallState
from services.followup.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of


class CallRow(Row, table=True):
    """A call we owe or owed a customer."""

    __tablename__ = "call"
    __table_args__ = (Index("call_state_call_until_id_idx", "state", "call_until", "id"),)

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: CallState = one_of(CallState)
    purpose: Purpose = one_of(Purpose)
    about: str = document()
    ticket_id: UUID | None = Field(index=True)
    customer_id: UUID = Field(index=True)
    clause: str
    policy_revision: str
    owed_since: datetime
    call_until: datetime
    deadline_id: UUID
    is_missed: bool
    assigned_to: UUID | None = Field(index=True)
    taken_by: str | None
    taken_until: datetime | None
    not_before: datetime | None
    attempts: str = document()
    answer: str | None = document()
    care_answer: str | None = document()
    review: Review = one_of(Review)
    ended_at: datetime | None
    origin: str | None


class QuietClockRow(Row, table=True):
    """Since when nothing was repaired for a customer at a site."""

    __tablename__ = "quiet_clock"
    __table_args__ = (Index("quiet_clock_call_on_id_idx", "call_on", "id", postgresql_where=text("call_id IS NULL")),)

    id: UUID = Field(primary_key=True)
    version: int
    customer_id: UUID = Field(index=True)
    site_id: UUID | None
    quiet_since: date
    call_on: date
    covered_until: date
    call_id: UUID | None


CALL = RowMapping(CallRow, Call)
QUIET_CLOCK = RowMapping(QuietClockRow, QuietClock)
