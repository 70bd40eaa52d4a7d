"""Prepares what five services need before they start on servers of their own: databases, tables and topics."""

from urllib.parse import unquote, urlsplit

import asyncpg
import typer

from services.cli.kafka.topics import apply_all
from services.cli.registry import SERVICES, settings_of
from shared.database import DatabaseAway, create_database_if_missing, open_connection, with_database
from shared.migration import MigrationFailed, migrations_folder, run_migrations_in
from shared.settings import KafkaSettings

_ALWAYS_THERE = "postgres"
"""A database that every server has; others are created from it."""


async def prepare_all() -> int:
    """Create missing databases, migrate all five, apply the topics if there is a cluster; returns the exit code.

    May be repeated, also by several processes at once: who comes later finds nothing to do.
    """
    urls = {name: settings_of(name).database_url for name in SERVICES}
    try:
        for url in urls.values():
            await _create_if_missing(url)
        await run_migrations_in({migrations_folder(name): url for name, url in urls.items()})
    except (DatabaseAway, MigrationFailed, asyncpg.PostgresError) as failure:
        typer.echo(str(failure), err=True)
        return 1
    typer.echo(f"{len(urls)} databases have the newest shape.")
    settings = KafkaSettings()
    return 0 if settings.kafka_bootstrap_servers is None else await apply_all(settings)


async def _create_if_missing(url: str) -> None:
    """Asks the database itself first: where it exists, its user need not be able to reach any other."""
    try:
        connection = await open_connection(url)
    except asyncpg.InvalidCatalogNameError:
        await create_database_if_missing(with_database(url, _ALWAYS_THERE), unquote(urlsplit(url).path[1:]))
    else:
        await connection.close()
