"""PostgreSQL through asyncpg: a pool to read with, a connection of its own to write with, and two kinds of failure."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from typing import Any, Protocol, cast
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from shared.clock import monotonic
from shared.database_session import (
    CONNECT_SECONDS,
    STATEMENT_SECONDS,
    ConnectionLost,
    DatabaseAway,
    Session,
    connect_options,
    open_connection,
    open_writing_connection,
    quoted,
    teach_plain_uuids,
    telling_what_it_means,
    telling_why_there_is_no_connection,
)
from shared.storage.lookups import LookUps

__all__ = [
    "Connection",
    "ConnectionLost",
    "Database",
    "DatabaseAway",
    "WritingConnection",
    "create_database_if_missing",
    "open_connection",
    "quoted",
    "with_database",
]

RECOVERY_SECONDS = 10.0


class Connection(Protocol):
    """What one holds between `acquire` and its end; asyncpg's connection is the real one."""

    async def fetch(self, query: str, *args: object) -> list[Mapping[str, Any]]:
        """Every row."""

    async def fetchrow(self, query: str, *args: object) -> Mapping[str, Any] | None:
        """The first row, or None."""

    async def fetchval(self, query: str, *args: object) -> Any:
        """The first column of the first row, or None."""

    async def execute(self, query: str, *args: object) -> str:
        """PostgreSQL's command tag, such as `UPDATE 3`."""

    async def executemany(self, command: str, args: Iterable[Sequence[object]]) -> None:
        """One statement for many rows of values, all or nothing."""

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        """BEGIN and COMMIT around a block; inside another one, a savepoint."""


class Database:
    """A pool of connections to one database. `json` and `jsonb` travel as text, times as UTC, ids as plain UUID.

    Sessions are not reset between users (a round trip saved): who wants a session setting, LISTEN or an advisory lock
    opens a connection of its own with `open_connection`. Every method raises DatabaseAway when there is no
    connection, ConnectionLost when it ended or took longer than the statement's time.
    """

    def __init__(
        self, url: str, *, min_size: int = 1, max_size: int = 10, statement_seconds: float = STATEMENT_SECONDS
    ) -> None:
        """Nothing is connected before `open`; `url` as `postgresql://user@/name?host=/socket/folder` or with a port."""
        self._url = url
        self._sizes = (min_size, max_size)
        self._statement_seconds = statement_seconds
        self._opened: asyncpg.Pool[asyncpg.Record] | None = None
        self._look_ups = LookUps(self.rows)

    @classmethod
    async def connect(
        cls, url: str, *, min_size: int = 1, max_size: int = 10, statement_seconds: float = STATEMENT_SECONDS
    ) -> "Database":
        """A database whose pool is open."""
        database = cls(url, min_size=min_size, max_size=max_size, statement_seconds=statement_seconds)
        await database.open()
        return database

    async def open(self) -> None:
        """Open the pool."""
        smallest, largest = self._sizes
        options = connect_options(self._statement_seconds)
        pool = asyncpg.create_pool(self._url, min_size=smallest, max_size=largest, init=teach_plain_uuids, **options)
        with telling_why_there_is_no_connection():
            self._opened = await pool

    async def close(self) -> None:
        """Let running statements end for five seconds, then cut them."""
        if self._opened is None:
            return
        try:
            async with asyncio.timeout(5):
                await self._opened.close()
        except TimeoutError:
            self._opened.terminate()

    @property
    def _pool(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._opened is None:
            raise DatabaseAway("not connected yet")
        return self._opened

    async def rows(self, sql: str, *values: object) -> list[Mapping[str, Any]]:
        """Every row of a query."""
        async with self.acquire() as connection:
            return await connection.fetch(sql, *values)

    async def row(self, sql: str, *values: object) -> Mapping[str, Any] | None:
        """The first row of a query, or None."""
        async with self.acquire() as connection:
            return await connection.fetchrow(sql, *values)

    async def row_with_others(self, sql: str, *values: object) -> Mapping[str, Any] | None:
        """The row of these values, looked up together with those of other requests (`shared.storage.lookups`)."""
        return await self._look_ups.row(sql, *values)

    async def rows_with_others(self, sql: str, *values: object) -> list[Mapping[str, Any]]:
        """Every row of a query that other works ask in the same words at the same moment (values hashable)."""
        return await self._look_ups.rows(sql, *values)

    async def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        async with self.acquire() as connection:
            return await connection.fetchval(sql, *values)

    async def execute(self, sql: str, *values: object) -> str:
        """Run one statement; returns PostgreSQL's command tag, such as `UPDATE 3`."""
        async with self.acquire() as connection:
            return await connection.execute(sql, *values)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        """One connection for several statements; give it back soon, the others wait for it."""
        with telling_why_there_is_no_connection():
            connection = await self._pool.acquire(timeout=CONNECT_SECONDS)
        try:
            with telling_what_it_means(connection):
                yield cast(Connection, connection)
        finally:
            await self._pool.release(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One transaction, committed at the end of the block and rolled back by an exception."""
        async with self.acquire() as connection, connection.transaction():
            yield connection


class WritingConnection:
    """A connection that only the committer uses, and that knows whether a lost statement may still be running."""

    def __init__(self, url: str, *, statement_seconds: float = STATEMENT_SECONDS) -> None:
        self._url = url
        self._statement_seconds = statement_seconds
        self._session: Session | None = None
        self._last: tuple[int, datetime] | None = None
        """Process id and start of our last session: the id alone may be somebody else's after a restart."""

    async def execute(self, sql: str, *values: object) -> None:
        """Run one statement. Raises ConnectionLost when the outcome is unknown, DatabaseAway when nothing was written.

        Any other error of PostgreSQL's is raised as it is, and then nothing was written either.
        """
        session = await self._connected()
        with telling_what_it_means(session):
            await session.execute(sql, *values)

    async def recover(self) -> None:
        """Connect again after ConnectionLost; at return the lost statement has been carried out or never will be.

        Tries for ten seconds, then raises DatabaseAway.
        """
        until = monotonic() + RECOVERY_SECONDS
        while True:
            try:
                await self._connected()
            except DatabaseAway:
                if monotonic() > until:
                    raise
                await asyncio.sleep(0.1)
            else:
                return

    async def exists(self, table: str, key: Mapping[str, tuple[str, object]]) -> bool:
        """Whether a row with this key (column to type and value) is there."""
        session = await self._connected()
        columns = enumerate(key.items(), start=1)
        condition = " AND ".join(f"{quoted(column)} = ${number}::{kind}" for number, (column, (kind, _)) in columns)
        sql = f"SELECT EXISTS (SELECT FROM {quoted(table)} WHERE {condition})"
        with telling_what_it_means(session):
            return bool(await session.fetchval(sql, *(value for _, value in key.values())))

    async def close(self) -> None:
        """End the session."""
        if self._session is not None:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._session.close(timeout=5)
            self._session = None

    async def _connected(self) -> Session:
        if self._session is not None and not self._session.is_closed():
            return self._session
        session = await open_writing_connection(self._url, statement_seconds=self._statement_seconds)
        try:
            with telling_what_it_means(session):
                if self._last is not None:
                    await _end_session(session, *self._last)
                pid = session.get_server_pid()
                started = await session.fetchval("SELECT backend_start FROM pg_stat_activity WHERE pid = $1", pid)
        except ConnectionLost as error:
            raise DatabaseAway(f"lost while connecting: {error}") from error
        except BaseException:
            session.terminate()
            raise
        self._session, self._last = session, (pid, started)
        return session


async def create_database_if_missing(server_url: str, name: str) -> None:
    """Create a database by way of another one of the same server; several may try at once."""
    connection = await open_connection(server_url, statement_seconds=60)
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name) is None:
            with suppress(asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
                await connection.execute(f"CREATE DATABASE {quoted(name)}")
    finally:
        await connection.close()


def with_database(url: str, name: str) -> str:
    """The same server's URL for another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(name, safe='')}"))


async def _end_session(session: Session, pid: int, started: datetime) -> None:
    """End a session that may still be at work, and see it gone."""
    ended = await session.fetchval(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2",
        pid,
        started,
    )
    if ended is False:
        raise DatabaseAway("the lost session does not end")
