"""Compares generated documents with the tree, to the letter and to the file, or writes them."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

GENERATED = "docs/generated"
"""Everything below it is generated: a file that no generator returns is left over."""

Generator = Callable[[], Mapping[str, str]]
"""Returns the full text of its documents by their path from the root of the repository."""


def collected(generators: Iterable[Generator]) -> dict[str, str]:
    """All documents; ValueError when two generators claim one path."""
    documents: dict[str, str] = {}
    for generator in generators:
        found = generator()
        if claimed_twice := documents.keys() & found.keys():
            raise ValueError(f"generated twice: {', '.join(sorted(claimed_twice))}")
        documents |= found
    return documents


def differences(documents: Mapping[str, str], root: Path) -> list[str]:
    """One line for each document that is missing, is not what the code says, or is left over."""
    lines = []
    for name, text in sorted(documents.items()):
        path = root / name
        if not path.exists():
            lines.append(f"{name} is missing")
        elif path.read_text(encoding="utf-8") != text:
            lines.append(f"{name} is not what the code says")
    return lines + [f"{name} is left over" for name in _left_over(documents, root)]


def write(documents: Mapping[str, str], root: Path) -> list[str]:
    """Make the tree equal to the documents; returns what had to change."""
    changes = differences(documents, root)
    for name, text in documents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in _left_over(documents, root):
        (root / name).unlink()
    return changes


def _left_over(documents: Mapping[str, str], root: Path) -> list[str]:
    there = {path.relative_to(root).as_posix() for path in (root / GENERATED).rglob("*") if path.is_file()}
    return sorted(there - documents.keys())
