"""One JSON Schema for each event and major version, from its class; sentences beneath fields become descriptions."""

import ast
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from shared.events.catalogue import EVENTS
from shared.events.coding import adapter
from shared.events.contract import Event, owner_of
from shared.messaging.envelope import schema_name

FOLDER = "docs/generated/schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def documents() -> dict[str, str]:
    """Path and content of every schema."""
    return {path_of(type_name): as_json(schema) for type_name, schema in all_schemas().items()}


def path_of(type_name: str) -> str:
    """Where the schema of a type is committed."""
    return f"{FOLDER}/{type_name}.json"


def all_schemas() -> dict[str, Schema]:
    """The schema of every event there is, by type."""
    return {type_name: schema_of(event_class) for type_name, event_class in EVENTS.items()}


def schema_of(event_class: type[Event]) -> Schema:
    """What a reader may rely on: only fields that every event of this type has ever had are required."""
    schema: Schema = adapter(event_class).json_schema(mode="validation")
    parts = {"": schema, **schema.get("$defs", {})}
    for name, part in parts.items():
        declared = event_class if not name else _class_named(name, event_class)
        for field, sentence in _sentences(declared).items():
            if field in part.get("properties", {}):
                part["properties"][field]["description"] = sentence
    return {
        "$schema": DIALECT,
        "$id": schema_name(event_class.TYPE),
        **schema,
        "x-owner": owner_of(event_class),
        "x-topic": event_class.TOPIC,
        "x-key": event_class.KEY,
        "x-when": event_class.WHEN,
        "x-restricted": event_class.RESTRICTED,
    }


def inlined(schema: Schema) -> Schema:
    """The same schema without `$defs`: each part stands where it is used."""
    parts: Mapping[str, Any] = schema.get("$defs", {})

    def expand(node: Any) -> Any:
        if isinstance(node, list):
            return [expand(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            rest = {name: value for name, value in node.items() if name != "$ref"}
            return {**expand(deepcopy(parts[node["$ref"].rpartition("/")[2]])), **rest}
        return {name: expand(value) for name, value in node.items() if name != "$defs"}

    expanded: Schema = expand(schema)
    return expanded


def as_json(document: Any) -> str:
    """As it is committed: readable, ends with a newline, Chinese as it is."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _class_named(name: str, event_class: type[Event]) -> type[Any]:
    """A part of an event: declared beside it, or beside something that its module imports."""
    for near in (_namespace(event_class), *(_namespace(each) for each in _declared_by_us(_namespace(event_class)))):
        found = near.get(name)
        if isinstance(found, type):
            return found
    raise LookupError(f"{event_class.__name__} uses {name}, which none of its modules knows")


def _declared_by_us(namespace: Mapping[str, Any]) -> Iterator[type[Any]]:
    return (each for each in namespace.values() if isinstance(each, type) and each.__module__.startswith("shared."))


def _namespace(declared: type[Any]) -> Mapping[str, Any]:
    return vars(sys.modules[declared.__module__])


def _sentences(declared: type[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in reversed(declared.__mro__):
        if each.__module__ not in ("builtins", "enum"):
            found |= _sentences_in(each.__module__).get(each.__name__, {})
    return found


@cache
def _sentences_in(module: str) -> dict[str, dict[str, str]]:
    """For each class of a module its fields' sentences: the bare string beneath an annotation."""
    source = inspect.getsource(sys.modules[module])
    return {
        node.name: {
            field.target.id: inspect.cleandoc(below.value.value)
            for field, below in zip(node.body, node.body[1:], strict=False)
            if isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        }
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }
