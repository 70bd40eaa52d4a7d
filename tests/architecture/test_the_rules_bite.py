"""Every rule is shown a tree that breaks it, and must say so: a guard that never failed has shown nothing."""

from pathlib import Path

import pytest

from tests.architecture.rules import documents, locks, modules, service_shape, size
from tests.architecture.rules.tree import SERVICES, Rule
from tests.architecture.test_the_shape import ROOT, RULES

_PROJECT = '[project]\ndependencies = ["alpha>=2"]\n[project.optional-dependencies]\nembedded = []\ndev = ["omega"]\n'
_HASH = " \\\n    --hash=sha256:00\n"
_GOOD_LOCKS = {
    "pyproject.toml": _PROJECT,
    "requirements.lock": f"alpha==2.1{_HASH}",
    "requirements-dev.lock": f"alpha==2.1{_HASH}omega==1{_HASH}",
}
_PARTS = ("Context", "Decision", "Price", "The check")
_GOOD_DECISION = "# 1. One\n" + "".join(f"\n## {part}\n\n`tests/architecture/test_a.py`\n" for part in _PARTS)
_MAP = {"A.md": "## The repository\n\n```\nshared/   all\n  web/      doors\n```\n", "shared/money.py": ""}

BAD_TREES: list[tuple[Rule, dict[str, str], str]] = [
    (size.long_files, {"shared/money.py": "\n" * 301}, "shared/money.py has 301 lines"),
    (size.long_files, {"tests/unit/test_money.py": "\n" * 401}, "test_money.py has 401 lines"),
    (size.long_functions, {"services/a.py": "async def f():\n" + "    x = 1\n" * 40}, "f has 41 lines"),
    (size.crowded_folders, {f"services/intake/domain/m{n}.py": "" for n in range(16)}, "domain has 16 entries"),
    (size.crowded_folders, {f"shared/m{n}.py": "" for n in range(31)}, "shared has 31 entries"),
    (size.long_documents, {"ARCHITECTURE.md": "\n" * 201}, "ARCHITECTURE.md has 201 lines"),
    (size.long_documents, {"docs/adr/0001-one.md": "\n" * 61}, "0001-one.md has 61 lines"),
    (modules.vague_names, {"shared/utils.py": ""}, "shared/utils.py"),
    (modules.vague_names, {"services/intake/common/x.py": ""}, "services/intake/common"),
    (modules.modules_without_a_sentence, {"shared/money.py": "import decimal\n"}, "shared/money.py"),
    (modules.modules_without_a_sentence, {"shared/money.py": '"""Money"""\n'}, "shared/money.py"),
    (modules.busy_inits, {"shared/events/__init__.py": '"""Events."""\nfrom shared import money\n'}, "more than"),
    (modules.folders_without_init, {"shared/web/auth.py": ""}, "shared/web has no __init__.py"),
    (modules.empty_rooms, {"shared/web/__init__.py": ""}, "shared/web is empty"),
    (service_shape.uneven_services, {"services/intake/domain/states.py": ""}, "services/intake has no routes"),
    (service_shape.uneven_services, {"services/intake/domain/states.py": ""}, "services/intake/domain has no policy"),
    (service_shape.uneven_services, {"services/billing/prices.py": ""}, "prices is not one of the outer names"),
    (
        service_shape.routes_that_catch,
        {"services/intake/routes/tickets.py": "try:\n    x\nexcept E:\n    y\n"},
        ":1 has",
    ),
    (service_shape.stray_sql, {"services/intake/use_cases.py": 's = "SELECT id FROM ticket"\n'}, ":1 holds SQL"),
    (
        service_shape.states_moved_by_hand,
        {"services/intake/domain/t.py": "replace(t, state=S.DONE)\n"},
        "past the table",
    ),
    (service_shape.shared_names_a_service, {"shared/web/auth.py": 'x = {"billing": 1}\n'}, "the service billing"),
    (documents.readme_without_commands, {"README.md": "Type `make up`.\n\n    make test\n"}, "does not show `make up`"),
    (documents.readme_without_commands, {"README.md": "    make up\n"}, "does not show `make test`"),
    (documents.decisions_without_a_check, {"docs/adr/0001-one.md": "# 1\n\n## Context\n"}, "no '## The check'"),
    (documents.decisions_without_a_check, {"docs/adr/0001-one.md": _GOOD_DECISION}, "test_a.py, which does not exist"),
    (documents.dead_links, {"README.md": "see [the map](MAP.md#top)\n"}, "links to MAP.md"),
    (documents.places_that_are_gone, {"A.md": "see `shared/clock.py`\n"}, "names shared/clock.py"),
    (documents.places_that_are_gone, _MAP, "names shared/web/"),
    (documents.addresses_in_files, {"deploy/Dockerfile": "RUN x https://py" + "pi.org/simple\n"}, ":1 names"),
    (documents.addresses_in_files, {"deploy/run.sh": "cd /wo" + "rk/main\n"}, "deploy/run.sh:1 names"),
    (locks.locks_with_addresses, _GOOD_LOCKS | {"requirements.lock": "--index-url https://x/simple\n"}, ":1 holds"),
    (locks.locks_with_addresses, _GOOD_LOCKS | {"requirements.lock": "alpha @ file:///tmp/a\n"}, ":1 holds an address"),
    (locks.locks_without_hashes, _GOOD_LOCKS | {"requirements.lock": "alpha==2.1\n"}, "alpha has no hash"),
    (locks.locks_out_of_step, _GOOD_LOCKS | {"requirements.lock": f"alpha==1.9{_HASH}"}, "does not allow"),
    (locks.locks_out_of_step, _GOOD_LOCKS | {"requirements-dev.lock": f"alpha==2.1{_HASH}"}, "lacks omega"),
    (locks.locks_out_of_step, _GOOD_LOCKS | {"requirements.lock": f"alpha==2.2{_HASH}"}, "another alpha"),
]

GOOD_TREES: list[tuple[Rule, dict[str, str]]] = [
    (size.long_files, {"shared/money.py": "\n" * 300, "tests/test_money.py": "\n" * 400}),
    (size.long_functions, {"services/a.py": "@x\n@y\ndef f():\n" + "    x = 1\n" * 39}),
    (
        modules.folders_without_init,
        {"services/__init__.py": "", "services/a/__init__.py": "", "services/a/migrations/env.py": ""},
    ),
    (
        modules.modules_without_a_sentence,
        {"shared/money.py": '#!/usr/bin/env python\n"""Money that\nadds up.\n\nMore."""\n'},
    ),
    (service_shape.states_moved_by_hand, {"services/a/domain/t.py": "replace(t, state=LIFE.after(t.state, A.END))\n"}),
    (service_shape.stray_sql, {"services/intake/repository.py": 's = "SELECT id FROM ticket"\n'}),
    (documents.dead_links, {"README.md": "[a](https://x.org/a) [b](docs/b.md#part) [c](#c)\n", "docs/b.md": ""}),
    (documents.places_that_are_gone, _MAP | {"shared/web/door.py": ""}),
    (documents.addresses_in_files, {"shared/work.py": "path = '/tickets/{id}/work/' or 'shared/work/x'\n"}),
    (locks.locks_out_of_step, _GOOD_LOCKS),
    (locks.locks_without_hashes, _GOOD_LOCKS),
]


def _plant(root: Path, tree: dict[str, str]) -> None:
    for name, text in tree.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("rule", "tree", "offence"), BAD_TREES, ids=lambda part: getattr(part, "__name__", ""))
def test_a_bad_tree_is_refused(rule: Rule, tree: dict[str, str], offence: str, tmp_path: Path) -> None:
    _plant(tmp_path, tree)

    assert [found for found in rule(tmp_path) if offence in found], f"{rule.__name__} said {rule(tmp_path)}"


@pytest.mark.parametrize(("rule", "tree"), GOOD_TREES, ids=lambda part: getattr(part, "__name__", ""))
def test_a_good_tree_passes(rule: Rule, tree: dict[str, str], tmp_path: Path) -> None:
    _plant(tmp_path, tree)

    assert rule(tmp_path) == []


def test_every_rule_has_been_shown_a_bad_tree() -> None:
    assert {rule.__name__ for rule in RULES} == {rule.__name__ for rule, _tree, _offence in BAD_TREES}


def test_the_rules_know_the_services_that_are_there() -> None:
    there = {path.parent.name for path in (ROOT / "services").glob("*/app.py")}

    assert there == set(SERVICES)
