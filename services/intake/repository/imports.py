"""Load and save imports, and the references under which things came in."""

from uuid import UUID

from services.intake.domain.on_file.importing import ImportLine, LineOutcome, SheetImport
from services.intake.domain.refusals import ImportNotFound
from services.intake.tables.imports import IMPORT_LINE, REFERENCE, SHEET_IMPORT
from shared.storage.changes import Changes
from shared.storage.reader import Reader
from shared.storage.things import Things


class SheetImports(Things[SheetImport]):
    """Sheets, by id."""

    mapping = SHEET_IMPORT
    not_found = ImportNotFound


class ImportLines(Things[ImportLine]):
    """Rows of sheets; the things that they bring in are audited, not they."""

    mapping = IMPORT_LINE
    not_found = ImportNotFound
    audited = False

    async def following(self, line: ImportLine) -> ImportLine | None:
        """The next row of the same sheet about the same customer."""
        return await self.first(
            "import_id = $1 AND row > $2 AND content IS NOT NULL"
            " AND coalesce(content ->> 'customer_reference', '') = $3",
            line.import_id,
            line.row,
            line.customer_reference,
            order_by="row",
        )

    async def counts(self, import_id: UUID) -> dict[LineOutcome, int]:
        """How many rows of a sheet ended in which way."""
        sql = "SELECT outcome, count(*) AS count FROM import_line WHERE import_id = $1 GROUP BY outcome"
        found = {row["outcome"]: row["count"] for row in await self._reader.rows(sql, import_id)}
        return {outcome: found.get(outcome.value, 0) for outcome in LineOutcome}


class References:
    """What senders call things."""

    def __init__(self, reader: Reader, changes: Changes) -> None:
        self._reader = reader
        self._changes = changes

    async def find(self, origin: str, kind: str, reference: str) -> UUID | None:
        """The thing that this source calls so."""
        sql = "SELECT thing_id FROM external_reference WHERE origin = $1 AND kind = $2 AND reference = $3"
        found = await self._reader.value(sql, origin, kind, reference)
        return None if found is None else UUID(int=found.int)

    def keep(self, origin: str, kind: str, reference: str, thing_id: UUID) -> None:
        """From now on this source calls it so; two at once: the second finds what the first brought in."""
        self._changes.insert(REFERENCE, (origin, kind, reference, thing_id))
