"""Group commit: works that finish together reach the disk in one statement, and a bad one fails alone."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import asyncpg

from shared.clock import monotonic
from shared.database import ConnectionLost, DatabaseAway
from shared.storage.changes import Changes
from shared.storage.statements import Row, Step, arguments, statement

MOST_WORKS_IN_A_STATEMENT = 64
SETTLING_SECONDS = 20.0
"""How long it looks for works whose outcome is not known, before it says so."""


class LostRace(Exception):
    """Somebody else changed a row after this work had loaded it: start again from the load."""


class AlreadyThere(LostRace):
    """A row that may exist once exists already; a new look will find it."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class Writer(Protocol):
    """A connection of its own that only writes; `shared.database.WritingConnection` is the real one."""

    async def execute(self, sql: str, *values: object) -> None:
        """Run one statement. Raises ConnectionLost when the outcome is unknown, DatabaseAway when nothing was sent."""

    async def recover(self) -> None:
        """Connect again after ConnectionLost, and make sure that the lost statement is not still running."""

    async def exists(self, table: str, key: dict[str, tuple[str, object]]) -> bool:
        """Whether a row with this key (column to type and value) is there."""


@dataclass
class _Waiting:
    changes: Changes
    touched: set[tuple[str, object]]
    done: asyncio.Future[None]


class Committer:
    """Takes the changes of many works and answers each when it is on stable storage.

    One or two are best: more only split the batches.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False
        self.on_commit: list[Callable[[frozenset[str]], None]] = []
        """Called with the names of the tables that were written, each time something has reached the disk."""
        self.statements = 0
        self.works = 0

    def start(self) -> None:
        """Begin to write."""
        self._is_stopping = False
        self._task = asyncio.create_task(self._run(), name="committer")

    async def stop(self) -> None:
        """Write what is still waiting, then end; who comes later is told that nothing was written."""
        self._is_stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def commit(self, changes: Changes) -> None:
        """Write one work; returns when it is on stable storage.

        Raises LostRace or AlreadyThere (nothing was written: load again), DatabaseAway (nothing was written), or the
        error PostgreSQL gave for this work alone.
        """
        if changes.is_empty():
            return
        if self._is_stopping:
            raise DatabaseAway("the service stops")
        waiting = _Waiting(changes, changes.touched(), asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._wake.set()
        await waiting.done

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._flush(self._next_batch())
            if self._is_stopping:
                return

    def _next_batch(self) -> list[_Waiting]:
        """Works in their order; one that shares a row with an earlier one waits for the next statement."""
        batch: list[_Waiting] = []
        later: list[_Waiting] = []
        taken: set[tuple[str, object]] = set()
        while self._waiting and len(batch) < MOST_WORKS_IN_A_STATEMENT:
            waiting = self._waiting.popleft()
            if waiting.done.done():
                continue  # its caller went away before anything was sent
            (later if taken & waiting.touched else batch).append(waiting)
            taken |= waiting.touched
        self._waiting.extendleft(reversed(later))
        return batch

    async def _flush(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        steps, rows = _merge(batch)
        self.statements += 1
        try:
            await self._writer.execute(statement(steps), *arguments(steps, rows))
        except ConnectionLost:
            await self._settle_unknown(batch, steps)
        except DatabaseAway as away:
            for waiting in batch:
                _fail(waiting, away)
        except Exception as error:  # noqa: BLE001 - whatever PostgreSQL says belongs to one work of the batch
            await self._blame(batch, error)
        else:
            self._settle(batch, steps)

    def _settle(self, batch: list[_Waiting], steps: tuple[Step, ...]) -> None:
        """On stable storage: tell those who wait, and those who look for news."""
        self.works += len(batch)
        for waiting in batch:
            _succeed(waiting)
        tables = frozenset(step.table.name for step in steps)
        for hook in self.on_commit:
            hook(tables)

    async def _blame(self, batch: list[_Waiting], error: Exception) -> None:
        """Halve until the bad work is alone; every good one is committed."""
        if len(batch) == 1:
            _fail(batch[0], _meaning(error))
            return
        middle = len(batch) // 2
        await self._flush(batch[:middle])
        await self._flush(batch[middle:])

    async def _settle_unknown(self, batch: list[_Waiting], steps: tuple[Step, ...]) -> None:
        """The connection died in the commit: look which works are there, and write the others again."""
        try:
            lost = await self._not_committed(batch)
        except DatabaseAway as away:
            for waiting in batch:
                _fail(waiting, DatabaseAway(f"the outcome is not known: {away}"))
            return
        self._settle([waiting for waiting in batch if waiting not in lost], steps)
        await self._flush(lost)

    async def _not_committed(self, batch: list[_Waiting]) -> list[_Waiting]:
        """The works that were not written; looks again when the connection dies again, for a bounded time."""
        until = monotonic() + SETTLING_SECONDS
        while True:
            try:
                await self._writer.recover()
                return [waiting for waiting in batch if not await self._is_committed(waiting.changes)]
            except DatabaseAway:
                if monotonic() > until:
                    raise
                await asyncio.sleep(0.05)

    async def _is_committed(self, changes: Changes) -> bool:
        witness = changes.witness()
        if witness is None:
            return False  # only removes rows: writing it again fails when it was done, and the work starts anew
        table, key = witness
        columns = {column: (table.type_of(column), value) for column, value in zip(table.key, key, strict=True)}
        return await self._writer.exists(table.name, columns)


def _merge(batch: list[_Waiting]) -> tuple[tuple[Step, ...], list[list[Row]]]:
    """All rows by table and kind, those changed in place sorted by key, so that two writers mostly lock in one order.

    Rows of one table that are written by two steps (a narrow and a full update) may still be locked crosswise: then
    PostgreSQL ends one of the two statements, which is a lost race, and those works are tried again.
    """
    merged: dict[Step, list[Row]] = {}
    for waiting in batch:
        for step, row in waiting.changes.steps():
            merged.setdefault(step, []).append(row)
    steps = tuple(sorted(merged, key=lambda step: (step.table.name, step.kind, len(step.table.columns))))
    for step in steps:
        if step.kind != "insert":
            merged[step].sort(key=lambda row: str(row[0]))
    return steps, [merged[step] for step in steps]


def _meaning(error: Exception) -> Exception:
    if isinstance(error, asyncpg.UniqueViolationError):
        return AlreadyThere(error.constraint_name or "")
    if isinstance(error, asyncpg.DivisionByZeroError | asyncpg.DeadlockDetectedError):
        return LostRace(str(error))
    return error


def _succeed(waiting: _Waiting) -> None:
    if not waiting.done.done():
        waiting.done.set_result(None)


def _fail(waiting: _Waiting, error: Exception) -> None:
    if not waiting.done.done():
        waiting.done.set_exception(error)
