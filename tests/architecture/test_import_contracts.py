"""The import contracts of pyproject.toml hold, and each of them refuses what it is there to refuse."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rules.tree import SERVICES

ROOT = Path(__file__).resolve().parents[2]
_PROJECT = ROOT / "pyproject.toml"
_PURE = ["actor", "calendar", "chinese_calendar", "copying", "deadlines", "errors", "money", "policy", "state_machine"]

_SERVICE = {
    "app.py": "from {s} import routes, events, schedule, settings, work",
    "routes.py": "from {s} import use_cases, queries",
    "events.py": "from {s} import use_cases",
    "schedule.py": "from {s} import use_cases",
    "settings.py": "import pydantic",
    "use_cases.py": "from {s} import work",
    "work.py": "from {s} import repository, gateways",
    "repository.py": "from {s} import tables\nfrom {s}.domain import job\nimport shared.database",
    "queries.py": "from {s} import tables",
    "gateways.py": "import httpx",
    "tables.py": "import sqlmodel",
    "migrations/__init__.py": "",
    "domain/__init__.py": "",
    "domain/job.py": "from {s}.domain import states\nfrom shared.events.intake import tickets",
    "domain/states.py": "from shared import state_machine, money, errors, policy, calendar, deadlines, actor",
}
_SHARED = {f"{name}.py": "" for name in _PURE} | {
    "clock.py": "",
    "database.py": "import asyncpg",
    "events/__init__.py": "",
    "events/contract.py": "from shared import errors",
    "events/catalogue.py": "from shared.events.intake import tickets",
    "events/coding.py": "import pydantic",
}
for _owner in SERVICES:
    _SHARED[f"events/{_owner}/__init__.py"] = ""
    _SHARED[f"events/{_owner}/tickets.py"] = "from shared.events import contract"

BREACHES: list[tuple[str, str, str]] = [
    ("services/intake/use_cases.py", "from services.billing import use_cases", "walls"),
    ("services/intake/domain/job.py", "from services.dispatch.domain import job", "walls"),
    ("services/followup/app.py", "import services.cli", "walls"),
    ("services/repairs/events.py", "def f():\n    from services.intake import queries", "walls"),
    ("shared/database.py", "from services.intake import tables", "walls"),
    ("shared/clock.py", "import services.cli", "walls"),
    ("services/extras.py", "", "five"),
    ("services/reports/__init__.py", "", "five"),
    ("services/dispatch/planner.py", "", "inside"),
    ("services/dispatch/use_cases.py", "from services.dispatch import routes", "inside"),
    ("services/dispatch/repository.py", "from services.dispatch import work", "inside"),
    ("services/dispatch/domain/job.py", "from services.dispatch import tables", "inside"),
    ("services/dispatch/routes.py", "from services.dispatch import events", "inside"),
    ("services/dispatch/schedule.py", "from services.dispatch import settings", "inside"),
    ("services/billing/domain/states.py", "import pydantic", "pure"),
    ("services/billing/domain/job.py", "from sqlalchemy import text", "pure"),
    ("shared/money.py", "from pydantic_core import core_schema", "pure"),
    ("shared/events/intake/tickets.py", "from pydantic import BaseModel", "pure"),
    ("shared/events/contract.py", "from shared.events import coding", "pure"),
    ("shared/policy.py", "from shared import database", "pure"),
    ("services/repairs/domain/job.py", "from shared import clock", "domain"),
    ("services/repairs/domain/job.py", "from shared import database", "domain"),
    ("services/repairs/domain/job.py", "from shared.events import catalogue", "domain"),
    ("services/repairs/domain/job.py", "from shared.events import coding", "domain"),
    ("services/followup/use_cases.py", "from services.followup import tables", "rows"),
    ("services/followup/work.py", "from services.followup.tables import Row", "rows"),
    ("services/followup/routes.py", "from services.followup import repository", "doors"),
    ("services/intake/events.py", "from services.intake import gateways", "doors"),
    ("services/intake/schedule.py", "from services.intake import tables", "doors"),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """What each breach breaks; the first entry belongs to the tree as it is."""
    tree = tmp_path_factory.mktemp("tree")
    texts = {"services/__init__.py": "", "services/cli.py": "from services.intake import app", "shared/__init__.py": ""}
    texts |= {f"shared/{name}": text for name, text in _SHARED.items()}
    for service in SERVICES:
        texts[f"services/{service}/__init__.py"] = ""
        texts |= {f"services/{service}/{name}": text.format(s=f"services.{service}") for name, text in _SERVICE.items()}
    for name, text in texts.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(f"{text}\n")
    asked = [("shared/money.py", ""), *((name, line) for name, line, _contract in BREACHES)]
    runner = Path(__file__).with_name("contract_runner.py")
    done = subprocess.run(
        [sys.executable, str(runner), str(tree), str(_PROJECT)],
        input=json.dumps(asked), cwd=tree, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_a_tree_that_keeps_the_rules_breaks_no_contract(broken: list[list[str]]) -> None:
    assert broken[0] == []


@pytest.mark.parametrize(("number", "contract"), [(n, b[2]) for n, b in enumerate(BREACHES, 1)], ids=str)
def test_a_deliberate_breach_is_caught(number: int, contract: str, broken: list[list[str]]) -> None:
    assert contract in broken[number], f"{BREACHES[number - 1]} broke {broken[number] or 'nothing'}"


def test_every_contract_has_been_broken_on_purpose() -> None:
    text = _PROJECT.read_text(encoding="utf-8")
    contracts = {line.split('"')[1] for line in text.splitlines() if line.startswith('id = "')}

    assert contracts == {contract for _name, _line, contract in BREACHES}


def test_the_repository_keeps_its_import_contracts() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
