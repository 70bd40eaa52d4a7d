"""One session with PostgreSQL: how it is opened, and what its errors mean to us."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg

if TYPE_CHECKING:
    Session = asyncpg.Connection[asyncpg.Record]
else:
    Session = asyncpg.Connection

STATEMENT_SECONDS = 15.0
CONNECT_SECONDS = 10.0
IDLE_TRANSACTION_SECONDS = 10
"""A process that is paused inside a transaction loses it, so that others are not held up by its locks."""


class DatabaseAway(Exception):
    """The database cannot be asked now, and nothing was written; a later try may succeed."""


class ConnectionLost(DatabaseAway):
    """The connection ended before the answer came: whether the statement was carried out is not known."""


async def open_connection(url: str, *, statement_seconds: float | None = STATEMENT_SECONDS) -> Session:
    """A connection outside any pool; without statement_seconds, statements may take any time. Raises DatabaseAway."""
    with telling_why_there_is_no_connection():
        session: Session = await asyncpg.connect(url, **connect_options(statement_seconds))
        await teach_plain_uuids(session)
    return session


async def open_writing_connection(url: str, *, statement_seconds: float) -> Session:
    """A connection for flushes. Raises DatabaseAway.

    Ids travel by asyncpg's own codec, which writes them five times as fast and reads them as a class of its own.
    Statements are planned once, because what a flush does to its tables does not depend on the values.
    """
    options = connect_options(statement_seconds)
    options["server_settings"]["plan_cache_mode"] = "force_generic_plan"
    with telling_why_there_is_no_connection():
        session: Session = await asyncpg.connect(url, **options)
    return session


def quoted(name: str) -> str:
    """A name as PostgreSQL reads it letter by letter."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def telling_what_it_means(session: Any) -> Iterator[None]:
    """Turn errors of the connection into DatabaseAway and ConnectionLost; a lost session is not used again."""
    try:
        yield
    except Exception as error:
        is_closed = _is_closed(session)
        meaning = _meaning(error, is_closed=is_closed)
        if isinstance(meaning, ConnectionLost) and not is_closed:
            session.terminate()
        if meaning is error:
            raise
        raise meaning from error


@contextmanager
def telling_why_there_is_no_connection() -> Iterator[None]:
    """Turn errors of connecting into DatabaseAway; wrong settings (name, password, database) stay what they are."""
    try:
        yield
    except TimeoutError as error:
        raise DatabaseAway("no connection in time") from error
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        meaning = _meaning(error, is_closed=True)
        if meaning is error:
            raise
        raise DatabaseAway(str(meaning)) from error


class UnresetSession(Session):
    """Given back without a round trip; an open transaction is still rolled back."""

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""


def connect_options(statement_seconds: float | None) -> dict[str, Any]:
    settings = {
        "application_name": "aftersales",
        "idle_in_transaction_session_timeout": f"{IDLE_TRANSACTION_SECONDS}s",
        "jit": "off",
    }
    if statement_seconds is not None:
        # We stop waiting at statement_seconds; the server stops a little later, for those whose client is gone.
        settings["statement_timeout"] = str(int(statement_seconds * 1000) + 1000)
    return {
        "command_timeout": statement_seconds,
        "timeout": CONNECT_SECONDS,
        "connection_class": UnresetSession,
        "server_settings": settings,
    }


async def teach_plain_uuids(connection: Session) -> None:
    """asyncpg's own subclass of UUID is refused by JSON writers."""
    await connection.set_type_codec(
        "uuid", schema="pg_catalog", format="binary", encoder=_uuid_bytes, decoder=lambda raw: UUID(bytes=raw)
    )


def _uuid_bytes(value: UUID | str) -> bytes:
    return (UUID(value) if isinstance(value, str) else value).bytes


def _is_closed(session: Any) -> bool:
    try:
        return bool(session.is_closed())
    except asyncpg.InterfaceError:  # the pool has taken a dead session back, and answers no questions about it
        return True


def _meaning(error: Exception, *, is_closed: bool) -> Exception:
    """What an error in a statement means; itself when it is the statement's own fault."""
    if isinstance(error, DatabaseAway):
        return error
    nothing_written = (asyncpg.QueryCanceledError, asyncpg.InsufficientResourcesError)
    if isinstance(error, (*nothing_written, asyncpg.ReadOnlySQLTransactionError)):
        return DatabaseAway(str(error))
    lost = (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InternalClientError)
    if isinstance(error, (*lost, asyncpg.IdleInTransactionSessionTimeoutError)):
        return ConnectionLost(str(error))
    if isinstance(error, TimeoutError):
        return ConnectionLost("no answer in time")
    if is_closed and isinstance(error, OSError | asyncpg.InterfaceError):
        return ConnectionLost(str(error))
    return error
