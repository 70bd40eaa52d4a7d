"""The embedded server's life: one owner, and no kill after which it does not serve again."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from shared.embedded_postgres import AlreadyRunning, EmbeddedPostgres
from shared.postgres_program import CannotStart, PostgresProgram

OWN = """
import asyncio, sys
from pathlib import Path
from shared.embedded_postgres import AlreadyRunning, EmbeddedPostgres

async def own() -> None:
    server = EmbeddedPostgres(Path(sys.argv[1]), durability="tests")
    try:
        await server.start()
    except AlreadyRunning as refusal:
        print("refused", refusal, flush=True)
        return
    print("owner", server.server_pid, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()

asyncio.run(own())
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "data", durability="tests")
    await server.start()
    yield server
    await server.stop()


async def own_in_another_process(folder: Path) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(sys.executable, "-c", OWN, str(folder), stdin=pipe, stdout=pipe)


async def first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()


async def version_at(address: str) -> str:
    connection = await asyncpg.connect(address, timeout=10)
    try:
        return str(await connection.fetchval("SHOW server_version_num"))
    finally:
        await connection.close()


async def is_true_at(address: str, question: str) -> None:
    connection = await asyncpg.connect(address)
    async with asyncio.timeout(30):
        while not await connection.fetchval(question):
            await asyncio.sleep(0.02)
    await connection.close()


async def serves_again(address: str, within_seconds: float = 30) -> None:
    async with asyncio.timeout(within_seconds):
        while True:
            try:
                await version_at(address)
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.05)
            else:
                return


async def test_a_started_server_speaks_postgresql_and_a_stopped_one_does_not(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path, durability="tests")
    address = await server.start()
    assert int(await version_at(address)) >= 150000
    await server.stop()
    with pytest.raises(OSError, match=r"No such file|refused"):
        await version_at(address)


async def test_production_durability_is_the_default(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    connection = await asyncpg.connect(await server.start())
    settings = [await connection.fetchval(f"SHOW {name}") for name in ("fsync", "synchronous_commit")]
    await connection.close()
    await server.stop()
    assert settings == ["on", "on"]


async def test_data_outlives_a_stop_and_the_folder_can_be_owned_again(tmp_path: Path) -> None:
    for expected in (0, 1):
        server = EmbeddedPostgres(tmp_path, durability="tests")
        connection = await asyncpg.connect(await server.start())
        await connection.execute("CREATE TABLE IF NOT EXISTS visits (id int)")
        assert await connection.fetchval("SELECT count(*) FROM visits") == expected
        await connection.execute("INSERT INTO visits VALUES (1)")
        await connection.close()
        await server.stop()


async def test_a_second_start_is_refused_and_names_the_owner(server: EmbeddedPostgres, tmp_path: Path) -> None:
    with pytest.raises(AlreadyRunning, match=f"already running, owner {os.getpid()}"):
        await EmbeddedPostgres(tmp_path / "data").start()
    assert await version_at(server.address)


async def test_of_five_that_start_at_once_one_owns_and_four_say_so(tmp_path: Path) -> None:
    processes = [await own_in_another_process(tmp_path) for _ in range(5)]
    lines = await asyncio.gather(*(first_line(process) for process in processes))
    owners = [process for process, line in zip(processes, lines, strict=True) if line.startswith("owner")]
    assert len(owners) == 1
    assert sorted(lines)[1:] == [f"refused already running, owner {owners[0].pid}"] * 4
    for process in processes:
        await process.communicate(b"")
        assert process.returncode == 0


async def test_the_server_of_a_killed_owner_is_adopted_and_stopped_by_the_next(tmp_path: Path) -> None:
    owner = await own_in_another_process(tmp_path)
    server_pid = int((await first_line(owner)).split()[1])
    owner.kill()
    await owner.wait()

    heir = EmbeddedPostgres(tmp_path, durability="tests")
    await heir.start()
    assert heir.server_pid == server_pid
    await heir.stop()
    with pytest.raises(OSError, match=r"No such file|refused"):
        await version_at(heir.address)


async def test_an_adopted_server_that_is_killed_serves_again(tmp_path: Path) -> None:
    owner = await own_in_another_process(tmp_path)
    server_pid = int((await first_line(owner)).split()[1])
    owner.kill()
    await owner.wait()
    heir = EmbeddedPostgres(tmp_path, durability="tests")
    await heir.start()
    os.kill(server_pid, signal.SIGKILL)
    await serves_again(heir.address)
    await heir.stop()


async def test_a_killed_server_serves_again_while_sessions_are_at_work(server: EmbeddedPostgres) -> None:
    before = server.server_pid
    assert before is not None
    sessions = [await asyncpg.connect(server.address) for _ in range(4)]
    at_work = [asyncio.create_task(session.execute("SELECT pg_sleep(60)")) for session in sessions]
    await is_true_at(server.address, "SELECT count(*) = 4 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    os.kill(before, signal.SIGKILL)
    ends = await asyncio.wait_for(asyncio.gather(*at_work, return_exceptions=True), 30)
    assert all(isinstance(end, asyncpg.PostgresConnectionError) for end in ends), ends
    await serves_again(server.address)
    assert server.server_pid != before


async def test_a_server_that_was_just_killed_can_be_stopped_at_once(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path, durability="tests")
    await server.start()
    assert server.server_pid is not None
    os.kill(server.server_pid, signal.SIGKILL)
    await asyncio.wait_for(server.stop(), 10)


async def test_a_stale_pid_file_does_not_hinder_the_start(tmp_path: Path) -> None:
    first = EmbeddedPostgres(tmp_path, durability="tests")
    await first.start()
    pid_file = tmp_path / "postgres" / "postmaster.pid"
    left_behind = pid_file.read_text()
    await first.stop()
    gone = await asyncio.create_subprocess_exec("true")
    await gone.wait()
    pid_file.write_text(left_behind.replace(left_behind.splitlines()[0], str(gone.pid), 1))

    second = EmbeddedPostgres(tmp_path, durability="tests")
    assert await version_at(await second.start())
    await second.stop()


async def test_half_a_cluster_from_a_killed_start_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18")
    server = EmbeddedPostgres(tmp_path, durability="tests")
    assert await version_at(await server.start())
    await server.stop()


@pytest.mark.parametrize("name", ["a" * 120, "with space, comma and 中文"])
async def test_a_folder_that_cannot_hold_a_socket_gets_a_short_one(tmp_path: Path, name: str) -> None:
    server = EmbeddedPostgres(tmp_path / name, durability="tests")
    assert await version_at(await server.start())
    assert server.socket_folder.parent == Path("/tmp")
    await server.stop()
    server.socket_folder.rmdir()


async def test_a_socket_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "socket").mkdir(mode=0o755)
    with pytest.raises(CannotStart, match="others may enter it"):
        await EmbeddedPostgres(tmp_path, durability="tests").start()


async def test_a_server_that_cannot_start_tells_its_last_words(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path, durability="tests")
    await server.start()
    await server.stop()
    (tmp_path / "postgres" / "PG_VERSION").write_text("7\n")
    with pytest.raises(CannotStart, match="incompatible"):
        await EmbeddedPostgres(tmp_path, durability="tests", patience_seconds=1).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
async def test_postgresql_refuses_root_and_so_its_programs_run_as_somebody_else(tmp_path: Path) -> None:
    program = await PostgresProgram.find()
    as_we_are = PostgresProgram(program.folder)
    assert "cannot be run as root" in (await as_we_are.run("initdb", "-D", str(tmp_path / "a")))[1]
    assert (await program.run("initdb", "-D", str(tmp_path / "b"), "--no-sync"))[0] == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
async def test_without_user_namespaces_the_cluster_belongs_to_nobody() -> None:
    nobody = PostgresProgram.as_nobody((await PostgresProgram.find()).folder)
    with tempfile.TemporaryDirectory() as outside:  # pytest's own folders are closed to nobody
        os.chmod(outside, 0o711)  # noqa: S103
        cluster = Path(outside) / "postgres"
        cluster.mkdir(mode=0o700)
        nobody.give(cluster)
        try:
            code, output = await nobody.run("initdb", "-D", str(cluster), "--no-sync")
        except CannotStart:
            pytest.skip("this checkout is closed to the user nobody")
        assert code == 0, output
        assert (cluster / "PG_VERSION").stat().st_uid == nobody.owner_uid != 0
