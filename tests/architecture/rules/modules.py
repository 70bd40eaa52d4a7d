"""What every module has: a telling name, a first sentence, an `__init__.py` beside it that does nothing."""

import ast
from pathlib import Path

from tests.architecture.rules.tree import entries, files, folders, in_migrations, parsed, shown

VAGUE_NAMES = frozenset(
    {"base", "common", "const", "constants", "core", "general", "helper", "helpers", "lib", "manager", "managers"}
    | {"misc", "other", "stuff", "type", "types", "util", "utils"}
)


def vague_names(root: Path) -> list[str]:
    """A module is named after what it is about."""
    paths = [*files(root, ".py"), *folders(root)]
    return [f"{shown(path, root)} says nothing by its name" for path in paths if path.stem.strip("_") in VAGUE_NAMES]


def modules_without_a_sentence(root: Path) -> list[str]:
    """The first statement of a module is a docstring whose first paragraph is a sentence."""
    return [
        f"{shown(path, root)} does not start with a sentence"
        for path in files(root, ".py")
        if path.name != "__init__.py" and not _first_paragraph(path).endswith((".", "?", "!"))
    ]


def busy_inits(root: Path) -> list[str]:
    """Import contracts do not see what an `__init__.py` imports, so it holds at most a docstring."""
    return [
        f"{shown(path, root)} holds more than a docstring"
        for path in files(root, ".py")
        if path.name == "__init__.py" and not _is_only_a_docstring(parsed(path))
    ]


def folders_without_init(root: Path) -> list[str]:
    """Import contracts do not see a folder without `__init__.py`; Alembic's folders are none of ours."""
    return [
        f"{shown(folder, root)} has no __init__.py"
        for folder in folders(root)
        if not in_migrations(folder) and any(folder.rglob("*.py")) and not (folder / "__init__.py").exists()
    ]


def empty_rooms(root: Path) -> list[str]:
    """A package without modules promises what is not there."""
    return [f"{shown(folder, root)} is empty" for folder in folders(root) if entries(folder) == ["__init__.py"]]


def _first_paragraph(path: Path) -> str:
    return (ast.get_docstring(parsed(path)) or "").split("\n\n")[0].strip()


def _is_only_a_docstring(module: ast.Module) -> bool:
    return not module.body or (len(module.body) == 1 and ast.get_docstring(module) is not None)
