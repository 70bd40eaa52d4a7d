"""An import: a sheet that comes in row by row, each row as a whole or not at all, and once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.errors import Refused


class LineOutcome(StrEnum):
    """What became of a row."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    """All of it was there already, under the same references."""
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class SheetImport:
    """One sheet that somebody sent."""

    id: UUID
    number: str
    version: int = 0
    origin: str
    rows: int
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class BroughtIn:
    """The things that a row is about."""

    customer_id: UUID
    site_id: UUID | None = None
    equipment_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ImportLine:
    """One row; its content goes as soon as it is known what became of it."""

    id: UUID
    version: int = 0
    import_id: UUID
    row: int
    """Counts from 1, without the line of names."""
    content: Mapping[str, str] | None
    outcome: LineOutcome = LineOutcome.WAITING
    code: str | None = None
    """Why it was refused: as the same request over HTTP would be."""
    field: str | None = None
    customer_id: UUID | None = None
    site_id: UUID | None = None
    equipment_id: UUID | None = None

    @property
    def customer_reference(self) -> str:
        """What the sender calls the customer; empty where he says nothing."""
        return (self.content or {}).get("customer_reference", "")

    def brought_in(self, things: BroughtIn, *, is_new: bool) -> "ImportLine":
        """It is on file."""
        return replace(
            self,
            content=None,
            outcome=LineOutcome.ACCEPTED if is_new else LineOutcome.UNCHANGED,
            customer_id=things.customer_id,
            site_id=things.site_id,
            equipment_id=things.equipment_id,
        )

    def refused(self, why: Refused) -> "ImportLine":
        """Nothing of it is on file; the reason names code and column, never what stood in the cell."""
        return replace(self, content=None, outcome=LineOutcome.REFUSED, code=why.code, field=why.field)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an import is."""

    sheet: SheetImport
    counts: Mapping[LineOutcome, int]

    @property
    def id(self) -> UUID:
        """The import's."""
        return self.sheet.id

    @property
    def version(self) -> int:
        """The import's."""
        return self.sheet.version
