"""Five services that look the same from outside, and what must not be found inside them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.rules.tree import SERVICES, entries, files, parsed, shown

OUTER = frozenset(
    {"README.md", "policy.toml", "__init__", "domain", "use_cases", "routes", "events", "schedule", "work"}
    | {"repository", "queries", "tables", "settings", "app", "migrations"}
)
OPTIONAL = frozenset({"gateways"})
INNER = frozenset({"__init__", "states", "policy"})

_SQL = re.compile(r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|WITH\s+\w+\s+AS)\b", re.DOTALL)
_MAY_HOLD_SQL = re.compile(r"services/\w+/(repository|queries|tables|migrations)\b")


def uneven_services(root: Path) -> list[str]:
    """Learn one service, know five: the outer names are the same and nothing lies beside them."""
    offences = []
    for name in SERVICES:
        here = {_outer_name(entry) for entry in entries(root / "services" / name)}
        offences += [f"services/{name} has no {missing}" for missing in sorted(OUTER - here)]
        offences += [
            f"services/{name}/{stray} is not one of the outer names" for stray in sorted(here - OUTER - OPTIONAL)
        ]
        inside = {Path(entry).stem for entry in entries(root / "services" / name / "domain")}
        offences += [f"services/{name}/domain has no {missing}" for missing in sorted(INNER - inside)]
    return offences


def routes_that_catch(root: Path) -> list[str]:
    """Refusals become answers in one place, shared/web; a route that catches hides one."""
    return [
        f"{shown(path, root)}:{node.lineno} has a try"
        for path in _of_services(root)
        if re.search(r"/routes(/|\.py$)", shown(path, root))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Try)
    ]


def stray_sql(root: Path) -> list[str]:
    """SQL narrows, the domain decides: it stands in repository and queries, and nowhere else."""
    return [
        f"{shown(path, root)}:{node.lineno} holds SQL"
        for path in _of_services(root)
        if not _MAY_HOLD_SQL.match(shown(path, root))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.match(node.value)
    ]


def states_moved_by_hand(root: Path) -> list[str]:
    """Only the table moves a state: `replace(job, state=JOB_LIFE.after(…))`, never `state=JobState.DONE`."""
    return [
        f"{shown(path, root)}:{call.lineno} moves a state past the table"
        for path in _of_services(root)
        for call in ast.walk(parsed(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "replace"
        if any(word.arg == "state" and isinstance(word.value, ast.Attribute | ast.Constant) for word in call.keywords)
    ]


def shared_names_a_service(root: Path) -> list[str]:
    """`shared/` serves whoever comes; only the contracts in shared/events are named after their owners."""
    return [
        f"{shown(path, root)}:{node.lineno} names the service {node.value}"
        for path in files(root, ".py", under=("shared",))
        if "events" not in path.relative_to(root).parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and node.value in SERVICES
    ]


def _outer_name(entry: str) -> str:
    return entry if entry.endswith((".md", ".toml")) else entry.removesuffix(".py")


def _of_services(root: Path) -> Iterator[Path]:
    return files(root, ".py", under=("services",))
