"""What the database promises its callers: plain values, bounded waits, and the truth about a lost connection."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import orjson
import pytest

from shared.database import (
    ConnectionLost,
    Database,
    DatabaseAway,
    WritingConnection,
    create_database_if_missing,
    with_database,
)
from shared.embedded_postgres import EmbeddedPostgres
from shared.identifiers import new_id
from tests.conftest import FreshDatabase


@pytest.fixture
async def url(fresh_database: FreshDatabase) -> str:
    return await fresh_database()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await Database.connect(url, max_size=2, statement_seconds=5)
    yield database
    await database.close()


@pytest.fixture
async def writer(url: str) -> AsyncIterator[WritingConnection]:
    writer = WritingConnection(url, statement_seconds=5)
    await writer.execute("CREATE TABLE visit (id uuid PRIMARY KEY)")
    yield writer
    await writer.close()


async def comes_true(database: Database, question: str, *values: object) -> None:
    async with asyncio.timeout(30):
        answer = False
        while not answer:
            answer = await database.value(question, *values)


async def test_ids_come_back_as_plain_uuids_alone_in_arrays_and_from_unnest(database: Database) -> None:
    first, second = new_id(), new_id()
    row = await database.row("SELECT $1::uuid AS one, array_agg(u) AS many FROM unnest($2::uuid[]) u", first, [second])
    assert row is not None
    assert type(row["one"]) is UUID
    assert (row["one"], row["many"]) == (first, [second])
    assert orjson.loads(orjson.dumps({"id": row["one"]})) == {"id": str(first)}


async def test_json_travels_as_text(database: Database) -> None:
    for kind in ("json", "jsonb"):
        assert json.loads(await database.value(f"SELECT $1::{kind}", '{"a": [1, null]}')) == {"a": [1, None]}


async def test_the_second_user_of_a_connection_finds_no_open_transaction(url: str) -> None:
    database = await Database.connect(url, max_size=1)
    async with database.acquire() as connection:
        await connection.execute("CREATE TABLE forgotten ()")
        before = await connection.fetchval("SELECT pg_backend_pid()")
        transaction = connection.transaction()
        await transaction.__aenter__()
        await connection.execute("DROP TABLE forgotten")
    assert await database.value("SELECT pg_backend_pid()") == before
    assert await database.value("SELECT count(*) FROM forgotten") == 0
    await database.close()


async def test_giving_a_connection_back_costs_no_statement(url: str) -> None:
    database = await Database.connect(url, max_size=1)
    await database.execute("SET application_name = 'stays'")
    assert await database.value("SELECT current_setting('application_name')") == "stays"
    await database.close()


async def test_a_failed_block_leaves_nothing_behind(database: Database) -> None:
    await database.execute("CREATE TABLE visit (id int)")

    async def fail_half_way() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO visit VALUES (1)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_half_way()
    assert await database.rows("SELECT * FROM visit") == []


async def test_a_statement_that_takes_too_long_is_given_up_here_and_there(url: str) -> None:
    database = await Database.connect(url, statement_seconds=0.3)
    patient = await Database.connect(url)
    with pytest.raises(ConnectionLost, match="no answer in time"):
        await database.execute("SELECT pg_sleep(50) /* slow one */")
    await comes_true(
        patient,
        "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE $1 AND state = 'active' AND pid <> $2)",
        "%slow one%",
        await patient.value("SELECT pg_backend_pid()"),
    )
    assert await database.value("SELECT 1") == 1
    await database.close()
    await patient.close()


async def test_a_mistake_in_a_statement_stays_what_it_is(database: Database) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await database.rows("SELECT * FROM nowhere")
    with pytest.raises(asyncpg.InterfaceError, match="expects 1 argument"):
        await database.rows("SELECT $1::int")


async def test_without_a_server_there_is_nothing_but_database_away(tmp_path: Path) -> None:
    address = EmbeddedPostgres(tmp_path).address
    with pytest.raises(DatabaseAway) as refusal:
        await Database.connect(address)
    assert not isinstance(refusal.value, ConnectionLost)
    with pytest.raises(DatabaseAway):
        await WritingConnection(address).execute("SELECT 1")


async def test_a_pool_whose_connections_are_all_taken_says_so_in_time(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.database.CONNECT_SECONDS", 0.2)
    database = await Database.connect(url, max_size=1)
    async with database.acquire():
        with pytest.raises(DatabaseAway, match="no connection in time"):
            await database.value("SELECT 1")
    await database.close()


async def test_a_session_ended_by_an_administrator_is_lost_and_replaced(url: str) -> None:
    database = await Database.connect(url, max_size=1)
    administrator = await Database.connect(url)
    pid = await database.value("SELECT pg_backend_pid()")
    sleeping = asyncio.create_task(database.execute("SELECT pg_sleep(50)"))
    await comes_true(administrator, "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = $1", pid)
    await administrator.execute("SELECT pg_terminate_backend($1)", pid)
    with pytest.raises(ConnectionLost):
        await sleeping
    assert await database.value("SELECT pg_backend_pid()") != pid
    await database.close()
    await administrator.close()


async def test_pool_and_writer_work_again_by_themselves_after_the_server_was_killed(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    address = await server.start()
    database = await Database.connect(address, min_size=4)
    writer = WritingConnection(address)
    await writer.execute("CREATE TABLE visit (id uuid PRIMARY KEY)")
    assert server.server_pid is not None
    os.kill(server.server_pid, signal.SIGKILL)

    kept: list[UUID] = []
    async with asyncio.timeout(30):
        while len(kept) < 3:
            visit = new_id()
            try:
                await writer.execute("INSERT INTO visit VALUES ($1)", visit)
                assert await database.value("SELECT count(*) FROM visit WHERE id = $1", visit) == 1
            except DatabaseAway:
                await asyncio.sleep(0.05)
            else:
                kept.append(visit)
    await database.close()
    await writer.close()
    await server.stop()


async def test_after_recovery_the_lost_statement_has_ended_for_good(
    writer: WritingConnection, database: Database
) -> None:
    visit = new_id()
    slow = "INSERT INTO visit SELECT $1::uuid FROM pg_sleep(4)"
    hurried = asyncio.create_task(writer.execute(slow, visit))
    pid = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    await comes_true(database, f"SELECT EXISTS ({pid})")
    session = await database.value(pid)
    cut_the_line(writer)
    with pytest.raises(ConnectionLost):
        await hurried
    assert await database.value("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", session) == 1

    await writer.recover()
    assert await database.value("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", session) == 0
    assert not await writer.exists("visit", {"id": ("uuid", visit)})


def cut_the_line(writer: WritingConnection) -> None:
    """As a cable would be cut: the server hears nothing of it."""
    assert writer._session is not None
    transport = writer._session._transport  # type: ignore[attr-defined]
    transport.abort()


async def test_the_writer_finds_a_row_by_its_whole_key(writer: WritingConnection) -> None:
    visit = new_id()
    await writer.execute("INSERT INTO visit VALUES ($1)", visit)
    assert await writer.exists("visit", {"id": ("uuid", visit)})
    assert not await writer.exists("visit", {"id": ("uuid", new_id())})


async def test_a_refused_statement_leaves_the_writer_ready_for_the_next(writer: WritingConnection) -> None:
    visit = new_id()
    await writer.execute("INSERT INTO visit VALUES ($1)", visit)
    with pytest.raises(asyncpg.UniqueViolationError):
        await writer.execute("INSERT INTO visit VALUES ($1)", visit)
    await writer.execute("INSERT INTO visit VALUES ($1)", new_id())


async def test_several_may_create_the_same_database_at_once(postgres: str) -> None:
    name = 'aftersales_test_of "creation"'
    await asyncio.gather(*(create_database_if_missing(postgres, name) for _ in range(5)))
    database = await Database.connect(with_database(postgres, name))
    assert await database.value("SELECT current_database()") == name
    await database.close()
    server = await Database.connect(postgres)
    await server.execute(f'DROP DATABASE "{name.replace(chr(34), chr(34) * 2)}"')
    await server.close()
