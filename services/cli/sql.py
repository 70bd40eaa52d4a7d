"""Opens psql on an embedded database, with the program that the wheel brings or the machine has."""

import shutil
import subprocess
from pathlib import Path

import typer

from shared.embedded_postgres import EmbeddedPostgres


def open_sql(service: str, folder: Path) -> int:
    """Run psql; returns its exit code."""
    program = shutil.which("psql")
    if program is None:
        typer.echo("psql is not installed: any PostgreSQL client will do, on the socket below.", err=True)
    socket = EmbeddedPostgres(folder / "postgres").socket_folder
    database = f"aftersales_{service}"
    typer.echo(f"host={socket} user=postgres dbname={database}")
    return 1 if program is None else subprocess.call([program, "-h", str(socket), "-U", "postgres", database])
