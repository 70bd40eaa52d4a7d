"""How the events that reports are computed from are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from services.followup.tables.rows import Row
from shared.storage.rows import document
from shared.storage.shapes import shape_of


class ReportedRow(Row, table=True):
    """An event that reports are computed from; kept longer than the event log."""

    __tablename__ = "reported"
    __table_args__ = (Index("reported_type_happened_at_idx", "type", "happened_at"),)

    id: UUID = Field(primary_key=True)
    type: str
    thing_id: UUID = Field(index=True)
    technician_id: UUID | None
    happened_at: datetime
    recorded_at: datetime
    data: str = document()


REPORTED = shape_of(ReportedRow.__table__)  # type: ignore[attr-defined]
