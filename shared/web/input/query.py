"""Query parameters: `wanted: Asked[TicketFilter]` in a route holds them, read strictly and refused by name."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar, cast
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.web.input.fields import must_be_bounded
from shared.web.problems import InputWrong, input_wrong

MOST_PARAMETERS = 50
F = TypeVar("F", bound=BaseModel)


class Filter(BaseModel):
    """Query parameters: each at most once, unknown ones are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


@dataclass(frozen=True)
class AskedMark:
    """Marks the parameter of a route that holds its query parameters."""


Asked = Annotated[F, AskedMark()]
"""The query parameters as this shape."""


class FilterReader(Generic[F]):
    """Reads one shape of query parameters; made once for each route."""

    def __init__(self, shape: type[F]) -> None:
        must_be_bounded(shape)
        self._validator = shape.__pydantic_validator__
        self._strict = _strict_forms(shape.model_json_schema())

    def parse(self, query: bytes) -> F:
        """The parameters; raises InputWrong naming them."""
        values: dict[str, str] = {}
        for name, value in pairs(query):
            if name in values:
                raise InputWrong("a query parameter is repeated", [(name, "may be given once")])
            form = self._strict.get(name)
            if form is not None and not form.fullmatch(value):
                raise InputWrong("the query is not as described", [(name, f"must look like {form.pattern}")])
            values[name] = value
        try:
            wanted: F = self._validator.validate_strings(cast(Any, values))
        except ValidationError as error:
            raise input_wrong("query", error) from None
        return wanted


def pairs(query: bytes) -> list[tuple[str, str]]:
    """The names and values of a query string; raises InputWrong when it is not UTF-8 or too long."""
    if not query:
        return []
    try:
        return parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except (UnicodeError, ValueError):
        problem = "must be UTF-8, at most 50 parameters"
        raise InputWrong("the query string cannot be read", [("query", problem)]) from None


def _strict_forms(schema: dict[str, Any]) -> dict[str, re.Pattern[str]]:
    """How numbers and truth values must be written: pydantic alone would take ` 1 `, `1_0` and `yes`."""
    forms = {"integer": re.compile(r"-?(0|[1-9][0-9]{0,18})"), "boolean": re.compile(r"true|false")}
    found: dict[str, re.Pattern[str]] = {}
    for name, part in schema.get("properties", {}).items():
        kinds = {option.get("type") for option in (part, *part.get("anyOf", ()))}
        for kind in kinds & forms.keys():
            found[name] = forms[kind]
    return found
