"""What can be asked about sheets: bring one in, see what became of each row, take one out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from services.intake.domain.on_file.importing import ImportLine, LineOutcome, Progress
from services.intake.domain.on_file.sheet import write_sheet
from services.intake.domain.refusals import ImportNotFound, SheetNotReadable, TooManyRows
from services.intake.queries import imports as queries
from services.intake.routes.roles import DESK, RECORDERS
from services.intake.use_cases import imports
from services.intake.work import Work
from shared.actor import Role
from shared.web.answer import Answer, View
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.query import Asked
from shared.web.paging import Listing, cursor_of
from shared.web.routes import Routes

routes = Routes(tag="imports")
IMPORTERS = (*RECORDERS, Role.MANAGER)
_EXAMPLE = "customer_reference,customer_name,contact_phone\r\nK-1,渝中商场,023-68797190\r\n"


class ImportSheet(Body):
    """A sheet as CSV; the first line names its columns."""

    EXAMPLE: ClassVar = {"content": _EXAMPLE}
    LARGEST_BYTES: ClassVar[int] = 2 * 1024 * 1024

    content: Annotated[str, StringConstraints(min_length=1, max_length=600_000, pattern=r"^[^\x00]*$")]


class LineFilter(Listing):
    """Which rows."""

    outcome: LineOutcome | None = None


class ImportView(View):
    """A sheet, and how far it is."""

    id: UUID
    number: str
    version: int
    origin: str
    received_at: datetime
    rows: int
    waiting: int
    accepted: int
    unchanged: int
    """Were there already, under the same references."""
    refused: int

    @classmethod
    def of(cls, one: Progress) -> "ImportView":
        """What we show of an import."""
        sheet = one.sheet
        return cls(
            id=sheet.id,
            number=sheet.number,
            version=sheet.version,
            origin=sheet.origin,
            received_at=sheet.received_at,
            rows=sheet.rows,
            **{outcome.value: one.counts[outcome] for outcome in LineOutcome},
        )


class LineView(View):
    """What became of one row."""

    row: int
    outcome: LineOutcome
    code: str | None
    """Why it was refused, as the same request would be."""
    field: str | None
    customer_id: UUID | None
    site_id: UUID | None
    equipment_id: UUID | None

    @classmethod
    def of(cls, line: ImportLine) -> "LineView":
        """What we show of a row: never its cells."""
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class SheetView(View):
    """A part of what is on file as CSV; formulas are marked as text."""

    content: str
    next: str | None


@routes.creates("/imports", ImportView, may=IMPORTERS, refuses=(SheetNotReadable, TooManyRows))
async def start_import(order: Sent[ImportSheet], door: Door[Work]) -> Answer:
    """Bring in customers, sites and equipment; the same references come in once, however often they are sent."""
    return await door.change(lambda work: imports.start_import(order.content, work), show=ImportView.of)


@routes.shows("/imports/{import_id}", ImportView, may=IMPORTERS, refuses=(ImportNotFound,))
async def show_import(import_id: UUID, door: Door[Work]) -> Answer:
    """How far an import is."""
    return await door.read(lambda work: imports.progress(import_id, work), show=ImportView.of)


@routes.lists("/imports/{import_id}/rows", LineView, may=IMPORTERS, refuses=(ImportNotFound,))
async def list_import_rows(import_id: UUID, wanted: Asked[LineFilter], door: Door[Work]) -> Answer:
    """What became of each row, in the order of the sheet."""

    async def of_import(work: Work) -> Sequence[ImportLine]:
        sheet = (await imports.progress(import_id, work)).sheet
        return await queries.lines(work.reader, sheet.id, wanted.outcome, wanted.after(int), wanted.rows_to_read)

    return await door.page(wanted, of_import, show=LineView.of, by=("row",))


@routes.shows("/customer-sheet", SheetView, may=DESK)
async def export_customers(wanted: Asked[Listing], door: Door[Work]) -> Answer:
    """Customers with sites and equipment, in the columns of an import: as many customers at once as `limit` says."""
    after = wanted.after(UUID)

    async def part(work: Work) -> tuple[Sequence[Mapping[str, Any]], UUID | None]:
        return await queries.on_file(work.reader, after, wanted.limit)

    return await door.read(part, show=_sheet)


def _sheet(part: tuple[Sequence[Mapping[str, Any]], UUID | None]) -> SheetView:
    rows, last = part
    content = write_sheet({name: str(value) for name, value in row.items() if value is not None} for row in rows)
    return SheetView(content=content, next=None if last is None else cursor_of([last]))
