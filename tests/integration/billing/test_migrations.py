"""What billing had stored before an upgrade still means the same after it."""

import shutil
from decimal import Decimal
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


TRAVELLED = """INSERT INTO charge (id, number, version, state, customer_id, technician_id, lines, total, paid, reduced,
    policy_revision, fixed_at) VALUES ($1, 'ZD1', 1, 'settled', $2, $3, '[]', 158, 148, 10, '1.0', now())"""
PAYMENT = """INSERT INTO payment (id, number, version, charge_id, amount, travel, method, reference, received_by_id,
    received_at) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, now())"""
CARRIES = "INSERT INTO cash_account (id, version, carried, holdings) VALUES ($1, 1, 0, '[]')"


@pytest.mark.parametrize("has_carried", [True, False])
async def test_travel_money_that_came_before_the_upgrade_is_owed_and_transfers_are_known(
    fresh_database: FreshDatabase, tmp_path: Path, *, has_carried: bool
) -> None:
    url, before = await fresh_database(), tmp_path / "before"
    before.mkdir()
    for migration in sorted(migrations_folder("billing").glob("000[1-6]_*.py")):
        shutil.copy(migration, before)
    await run_migrations_in({before: url})
    technician_id, charge_id = new_id(), new_id()
    connection = await open_connection(url, statement_seconds=60)
    try:
        await connection.execute(TRAVELLED, charge_id, new_id(), technician_id)
        if has_carried:
            await connection.execute(CARRIES, technician_id)
        ways = [("30", "cash", None, technician_id), ("10", "cash", None, new_id()), ("8", "wechat", "WX-1", None)]
        for number, (travel, method, reference, by) in enumerate(ways):
            paid = Decimal(50 if number else 48)
            row = (new_id(), f"SJ{number}", charge_id, paid, Decimal(travel), method, reference, by)
            await connection.execute(PAYMENT, *row)
        await run_migrations_in({migrations_folder("billing"): url})
    finally:
        await connection.close()

    async with running_service("billing", url, tmp_path) as billing:
        hands = await billing.get(f"/cash/{technician_id}", role=Role.FINANCE)
        assert (hands["travel_owed"], hands["accounts"]["travel_owed"]) == ("18.00", "-18.00")
        again = {"amount": "1.00", "method": "wechat", "reference": "WX-1"}
        path = f"/charges/{charge_id}/payments"
        assert (await billing.post(path, again, role=Role.FINANCE, status=409))["code"] == "reference_used"
        assert await billing.service.database.value("SELECT sum(amount) FROM cash_entry") == 0
        assert str(await billing.service.database.value("SELECT sum(amount) FROM adjustment")) == "10.00"
