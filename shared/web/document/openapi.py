"""The OpenAPI document: what FastAPI writes, and what our declarations know beyond it."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.errors import Malformed
from shared.web.auth import May, NotYours
from shared.web.document.operations import INPUT_REFERENCE, SECURITY_SCHEME, refusals, secured
from shared.web.problems import NotAuthenticated, Overloaded, Problem
from shared.web.routes import DoorRoute

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


def document(title: str, summary: str, version: str, routes: Iterable[APIRoute]) -> dict[str, Any]:
    """The OpenAPI document of these routes."""
    known = [route for route in routes if route.include_in_schema]
    found = get_openapi(title=title, version=version, summary=summary, routes=known)
    components = found.setdefault("components", {})
    schemas: dict[str, Any] = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _add_schema(schemas, Problem)
    for route in known:
        if isinstance(route, DoorRoute):
            if route.inputs.body_shape is not None:
                _add_schema(schemas, route.inputs.body_shape)
            _refine(found, route, _tidied)
        else:
            _refine(found, route, _completed)
    components["securitySchemes"] = {
        SECURITY_SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "EdDSA or OIDC."}
    }
    found["components"] = {name: dict(sorted(part.items())) for name, part in components.items()}
    return found


def roles_of(route: APIRoute) -> tuple[str, ...] | None:
    """Who may call a route; None when it does not say (`open_to_all` says nobody in particular: empty)."""
    if isinstance(route, DoorRoute):
        return tuple(role.value for role in route.declaration.roles)
    calls = [dependant.call for dependant in route.dependant.dependencies]
    for call in calls:
        if isinstance(call, May):
            return tuple(role.value for role in call.roles)
    return () if any(getattr(call, "__name__", "") == "open_to_all" for call in calls) else None


def _refine(found: dict[str, Any], route: APIRoute, change: Callable[[dict[str, Any], APIRoute], None]) -> None:
    path: dict[str, Any] = found["paths"][route.path_format]
    for method in {name.lower() for name in route.methods or ()} & _METHODS:
        change(path[method], route)


def _tidied(operation: dict[str, Any], _route: APIRoute) -> None:
    _without_fastapi_422(operation)


def _completed(operation: dict[str, Any], route: APIRoute) -> None:
    """A plain FastAPI route: its operation id, its roles, and the refusals everybody can meet."""
    operation["operationId"] = route.name
    answers = operation.setdefault("responses", {})
    _without_fastapi_422(operation)
    kinds = [Malformed, Overloaded]
    roles = roles_of(route)
    if roles:
        operation.update(secured(roles))
        kinds += [NotAuthenticated, NotYours]
    for status, answer in refusals(*kinds).items():
        answers.setdefault(str(status), answer)


def _without_fastapi_422(operation: dict[str, Any]) -> None:
    """Input is refused with 400 here; 422 means that a rule of the policy says no."""
    answer = operation.get("responses", {}).get("422", {})
    if "application/json" in answer.get("content", {}):
        del answer["content"]["application/json"]
        if not answer["content"]:
            del operation["responses"]["422"]


def _add_schema(schemas: dict[str, Any], shape: type[BaseModel]) -> None:
    """Raises ValueError when two shapes of one name differ: a client could not tell them apart."""
    schema = shape.model_json_schema(ref_template=INPUT_REFERENCE)
    parts = {**schema.pop("$defs", {}), shape.__name__: schema}
    for name, part in parts.items():
        if schemas.setdefault(name, part) != part:
            raise ValueError(f"two shapes are called {name}: rename one")
