"""What repairs had stored before an upgrade is still there after it."""

import shutil
from pathlib import Path

from shared.database_session import open_connection
from shared.identifiers import new_id
from shared.migration import migrations_folder, run_migrations_in
from tests.conftest import FreshDatabase

REPAIR = """INSERT INTO repair (id, number, version, state, place, in_place_since, movements, ticket_id, customer_id,
    origin, product_model, serial, accessories, photos, holds_data, is_part_of_installation, responsible_id,
    taken_in_at, fee, exclusions, is_promise_missed, parts, identity)
    VALUES ($1, $2, 1, $3, $4, now(), '[]', $5, $6, 'desk', 'DS-2CD3T45', $7, '[]', '[]', false, false, $8,
    now() + $9 * interval '1 day', '{}', '[]', false, '[]', '[]')"""
STORED: list[tuple[str, str, str, str | None, int, str | None]] = [
    # number, state, place, serial, taken in on day, serial after the upgrade
    ("FX-1", "received",        "desk",       "SN-1", 3, "SN-1/FX-1"),
    ("FX-2", "tested",          "warehouse",  "SN-1", 1, "SN-1"),       # the oldest that is open in the house
    ("FX-3", "at_factory",      "factory",    "SN-1", 2, "SN-1/FX-3"),
    ("FX-4", "collected",       "customer",   "SN-1", 0, "SN-1"),
    ("FX-5", "with_technician", "technician", "SN-1", 0, "SN-1"),
    ("FX-6", "received",        "desk",       "SN-2", 0, "SN-2"),
    ("FX-7", "received",        "desk",       None,   0, None),
    ("FX-8", "received",        "desk",       None,   0, None),
]  # fmt: skip


async def test_a_unit_that_was_entered_twice_before_the_upgrade_keeps_both_entries(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    url, before = await fresh_database(), tmp_path / "before"
    before.mkdir()
    for migration in sorted(migrations_folder("repairs").glob("000[1-3]_*.py")):
        shutil.copy(migration, before)
    await run_migrations_in({before: url})
    connection = await open_connection(url, statement_seconds=60)
    try:
        for number, state, place, serial, day, _ in STORED:
            ids = [new_id() for _ in range(4)]
            await connection.execute(REPAIR, ids[0], number, state, place, ids[1], ids[2], serial, ids[3], day)
        await run_migrations_in({migrations_folder("repairs"): url})
        stored = await connection.fetch("SELECT number, serial FROM repair")
    finally:
        await connection.close()
    assert {row["number"]: row["serial"] for row in stored} == {row[0]: row[-1] for row in STORED}
