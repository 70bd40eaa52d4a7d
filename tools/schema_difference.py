"""What differs between the tables a service declares and those its migrations make."""

from collections.abc import Mapping
from pkgutil import resolve_name

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.schema import SchemaItem

from shared.database import open_connection
from shared.migration import ROOT, engine_for
from shared.storage.plumbing import TABLES

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_PARTITIONS = "SELECT relname FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')"
_CHECKS = """
SELECT t.relname AS table, c.conname AS name, pg_get_constraintdef(c.oid) AS condition
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'c' AND c.connamespace = 'public'::regnamespace
"""


def metadata_of(service: str) -> sa.MetaData:
    """What a service declares: `METADATA` of its `tables.py`, or of `tables/metadata.py` where that is a folder."""
    is_folder = (ROOT / "services" / service / "tables").is_dir()
    metadata: sa.MetaData = resolve_name(f"services.{service}.tables{'.metadata' if is_folder else ''}:METADATA")
    return metadata


async def difference(
    metadata: sa.MetaData, *, migrated_url: str, empty_url: str
) -> tuple[ops.UpgradeOps, MigrationContext]:
    """The steps from a migrated database to what is declared. In the empty one the declared tables are created:
    Alembic itself compares CHECKs by their names alone, and a new value of a state changes only the condition.
    """
    await _create(metadata, empty_url)
    declared, present = await _checks(empty_url), await _checks(migrated_url)
    engine = engine_for(migrated_url)
    async with engine.connect() as connection:
        steps, context = await connection.run_sync(_compare, metadata)
    await engine.dispose()
    changed = {key for key, condition in declared.items() if key in present and present[key] != condition}
    for table in metadata.tables.values():
        for check in table.constraints:
            if isinstance(check, sa.CheckConstraint) and (table.name, _name(check)) in changed:
                steps.ops.append(ops.DropConstraintOp(_name(check), table.name, type_="check"))
                condition = check.sqltext.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
                steps.ops.append(ops.CreateCheckConstraintOp(_name(check), table.name, sa.text(str(condition))))
    return steps, context


def _compare(connection: sa.Connection, metadata: sa.MetaData) -> tuple[ops.UpgradeOps, MigrationContext]:
    not_ours = {*TABLES, *connection.exec_driver_sql(_PARTITIONS).scalars()}

    def is_ours(item: SchemaItem, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and name in not_ours)

    options = {"target_metadata": metadata, "include_object": is_ours, "compare_type": True}
    context = MigrationContext.configure(connection, opts=options)
    steps = produce_migrations(context, metadata).upgrade_ops
    if steps is None:
        raise RuntimeError("Alembic compared nothing")
    return steps, context


async def _create(metadata: sa.MetaData, url: str) -> None:
    engine = engine_for(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def _checks(url: str) -> Mapping[tuple[str, str], str]:
    connection = await open_connection(url)
    try:
        return {(row["table"], row["name"]): row["condition"] for row in await connection.fetch(_CHECKS)}
    finally:
        await connection.close()


def _name(check: sa.CheckConstraint) -> str:
    """As PostgreSQL knows it, after the naming convention."""
    return str(_DIALECT.identifier_preparer.format_constraint(check))
