"""Starts, adopts and stops the embedded broker; only ever the one whose folder this is."""

import asyncio
import errno
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from shared.clock import monotonic
from shared.embedded_kafka.broker_settings import LOOPBACK, BrokerSettings, broker_properties, log_properties

_LEAST_FREE_BYTES = 100_000_000
_POLL_SECONDS = 0.05
_STOP_SECONDS = 20.0
_CLUSTER_ID = "AftersalesEmbedded0001"
"""22 characters, as Kafka's own ids; the same for every embedded broker: nothing ever joins two of them."""
# The shell notes its own pid and then becomes Java, so that no kill of ours can come between start and note.
_NOTE_PID = 'echo $$ > "$0"; exec "$@"'


class BrokerDidNotStart(Exception):
    """The broker did not come up; the message is for the person at the keyboard."""


class EmbeddedKafka:
    """One broker in one folder.

    The broker process holds a lock on `broker.lock` for as long as it lives: so whoever comes later, after whatever
    kill, knows whether it runs, and that the pid in `broker.pid` is its own and nobody else's.
    """

    def __init__(self, settings: BrokerSettings, java: Path, jars: Sequence[Path]) -> None:
        self.settings = replace(settings, folder=settings.folder.resolve())
        self._folder = self.settings.folder
        self._java = java
        self._class_path = os.pathsep.join(str(jar.resolve()) for jar in jars)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """What clients connect to."""
        return self.settings.bootstrap

    @property
    def pid(self) -> int | None:
        """The broker's process; None when it does not run."""
        if not self._is_held():
            return None
        with suppress(OSError, ValueError):
            return int((self._folder / "broker.pid").read_text(encoding="ascii"))
        return None

    async def start(self, patience_seconds: float = 60.0) -> bool:
        """Start the broker, or adopt the one that already runs from this folder; whether it was started here.

        Raises BrokerDidNotStart: a port is taken, the disk is full, or it gave up, with its last words.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._is_held():
            await self._until_it_answers(patience_seconds)
            return False
        self._refuse_hopeless_starts()
        await self._format()
        self._process = self._launch()
        try:
            await self._until_it_answers(patience_seconds)
        except BaseException:
            # Also when somebody presses Ctrl-C meanwhile: nobody would know of a broker that half started.
            self._process.kill()
            raise
        return True

    async def stop(self) -> None:
        """Stop it in order, or without order when that takes too long. Does nothing when it does not run."""
        pid = self.pid
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        if not await self._ended_within(_STOP_SECONDS):
            os.kill(pid, signal.SIGKILL)
            await self._ended_within(_STOP_SECONDS)

    async def kill(self) -> None:
        """End it at once, as a crash would; for tests."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            await self._ended_within(_STOP_SECONDS)

    async def _ended_within(self, seconds: float) -> bool:
        end = monotonic() + seconds
        while self._is_held():
            if monotonic() > end:
                return False
            await asyncio.sleep(_POLL_SECONDS)
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)
            self._process = None
        return True

    def _is_held(self) -> bool:
        """Whether a broker lives: the lock is its own, inherited from the process that started it."""
        try:
            with (self._folder / "broker.lock").open("a") as lock:
                flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    def _refuse_hopeless_starts(self) -> None:
        free = shutil.disk_usage(self._folder).free
        if free < _LEAST_FREE_BYTES:
            raise BrokerDidNotStart(f"The disk is full: {free // 1_000_000} MB are left where {self._folder} is.")
        for port in self.settings.ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((LOOPBACK, port))
                except OSError as error:
                    if error.errno != errno.EADDRINUSE:
                        raise
                    raise BrokerDidNotStart(
                        f"Port {port} is taken by another program, and Kafka needs it. Stop that program, "
                        "or choose another port with KAFKA_PORT."
                    ) from None

    async def _format(self) -> None:
        """Write the settings, and make the data folder when there is none; a half-made one is made anew."""
        (self._folder / "server.properties").write_text(broker_properties(self.settings), encoding="utf-8")
        (self._folder / "log4j2.properties").write_text(log_properties(self._folder), encoding="utf-8")
        if (self._folder / "data" / "formatted").exists():
            return
        shutil.rmtree(self._folder / "data", ignore_errors=True)
        users = [f"SCRAM-SHA-512=[name={name},password={word}]" for name, word in self.settings.scram_users.items()]
        scram = [part for user in users for part in ("--add-scram", user)]
        properties = str(self._folder / "server.properties")
        command = self._command("kafka.tools.StorageTool", "format", "-t", _CLUSTER_ID, "-c", properties, *scram)
        tool = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env=_ENVIRONMENT
        )
        output, _ = await tool.communicate()
        if tool.returncode != 0:
            raise BrokerDidNotStart(f"Kafka could not make its data folder:\n{output.decode(errors='replace').strip()}")
        (self._folder / "data" / "formatted").touch()

    def _launch(self) -> subprocess.Popen[bytes]:
        lock = (self._folder / "broker.lock").open("a")
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise BrokerDidNotStart("Somebody else is just starting the broker of this folder.") from None
        (self._folder / "broker.pid").unlink(missing_ok=True)
        command = self._command("kafka.Kafka", str(self._folder / "server.properties"))
        with lock, (self._folder / "console.log").open("wb") as console:
            # A session of its own: Ctrl-C is for us, and the broker ends after those who use it.
            return subprocess.Popen(
                ["/bin/sh", "-c", _NOTE_PID, str(self._folder / "broker.pid"), *command],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                pass_fds=(lock.fileno(),),
                start_new_session=True,
                env=_ENVIRONMENT,
                cwd=self._folder,
            )

    def _command(self, program: str, *arguments: str) -> list[str]:
        options = [
            f"-Xmx{self.settings.heap_megabytes}m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            f"-Dlog4j2.configurationFile={self._folder / 'log4j2.properties'}",
        ]
        return [str(self._java), *options, "-cp", self._class_path, program, *arguments]

    async def _until_it_answers(self, patience_seconds: float) -> None:
        end = monotonic() + patience_seconds
        while not self._answers():
            if not self._is_held():
                raise BrokerDidNotStart(f"Kafka gave up. Its last words:\n{self._last_words()}")
            if monotonic() > end:
                raise BrokerDidNotStart(
                    f"Kafka does not answer on {self.bootstrap} within {patience_seconds:.0f} s. Its last words:\n"
                    f"{self._last_words()}"
                )
            await asyncio.sleep(_POLL_SECONDS)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((LOOPBACK, self.settings.port)) == 0

    def _last_words(self) -> str:
        lines: list[str] = []
        for name in ("console.log", "broker.log"):
            with suppress(OSError):
                lines += (self._folder / name).read_text(encoding="utf-8", errors="replace").splitlines()[-6:]
        return "\n".join(lines) or "(none)"


_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
"""Ours and nothing else: JAVA_TOOL_OPTIONS or CLASSPATH of the caller would lead the broker elsewhere."""
