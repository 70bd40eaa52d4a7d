"""Refusals as problem documents (RFC 9457): the only place that knows which refusal is which HTTP status."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from shared.database import DatabaseAway
from shared.errors import Conflict, Forbidden, Malformed, NotFound, Refused, RuleBroken
from shared.storage.changes import EventTooLarge
from shared.web.answer import PROBLEM, Answer, Headers

MOST_ERRORS_SHOWN = 20
LONGEST_FIELD_NAME = 100


class NotAuthenticated(Refused):
    """The token is missing, not ours, for somebody else, or expired."""


class TooLarge(Refused):
    """The body is larger than this route takes."""


class WrongContentType(Refused):
    """The body is not JSON."""


class Stale(Refused):
    """The thing has changed since the caller looked at it."""


class IfMatchMissing(Refused):
    """A change of a thing needs If-Match with the version it is based on."""


class Overloaded(Refused):
    """The service has as much to do as it can; ask again in a moment."""


class InputWrong(Malformed):
    """Parts of the request are wrong; `errors` names each field and what is the matter with it."""

    code = "input_wrong"

    def __init__(self, message: str, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(message, field=errors[0][0] if errors else None)
        self.errors = [{"field": field[:LONGEST_FIELD_NAME], "problem": problem} for field, problem in errors]


STATUS: dict[type[Refused], int] = {
    Malformed: 400,
    NotAuthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Stale: 412,
    TooLarge: 413,
    EventTooLarge: 413,
    WrongContentType: 415,
    RuleBroken: 422,
    Refused: 422,
    IfMatchMissing: 428,
    Overloaded: 503,
}

TITLES = {
    400: "The request cannot be understood",
    401: "Who are you?",
    403: "Not yours to do",
    404: "Not found",
    405: "This address does not take that method",
    406: "Not available in that form",
    409: "Not possible in this state",
    410: "No longer available",
    412: "Changed in the meantime",
    413: "Too large",
    415: "Not JSON",
    422: "A rule says no",
    428: "Say which version you mean",
    500: "Our fault",
    503: "Not now",
}


class FieldProblem(BaseModel):
    """One part of the request that is wrong."""

    field: str
    problem: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field("about:blank", description="Always about:blank: `code` says which problem it is.")
    title: str = Field(examples=["Not possible in this state"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["a cancelled job cannot be assigned"])
    code: str = Field(description="Stable name of the refusal.", examples=["action_not_allowed"])
    clause: str | None = Field(None, description="Number of the policy's clause that decides.", examples=["5.11"])
    field: str | None = Field(None, description="The part of the request that is wrong.")
    facts: dict[str, str] | None = Field(None, description="What the decision rested on.")
    errors: list[FieldProblem] | None = Field(None, description="Every part of the request that is wrong.")
    trace_id: str | None = Field(None, description="To be told to the people who run the service.")


def status_of(kind: type[Refused]) -> int:
    """The HTTP status of a kind of refusal: that of its nearest known parent."""
    return next(STATUS[parent] for parent in kind.__mro__ if parent in STATUS)


def problem(
    status: int, code: str, detail: str, *, headers: Headers = (), members: dict[str, Any] | None = None
) -> Answer:
    """A problem document; members that are None or empty are left out."""
    document = {"type": "about:blank", "title": TITLES.get(status, "Refused"), "status": status, "detail": detail}
    document["code"] = code
    document.update({name: value for name, value in (members or {}).items() if value})
    return Answer(status, orjson.dumps(document, default=str), headers, PROBLEM)


def refusal(refused: Refused) -> Answer:
    """The problem document of a refusal."""
    members = {
        "clause": refused.clause,
        "field": refused.field,
        "facts": refused.facts,
        "errors": getattr(refused, "errors", None),
    }
    status = status_of(type(refused))
    return problem(status, refused.code, refused.message, headers=_HEADERS.get(status, ()), members=members)


def database_away(away: DatabaseAway) -> Answer:
    """Nothing was changed, or it is not known whether it was: the caller repeats with the same Idempotency-Key."""
    del away  # says which host: nothing for a caller
    return problem(503, "database_away", "the database does not answer; repeat the request", headers=_HEADERS[503])


def http_problem(error: HTTPException) -> Answer:
    """What the framework itself refuses (unknown address, wrong method) as a problem document."""
    headers = tuple((name.lower().encode(), value.encode()) for name, value in (error.headers or {}).items())
    code = _FRAMEWORK_CODES.get(error.status_code, "refused")
    return problem(error.status_code, code, TITLES.get(error.status_code, str(error.detail)), headers=headers)


def our_fault(trace_id: str) -> Answer:
    """Something failed that the caller cannot help: no detail, but the trace under which it was logged."""
    return problem(500, "internal", "something went wrong on our side", members={"trace_id": trace_id})


def input_wrong(what: str, error: ValidationError) -> InputWrong:
    """Every part that is wrong by name, without what was sent."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[:MOST_ERRORS_SHOWN]
    return InputWrong(
        f"the {what} is not as described", [(field_name(one["loc"]) or what, one["msg"]) for one in found]
    )


def field_name(location: Iterable[int | str]) -> str:
    """`items.0.price` for the place of a field in a document."""
    return ".".join(str(part) for part in location)


_HEADERS: dict[int, Headers] = {
    401: ((b"www-authenticate", b'Bearer realm="aftersales"'),),
    503: ((b"retry-after", b"1"),),
}
_FRAMEWORK_CODES = {404: "no_such_address", 405: "method_not_allowed", 406: "not_acceptable", 415: "wrong_content_type"}
