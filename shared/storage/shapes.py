"""The shape of a table as the flush needs it: names, PostgreSQL types and the key."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, eq=False)
class TableShape:
    """A table's columns with their PostgreSQL types, in the order in which rows are given."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    key: tuple[str, ...]

    def index(self, column: str) -> int:
        """Position of a column in a row of this shape."""
        return self.columns.index(column)

    def type_of(self, column: str) -> str:
        """PostgreSQL's name of a column's type."""
        return self.types[self.index(column)]


def shape(name: str, columns: dict[str, str], *, key: tuple[str, ...]) -> TableShape:
    """A shape written by hand: column name to PostgreSQL type."""
    return TableShape(name, tuple(columns), tuple(columns.values()), key)


def narrowed(full: TableShape, often: Sequence[str]) -> TableShape:
    """The same table with its key, its version and these columns alone: what many updates have to write."""
    columns = tuple(name for name in full.columns if name in {*full.key, "version", *often})
    return TableShape(full.name, columns, tuple(map(full.type_of, columns)), full.key)


def shape_of(table: Table) -> TableShape:
    """The shape of a table that was declared as a row class."""
    return TableShape(
        name=table.name,
        columns=tuple(column.name for column in table.columns),
        types=tuple(_type_name(column.type.compile(dialect=_DIALECT)) for column in table.columns),
        key=tuple(column.name for column in table.primary_key.columns),
    )


def _type_name(compiled: str) -> str:
    """`VARCHAR(40)` travels as text: a cast to a length would cut instead of refuse."""
    lower = compiled.lower()
    return "text" if lower.startswith(("varchar", "char")) else lower
