"""The repository keeps its shape; the rules themselves are tried in test_the_rules_bite.py."""

from pathlib import Path

import pytest

from tests.architecture.rules import documents, locks, modules, service_shape, size
from tests.architecture.rules.tree import Rule

ROOT = Path(__file__).resolve().parents[2]

RULES: tuple[Rule, ...] = (
    size.long_files,
    size.long_functions,
    size.crowded_folders,
    size.long_documents,
    modules.vague_names,
    modules.modules_without_a_sentence,
    modules.busy_inits,
    modules.folders_without_init,
    modules.empty_rooms,
    service_shape.uneven_services,
    service_shape.routes_that_catch,
    service_shape.stray_sql,
    service_shape.states_moved_by_hand,
    service_shape.shared_names_a_service,
    documents.readme_without_commands,
    documents.decisions_without_a_check,
    documents.dead_links,
    documents.places_that_are_gone,
    documents.addresses_in_files,
    locks.locks_with_addresses,
    locks.locks_without_hashes,
    locks.locks_out_of_step,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_repository_has_no(rule: Rule) -> None:
    offences = rule(ROOT)

    assert not offences, "\n".join(offences)
