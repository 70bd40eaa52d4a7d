"""What is found and decided at the bench: exclusions, work, a second test, refusal, causes of delay."""

from datetime import datetime
from uuid import UUID

from services.repairs.domain import bench
from services.repairs.domain.bench import Agreed, Exclusion
from services.repairs.domain.entries import BenchFinding, BenchTest
from services.repairs.domain.repair import Repair
from services.repairs.use_cases.access import Sight, check_contact, policy_of, repair_in_sight
from services.repairs.use_cases.factory import leave_batch
from services.repairs.use_cases.saving import save
from services.repairs.work import Work


async def find_exclusion(repair_id: UUID, seen: Exclusion, work: Work) -> Repair:
    """Say what ends the cover (4.6)."""
    repair = await work.repairs.get(repair_id)
    after, events = bench.find_exclusion(repair, seen, work.actor, await policy_of(repair, work), now=work.now)
    return await save(repair, after, events, work)


async def start_work(repair_id: UUID, work: Work) -> Repair:
    """Begin to repair it in the house."""
    repair = await work.repairs.get(repair_id)
    return await save(repair, bench.start_work(repair, await policy_of(repair, work), now=work.now), (), work)


async def test_again(repair_id: UUID, finding: BenchFinding, fault: str | None, work: Work) -> Repair:
    """Test what came back from the factory."""
    repair = await work.repairs.get(repair_id)
    shown = BenchTest(finding=finding, fault=fault, tested_at=work.now, tested_by=work.actor.subject)
    return await save(repair, bench.retest(repair, shown, now=work.now), (), work)


async def condemn(repair_id: UUID, work: Work) -> Repair:
    """Say that nobody can repair it."""
    repair = await work.repairs.get(repair_id)
    return await save(repair, bench.condemn(repair, now=work.now), (), work)


async def refuse(repair_id: UUID, said: Agreed, work: Work) -> Repair:
    """The customer does not want the repair."""
    repair = await work.repairs.get(repair_id)
    policy = await policy_of(repair, work)
    after, events = bench.refuse(repair, said, work.actor, policy, now=work.now)
    await check_contact(said.contact_id, repair.customer_id, policy.refusal.clause, work)
    await leave_batch(repair, work)
    return await save(repair, after, events, work)


async def explain_delay(repair_id: UUID, cause: str, told_at: datetime | None, sight: Sight, work: Work) -> Repair:
    """Say why the promised date is not kept (4.5); before it has passed that reaches the supervisor at once (5.8)."""
    repair = await repair_in_sight(repair_id, sight, work)
    policy = await policy_of(repair, work)
    after, events = bench.explain_delay(repair, cause, told_at, work.actor, policy, now=work.now)
    return await save(repair, after, events, work)
