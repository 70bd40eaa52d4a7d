"""Brings a service's database to the newest shape, in another process: Alembic would stay in our memory for ever."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from shared.database_session import open_connection

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

ROOT = Path(__file__).resolve().parent.parent
MIGRATION_LOCK = 7_241_990_114
"""Any number, the same for all: who migrates a database holds this advisory lock in it."""


class MigrationFailed(Exception):
    """A database could not be brought to the newest shape; what was done before the failing migration stays."""


async def run_migrations(service: str, url: str) -> None:
    """Apply what is missing of `services/<service>/migrations`. Raises MigrationFailed.

    Several processes may do so at once: the others wait and then find nothing to do.
    """
    await run_migrations_in({migrations_folder(service): url})


async def run_migrations_in(databases: Mapping[Path, str]) -> None:
    """Apply what is missing from each folder of migrations to its database; one process for all, as it starts slowly.

    Raises MigrationFailed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "shared.migration",
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    # By stdin: a password on the command line could be read by anybody on the machine.
    work = json.dumps([[str(folder), url] for folder, url in databases.items()])
    _, complaint = await process.communicate(work.encode())
    if process.returncode != 0:
        raise MigrationFailed(complaint.decode(errors="replace").strip()[-2000:])


def migrations_folder(service: str) -> Path:
    """Where a service keeps its migrations, named `0001_….py` and so on."""
    return ROOT / "services" / service / "migrations"


def create_plumbing() -> None:
    """For the first migration of each service: the tables that all services have."""
    from alembic import op

    from shared.storage.plumbing import FIRST_MIGRATION

    for statement in FIRST_MIGRATION:
        op.get_bind().exec_driver_sql(statement)


def scripts_in(folder: Path) -> "ScriptDirectory":
    """The migrations of a folder, as Alembic sees them."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    location = str(folder).replace("%", "%%")
    config.set_main_option("script_location", location)
    config.set_main_option("version_locations", location)
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)


def engine_for(url: str) -> "AsyncEngine":
    """SQLAlchemy over our own way to connect, so that both read a URL alike."""
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: open_connection(url, statement_seconds=None),
        poolclass=NullPool,
    )


async def _upgrade(folder: Path, url: str) -> None:
    """One after the other: the lock belongs to the session, which ends with the block."""
    engine = engine_for(url)
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
        await connection.commit()
        await connection.run_sync(_upgrade_through, folder)
    await engine.dispose()


def _upgrade_through(connection: "Connection", folder: Path) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    scripts = scripts_in(folder)

    def missing(present: object, _: object) -> object:
        return scripts._upgrade_revs("head", present)  # type: ignore[arg-type]

    with EnvironmentContext(Config(), scripts, fn=missing) as environment:
        environment.configure(connection=connection, transaction_per_migration=True)
        with environment.begin_transaction():
            environment.run_migrations()
    connection.commit()


async def _main() -> None:
    for folder, url in json.load(sys.stdin):
        await _upgrade(Path(folder), url)


if __name__ == "__main__":
    asyncio.run(_main())
