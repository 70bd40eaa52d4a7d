"""Writes a service's next migration: `python -m tools.new_migration dispatch "add duty hours"`."""

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import render_python_code
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.dialects import postgresql

from shared.database import create_database_if_missing, with_database
from shared.embedded_postgres import EmbeddedPostgres
from shared.migration import migrations_folder, run_migrations_in
from tools.schema_difference import difference, metadata_of

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_FILE = '''"""{title}."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migration import create_plumbing

revision = "{number:04}"
down_revision = {before}


def upgrade() -> None:
    """Forward only: an older program reads the newer shape, or the migration comes in two steps."""
{body}
'''


async def new_migration(folder: Path, title: str, metadata: sa.MetaData) -> Path | None:
    """Write what is missing between the migrations in the folder and the tables; None when nothing is."""
    last = _last_number_in(folder)
    with tempfile.TemporaryDirectory() as data:
        server = EmbeddedPostgres(Path(data), durability="tests")
        address = await server.start()
        try:
            migrated, empty = with_database(address, "migrated"), with_database(address, "empty")
            await create_database_if_missing(address, "migrated")
            await create_database_if_missing(address, "empty")
            await run_migrations_in({folder: migrated})
            steps, context = await difference(metadata, migrated_url=migrated, empty_url=empty)
        finally:
            await server.stop()
    if last and steps.is_empty():
        return None
    body = render_python_code(steps, render_item=_render, migration_context=context)
    return _write(folder, title, last + 1, body)


def _last_number_in(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    return max((int(path.name[:4]) for path in folder.glob("[0-9]*.py")), default=0)


def _render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """SQLModel's types by what they are in the database, so that a migration does not need SQLModel for ever."""
    if kind != "type" or not isinstance(item, sa.types.TypeDecorator):
        return False
    plain = item.dialect_impl(_DIALECT)
    inner = plain.impl_instance if isinstance(plain, sa.types.TypeDecorator) else plain
    if isinstance(inner, sa.DateTime):
        return f"sa.DateTime(timezone={inner.timezone})"
    if isinstance(inner, sa.String):
        return "sa.String()" if inner.length is None else f"sa.String({inner.length})"
    return False


def _write(folder: Path, title: str, number: int, body: str) -> Path:
    lines = ["create_plumbing()"] if number == 1 else []
    lines += [line.removeprefix("    ") for line in body.splitlines() if not line.lstrip().startswith("# ###")]
    text = _FILE.format(
        title=title[:1].upper() + title[1:].rstrip("."),
        number=number,
        before=f'"{number - 1:04}"' if number > 1 else None,
        body=textwrap.indent("\n".join(lines), "    "),
    )
    path = folder / f"{number:04}_{re.sub(r'[^a-z0-9]+', '_', title.lower()).strip('_') or 'change'}.py"
    path.write_text(text)
    for command in (["check", "--fix", "--quiet", "--select", "I,F401"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, str(path)], check=True)
    return path


def main() -> None:
    """What `make migration service=… title=…` calls."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("service")
    parser.add_argument("title")
    given = parser.parse_args()
    path = asyncio.run(new_migration(migrations_folder(given.service), given.title, metadata_of(given.service)))
    print("the migrations make what tables.py declares" if path is None else f"written, please read it: {path}")


if __name__ == "__main__":
    main()
