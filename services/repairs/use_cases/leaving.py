"""Items leave the house otherwise than over the counter: home by a visit, to storage, scrapped, lost."""

from datetime import datetime
from uuid import UUID

from services.repairs.domain.bench import Agreed
from services.repairs.domain.endings import leaving
from services.repairs.domain.factory import is_away
from services.repairs.domain.repair import Repair
from services.repairs.use_cases.access import check_contact, policy_of
from services.repairs.use_cases.factory import leave_batch
from services.repairs.use_cases.saving import save
from services.repairs.work import Work


async def take_along(repair_id: UUID, technician_id: UUID, work: Work) -> Repair:
    """A technician takes it to where it hangs."""
    repair = await work.repairs.get(repair_id)
    after = leaving.take_along(repair, technician_id, await policy_of(repair, work), now=work.now)
    return await save(repair, after, (), work)


async def put_back(repair_id: UUID, job_id: UUID, at: datetime, work: Work) -> Repair:
    """It hangs in its place again."""
    repair = await work.repairs.get(repair_id)
    after, events = leaving.put_back(repair, job_id, await policy_of(repair, work), now=at)
    return await save(repair, after, events, work)


async def store(repair_id: UUID, work: Work) -> Repair:
    """It goes to the storage of the warehouse."""
    repair = await work.repairs.get(repair_id)
    after, events = leaving.store(repair, await policy_of(repair, work), now=work.now)
    return await save(repair, after, events, work)


async def scrap(repair_id: UUID, said: Agreed, work: Work) -> Repair:
    """The customer agrees that it is thrown away."""
    repair = await work.repairs.get(repair_id)
    policy = await policy_of(repair, work)
    after, events = leaving.scrap(repair, said, work.actor, policy, now=work.now)
    await check_contact(said.contact_id, repair.customer_id, policy.scrapping.clause, work)
    return await save(repair, after, events, work)


async def lose(repair_id: UUID, reason: str, work: Work) -> Repair:
    """Nobody finds it; no batch waits for it any more."""
    repair = await work.repairs.get(repair_id)
    after, events = leaving.lose(repair, reason, work.actor, await policy_of(repair, work), now=work.now)
    await leave_batch(repair, work)
    if repair.batch_id is not None and is_away(repair):
        batch = await work.batches.get(repair.batch_id)
        less, told = batch.write_off(repair.id, work.policy.factory.clause, now=work.now)
        work.batches.save(less, told)
    return await save(repair, after, events, work)
