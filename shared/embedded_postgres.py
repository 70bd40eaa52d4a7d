"""A private PostgreSQL server, run from a wheel's binaries, that survives kills of its owner and of itself."""

import asyncio
import fcntl
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote

import structlog

from shared.postgres_program import CannotStart, PostgresProgram

Durability = Literal["production", "tests"]

_LONGEST_SOCKET_PATH = 100
"""In bytes. The kernel takes 107; PostgreSQL puts a lock file's ending behind it."""
_SOCKET_NAME = ".s.PGSQL.5432"
_LARGEST_LOG_BYTES = 10_000_000
_WATCH_SECONDS = 0.25
_ALWAYS = {
    "port": "5432",  # only names the socket; said because PGPORT would move it
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",
}
_UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

_log = structlog.get_logger(__name__)


class AlreadyRunning(Exception):
    """Another process owns this folder; `owner` is its process id, where it has told it."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"already running, owner {owner}")
        self.owner = owner


class EmbeddedPostgres:
    """One server in one folder, with one owner at a time.

    The folder gets `owner.lock`, `postgres/` (the cluster), `postgres.log` and, unless its path is too long for a
    socket, `socket/`. `durability="tests"` gives up the promise to survive a crash of the machine: never use it for
    data that anybody wants back.
    """

    def __init__(self, folder: Path, *, durability: Durability = "production", patience_seconds: float = 60.0) -> None:
        self._folder = folder.resolve()
        self._durability = durability
        self._patience_seconds = patience_seconds
        self._lock: IO[str] | None = None
        self._cluster: _Cluster | None = None
        self._watcher: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """URL of the server's maintenance database, for the superuser; known before the start."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.socket_folder), safe='/')}&port=5432"

    @property
    def socket_folder(self) -> Path:
        """In the folder; under /tmp where that is too long, or has letters that a list of hosts would split at."""
        beside = self._folder / "socket"
        is_plain = re.fullmatch(r"[\w./-]+", str(beside), re.ASCII) is not None
        if is_plain and len(os.fsencode(beside / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
            return beside
        # Not tempfile.gettempdir(): the next owner must find the same place, whatever its TMPDIR says.
        # A stranger who was there first is found out when the server is created.
        return Path("/tmp") / f"aftersales-{hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:16]}"  # noqa: S108

    @property
    def server_pid(self) -> int | None:
        """Process id of the server as PostgreSQL itself noted it; it may have died since."""
        return _pid_in(self._folder / "postgres" / "postmaster.pid")

    async def start(self) -> str:
        """Start the server, or adopt the one that a killed owner left; returns its address.

        Raises `AlreadyRunning` when somebody owns the folder, `CannotStart` when the server did not answer within
        `patience_seconds`. Until `stop`, a server that dies is started again.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = await _own(self._folder / "owner.lock")
        try:
            program = await PostgresProgram.find()
            cluster = _Cluster(self._folder, self.socket_folder, program, self._durability)
            await cluster.create()
            await cluster.bring_up(self._patience_seconds)
        except BaseException:
            self._disown()
            raise
        self._cluster = cluster
        self._watcher = asyncio.create_task(self._watch(cluster), name="embedded postgres watcher")
        return self.address

    async def stop(self) -> None:
        """Stop the server (running statements are cancelled) and give the folder free. Does nothing when stopped."""
        if self._cluster is None:
            return
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher
        try:
            await self._cluster.stop()
        finally:
            self._cluster = None
            self._disown()

    def _disown(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    async def _watch(self, cluster: "_Cluster") -> None:
        """Start the server again when it has died; nobody else would while we own the folder."""
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            if cluster.is_alive():
                continue
            _log.warning("PostgreSQL has died and is started again")
            try:
                await cluster.bring_up(self._patience_seconds)
            except (CannotStart, OSError) as error:
                _log.error("PostgreSQL does not start", reason=str(error))


class _Cluster:
    """The files of one server and the process that serves them."""

    def __init__(
        self, folder: Path, socket_folder: Path, program: PostgresProgram, durability: Durability = "production"
    ) -> None:
        self._folder = folder
        self._data = folder / "postgres"
        self._socket_folder = socket_folder
        self._program = program
        self._durability = durability
        self._process: subprocess.Popen[bytes] | None = None
        """None while the server is an adopted one."""

    async def create(self) -> None:
        """Make what is missing: beside, then renamed, so that a kill never leaves half a cluster under the name."""
        self._create_socket_folder()
        if self._data.exists():
            return
        new = self._folder / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        self._program.give(new)
        options = ["--username=postgres", "--encoding=UTF8", "--locale=C", "--auth=trust"]
        if self._durability == "tests":
            options.append("--no-sync")
        code, output = await self._program.run("initdb", "-D", str(new), *options)
        if code != 0:
            raise CannotStart(f"initdb failed: {output.strip()}")
        new.rename(self._data)

    def _create_socket_folder(self) -> None:
        folder = self._socket_folder
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self._program.give(folder)
        # Under /tmp anybody could have been there first, and would then see every row.
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != self._program.owner_uid or found.st_mode & 0o077:
            raise CannotStart(f"the socket folder {folder} belongs to somebody else, or others may enter it")

    async def bring_up(self, patience_seconds: float) -> None:
        """Adopt or start, and try again: only PostgreSQL can say when what a dead server left is gone."""
        try:
            async with asyncio.timeout(patience_seconds):
                while not await self._answers():
                    if self._process is None or self._process.poll() is not None:
                        self._process = self._launch()
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise CannotStart(f"PostgreSQL does not answer. Its last words:\n{self._last_words()}") from None
        if self._process is not None and self._process.poll() is not None:
            self._process = None  # ours gave way to one that was there before

    def is_alive(self) -> bool:
        """Whether the server's process lives, asked without a session."""
        if self._process is not None:
            return self._process.poll() is None
        # An adopted one is nobody's child here, and its pid may be a zombie's or a stranger's: only a listener tells.
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._socket_folder / _SOCKET_NAME)) == 0

    async def stop(self) -> None:
        """Stop in order; without order when that takes half a minute (PostgreSQL then recovers at the next start)."""
        if not self.is_alive():
            return
        if self._process is None:
            arguments = ("-D", str(self._data), "-w", "-t", "30", "stop", "-m")
            code, _ = await self._program.run("pg_ctl", *arguments, "fast")
            if code != 0 and self.is_alive():
                await self._program.run("pg_ctl", *arguments, "immediate")
            return
        # The signals that pg_ctl would send; it could not find a server that is only just starting.
        try:
            self._process.send_signal(signal.SIGINT)
            await asyncio.to_thread(self._process.wait, 30)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            await asyncio.to_thread(self._process.wait, 30)

    async def _answers(self) -> bool:
        at = ("-h", str(self._socket_folder), "-p", "5432", "-U", "postgres", "-d", "postgres", "-t", "3")
        code, _ = await self._program.run("pg_isready", "-q", *at)
        return code == 0

    def _launch(self) -> subprocess.Popen[bytes]:
        settings = _ALWAYS | {"unix_socket_directories": str(self._socket_folder)}
        if self._durability == "tests":
            settings |= _UNSAFE_AND_FAST
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        path = self._folder / "postgres.log"
        if path.exists() and path.stat().st_size > _LARGEST_LOG_BYTES:
            path.replace(self._folder / "postgres.log.old")
        with path.open("ab") as log:
            return self._program.launch("postgres", "-D", str(self._data), *options, log=log)

    def _last_words(self) -> str:
        with suppress(OSError):
            return "\n".join((self._folder / "postgres.log").read_text(errors="replace").splitlines()[-8:])
        return "(none)"


async def _own(path: Path) -> IO[str]:
    # Python's files are closed on exec, so a server that outlives us does not keep the lock.
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = await _owner_in(lock)
        lock.close()
        raise AlreadyRunning(owner) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


async def _owner_in(lock: IO[str]) -> str:
    """Who holds the lock. A new owner needs a moment to write its pid over a dead one's."""
    owner = ""
    for _ in range(20):
        lock.seek(0)
        owner = lock.read().strip()
        if owner.isdigit() and _is_running(int(owner)):
            return owner
        await asyncio.sleep(0.05)
    return owner or "unknown"


def _pid_in(path: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return int(path.read_text().splitlines()[0])
    return None


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
