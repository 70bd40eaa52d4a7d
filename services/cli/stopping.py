"""Ends the process that holds an embedded system: the one that its lock names, and no other."""

import fcntl
import os
import signal
from pathlib import Path

import typer


def stop_owner(lock: Path) -> int:
    """Ask the owner to end and wait until it has let go; returns the exit code."""
    if not lock.exists():
        typer.echo("Nothing runs from this folder.")
        return 0
    with lock.open("r+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = int(file.read().strip())
        else:
            typer.echo("Nothing runs from this folder.")
            return 0
        os.kill(owner, signal.SIGINT)
        typer.echo(f"Process {owner} was asked to end …")
        fcntl.flock(file, fcntl.LOCK_EX)
    typer.echo("It has ended.")
    return 0
