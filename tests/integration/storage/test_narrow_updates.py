"""A wide row of which mostly a few columns change: only they are written, and never less than what changed."""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlmodel import Field, SQLModel

from shared.identifiers import new_id
from shared.storage.changes import Changes, Occasion
from shared.storage.mapping import RowMapping
from shared.storage.rows import row_registry
from shared.storage.things import Things
from tests.integration.conftest import StartService
from tests.integration.sample_service import SOMEBODY, SampleService


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A thing of whose fields mostly the mark changes."""

    id: UUID
    title: str = "first"
    mark: int = 1
    version: int = 0


class Row(SQLModel, registry=row_registry()):
    """What is stored here."""


class SheetRow(Row, table=True):
    """Sheets as they are stored."""

    __tablename__ = "sheet"

    id: UUID = Field(primary_key=True)
    title: str
    mark: int
    version: int


class Sheets(Things[Sheet]):
    mapping = RowMapping(SheetRow, Sheet, often=("mark",))


ALL, NARROW = Sheets.mapping.table.columns, ("id", "mark", "version")


@pytest.fixture
async def service(start: StartService) -> SampleService:
    service = await start()
    await service.database.execute(
        "CREATE TABLE sheet (id uuid PRIMARY KEY, title text NOT NULL, mark integer NOT NULL, version integer NOT NULL)"
    )
    return service


@pytest.mark.parametrize(
    ("saves", "columns"),
    [
        ([{"mark": 2}], NARROW),
        ([{"title": "second"}], ALL),
        ([{"title": "second", "mark": 2}], ALL),
        ([{"mark": 2}, {"title": "second"}], ALL),
        ([{"title": "second"}, {"mark": 2}], ALL),
        ([{"mark": 2}, {"mark": 3}], ALL),
    ],
)
async def test_only_what_mostly_changes_is_written_alone_and_nothing_is_lost(
    service: SampleService, saves: list[dict[str, object]], columns: tuple[str, ...]
) -> None:
    sheet = Sheet(id=new_id())
    first = empty(service)
    Sheets(service.database, first).add(sheet)
    await service.committer.commit(first)

    changes = empty(service)
    sheets = Sheets(service.database, changes)
    sheet = await sheets.get(sheet.id)
    for save in saves:
        sheet = sheets.save(replace(sheet, **save))  # type: ignore[arg-type]
    assert [step.table.columns for step, _ in changes.steps() if step.kind == "update"] == [columns]
    await service.committer.commit(changes)
    assert await Sheets(service.database, empty(service)).get(sheet.id) == sheet


async def test_the_trail_names_what_changed_and_nothing_else(service: SampleService) -> None:
    sheet = Sheet(id=new_id())
    first = empty(service)
    Sheets(service.database, first).add(sheet)
    await service.committer.commit(first)
    changes = empty(service)
    sheets = Sheets(service.database, changes)
    sheets.save(replace(await sheets.get(sheet.id), mark=2, title="".join(["fir", "st"])))
    await service.committer.commit(changes)
    row = await service.database.row("SELECT before::text, after::text FROM audit WHERE version = 2")
    assert row is not None
    assert (row["before"], row["after"]) == ('{"mark":1,"version":1}', '{"mark":2,"version":2}')


def empty(service: SampleService) -> Changes:
    return Changes(Occasion(now=service.clock.now(), actor=SOMEBODY, action="test"))
