"""How a service declares what can be asked of it: address, what is shown, who may, and what may be refused."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from shared.actor import Role
from shared.database import DatabaseAway
from shared.errors import Malformed, Refused
from shared.web.answer import Answer
from shared.web.arriving.gate import path_within
from shared.web.document import operations
from shared.web.door import Asking, Door, Entrance
from shared.web.input.body import Body, BodyReader, SentMark, read_body, read_bytes
from shared.web.input.fields import unbounded
from shared.web.input.query import AskedMark, Filter, FilterReader, pairs
from shared.web.kinds import CALCULATES, COMMANDS, CREATES, FILES, LISTS, MOVES_MONEY, SHOWS, RouteKind
from shared.web.paging import Page
from shared.web.problems import database_away, input_wrong, refusal

Endpoint = Callable[..., Awaitable[Answer]]
Refusals = Sequence[type[Refused]]
Decorator = Callable[[Endpoint], Endpoint]


class RouteDeclaredWrongly(TypeError):
    """A route whose function does not fit its declaration; seen when the module is imported."""


class UnexpectedInput(Malformed):
    """The request carries something that this route does not take."""


@dataclass(frozen=True)
class Declaration:
    """What a route says of itself."""

    kind: RouteKind
    shows: type[BaseModel] | None
    """None for a file."""
    roles: tuple[Role, ...]
    refuses: tuple[type[Refused], ...]
    media_type: str = "application/json"


class DoorRoute(APIRoute):
    """A route that reads its input strictly and calls its function with a `Door`.

    FastAPI writes the document from it; a request does not pass through FastAPI's dependency solver, which would
    validate after a detour over `json.loads` and costs more than all our own steps together.
    """

    def __init__(self, path: str, endpoint: Endpoint, declaration: Declaration, tags: list[str]) -> None:
        self.declaration = declaration
        self.call = endpoint
        self.inputs = _Inputs(endpoint, path)
        super().__init__(
            path,
            operations.stub(endpoint, self.inputs.path_types),
            methods=[declaration.kind.method],
            status_code=declaration.kind.status,
            response_model=declaration.shows,
            response_class=operations.response_of(declaration.media_type),
            tags=list(tags),
            operation_id=endpoint.__name__,
            name=endpoint.__name__,
            summary=operations.summary(endpoint),
            description=operations.details(endpoint),
            responses=operations.responses(declaration, self.inputs.path_types, self.inputs.body_shape),
            openapi_extra=operations.operation(declaration, self.inputs.body_shape, self.inputs.filter_shape),
        )
        self.app = self.serve
        self._begins = path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As FastAPI's, after a look at the beginning of the address: most routes are ruled out without a pattern."""
        if not path_within(scope).startswith(self._begins):
            return Match.NONE, {}
        return super().matches(scope)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a refusal is an answer too."""
        try:
            answer = await self._answer(scope, receive)
        except Refused as refused:
            answer = refusal(refused)
        except DatabaseAway as away:
            answer = database_away(away)
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        entrance: Entrance = scope["app"].state.entrance
        headers: dict[bytes, bytes] = dict(scope["headers"])
        caller = await entrance.tokens.caller(headers.get(b"authorization"))
        actor = caller.acting(self.declaration.roles)
        arguments = self.inputs.of_path(scope["path_params"])
        about = next(iter(arguments.values()), None)
        self.inputs.of_query(scope["query_string"], arguments)
        body = await self.inputs.of_body(headers, receive, arguments)
        asking = Asking(
            self.declaration.kind,
            self.name,
            scope["path"],
            scope["query_string"],
            headers,
            body,
            about,
            scope.get("traceparent"),
        )
        arguments["door"] = Door(entrance, caller, actor, asking)
        return await self.call(**arguments)


class _Inputs:
    """What the function of a route takes, by name: its path, its query, its body and the door."""

    def __init__(self, endpoint: Endpoint, path: str) -> None:
        self._operation = endpoint.__name__
        hints = get_type_hints(endpoint, include_extras=True)
        hints.pop("return", None)
        if get_origin(hints.pop("door", None)) is not Door:
            raise RouteDeclaredWrongly(f"{self._operation} takes no door: Door[Work]")
        self.body_name, self.body_shape = self._marked(hints, SentMark)
        self.filter_name, self.filter_shape = self._marked(hints, AskedMark)
        self.path_types: dict[str, Any] = {
            name: hint for name, hint in hints.items() if name not in {self.body_name, self.filter_name}
        }
        in_path = re.findall(r"\{(\w+)\}", path)
        if sorted(in_path) != sorted(self.path_types):
            raise RouteDeclaredWrongly(f"{self._operation} takes {list(self.path_types)}, its path has {in_path}")
        self._adapters = {name: self._path_adapter(name) for name in in_path}
        self._body = None if self.body_shape is None else BodyReader[Body](self.body_shape)
        self._filter = None if self.filter_shape is None else FilterReader[Filter](self.filter_shape)

    def of_path(self, values: dict[str, str]) -> dict[str, Any]:
        """The ids in the path; raises InputWrong."""
        found: dict[str, Any] = {}
        for name, adapter in self._adapters.items():
            try:
                found[name] = adapter.validate_strings(values[name])
            except ValidationError as error:
                raise input_wrong(name, error) from None
        return found

    def of_query(self, query: bytes, arguments: dict[str, Any]) -> None:
        """The query parameters; raises InputWrong, UnexpectedInput for a route that takes none."""
        if self._filter is not None:
            arguments[self.filter_name] = self._filter.parse(query)
        elif query and (given := pairs(query)):
            raise UnexpectedInput("this takes no query parameters", field=given[0][0][:100])

    async def of_body(self, headers: dict[bytes, bytes], receive: Receive, arguments: dict[str, Any]) -> bytes:
        """The body; returns its raw bytes. Raises InputWrong, TooLarge, WrongContentType, UnexpectedInput."""
        if self._body is not None:
            raw = await read_body(headers, receive, self._body.largest_bytes)
            arguments[self.body_name] = self._body.parse(raw)
            return raw
        if headers.get(b"content-length", b"0") == b"0" and b"transfer-encoding" not in headers:
            return b""
        raw = await read_bytes(headers, receive, 1024)
        if raw.strip() not in {b"", b"{}"}:
            raise UnexpectedInput("this takes no body", field="body")
        return raw

    def _marked(self, hints: dict[str, Any], mark: type[object]) -> tuple[str, Any]:
        """The one parameter with this mark, and its shape."""
        found = [
            (name, get_args(hint)[0])
            for name, hint in hints.items()
            if get_origin(hint) is Annotated and any(isinstance(one, mark) for one in get_args(hint)[1:])
        ]
        if len(found) > 1:
            raise RouteDeclaredWrongly(f"{self._operation} takes two of {mark.__name__}")
        return found[0] if found else ("", None)

    def _path_adapter(self, name: str) -> TypeAdapter[Any]:
        adapter: TypeAdapter[Any] = TypeAdapter(self.path_types[name])
        wrong = unbounded(adapter.json_schema())
        if wrong:
            raise RouteDeclaredWrongly(f"{self._operation} takes {name} without bounds: {'; '.join(wrong)}")
        return adapter


class Routes(APIRouter):
    """A service's routes about one noun; each decorator says what kind of route it is (`shared.web.kinds`)."""

    def __init__(self, *, tag: str) -> None:
        super().__init__()
        self.tag = tag

    def creates(self, path: str, view: type[BaseModel], *, may: tuple[Role, ...], refuses: Refusals = ()) -> Decorator:
        """POST that makes a new thing; needs an Idempotency-Key, answers 201 with Location."""
        return self._declare(path, Declaration(CREATES, view, may, tuple(refuses)))

    def commands(self, path: str, view: type[BaseModel], *, may: tuple[Role, ...], refuses: Refusals = ()) -> Decorator:
        """POST that changes the thing in the path; needs If-Match."""
        return self._declare(path, Declaration(COMMANDS, view, may, tuple(refuses)))

    def moves_money(
        self, path: str, view: type[BaseModel], *, may: tuple[Role, ...], refuses: Refusals = ()
    ) -> Decorator:
        """POST that changes the thing in the path and may never be done twice; needs If-Match and Idempotency-Key."""
        return self._declare(path, Declaration(MOVES_MONEY, view, may, tuple(refuses)))

    def calculates(
        self, path: str, view: type[BaseModel], *, may: tuple[Role, ...], refuses: Refusals = ()
    ) -> Decorator:
        """POST that answers a question and stores nothing."""
        return self._declare(path, Declaration(CALCULATES, view, may, tuple(refuses)))

    def shows(self, path: str, view: type[BaseModel], *, may: tuple[Role, ...], refuses: Refusals = ()) -> Decorator:
        """GET of one thing, with its ETag."""
        return self._declare(path, Declaration(SHOWS, view, may, tuple(refuses)))

    def lists(self, path: str, view: type[BaseModel], *, may: tuple[Role, ...], refuses: Refusals = ()) -> Decorator:
        """GET of a page of things; `view` is one of them."""
        page: type[BaseModel] = Page[view]  # type: ignore[valid-type]
        return self._declare(path, Declaration(LISTS, page, may, tuple(refuses)))

    def files(self, path: str, media_type: str, *, may: tuple[Role, ...], refuses: Refusals = ()) -> Decorator:
        """GET of a file of this type, such as `text/csv`."""
        return self._declare(path, Declaration(FILES, None, may, tuple(refuses), media_type))

    def _declare(self, path: str, declaration: Declaration) -> Decorator:
        if not declaration.roles:
            raise RouteDeclaredWrongly(f"{path}: name the roles that may call it")

        def register(endpoint: Endpoint) -> Endpoint:
            self.routes.append(DoorRoute(path, endpoint, declaration, [self.tag]))
            return endpoint

        return register
