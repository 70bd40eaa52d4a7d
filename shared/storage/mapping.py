"""How a thing of the domain becomes a row and comes back: field by field, by name."""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, time
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import SQLModel

from shared.money import Money
from shared.storage.shapes import TableShape, narrowed, shape_of
from shared.storage.statements import Row

T = TypeVar("T")
Convert = Callable[[Any], Any]
_PLAIN = (str, int, float, bytes, date, time, Decimal)
_HIDDEN = "(personal)"
PERSONAL = "personal"
"""In a column's `info`: keeps its content out of the audit trail; written with `shared.storage.rows.personal`."""


class RowMapping(Generic[T]):
    """Turns a frozen dataclass into a row of its table and back.

    Every column has a field of the same name and the other way round; a field made of further fields is kept as JSON.
    Raises TypeError at construction when table and dataclass do not match.
    """

    def __init__(self, row: type[SQLModel], thing: type[T], *, often: Sequence[str] = ()) -> None:
        """`often`: columns of a wide table that mostly change alone; then only they are written."""
        table = row.__table__  # type: ignore[attr-defined]
        self.table: TableShape = shape_of(table)
        self.by_id = _by_id(self.table) if "id" in self.table.columns else ""
        """Looks several things up at once, as `shared.storage.lookups` wants it."""
        self.thing = thing
        self.personal = frozenset(column.name for column in table.columns if column.info.get(PERSONAL))
        hints = get_type_hints(thing)
        names = {field.name for field in fields(thing)}  # type: ignore[arg-type]
        if names != set(self.table.columns):
            raise TypeError(f"{thing.__name__} and table {table.name} differ in {names ^ set(self.table.columns)}")
        kinds = zip(self.table.columns, self.table.types, strict=True)
        self._converters = [(name, *_converters(hints[name], sql_type)) for name, sql_type in kinds]
        self._values = attrgetter(*self.table.columns)
        self._changed_for_sql = [
            (number, to_sql) for number, (_, to_sql, _) in enumerate(self._converters) if to_sql is not _same
        ]
        self._changed_from_sql = [(name, from_sql) for name, _, from_sql in self._converters if from_sql is not _same]
        self._narrow = narrowed(self.table, often) if often else None

    def to_row(self, thing: T) -> Row:
        """The row of a thing, in the order of the table's columns; most values travel as they are."""
        row: list[Any] = list(self._values(thing))
        for number, to_sql in self._changed_for_sql:
            if row[number] is not None:
                row[number] = to_sql(row[number])
        return tuple(row)

    def from_record(self, record: Mapping[str, Any]) -> T:
        """The thing that was stored as this record."""
        values = {name: record[name] for name in self.table.columns}
        for name, from_sql in self._changed_from_sql:
            if values[name] is not None:
                values[name] = from_sql(values[name])
        return self.thing(**values)

    def differing(self, before: T | None, after: T) -> Sequence[int]:
        """The places of columns that may differ: what is the very same object is not looked into."""
        if before is None:
            return range(len(self.table.columns))
        pairs = zip(self._values(before), self._values(after), strict=True)
        return [place for place, (old, new) in enumerate(pairs) if old is not new]

    def written(self, thing: T, differing: Sequence[int]) -> tuple[TableShape, Row]:
        """The row as an update has to write it: only the columns that change often where no other one differs."""
        narrow = self._narrow
        if narrow is None or not {self.table.columns[place] for place in differing} <= set(narrow.columns):
            return self.table, self.to_row(thing)
        return narrow, tuple(self._sql(thing, self.table.index(column)) for column in narrow.columns)

    def changed(
        self, before: T | None, written: Mapping[str, object], differing: Sequence[int]
    ) -> tuple[dict[str, object] | None, dict[str, object]]:
        """What differs from the state before, by column, as the audit trail shows it; personal values stay out.

        `written`: at least the differing columns with their values as an update writes them.
        """
        old: dict[str, object] = {}
        new: dict[str, object] = {}
        for place in differing:
            name = self.table.columns[place]
            now = written[name]
            was = None if before is None else self._sql(before, place)
            if before is None or was != now:
                old[name], new[name] = (_HIDDEN, _HIDDEN) if name in self.personal else (was, now)
        return (None if before is None else old), new

    def _sql(self, thing: T, place: int) -> Any:
        name, to_sql, _ = self._converters[place]
        value = getattr(thing, name)
        return None if value is None else to_sql(value)


def _by_id(table: TableShape) -> str:
    ids = f"unnest($1::{table.type_of('id')}[]) WITH ORDINALITY AS w(wanted_id, asked)"
    return f"SELECT w.asked, t.* FROM {ids} JOIN {table.name} t ON t.id = w.wanted_id"


def _converters(hint: Any, sql_type: str) -> tuple[Convert, Convert]:
    """To SQL and back for one field; None never reaches them."""
    plain = _without_none(hint)
    if sql_type in ("json", "jsonb"):
        adapter: TypeAdapter[Any] = TypeAdapter(plain)
        to_json = adapter.serializer.to_json
        return (lambda value: to_json(value).decode()), adapter.validate_json
    if plain is UUID:
        return _same, _standard_uuid
    if plain is Money:
        return (lambda money: money.amount), Money
    if isinstance(plain, type) and issubclass(plain, Enum):
        is_its_value = issubclass(plain, str | int)
        return (_same if is_its_value else (lambda member: member.value)), plain
    if isinstance(plain, type) and issubclass(plain, _PLAIN):
        return _same, _same
    raise TypeError(f"a field of type {hint} needs a JSONB column, not {sql_type}")


def _without_none(hint: Any) -> Any:
    """`JobId | None` as `UUID`: what is stored when there is something."""
    hint = getattr(hint, "__supertype__", hint)
    if get_origin(hint) in (Union, types.UnionType):
        kept = [part for part in get_args(hint) if part is not type(None)]
        if len(kept) == 1:
            return _without_none(kept[0])
    return hint


def _same(value: Any) -> Any:
    return value


def _standard_uuid(value: UUID) -> UUID:
    """asyncpg gives a subclass of its own, which JSON writers refuse."""
    return UUID(int=value.int)
