"""Load and save things by id: what every repository of a service is made of."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast

import orjson

from shared.copying import copy_with
from shared.errors import NotFound
from shared.events.contract import Event
from shared.storage.changes import Changes
from shared.storage.erasing import about
from shared.storage.mapping import RowMapping
from shared.storage.reader import Reader


class Thing(Protocol):
    """What is stored has an id and a version; version 0 was never stored."""

    @property
    def id(self) -> Any: ...
    @property
    def version(self) -> int: ...


T = TypeVar("T", bound=Thing)


class Things(Generic[T]):
    """The things of one table, as one work sees them.

    A subclass names its mapping, and adds finders whose SQL only narrows: the domain decides.
    """

    mapping: ClassVar[RowMapping[Any]]
    not_found: ClassVar[type[NotFound]] = NotFound
    audited: ClassVar[bool] = True
    """A copy of what another service owns is not audited here: its owner does that."""

    def __init__(self, reader: Reader, changes: Changes) -> None:
        self._reader = reader
        self._changes = changes

    async def find(self, thing_id: object) -> T | None:
        """The thing with this id, or None."""
        known = self._changes.loaded.get((self.mapping.table.name, thing_id))
        if known is not None:
            return cast(T, known)
        record = await self._reader.row_with_others(self.mapping.by_id, thing_id)
        return None if record is None else self._seen(record)

    async def get(self, thing_id: object) -> T:
        """The thing with this id; raises NotFound."""
        thing = await self.find(thing_id)
        if thing is None:
            raise self.not_found(f"{self.mapping.thing.__name__.lower()} {thing_id} is not known")
        return thing

    async def select(self, where: str, *values: object, order_by: str = "id", limit: int = 1000) -> list[T]:
        """Things that match a condition, as this work sees them; bounded by `limit`."""
        name = self.mapping.table.name
        sql = f"SELECT * FROM {name} WHERE {where} ORDER BY {order_by} LIMIT {limit:d}"
        return [self._seen(record) for record in await self._reader.rows(sql, *values)]

    async def first(self, where: str, *values: object, order_by: str = "id") -> T | None:
        """The first thing that matches, or None."""
        found = await self.select(where, *values, order_by=order_by, limit=1)
        return found[0] if found else None

    def add(self, thing: T, events: Sequence[Event] = (), *, origin: str | None = None) -> T:
        """Store a new thing and what it announces; returns it with version 1."""
        return self._put(thing, events, origin)

    def save(self, thing: T, events: Sequence[Event] = (), *, origin: str | None = None) -> T:
        """Store the new state of a loaded thing and what it announces; returns it with its new version."""
        return self._put(thing, events, origin)

    def erase(self, thing: T, event_class: type[Event]) -> T:
        """Store a thing without what was personal in it, and tell by a tombstone that it is gone everywhere."""
        saved = self._put(thing, (), None)
        self._changes.erase_told(event_class, saved.id, version=saved.version)
        return saved

    def _put(self, thing: T, events: Sequence[Event], origin: str | None) -> T:
        changes, table = self._changes, self.mapping.table
        before: T | None = changes.loaded.get((table.name, thing.id))
        saved = copy_with(thing, version=thing.version + 1)
        differing = self.mapping.differing(before, saved)
        if changes.writes(table, thing.id):
            shape, row = table, self.mapping.to_row(saved)
        else:
            shape, row = self.mapping.written(saved, differing)
        changes.put(shape, thing.id, row, expected_version=thing.version)
        changes.loaded[table.name, thing.id] = saved
        changes.announce(events, aggregate_id=thing.id, version=saved.version, origin=origin)
        if self.audited:
            written = dict(zip(shape.columns, row, strict=True))
            self._audit(saved, self.mapping.changed(before, written, differing))
        return saved

    def _seen(self, record: Any) -> T:
        """The work's own state of a thing goes before what the database still has."""
        key = (self.mapping.table.name, record["id"])
        known = self._changes.loaded.get(key)
        if known is not None:
            return cast(T, known)
        thing = cast(T, self.mapping.from_record(record))
        self._changes.loaded[self.mapping.table.name, thing.id] = thing
        self._changes.versions[thing.id] = thing.version
        return thing

    def _audit(self, saved: T, changed: tuple[dict[str, object] | None, dict[str, object]]) -> None:
        old, new = changed
        self._changes.audit(
            self.mapping.table.name,
            saved.id,
            version=saved.version,
            before=None if old is None else orjson.dumps(old, default=str).decode(),
            after=orjson.dumps(new, default=str).decode(),
            about="" if self._changes.reason is None else about(saved),
        )
