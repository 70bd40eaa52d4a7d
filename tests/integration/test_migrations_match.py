"""Every service's migrations make exactly the tables that it declares."""

import pytest

from shared.migration import ROOT, migrations_folder
from tests.conftest import FreshDatabase
from tools.schema_difference import difference, metadata_of

SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/tables*") if path.parent.is_dir())


@pytest.mark.parametrize("service", SERVICES)
async def test_the_migrations_make_what_the_tables_declare(service: str, fresh_database: FreshDatabase) -> None:
    assert any(migrations_folder(service).glob("0*.py")), f"run: make migration service={service} title='first tables'"
    metadata = metadata_of(service)
    steps, _ = await difference(metadata, migrated_url=await fresh_database(service), empty_url=await fresh_database())
    assert steps.as_diffs() == [], f"run: make migration service={service} title='what changed'"
