"""Kafka's jars: fetched one by one, and used only when they are byte for byte those of the committed lock."""

import errno
import hashlib
import shutil
import tomllib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import IO

LOCK = Path(__file__).with_name("jars.toml")
_SPARE_BYTES = 200_000_000
"""What must be left on the disk beside the jars, or the broker would stop soon after its start."""

Fetch = Callable[["Jar", Path], Path]
"""Brings a jar into a folder (unless it lies there), and says where it lies."""
Tell = Callable[[str], None]


class JarsRefused(Exception):
    """The jars cannot be had, or are not what the lock says; the message is for the person at the keyboard."""


@dataclass(frozen=True)
class Jar:
    """One artifact as the lock names it."""

    group: str
    name: str
    version: str
    bytes: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.group}:{self.name}:{self.version}"


def locked_jars(path: Path = LOCK) -> tuple[Jar, ...]:
    """The jars of a lock file, in the order of the class path."""
    return tuple(Jar(**jar) for jar in tomllib.loads(path.read_text(encoding="utf-8"))["jar"])


def fetched_jars(folder: Path, jars: Sequence[Jar], fetch: Fetch, tell: Tell) -> list[Path]:
    """All jars, checked; what is wrong on disk is fetched once more. Raises JarsRefused.

    Blocks for the time of the download. Two processes that ask for the same folder go one after the other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder):
        _refuse_a_full_disk(folder, jars)
        return [_checked(jar, folder, fetch, _Progress(jars, done, tell)) for done, jar in enumerate(jars)]


@dataclass(frozen=True)
class _Progress:
    jars: Sequence[Jar]
    done: int
    tell: Tell

    def downloading(self) -> None:
        """Tell it for the first jar and then for each tenth of the way."""
        total = sum(jar.bytes for jar in self.jars)
        before, now = (sum(jar.bytes for jar in self.jars[:end]) for end in (self.done, self.done + 1))
        if self.done == 0 or before * 10 // total != now * 10 // total:
            self.tell(f"Downloading Apache Kafka: jar {self.done + 1} of {len(self.jars)}, {now // 1_000_000} of "
                      f"{total // 1_000_000} MB …")  # fmt: skip


def _checked(jar: Jar, folder: Path, fetch: Fetch, progress: _Progress) -> Path:
    found = folder / (jar.group.replace(".", "/")) / jar.name / jar.version / f"{jar.name}-{jar.version}.jar"
    if found.exists() and _sha256(found) == jar.sha256:
        return found
    progress.downloading()
    got = ""
    for _ in range(2):
        found.unlink(missing_ok=True)
        path = _fetched(jar, folder, fetch)
        got = _sha256(path)
        if got == jar.sha256:
            return path
        path.unlink(missing_ok=True)
    raise JarsRefused(f"{jar} is not the file that was locked (SHA-256 {got}, locked {jar.sha256}); it was removed.")


def _fetched(jar: Jar, folder: Path, fetch: Fetch) -> Path:
    try:
        return fetch(jar, folder)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise JarsRefused(f"The disk is full: {jar} ({jar.bytes:,} bytes) does not fit into {folder}.") from error
        raise _refused(jar, error) from error
    except RuntimeError as error:
        raise _refused(jar, error) from error


def _refused(jar: Jar, error: Exception) -> JarsRefused:
    return JarsRefused(
        f"The download of {jar} was refused: {type(error).__name__}: {error}\n"
        "This machine needs a way to a Maven repository once; MAVEN_REPOSITORY names another one than the public one."
    )


def _refuse_a_full_disk(folder: Path, jars: Sequence[Jar]) -> None:
    needed = _SPARE_BYTES + sum(jar.bytes for jar in jars)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise JarsRefused(
            f"The disk is full: {free // 1_000_000} MB are left where {folder} is, Kafka needs {needed // 1_000_000}."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _alone_in(AbstractContextManager[None]):  # noqa: N801 - reads as a sentence at its one use
    """Nobody else downloads into the folder meanwhile; the lock ends with the process, whatever ends it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "jars.lock"
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        flock(self._file, LOCK_EX)

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
