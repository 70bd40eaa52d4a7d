"""All five services in one process under one address, on a PostgreSQL of their own in the data folder."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Mount, Route

from services.cli.front_page import front_page, happening
from services.cli.registry import SERVICES, app_of, settings_of
from shared.application import clock_of
from shared.database import create_database_if_missing, with_database
from shared.embedded_postgres import EmbeddedPostgres
from shared.migration import migrations_folder, run_migrations_in
from shared.service import Runtime
from shared.settings import ServiceSettings
from shared.web.problems import http_problem


@asynccontextmanager
async def embedded_databases(folder: Path) -> AsyncIterator[dict[str, str]]:
    """A database for each service, migrated; the server ends with the block.

    Raises AlreadyRunning when another process has the folder, CannotStart and MigrationFailed.
    """
    server = EmbeddedPostgres(folder / "postgres")
    address = await server.start()
    try:
        urls = {name: with_database(address, f"aftersales_{name}") for name in SERVICES}
        for name in SERVICES:
            await create_database_if_missing(address, f"aftersales_{name}")
        await run_migrations_in({migrations_folder(name): url for name, url in urls.items()})
        yield urls
    finally:
        await server.stop()


def embedded_settings(urls: Mapping[str, str], folder: Path, **known: str) -> dict[str, ServiceSettings]:
    """Settings of the five services on embedded databases; `known` goes before the environment."""
    return {name: settings_of(name, database_url=url, data_folder=str(folder), **known) for name, url in urls.items()}


def embedded_app(settings: Mapping[str, ServiceSettings]) -> Starlette:
    """The five applications under one address, sharing a clock and each other's feeds, and a page for a browser."""
    runtime = Runtime(clock=clock_of(next(iter(settings.values()))))
    apps = {name: app_of(name, settings[name], runtime) for name in settings}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    routes = [
        Route("/", front_page),
        Route("/happening", happening(runtime)),
        *(Mount(f"/{name}", app) for name, app in apps.items()),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _problem})
    app.state.runtime = runtime
    return app


async def _problem(_request: Request, error: Exception) -> Any:
    """What no service was asked, an address that none of them has, is refused like everything else."""
    assert isinstance(error, HTTPException)
    return http_problem(error)
