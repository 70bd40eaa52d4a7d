"""How imports are stored: each sheet, each row of it, and under which reference of whom a thing came in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from services.intake.domain.on_file.importing import ImportLine, LineOutcome, SheetImport
from services.intake.tables.rows import Row, personal_document
from shared.storage.mapping import RowMapping
from shared.storage.rows import one_of
from shared.storage.shapes import shape_of


class SheetImportRow(Row, table=True):
    """A sheet that somebody sent."""

    __tablename__ = "sheet_import"

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    version: int
    origin: str
    rows: int
    received_at: datetime


class ImportLineRow(Row, table=True):
    """One row of a sheet."""

    __tablename__ = "import_line"
    __table_args__ = (Index("import_line_import_idx", "import_id", "row"),)

    id: UUID = Field(primary_key=True)
    version: int
    import_id: UUID
    row: int
    content: str | None = personal_document()
    outcome: LineOutcome = one_of(LineOutcome)
    code: str | None
    field: str | None
    customer_id: UUID | None
    site_id: UUID | None
    equipment_id: UUID | None


class ReferenceRow(Row, table=True):
    """What a sender calls a thing: one reference of one source is one thing."""

    __tablename__ = "external_reference"

    origin: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    reference: str = Field(primary_key=True)
    thing_id: UUID = Field(index=True)


SHEET_IMPORT = RowMapping(SheetImportRow, SheetImport)
IMPORT_LINE = RowMapping(ImportLineRow, ImportLine)
REFERENCE = shape_of(ReferenceRow.__table__)  # type: ignore[attr-defined]
