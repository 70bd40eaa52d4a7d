"""What the card of a service says about it, gathered from its declarations."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from shared.errors import Refused
from shared.events.contract import Event
from shared.state_machine import StateMachine


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One way in which a service says no."""

    code: str
    sentence: str
    kind: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing that can be asked over HTTP."""

    method: str
    path: str
    summary: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """Everything that the generated part of a service's README shows."""

    machines: Mapping[str, StateMachine[Any, Any]]
    operations: Sequence[Operation]
    listens_to: Mapping[type[Event], str]
    timers: Mapping[str, str]
    announces: Sequence[type[Event]]
    revisions: Sequence[Mapping[str, Any]]
    refusals: Sequence[Refusal]


def first_sentence(documented: object) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((documented.__doc__ or "").strip().split("\n\n")[0].split())


def machines_in(states: ModuleType) -> dict[str, StateMachine[Any, Any]]:
    """Every table of `domain/states.py`, by what its name says: `JOB_LIFE` is the life of a job."""
    return {
        name.replace("_", " ").capitalize(): value
        for name, value in vars(states).items()
        if isinstance(value, StateMachine) and not name.startswith("_")
    }


def operations_in(document: Mapping[str, Any], *, without: Iterable[str]) -> list[Operation]:
    """What an OpenAPI document offers, by address, except what every service offers."""
    hidden = frozenset(without)
    found = [
        Operation(
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            roles=tuple(operation.get("x-roles", ())),
        )
        for path, methods in document["paths"].items()
        if path not in hidden
        for method, operation in methods.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    return sorted(found, key=lambda operation: operation.path)


def refusals_of(service: str, folder: Path) -> list[Refusal]:
    """The refusals that the service declares, with the clauses given at a raise or named in the sentence: `(5.12)`."""
    clauses = _clauses_by_name(folder)
    own = (each for each in _subclasses(Refused) if each.__module__.startswith(f"services.{service}."))
    return sorted(
        (
            Refusal(
                code=each.code,
                sentence=first_sentence(each),
                kind=each.__mro__[1].__name__,
                clauses=tuple(sorted(clauses.get(each.__name__, set()) | _clauses_named_in(first_sentence(each)))),
            )
            for each in own
        ),
        key=lambda refusal: refusal.code,
    )


def _subclasses(of: type[Refused]) -> Iterator[type[Refused]]:
    for each in of.__subclasses__():
        yield each
        yield from _subclasses(each)


def _clauses_by_name(folder: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.setdefault(node.func.id, set()).update(_clauses_of(node))
    return found


def _clauses_named_in(sentence: str) -> set[str]:
    return set(re.findall(r"\((\d+(?:\.\d+)+)\)", sentence))


def _clauses_of(call: ast.Call) -> Iterator[str]:
    for word in call.keywords:
        given = word.value.value if word.arg == "clause" and isinstance(word.value, ast.Constant) else None
        if isinstance(given, str) and re.fullmatch(r"\d+(\.\d+)*", given):
            yield given
