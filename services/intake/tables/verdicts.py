"""How findings that end a cover, and the paid repairs that verdicts look back to, are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from services.intake.domain.states import ExclusionState
from services.intake.domain.verdicts.exclusion import Exclusion, FoundWhere
from services.intake.domain.verdicts.paid_work import PaidWork
from services.intake.tables.rows import Row
from shared.actor import Role
from shared.storage.mapping import RowMapping
from shared.storage.rows import document, one_of, personal


class ExclusionRow(Row, table=True):
    """Something that ends the cover of an item, as it was found."""

    __tablename__ = "exclusion"
    __table_args__ = (
        Index("exclusion_newest_idx", "found_at", "id"),
        Index("exclusion_state_idx", "state", "found_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    ticket_id: UUID = Field(index=True)
    equipment_id: UUID | None = Field(index=True)
    number: int
    state: ExclusionState = one_of(ExclusionState)
    found_where: FoundWhere = one_of(FoundWhere)
    found_in: UUID | None
    evidence_sha256: str = document()
    found_by_role: Role = one_of(Role)
    found_by: str
    found_at: datetime
    ruled_by: str | None
    ruled_at: datetime | None
    reason: str | None = personal()


class PaidWorkRow(Row, table=True):
    """What we know of billing's charge."""

    __tablename__ = "paid_work"
    __table_args__ = (Index("paid_work_customer_idx", "customer_id", "done_on"),)

    id: UUID = Field(primary_key=True)
    version: int
    ticket_id: UUID
    customer_id: UUID
    site_id: UUID | None
    equipment_ids: str = document()
    symptom_code: str | None
    done_on: date


EXCLUSION = RowMapping(ExclusionRow, Exclusion)
PAID_WORK = RowMapping(PaidWorkRow, PaidWork)
