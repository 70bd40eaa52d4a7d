"""Money is never a float: not in the code of billing, nor in anything that it sends, takes or shows."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SOURCES = [
    *Path("services/billing").rglob("*.py"),
    *Path("shared/events/billing").glob("*.py"),
    Path("shared/money.py"),
]
SCHEMAS = sorted(Path("docs/generated/schemas").glob("aftersales.billing.*.json"))
OPENAPI = Path("docs/generated/openapi/billing.json")
NOT_ABOUT_MONEY = "/events"
"""The feed, the same in all services: how many seconds a reader waits."""


def floats_in(source: str) -> list[int]:
    """The lines in which the type `float` is named, or a number that is not whole is written."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]


def numbers_in(document: Any, path: str = "") -> Iterator[str]:
    """Where a JSON document allows a number that is not whole, or holds one."""
    if isinstance(document, float):
        yield path
    if isinstance(document, dict):
        if document.get("type") == "number":
            yield path
        for name, part in document.items():
            yield from numbers_in(part, f"{path}.{name}")
    if isinstance(document, list):
        for place, part in enumerate(document):
            yield from numbers_in(part, f"{path}[{place}]")


def test_no_line_of_billing_knows_a_float() -> None:
    assert len(SOURCES) > 50
    found = {str(path): floats_in(path.read_text(encoding="utf-8")) for path in SOURCES}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem.split(".")[2])
def test_no_event_of_billing_carries_a_number_that_is_not_whole(path: Path) -> None:
    assert list(numbers_in(json.loads(path.read_text(encoding="utf-8")))) == []


def test_nothing_that_can_be_asked_of_billing_takes_or_shows_one() -> None:
    document = json.loads(OPENAPI.read_text(encoding="utf-8"))
    del document["paths"][NOT_ABOUT_MONEY]
    assert list(numbers_in(document)) == []


def test_the_guards_notice() -> None:
    assert floats_in("price: float = 1.5\nfee = Decimal(2)\n") == [1, 1]
    assert list(numbers_in({"a": [{"type": "number"}, 1.5, 2]})) == [".a[0]", ".a[1]"]
