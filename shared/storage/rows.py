"""How a service declares its tables: SQLModel classes with a metadata of their own, and the columns that need more.

In `services/<name>/tables.py`:

    class Row(SQLModel, registry=row_registry()):
        '''What dispatch stores.'''

    class JobRow(Row, table=True):
        __tablename__ = "job"

        id: UUID = Field(primary_key=True)
        state: JobState = one_of(JobState, index=True)
        fee: Decimal | None = yuan()
        explanation: str = document()
        due_at: datetime | None
        version: int

    METADATA = Row.metadata

`SQLModel` itself has one metadata for the whole process, in which the tables of five services would meet. The base is
a class statement in each service and not the result of a function, because no type checker accepts a variable as base.
"""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, MetaData, Numeric, String, Table, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field

from shared.storage.mapping import PERSONAL

_ONE_OF: Final = "one of"
_NAMES: Final = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
}
"""PostgreSQL's own habits; said here, so that a migration can name what it changes."""


def row_registry() -> registry:
    """A registry, and with it a metadata, for the tables of one service."""
    return registry(metadata=MetaData(naming_convention=_NAMES))


def one_of(values: type[StrEnum], **options: Any) -> Any:
    """A column for a StrEnum: text with a CHECK on the values. (SQLModel would store the names, in a native enum.)

    `options` are those of SQLModel's Field, such as `index=True` or `default=None`.
    """
    allowed = tuple(member.value for member in values)
    return Field(sa_type=String, sa_column_kwargs={"info": {_ONE_OF: allowed}}, **options)


def yuan(**options: Any) -> Any:
    """A column for an amount of money. PostgreSQL would round a third decimal silently: only `Money` may write here."""
    return Field(sa_type=Numeric(12, 2), **options)


def document(**options: Any) -> Any:
    """A column for JSON; it travels as text both ways."""
    return Field(sa_type=JSONB, **options)


def personal(**options: Any) -> Any:
    """A column with personal data or somebody's own words: the audit trail says that it changed, never what it says."""
    return Field(sa_column_kwargs={"info": {PERSONAL: True}}, **options)


@event.listens_for(Column, "after_parent_attach")
def _check_values(column: Column[Any], table: object) -> None:
    if isinstance(table, Table) and _ONE_OF in column.info:
        # Taken out: a copy of the table brings its constraints along and would get this one twice.
        allowed = column.info.pop(_ONE_OF)
        table.append_constraint(CheckConstraint(column.in_(allowed), name=column.name))
