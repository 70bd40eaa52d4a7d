"""How conduct, days and the cash in people's hands are stored."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.dispatch.domain.oversight.cash import CashCopy
from services.dispatch.domain.oversight.conduct import DisciplinaryCase, Violation
from services.dispatch.domain.oversight.day_facts import DayFact, FactKind
from services.dispatch.domain.oversight.days import DailyReport
from services.dispatch.domain.states import CaseState, DayState, ViolationState
from services.dispatch.tables.rows import Row
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal, yuan


class ViolationRow(Row, table=True):
    """A violation of chapter 7, or what points to one."""

    __tablename__ = "violation"
    __table_args__ = (Index("violation_person_id_idx", "person_id", "id"), Index("violation_state_idx", "state", "id"))

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: ViolationState = one_of(ViolationState)
    person_id: UUID
    clause: str
    counts: bool
    happened_on: date
    source: str
    evidence_numbers: str = document()
    evidence_sha256: str = document()
    words: str | None = personal()
    recorded_by: str | None
    recorded_at: datetime
    answer: str | None = personal()
    answered_at: datetime | None
    ended_because: str | None
    ended_by: str | None
    ended_at: datetime | None
    case_id: UUID | None


class CaseRow(Row, table=True):
    """A disciplinary case."""

    __tablename__ = "disciplinary_case"
    __table_args__ = (Index("disciplinary_case_person_id_idx", "person_id", "id"),)

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: CaseState = one_of(CaseState)
    person_id: UUID
    violation_ids: str = document()
    policy_revision: str
    opened_at: datetime
    outcome: str | None
    words: str | None = personal()
    decided_by: str | None
    decided_at: datetime | None


class DayFactRow(Row, table=True):
    """A line of a day."""

    __tablename__ = "day_fact"
    __table_args__ = (Index("day_fact_day_idx", "day", "id"),)

    id: UUID = Field(primary_key=True)
    version: int
    day: date
    kind: FactKind = one_of(FactKind)
    technician_id: UUID | None
    job_id: UUID
    job_number: str
    service: str
    is_done: bool
    outcome: str
    minutes_on_the_road: int
    minutes_on_site: int
    happened_at: datetime


class DailyReportRow(Row, table=True):
    """A daily report; the id follows from the day."""

    __tablename__ = "daily_report"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    state: DayState = one_of(DayState)
    day: date = Field(unique=True)
    timer_id: UUID
    closes_at: datetime
    content: str | None
    content_sha256: str | None
    fact_ids: str = document()
    confirmed_by: str | None
    confirmed_at: datetime | None
    filed_by: str | None
    filed_at: datetime | None
    returned_because: str | None
    addenda: str = personal(sa_type=JSONB)


class CashRow(Row, table=True):
    """What somebody carries of the customers' money; the id is his."""

    __tablename__ = "cash_copy"

    id: UUID = Field(primary_key=True)
    version: int
    in_hands: Decimal = yuan()
    handed_in: Decimal = yuan()


VIOLATION = RowMapping(ViolationRow, Violation)
CASE = RowMapping(CaseRow, DisciplinaryCase)
DAY_FACT = RowMapping(DayFactRow, DayFact)
DAILY_REPORT = RowMapping(DailyReportRow, DailyReport)
CASH = RowMapping(CashRow, CashCopy)
