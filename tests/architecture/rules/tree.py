"""Walks a tree the way every rule sees it: without caches, environments and data."""

import ast
import os
from collections.abc import Callable, Iterator
from pathlib import Path

Rule = Callable[[Path], list[str]]

SERVICES = ("intake", "dispatch", "billing", "repairs", "followup")
CODE = ("services", "shared", "tools", "tests")
_IGNORED = frozenset(
    {
        ".git",
        ".venv",
        "data",
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".hypothesis",
        ".import_linter_cache",
    }
)


def folders(root: Path, *, under: tuple[str, ...] = CODE) -> Iterator[Path]:
    """Every folder below the named ones, themselves included."""
    for top in under:
        for here, below, _files in os.walk(root / top):
            below[:] = sorted(name for name in below if name not in _IGNORED)
            yield Path(here)


def files(root: Path, ending: str, *, under: tuple[str, ...] = CODE) -> Iterator[Path]:
    """Every file with this ending below the named folders."""
    for folder in folders(root, under=under):
        yield from sorted(path for path in folder.glob(f"*{ending}") if path.is_file())


def entries(folder: Path) -> list[str]:
    """What somebody sees who opens the folder; nothing where there is none."""
    if not folder.is_dir():
        return []
    return sorted(
        path.name for path in folder.iterdir() if path.name not in _IGNORED and not path.name.endswith(".pyc")
    )


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path, root: Path) -> str:
    """The path as an offence names it."""
    return path.relative_to(root).as_posix()


def in_migrations(path: Path) -> bool:
    """Alembic runs its files by path; they are not modules of ours."""
    return "migrations" in path.parts
