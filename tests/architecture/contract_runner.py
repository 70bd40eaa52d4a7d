"""Plants one breach after the other in a copied tree and prints as JSON which import contracts each of them breaks.

A program of its own, because import-linter looks packages up by name: `services` must mean the copy here.
Called with the tree and pyproject.toml; reads a list of [path, line] from standard input.
"""

import json
import sys
from pathlib import Path

from importlinter import configuration
from importlinter.application import use_cases

configuration.configure()


def broken_contracts(project: str) -> list[str]:
    """The ids of the contracts that the tree on the path breaks now."""
    options = use_cases.read_user_options(project)
    use_cases._register_contract_types(options)
    ids = {contract["name"]: contract["id"] for contract in options.contracts_options}
    report = use_cases.create_report(options, cache_dir=None, verbose=False)
    if report.could_not_run:
        raise SystemExit(f"contracts that cannot be read: {report.invalid_contract_options}")
    return sorted(ids[contract.name] for contract, check in report.get_contracts_and_checks() if not check.kept)


def broken_by(tree: Path, project: str, breaches: list[tuple[str, str]]) -> list[list[str]]:
    """For each breach what it breaks; the tree is left as it was found."""
    results = []
    for name, line in breaches:
        file = tree / name
        before = file.read_text() if file.exists() else None
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((before or "") + line + "\n")
        results.append(broken_contracts(project))
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
    return results


if __name__ == "__main__":
    _tree = Path(sys.argv[1])
    sys.path.insert(0, str(_tree))
    _output = sys.stdout
    sys.stdout = sys.stderr
    _found = broken_by(_tree, sys.argv[2], json.load(sys.stdin))
    json.dump(_found, _output)
