"""What billing had stored before an upgrade still means the same after it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from shared.actor import Role
from shared.database_session import open_connection
from shared.identifiers import new_id
from shared.migration import migrations_folder, run_migrations_in
from tests.builders.running_service import running_service
from tests.conftest import FreshDatabase

JOB = """INSERT INTO job_copy (id, version, ticket_id, technician_id, has_arrived, is_diagnosed, findings,
    was_told_visit_fee, was_told_travel_rule, is_over) VALUES ($1, 1, $2, $3, $4, false, '[]', true, true, false)"""
CHARGE = """INSERT INTO charge (id, number, version, state, ticket_id, customer_id, technician_id, lines, total, paid,
    policy_revision, fixed_at) VALUES ($1, 'ZD1', 1, 'owed', $2, $3, $4, '[]', 0, 0, '1.0', now())"""


@pytest.mark.parametrize("has_arrived", [True, False])
async def test_who_was_sent_before_the_upgrade_still_sees_the_charge_and_who_was_there_had_departed(
    fresh_database: FreshDatabase, tmp_path: Path, *, has_arrived: bool
) -> None:
    url, before = await fresh_database(), tmp_path / "before"
    before.mkdir()
    for migration in sorted(migrations_folder("billing").glob("000[1-3]_*.py")):
        shutil.copy(migration, before)
    await run_migrations_in({before: url})
    job_id, ticket_id, collector_id, charge_id = (new_id() for _ in range(4))
    connection = await open_connection(url, statement_seconds=60)
    try:
        await connection.execute(JOB, job_id, ticket_id, collector_id, has_arrived)
        await connection.execute(CHARGE, charge_id, ticket_id, new_id(), new_id())
        await run_migrations_in({migrations_folder("billing"): url})
        departed = await connection.fetchval("SELECT has_departed FROM job_copy WHERE id = $1", job_id)
    finally:
        await connection.close()

    assert departed is has_arrived
    async with running_service("billing", url, tmp_path) as billing:
        his: dict[str, Any] = {"role": Role.TECHNICIAN, "subject": collector_id}
        assert [each["id"] for each in (await billing.get("/charges", **his))["items"]] == [str(charge_id)]
        await billing.get(f"/charges/{charge_id}", **his)
        await billing.get(f"/charges/{charge_id}", role=Role.TECHNICIAN, subject=new_id(), status=404)
