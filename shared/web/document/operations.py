"""What the OpenAPI document says of a route, from its declaration."""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from shared.errors import NotFound, Refused
from shared.storage.transactions import TooContended
from shared.web.auth import NotYours
from shared.web.idempotency import AnswerErased, KeyReused, StillRunning
from shared.web.problems import (
    IfMatchMissing,
    InputWrong,
    NotAuthenticated,
    Overloaded,
    Stale,
    TooLarge,
    WrongContentType,
    status_of,
)

if TYPE_CHECKING:
    from shared.web.routes import Declaration

PROBLEM_REFERENCE = {"$ref": "#/components/schemas/Problem"}
INPUT_REFERENCE = "#/components/schemas/{model}"
SECURITY_SCHEME = "token"
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key gets the same answer, and one effect.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[\x21-\x7e]+$"},
    "example": "0b9f6c9e-ticket-1",
}
_VERSION_HEADER = {
    "name": "If-Match",
    "in": "header",
    "description": "ETag of the thing this change is based on, or `*`.",
    "required": True,
    "schema": {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}")$'},
    "example": '"1"',
}
_ETAG = {"description": "Version of the thing, for If-Match.", "schema": {"type": "string"}}


def stub(endpoint: Callable[..., Awaitable[Any]], path_types: Mapping[str, Any]) -> Callable[..., Any]:
    """A function as FastAPI should see it: only the ids in the path; the rest is read by ourselves."""

    def described() -> None: ...

    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(name, kind, annotation=hint) for name, hint in path_types.items()]
    described.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    described.__name__ = endpoint.__name__
    described.__module__ = endpoint.__module__
    return described


def response_of(media_type: str) -> type[Response]:
    """A response class with which FastAPI describes this type; the answer itself never passes through it."""
    return JSONResponse if media_type == "application/json" else type("File", (Response,), {"media_type": media_type})


def summary(endpoint: Callable[..., Any]) -> str:
    """The first sentence of the docstring."""
    text = inspect.getdoc(endpoint)
    if not text:
        raise TypeError(f"{endpoint.__name__} has no docstring: it is the summary in the document")
    return text.partition("\n")[0].rstrip(".")


def details(endpoint: Callable[..., Any]) -> str:
    """The whole docstring, without its layout."""
    return " ".join((inspect.getdoc(endpoint) or "").split())


def responses(
    declaration: "Declaration", path_types: Mapping[str, Any], body_shape: type[BaseModel] | None
) -> dict[int | str, dict[str, Any]]:
    """Every status the route can answer beside a good one, with the codes it stands for."""
    kinds: list[type[Refused]] = [InputWrong, NotAuthenticated, NotYours, Overloaded, *declaration.refuses]
    if path_types:
        kinds.append(NotFound)
    if body_shape is not None:
        kinds += [TooLarge, WrongContentType]
    if declaration.kind.changes:
        kinds += [TooContended, StillRunning, KeyReused, AnswerErased]
    if declaration.kind.needs_version:
        kinds += [Stale, IfMatchMissing]
    found = refusals(*kinds)
    if declaration.kind.changes:
        found[declaration.kind.status] = {"headers": {"ETag": _ETAG}}
    if declaration.kind.status == HTTPStatus.CREATED:
        found[201]["headers"]["Location"] = {"description": "Address of what was made.", "schema": {"type": "string"}}
        found[200] = {"model": declaration.shows, "description": "It was there already; nothing was changed."}
    return found


def refusals(*kinds: type[Refused]) -> dict[int | str, dict[str, Any]]:
    """`responses=` of a route that may refuse in these ways, one entry for each status."""
    by_status: dict[int, list[type[Refused]]] = {}
    for kind in kinds:
        known = by_status.setdefault(status_of(kind), [])
        if kind not in known:
            known.append(kind)
    return {status: _refusal(status, known) for status, known in sorted(by_status.items())}


def operation(
    declaration: "Declaration", body_shape: type[BaseModel] | None, filter_shape: type[BaseModel] | None
) -> dict[str, Any]:
    """What FastAPI cannot know: roles, headers, query and body."""
    parameters: list[dict[str, Any]] = []
    if declaration.kind.changes:
        parameters.append({**_KEY_HEADER, "required": declaration.kind.needs_key})
    if declaration.kind.needs_version:
        parameters.append(_VERSION_HEADER)
    if filter_shape is not None:
        parameters += query_parameters(filter_shape)
    found: dict[str, Any] = secured(role.value for role in declaration.roles)
    if parameters:
        found["parameters"] = parameters
    if body_shape is not None:
        found["requestBody"] = _request_body(body_shape)
    return found


def secured(roles: Iterable[str]) -> dict[str, Any]:
    """Who may call an operation."""
    return {"x-roles": list(roles), "security": [{SECURITY_SCHEME: []}]}


def query_parameters(shape: type[BaseModel]) -> list[dict[str, Any]]:
    """Each field as a parameter of the query."""
    schema = shape.model_json_schema()
    definitions = schema.get("$defs", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": _inlined(_without_null(part), definitions),
        }
        for name, part in schema.get("properties", {}).items()
    ]


def _request_body(shape: type[BaseModel]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": INPUT_REFERENCE.format(model=shape.__name__)}}
    example = getattr(shape, "EXAMPLE", None)
    if example is not None:
        content["example"] = example
    return {"required": True, "content": {"application/json": content}}


def _refusal(status: int, kinds: list[type[Refused]]) -> dict[str, Any]:
    lines = [f"`{kind.code}`: {(inspect.getdoc(kind) or '').partition(chr(10))[0]}" for kind in kinds]
    content: dict[str, Any] = {"application/problem+json": {"schema": PROBLEM_REFERENCE}}
    found: dict[str, Any] = {"description": "\n\n".join(lines), "content": content}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        found["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return found


def _without_null(part: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not given is absent: there is no null in a query."""
    options = [option for option in part.get("anyOf", ()) if option.get("type") != "null"]
    kept = {name: value for name, value in part.items() if name not in {"anyOf", "title"}}
    if kept.get("default", "") is None:
        del kept["default"]
    if not options:
        return kept
    return {**kept, **(options[0] if len(options) == 1 else {"anyOf": options})}


def _inlined(part: Any, definitions: Mapping[str, Any]) -> Any:
    """A schema without references: parameters stand on their own."""
    if isinstance(part, dict):
        if "$ref" in part:
            return _inlined(definitions[part["$ref"].rpartition("/")[2]], definitions)
        return {name: _inlined(value, definitions) for name, value in part.items()}
    return [_inlined(value, definitions) for value in part] if isinstance(part, list) else part
