"""Reads `policy.toml`: every number of the service policy, strictly, each table with its clause."""

import dataclasses
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from shared.policy import HasRevision, PolicyBook, Revision

P = TypeVar("P", bound=HasRevision)
_OF_REVISION = tuple(field.name for field in dataclasses.fields(Revision))


class PolicyFileWrong(Exception):
    """The file does not say what the service needs; it must not take traffic."""


def load_policy(path: Path, shape: type[P]) -> PolicyBook[P]:
    """Every `[[revision]]` of a file as `shape`.

    Each sub-table must name its `clause`. Raises PolicyFileWrong, naming file and key, for an unknown or missing key, a
    wrong type, a table without a clause, and a file that is not TOML.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyFileWrong(f"{path}: {error}") from error
    unknown = set(document) - {"revision"}
    if unknown or not isinstance(document.get("revision"), list):
        raise PolicyFileWrong(f"{path}: expected [[revision]] tables and nothing else, found {sorted(document)}")
    adapter = TypeAdapter(shape)
    policies = [_revision(path, number, table, adapter) for number, table in enumerate(document["revision"])]
    try:
        return PolicyBook(policies)
    except ValueError as error:
        raise PolicyFileWrong(f"{path}: {error}") from error


def describe(book: PolicyBook[P]) -> list[dict[str, Any]]:
    """All revisions as JSON values, as `GET /policy` shows them; money as text."""
    return [TypeAdapter(type(policy)).dump_python(policy, mode="json") for policy in book]


def _revision(path: Path, number: int, table: dict[str, Any], adapter: TypeAdapter[P]) -> P:
    about = {key: value for key, value in table.items() if key in _OF_REVISION}
    rest = {key: value for key, value in table.items() if key not in _OF_REVISION}
    for name, part in rest.items():
        if not isinstance(part, dict) or not part.get("clause"):
            raise PolicyFileWrong(f"{path}: revision.{number}.{name}: every table names its clause")
    try:
        return adapter.validate_json(to_json({"revision": about, **rest}), strict=True, extra="forbid")
    except ValidationError as error:
        problems = "; ".join(
            f"revision.{number}.{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        )
        raise PolicyFileWrong(f"{path}: {problems}") from error
