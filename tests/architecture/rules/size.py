"""How long a file and a function may be, and how many entries a folder may have."""

import ast
from pathlib import Path

from tests.architecture.rules.tree import entries, files, folders, in_migrations, parsed, shown

LONGEST_FILE = 300
LONGEST_TEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_MAP = 200
LONGEST_DECISION = 60
MOST_ENTRIES = 15
MORE_ENTRIES = {"shared": 30}
"""`shared/` stays flat, so that a contract is found by its name alone (architecture, section 4)."""


def long_files(root: Path) -> list[str]:
    """A longer file is searched instead of read."""
    return [
        f"{shown(path, root)} has {lines} lines"
        for path in [*files(root, ".py"), *files(root, ".sh")]
        if (lines := _lines(path)) > (LONGEST_TEST_FILE if path.relative_to(root).parts[0] == "tests" else LONGEST_FILE)
    ]


def long_functions(root: Path) -> list[str]:
    """From `def` to the end, without decorators; a migration is one list of steps, written once and never again."""
    return [
        f"{shown(path, root)}: {node.name} has {lines} lines"
        for path in files(root, ".py")
        if not in_migrations(path)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]


def crowded_folders(root: Path) -> list[str]:
    """Migrations only grow, so they are not counted."""
    return [
        f"{shown(folder, root)} has {count} entries"
        for folder in folders(root)
        if not in_migrations(folder)
        and (count := len([name for name in entries(folder) if name != "__init__.py"]))
        > MORE_ENTRIES.get(shown(folder, root), MOST_ENTRIES)
    ]


def long_documents(root: Path) -> list[str]:
    """The map fits on a few screens and a decision on one page."""
    limits = {root / "ARCHITECTURE.md": LONGEST_MAP}
    limits |= dict.fromkeys(files(root, ".md", under=("docs/adr",)), LONGEST_DECISION)
    return [
        f"{shown(path, root)} has {_lines(path)} lines"
        for path, most in limits.items()
        if path.exists() and _lines(path) > most
    ]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
