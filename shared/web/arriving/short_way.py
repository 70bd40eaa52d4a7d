"""The short way to our own routes: one look into a table, instead of layers of a framework that they do not use."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from shared.web.arriving.gate import Gate, path_within
from shared.web.routes import DoorRoute

_Found = tuple[APIRoute, dict[str, str]]


class RouteTable:
    """Routes by method and address; where two fit, the one with fewer parameters goes first."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self._by_address: dict[tuple[str, tuple[int, ...], tuple[str, ...]], APIRoute] = {}
        places: dict[int, set[tuple[int, ...]]] = {}
        for route in routes:
            parts = route.path.split("/")
            of_parameters = tuple(place for place, part in enumerate(parts) if part.startswith("{"))
            places.setdefault(len(parts), set()).add(of_parameters)
            for method in route.methods or ():
                self._by_address[method, of_parameters, _without(parts, of_parameters)] = route
        self._places = {length: sorted(found, key=len) for length, found in places.items()}

    def find(self, method: str, path: str) -> _Found | None:
        """The route of an address with its parameters, or None."""
        parts = path.split("/")
        for places in self._places.get(len(parts), ()):
            route = self._by_address.get((method, places, _without(parts, places)))
            values = [parts[place] for place in places]
            if route is not None and all(values):
                return route, dict(zip(route.param_convertors, values, strict=True))
        return None


class ServiceApp(FastAPI):
    """FastAPI behind a gate, with a short way to our own routes.

    FastAPI writes the document, serves the plain routes, and refuses what nobody serves. Our own routes read their
    input and tell their refusals themselves, and the gate answers for faults: they need none of its layers, which
    together cost as much as judging a ticket.
    """

    def __init__(self, gate: Gate, **options: Any) -> None:
        super().__init__(**options)
        self._gate = gate
        self._table = RouteTable(())
        self.add_middleware(gate.around)

    def serve(self, routes: Iterable[APIRoute]) -> None:
        """Take these routes in; directly, because FastAPI would match each request twice against an included one."""
        self.router.routes.extend(routes)
        self._table = RouteTable(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run the start and the end."""
        found = self._table.find(scope["method"], path_within(scope)) if scope["type"] == "http" else None
        if found is None or not isinstance(found[0], DoorRoute):
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        scope["route"], scope["path_params"] = found
        await self._gate.let_through(found[0].serve, scope, receive, send)


def _without(parts: list[str], places: tuple[int, ...]) -> tuple[str, ...]:
    """The fixed parts of an address; what stands at these places is left blank."""
    if not places:
        return tuple(parts)
    fixed = parts.copy()
    for place in places:
        fixed[place] = ""
    return tuple(fixed)
