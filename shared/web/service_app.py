"""One service as a FastAPI application: its own routes, those every service has, and its start and end."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Match

from shared.clock import Clock, SimulatedClock
from shared.database import Database, DatabaseAway
from shared.errors import Refused
from shared.messaging.upkeep.settled import Settled
from shared.service import ServiceParts
from shared.settings import ServiceSettings
from shared.storage.transactions import Transactions
from shared.web.answer import Answer
from shared.web.arriving.gate import Gate, RequestMetrics
from shared.web.arriving.short_way import ServiceApp
from shared.web.auth import FixedKeys, Tokens, VerificationKeys
from shared.web.document.openapi import document, roles_of
from shared.web.door import Entrance
from shared.web.keys.signing import public_pem, signing_key
from shared.web.problems import InputWrong, database_away, field_name, http_problem, refusal
from shared.web.routes import RouteDeclaredWrongly
from shared.web.standard_routes import audit
from shared.web.standard_routes.clock import clock_routes
from shared.web.standard_routes.documents import document_routes
from shared.web.standard_routes.health import health_routes

VERSION = "0.1.0"


class Behind(Protocol):
    """What stands behind the HTTP door; `shared.service.Service` is the real one."""

    parts: ServiceParts
    settings: ServiceSettings
    clock: Clock
    registry: CollectorRegistry
    stopping: asyncio.Event
    """Set when the service ends; streams end then."""

    @property
    def transactions(self) -> Transactions[Any]:
        """Runs use cases; there after the start."""

    @property
    def database(self) -> Database:
        """There after the start."""

    async def start(self) -> None:
        """Connect and begin to work."""

    async def stop(self) -> None:
        """Finish what was begun, and disconnect."""

    async def is_ready(self) -> bool:
        """Whether it can take requests now."""


def web_app(service: Behind, *, routers: Sequence[APIRouter] = ()) -> FastAPI:
    """The application of a service; `routers` beside those of its parts (the feed, parked events).

    Raises RouteDeclaredWrongly when a route does not say who may call it, or two have one name.
    """
    parts = service.parts
    app = ServiceApp(
        Gate(most_running=service.settings.most_running_requests, metrics=RequestMetrics(service.registry)),
        title=parts.title,
        summary=parts.summary,
        version=VERSION,
        lifespan=_lifespan(service),
        redirect_slashes=False,
    )
    everywhere = [
        health_routes(service.is_ready, service.registry),
        document_routes(parts.name, parts.policies),
        audit.routes,
    ]
    if isinstance(service.clock, SimulatedClock):
        clock = service.clock
        everywhere.append(clock_routes(clock, lambda: Settled(service.database, parts.name, clock)))
    routes = _checked(route for router in (*parts.routers, *routers, *everywhere) for route in router.routes)
    app.serve(routes)
    _refuse_as_problems(app, routes)
    _document_lazily(app, parts, routes)
    return app


def _lifespan(service: Behind) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tokens = tokens_of(service.settings)
        await service.start()
        try:
            app.state.tokens = tokens
            app.state.service = service
            app.state.entrance = Entrance(service.transactions, service.database, tokens, stopping=service.stopping)
            settle_memory()
            yield
        finally:
            await service.stop()

    return lifespan


def tokens_of(settings: ServiceSettings) -> Tokens:
    """Verifies tokens by the configured key or provider; without either, by the key in the data folder.

    Raises KeyMissing in production without a configured key.
    """
    keys: VerificationKeys
    if settings.auth_jwks_url is not None:
        from shared.web.keys.provider import ProviderKeys

        keys = ProviderKeys(settings.auth_jwks_url)
    elif settings.auth_public_key is not None:
        keys = FixedKeys(settings.auth_public_key)
    else:
        keys = FixedKeys(public_pem(signing_key(Path(settings.data_folder), settings.environment)))
    return Tokens(keys, issuer=settings.auth_issuer, audience=settings.auth_audience)


def settle_memory() -> None:
    """What exists after the start lives for ever: not looking at it again brought p99 from 77 to 16 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _checked(routes: Iterable[BaseRoute]) -> list[APIRoute]:
    """Every route with a function that says who may call it; addresses with fewer parameters first."""
    found: list[APIRoute] = []
    names: set[str] = set()
    addresses: set[tuple[str, str]] = set()
    for route in routes:
        if not isinstance(route, APIRoute):
            raise RouteDeclaredWrongly(f"{route} is not a route of FastAPI's: it cannot say who may call it")
        if roles_of(route) is None:
            raise RouteDeclaredWrongly(f"{route.path} does not say who may call it: may(…) or open_to_all")
        if route.name in names:
            raise RouteDeclaredWrongly(f"two routes are called {route.name}: operation ids are unique in a service")
        names.add(route.name)
        for method in route.methods or ():
            if (method, route.path) in addresses:
                raise RouteDeclaredWrongly(f"two routes answer {method} {route.path}")
            addresses.add((method, route.path))
        found.append(route)
    return sorted(found, key=lambda route: route.path.count("{"))


def _refuse_as_problems(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Plain FastAPI routes, and what the framework refuses itself."""

    async def refused(_request: Request, error: Refused) -> Answer:
        return refusal(error)

    async def away(_request: Request, error: DatabaseAway) -> Answer:
        return database_away(error)

    async def framework(request: Request, error: HTTPException) -> Answer:
        if error.status_code == 405:
            error.headers = {"Allow": ", ".join(_methods_at(request, routes))}
        return http_problem(error)

    async def invalid(_request: Request, error: RequestValidationError) -> Answer:
        errors = [(field_name(one["loc"][1:]) or "request", one["msg"]) for one in error.errors()]
        return refusal(InputWrong("the request is not as described", errors))

    handlers: dict[type[Exception], Any] = {
        Refused: refused,
        DatabaseAway: away,
        HTTPException: framework,
        RequestValidationError: invalid,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _methods_at(request: Request, routes: Sequence[APIRoute]) -> list[str]:
    """Every method of an address: its routes know only their own."""
    there = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in there for method in route.methods or ()})


def _document_lazily(app: FastAPI, parts: ServiceParts, routes: Sequence[APIRoute]) -> None:
    """The document is written when it is first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(parts.title, parts.summary, VERSION, routes)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
