"""Tables of two services in one process stay apart, and their columns mean in PostgreSQL what they mean in Python."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import Field, SQLModel

from shared.database import Database
from shared.identifiers import new_id
from shared.storage.rows import document, one_of, row_registry, yuan
from shared.storage.shapes import shape_of
from tests.conftest import FreshDatabase

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


class JobState(StrEnum):
    WAITING = "waiting"
    ON_SITE = "on_site"


class DispatchRow(SQLModel, registry=row_registry()):
    """The rows of one service."""


class BillingRow(SQLModel, registry=row_registry()):
    """The rows of another."""


class JobRow(DispatchRow, table=True):
    __tablename__ = "job"

    id: UUID = Field(primary_key=True)
    state: JobState = one_of(JobState, index=True)
    former_state: JobState | None = one_of(JobState)
    fee: Decimal | None = yuan()
    explanation: str = document()
    due_at: datetime | None
    version: int


class BilledJobRow(BillingRow, table=True):
    __tablename__ = "job"

    id: UUID = Field(primary_key=True)


TABLE = DispatchRow.metadata.tables["job"]


@pytest.fixture
async def database(fresh_database: FreshDatabase) -> AsyncIterator[Database]:
    database = await Database.connect(await fresh_database())
    await database.execute(str(CreateTable(TABLE).compile(dialect=_DIALECT)))
    for index in TABLE.indexes:
        await database.execute(str(CreateIndex(index).compile(dialect=_DIALECT)))
    yield database
    await database.close()


async def insert(database: Database, *, state: str = "waiting", former_state: str | None = None) -> None:
    await database.execute(
        "INSERT INTO job VALUES ($1, $2, $3, $4, $5, $6, 1)",
        new_id(),
        state,
        former_state,
        Decimal("100.00"),
        '{"clause": "5.11"}',
        datetime(2026, 11, 23, 8, tzinfo=UTC),
    )


def test_services_share_no_table_even_of_the_same_name() -> None:
    assert "job" not in SQLModel.metadata.tables
    assert [column.name for column in BillingRow.metadata.tables["job"].columns] == ["id"]
    assert len(TABLE.columns) == 7


def test_the_columns_have_the_types_that_the_flush_casts_to() -> None:
    assert shape_of(TABLE).types == (
        "uuid",
        "text",
        "text",
        "numeric(12, 2)",
        "jsonb",
        "timestamp with time zone",
        "integer",
    )


async def test_only_the_values_of_the_enum_are_stored(database: Database) -> None:
    await insert(database, state="on_site")
    await insert(database, former_state="waiting")
    with pytest.raises(asyncpg.CheckViolationError, match="job_state_check"):
        await insert(database, state="ON_SITE")
    with pytest.raises(asyncpg.CheckViolationError, match="job_former_state_check"):
        await insert(database, former_state="elsewhere")


async def test_what_may_be_missing_follows_from_the_annotation(database: Database) -> None:
    rows = await database.rows("SELECT attname FROM pg_attribute WHERE attrelid = 'job'::regclass AND NOT attnotnull")
    nullable = {row["attname"] for row in rows}
    assert nullable == {"former_state", "fee", "due_at"}


async def test_constraints_and_indexes_have_the_names_that_postgresql_would_give(database: Database) -> None:
    names = await database.rows("SELECT indexname FROM pg_indexes WHERE tablename = 'job' ORDER BY 1")
    assert [row["indexname"] for row in names] == ["job_pkey", "job_state_idx"]
