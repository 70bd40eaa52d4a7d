"""A service's tables become a migration, the migration becomes the tables, and nothing is left to say."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from shared.database import Database
from shared.migration import MIGRATION_LOCK, MigrationFailed, run_migrations_in
from shared.storage.plumbing import TABLES
from shared.storage.rows import document, one_of, row_registry, yuan
from tests.conftest import PLUMBING, FreshDatabase
from tools.new_migration import new_migration


class OldState(StrEnum):
    WAITING = "waiting"


class NewState(StrEnum):
    WAITING = "waiting"
    ON_SITE = "on_site"


def declared(states: type[StrEnum]) -> sa.MetaData:
    class Row(SQLModel, registry=row_registry()):
        """The rows of a service that only this test has."""

    class JobRow(Row, table=True):
        __tablename__ = "job"

        id: UUID = Field(primary_key=True)
        number: str = Field(unique=True)
        state: str = one_of(states, index=True)
        fee: Decimal | None = yuan()
        explanation: str = document()
        due_at: datetime | None
        version: int

    return Row.metadata


@pytest.fixture(scope="module")
async def migrations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first migration of a service, as the tool writes it."""
    folder = tmp_path_factory.mktemp("migrations")
    path = await new_migration(folder, "First tables", declared(OldState))
    assert path is not None
    assert path.name == "0001_first_tables.py"
    return folder


@pytest.fixture
async def url(fresh_database: FreshDatabase) -> str:
    return await fresh_database()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await Database.connect(url)
    yield database
    await database.close()


async def test_the_first_migration_makes_the_plumbing_and_the_tables(
    migrations: Path, database: Database, url: str
) -> None:
    await run_migrations_in({migrations: url})
    rows = await database.rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
        "AND relnamespace = 'public'::regnamespace"
    )
    assert {row["relname"] for row in rows} == {*TABLES, "job", "alembic_version"}


async def test_after_a_migration_nothing_is_missing_and_partitions_are_nobodys_business(migrations: Path) -> None:
    assert await new_migration(migrations, "nothing", declared(OldState)) is None


async def test_a_new_value_of_a_state_is_a_migration(migrations: Path, database: Database, url: str) -> None:
    path = await new_migration(migrations, "on site", declared(NewState))
    assert path is not None
    try:
        assert "on_site" in path.read_text()
        await run_migrations_in({migrations: url})
        insert = "INSERT INTO job VALUES (gen_random_uuid(), $1, $1, NULL, '{}', NULL, 1)"
        await database.execute(insert, "on_site")
        with pytest.raises(asyncpg.CheckViolationError):
            await database.execute(insert, "elsewhere")
        assert await new_migration(migrations, "nothing", declared(NewState)) is None
    finally:
        path.unlink()


async def test_those_that_migrate_at_once_wait_for_each_other(migrations: Path, database: Database, url: str) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    async with database.transaction() as another, asyncio.timeout(60):
        await another.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await another.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
        both = asyncio.gather(*(run_migrations_in({migrations: url}) for _ in range(2)))
        seen = 0
        while seen < 2:
            seen = await another.fetchval(waiting)
    await both
    assert await database.value("SELECT count(*) FROM alembic_version") == 1


async def test_a_migration_that_fails_leaves_nothing_and_tells_why(
    migrations: Path, database: Database, url: str
) -> None:
    bad = migrations / "0002_bad.py"
    bad.write_text(
        'from alembic import op\nrevision = "0002"\ndown_revision = "0001"\n\n'
        'def upgrade() -> None:\n    op.execute("CREATE TABLE half (id int)")\n    op.execute("SELECT 1 / 0")\n'
    )
    try:
        with pytest.raises(MigrationFailed, match="division by zero"):
            await run_migrations_in({migrations: url})
    finally:
        bad.unlink()
    assert await database.value("SELECT version_num FROM alembic_version") == "0001"
    assert await database.value("SELECT to_regclass('half')") is None


async def test_a_copy_of_a_template_has_its_tables_and_is_empty(fresh_database: FreshDatabase) -> None:
    first, second = [await Database.connect(await fresh_database(PLUMBING)) for _ in range(2)]
    await first.execute("INSERT INTO number_block VALUES ('SH', current_date, 1)")
    assert await first.value("SELECT count(*) FROM number_block") == 1
    assert await second.value("SELECT count(*) FROM number_block") == 0
    await first.close()
    await second.close()
